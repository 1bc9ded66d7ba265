import { describe, expect, test } from '@jest/globals';
import { acl, type Around, sentences, topic, user } from '../../support/objects.ts';

const named = (object: ReturnType<typeof user>, name: string) => ({
  ...object,
  metadata: { ...object.metadata, name },
});
const prefix = (operations: string[], name: string, type = 'topic') => ({
  operations,
  resource: { type, name, patternType: 'prefix' },
});
const group = (operations: string[], name: string) => ({
  operations,
  resource: { type: 'group', name, patternType: 'literal' },
});
const stays = (...objects: unknown[]): Around => ({ before: objects, after: objects });
const comes = (...objects: unknown[]): Around => ({ after: objects });
const deny = { type: 'deny' };

describe('what one right brings along is no change beside it', () => {
  test.each<[string, string]>([
    ['Read', 'Describe'],
    ['Write', 'Describe'],
    ['Delete', 'Describe'],
    ['Alter', 'Describe'],
    ['AlterConfigs', 'DescribeConfigs'],
    ['All', 'Describe'],
    ['All', 'Write'],
  ])('%s brings %s', (operation, brought) => {
    expect(sentences(user([acl([operation])]), user([acl([operation, brought])]))).toEqual([]);
    expect(sentences(user([acl([operation])]), user([acl([operation]), acl([brought])]))).toEqual([]);
  });

  test.each<[string, string]>([
    ['Describe', 'Read'],
    ['AlterConfigs', 'Describe'],
    ['Create', 'Describe'],
    ['Alter', 'DescribeConfigs'],
    ['Read', 'Write'],
  ])('%s does not bring %s', (operation, other_) => {
    expect(sentences(user([acl([operation])]), user([acl([operation, other_])]))).not.toEqual([]);
  });

  test.each<[string, unknown]>([
    ['from another host', acl(['Describe'], 'a.t', { host: '10.0.0.1' })],
    ['on another topic', acl(['Describe'], 'a.u')],
    ['on a group', group(['Describe'], 'a.t')],
    ['on all that begins so', prefix(['Describe'], 'a.t')],
  ])('but not %s', (_what, beside) => {
    expect(sentences(user([acl(['Read'])]), user([acl(['Read']), beside]))).toHaveLength(1);
  });

  test('and not from a host that only reads alike beside the name', () => {
    const beside = acl(['Describe'], 'a.t1', { host: '0.0.0.1' });
    const read = acl(['Read'], 'a.t', { host: '10.0.0.1' });
    expect(sentences(user([read]), user([read, beside]))).toHaveLength(1);
  });

  test('and a denial brings nothing', () => {
    const read = acl(['Read'], 'a.t', deny);
    expect(sentences(user([read]), user([read, acl(['Describe'], 'a.t', deny)]))).toHaveLength(1);
    expect(sentences(user([read]), user([read, acl(['Describe'])]))).toHaveLength(1);
  });

  test('a right without an operation is none', () => {
    expect(sentences(user([]), user([acl([])]))).toEqual([]);
  });

  test('rights are literal where they do not say', () => {
    expect(
      sentences(
        user([acl(['Read'])]),
        user([{ operations: ['Read'], resource: { type: 'topic', name: 'a.t' } }]),
      ),
    ).toEqual([]);
  });
});

describe('a user', () => {
  const quotas = (values: Record<string, unknown>) => user([], { quotas: values });
  const unlabelled = { ...user([]), metadata: { name: 'u', namespace: 'kafka' } };

  test.each<[string, unknown, unknown, Around, string[]]>([
    [
      'with a password in place of a certificate',
      user([]),
      user([], { authentication: { type: 'scram-sha-512' } }),
      {},
      [
        'spec.authentication.type: destructive: the principal changes from User:CN=u to User:u, and the secret holds other credentials: every client that connects with the old ones is refused until it has the new ones and the listener for them',
      ],
    ],
    [
      'with a certificate in place of a password',
      user([], { authentication: { type: 'scram-sha-512' } }),
      user([], { authentication: { type: 'tls-external' } }),
      {},
      [
        'spec.authentication.type: destructive: the principal changes from User:u to User:CN=u, and Strimzi deletes the secret with its password: clients that mount it no longer start',
      ],
    ],
    [
      'with credentials from elsewhere',
      user([]),
      user([], { authentication: { type: 'tls', password: { a: 'b' } } }),
      {},
      [
        'spec.authentication.password.a: destructive: the credentials come from elsewhere: those that clients hold are worth nothing once it is applied',
      ],
    ],
    [
      'an empty list of rights, or no authorization',
      user([]),
      user([], { authorization: undefined }),
      {},
      [],
    ],
    [
      'with a bound',
      quotas({}),
      quotas({ producerByteRate: 1000 }),
      {},
      [
        'spec.quotas.producerByteRate: review: the brokers slow the user down above 1000 (producerByteRate, a broker): lag grows where it needs more',
      ],
    ],
    [
      'with a lower bound',
      quotas({ producerByteRate: 2000 }),
      quotas({ producerByteRate: 1000 }),
      {},
      [
        'spec.quotas.producerByteRate: review: the brokers slow the user down above 1000 (producerByteRate, a broker): lag grows where it needs more',
      ],
    ],
    [
      'with a higher bound',
      quotas({ producerByteRate: 1000 }),
      quotas({ producerByteRate: 2000 }),
      {},
      [
        'spec.quotas.producerByteRate: review: the user may take up to 2000 (producerByteRate, a broker): its neighbours may be slowed down',
      ],
    ],
    [
      'without a bound',
      quotas({ producerByteRate: 1000 }),
      quotas({}),
      {},
      [
        'spec.quotas.producerByteRate: review: without producerByteRate the user may take all that the brokers have: its neighbours may be slowed down',
      ],
    ],
    [
      'with a secret that is labelled',
      user([]),
      user([], { template: { secret: { metadata: { labels: { a: 'b' } } } } }),
      {},
      [
        'spec.template.secret.metadata.labels.a: review: the secret with the credentials is labelled or annotated in another way: what copies it elsewhere acts upon that',
      ],
    ],
    [
      'with what is not known',
      user([]),
      user([], { unheardOf: 1 }),
      {},
      ['spec.unheardOf: review: what follows is not known here: this field is new'],
    ],
    [
      'that comes',
      undefined,
      user([acl(['Read']), acl(['Read'], 'a.t', deny)]),
      comes(topic({})),
      ['create: safe: the user u is made, with rights on nothing but what is new'],
    ],
    [
      'that comes with rights on what is there',
      undefined,
      user([acl(['Read']), group(['Read'], 'x')]),
      comes(topic({})),
      ['create: review: wider rights: a new user u may Read group x'],
    ],
    [
      'that comes with two such rights',
      undefined,
      user([acl(['Read']), group(['Read'], 'x')]),
      stays(topic({})),
      ['create: review: wider rights: a new user u may Read topic a.t, and 1 more'],
    ],
    [
      'that comes without its cluster',
      undefined,
      unlabelled,
      {},
      [
        'create: review: without the label strimzi.io/cluster Strimzi ignores the object: the user u is not made',
      ],
    ],
    [
      'that goes',
      user([]),
      undefined,
      {},
      [
        'delete: destructive: the user u goes with its password or certificate and its rights: clients that use it are refused, and a user made again under this name has other credentials',
      ],
    ],
    [
      'that moves',
      user([]),
      { ...user([]), metadata: { ...user([]).metadata, namespace: 'm' } },
      {},
      [
        'rename: destructive: moves from namespace kafka to m: it is deleted there and created again here. the user u goes with its password or certificate and its rights: clients that use it are refused, and a user made again under this name has other credentials',
      ],
    ],
    [
      'that gets another name',
      user([]),
      named(user([]), 'v'),
      {},
      [
        'delete: destructive: the user u goes with its password or certificate and its rights: clients that use it are refused, and a user made again under this name has other credentials',
        'create: safe: the user v is made, with rights on nothing but what is new',
      ],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(before, after, around)).toEqual(told);
  });
});
