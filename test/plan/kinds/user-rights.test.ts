import { describe, expect, test } from '@jest/globals';
import { acl, type Around, job, sentences, topic, user } from '../../support/objects.ts';

const other = (name: string) => topic({}, { topicName: name });
const apart = (...names: string[]) =>
  names.map((name) => ({ ...other(name), metadata: { ...topic({}).metadata, name } }));
const prefix = (operations: string[], name: string, type = 'topic') => ({
  operations,
  resource: { type, name, patternType: 'prefix' },
});
const group = (operations: string[], name: string) => ({
  operations,
  resource: { type: 'group', name, patternType: 'literal' },
});
const onCluster = (operations: string[]) => ({ operations, resource: { type: 'cluster' } });
const stays = (...objects: unknown[]): Around => ({ before: objects, after: objects });
const comes = (...objects: unknown[]): Around => ({ after: objects });
const deny = { type: 'deny' };

describe('rights that a user gets', () => {
  test.each<[string, unknown[], unknown[], Around, string[]]>([
    [
      'on a topic that is there',
      [],
      [acl(['Read'])],
      stays(topic({})),
      ['spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on'],
    ],
    [
      'on a topic that comes with it',
      [],
      [acl(['Read'])],
      comes(topic({})),
      [
        'spec.authorization.acls[Read on topic a.t]: safe: u may Read topic a.t, which is created by the same change',
      ],
    ],
    [
      'on a topic of somebody else',
      [],
      [acl(['Read'])],
      {},
      ['spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on'],
    ],
    [
      'on a group that is there',
      [],
      [group(['Read'], 'g')],
      stays(job({})),
      ['spec.authorization.acls[Read on group g]: review: wider rights: u may Read group g from now on'],
    ],
    [
      'on a group that comes with it',
      [],
      [group(['Read'], 'g')],
      comes(job({})),
      [
        'spec.authorization.acls[Read on group g]: safe: u may Read group g, which is created by the same change',
      ],
    ],
    [
      'on topics by their beginning, though all are new',
      [],
      [prefix(['Read'], 'a.')],
      comes(topic({})),
      [
        'spec.authorization.acls[Read on topic a.*]: review: wider rights: u may Read every topic that begins with a. from now on',
      ],
    ],
    [
      'on every topic, though all are new',
      [],
      [acl(['Read'], '*')],
      comes(topic({})),
      ['spec.authorization.acls[Read on topic *]: review: wider rights: u may Read topic * from now on'],
    ],
    [
      'on a transaction',
      [],
      [{ operations: ['Write'], resource: { type: 'transactionalId', name: 'a.t' } }],
      comes(topic({})),
      [
        'spec.authorization.acls[Write on transactionalId a.t]: review: wider rights: u may Write transactionalId a.t from now on',
      ],
    ],
    [
      'on the cluster',
      [],
      [onCluster(['IdempotentWrite'])],
      {},
      [
        'spec.authorization.acls[IdempotentWrite on cluster]: review: wider rights: u may IdempotentWrite the cluster from now on',
      ],
    ],
    [
      'from one host',
      [],
      [acl(['Read'], 'a.t', { host: '10.0.0.1' })],
      {},
      [
        'spec.authorization.acls[Read on topic a.t from 10.0.0.1]: review: wider rights: u may Read topic a.t from now on',
      ],
    ],
    [
      'that it has by the beginning',
      [prefix(['Read'], 'a.')],
      [prefix(['Read'], 'a.'), acl(['Read'])],
      {},
      [
        'spec.authorization.acls[Read on topic a.t]: safe: u may Read topic a.t already, by a right that reaches further',
      ],
    ],
    [
      'that it has by every topic',
      [acl(['Read'], '*')],
      [acl(['Read'], '*'), prefix(['Read'], 'a.')],
      {},
      [
        'spec.authorization.acls[Read on topic a.*]: safe: u may Read every topic that begins with a. already, by a right that reaches further',
      ],
    ],
    [
      'on more topics than it has by the beginning',
      [prefix(['Read'], 'a.b')],
      [prefix(['Read'], 'a.b'), prefix(['Read'], 'a.')],
      {},
      [
        'spec.authorization.acls[Read on topic a.*]: review: wider rights: u may Read every topic that begins with a. from now on',
      ],
    ],
    [
      'by a beginning that is a topic which it has',
      [acl(['Read'])],
      [acl(['Read']), prefix(['Read'], 'a.t')],
      {},
      [
        'spec.authorization.acls[Read on topic a.t*]: review: wider rights: u may Read every topic that begins with a.t from now on',
      ],
    ],
    [
      'to describe, which All brings',
      [prefix(['All'], 'a.')],
      [prefix(['All'], 'a.'), acl(['Describe'])],
      {},
      [
        'spec.authorization.acls[Describe on topic a.t]: safe: u may Describe topic a.t already, by a right that reaches further',
      ],
    ],
    [
      'to write, which Read does not bring',
      [prefix(['Read'], 'a.')],
      [prefix(['Read'], 'a.'), acl(['Write'])],
      {},
      [
        'spec.authorization.acls[Write on topic a.t]: review: wider rights: u may Write topic a.t from now on',
      ],
    ],
    [
      'on a group, which a topic does not bring',
      [prefix(['Read'], 'g')],
      [prefix(['Read'], 'g'), group(['Read'], 'g')],
      {},
      ['spec.authorization.acls[Read on group g]: review: wider rights: u may Read group g from now on'],
    ],
    [
      'from a host, which it has from all',
      [acl(['Read'])],
      [acl(['Read']), acl(['Read'], 'a.t', { host: '10.0.0.1' })],
      {},
      [
        'spec.authorization.acls[Read on topic a.t from 10.0.0.1]: safe: u may Read topic a.t already, by a right that reaches further',
      ],
    ],
    [
      'from all hosts, which it has from one',
      [acl(['Read'], 'a.t', { host: '10.0.0.1' })],
      [acl(['Read'], 'a.t', { host: '10.0.0.1' }), acl(['Read'])],
      {},
      ['spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on'],
    ],
    [
      'on a group that is named like a topic which comes',
      [],
      [group(['Read'], 'a.t')],
      comes(topic({})),
      ['spec.authorization.acls[Read on group a.t]: review: wider rights: u may Read group a.t from now on'],
    ],
    [
      'by a longer beginning than it has',
      [prefix(['Read'], 'a.')],
      [prefix(['Read'], 'a.'), prefix(['Read'], 'a.b')],
      {},
      [
        'spec.authorization.acls[Read on topic a.b*]: safe: u may Read every topic that begins with a.b already, by a right that reaches further',
      ],
    ],
    [
      'that another one denies',
      [prefix(['Read'], 'a.')].map((one) => ({ ...one, ...deny })),
      [{ ...prefix(['Read'], 'a.'), ...deny }, acl(['Read'])],
      {},
      ['spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on'],
    ],
    [
      'as a denial goes',
      [acl(['Read'], 'a.t', deny)],
      [],
      {},
      [
        'spec.authorization.acls[deny Read on topic a.t]: review: u may Read topic a.t again, where another right allows it',
      ],
    ],
    [
      'as all goes, and less comes',
      [acl(['All'])],
      [acl(['Read'])],
      stays(topic({})),
      [
        'spec.authorization.acls[All on topic a.t]: review: u loses All on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
        'spec.authorization.acls[Read on topic a.t]: safe: u may Read topic a.t already, by a right that reaches further',
      ],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(user(before), user(after), around)).toEqual(told);
  });
});

describe('rights that a user loses', () => {
  test.each<[string, unknown[], unknown[], Around, string[]]>([
    [
      'on a topic that is there',
      [acl(['Read'])],
      [],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on topic a.t]: review: u loses Read on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on a topic that goes with it',
      [acl(['Read'])],
      [],
      { before: [topic({})] },
      [
        'spec.authorization.acls[Read on topic a.t]: safe: u loses this right but still reaches every existing resource through others',
      ],
    ],
    [
      'on a topic of somebody else',
      [acl(['Read'])],
      [],
      {},
      [
        'spec.authorization.acls[Read on topic a.t]: review: u loses Read on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on a topic that it reaches by the beginning',
      [acl(['Read']), prefix(['Read'], 'a.')],
      [prefix(['Read'], 'a.')],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on topic a.t]: safe: u loses this right but still reaches every existing resource through others',
      ],
    ],
    [
      'on a topic that it reaches from one host only',
      [acl(['Read'])],
      [acl(['Read'], 'a.t', { host: '10.0.0.1' })],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on topic a.t]: review: u loses Read on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
        'spec.authorization.acls[Read on topic a.t from 10.0.0.1]: safe: u may Read topic a.t already, by a right that reaches further',
      ],
    ],
    [
      'on a topic that is denied then',
      [acl(['Read'])],
      [acl(['Read'], 'a.t', deny)],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on topic a.t]: review: u loses Read on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
        'spec.authorization.acls[deny Read on topic a.t]: review: u may no longer Read topic a.t, whatever else allows it',
      ],
    ],
    [
      'on a topic whose name begins another',
      [acl(['Read'])],
      [],
      stays(...apart('a.t2')),
      [
        'spec.authorization.acls[Read on topic a.t]: review: u loses Read on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on topics by their beginning',
      [prefix(['Read'], 'a.')],
      [],
      stays(...apart('a.1', 'b.1', 'a.2')),
      [
        'spec.authorization.acls[Read on topic a.*]: review: u loses Read on topic a.1, a.2: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on three topics',
      [prefix(['Read'], 'a.')],
      [],
      stays(...apart('a.1', 'a.2', 'a.3')),
      [
        'spec.authorization.acls[Read on topic a.*]: review: u loses Read on topic a.1, a.2, a.3: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on five topics',
      [prefix(['Read'], 'a.')],
      [],
      stays(...apart('a.1', 'a.2', 'a.3', 'a.4', 'a.5')),
      [
        'spec.authorization.acls[Read on topic a.*]: review: u loses Read on topic a.1, a.2, a.3 and 2 more: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on every topic',
      [acl(['Read'], '*')],
      [],
      stays(...apart('a.1', 'b.1')),
      [
        'spec.authorization.acls[Read on topic *]: review: u loses Read on topic a.1, b.1: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on every topic, and keeps the one that is there',
      [acl(['Read'], '*')],
      [acl(['Read'])],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on topic *]: review: u keeps Read on what is known here, and loses it on every other topic: what others have made, or Kafka Streams by itself, is refused to it',
        'spec.authorization.acls[Read on topic a.t]: safe: u may Read topic a.t already, by a right that reaches further',
      ],
    ],
    [
      'on a group that is there',
      [group(['Read'], 'g')],
      [],
      stays(job({})),
      [
        'spec.authorization.acls[Read on group g]: review: u loses Read on group g: a client that still runs as it is refused at once (GROUP_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on a group, and keeps a topic of that name',
      [group(['Read'], 'a.t')],
      [acl(['Read'])],
      stays(topic({})),
      [
        'spec.authorization.acls[Read on group a.t]: review: u loses Read on group a.t: a client that still runs as it is refused at once (GROUP_AUTHORIZATION_FAILED) and stands still',
        'spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on',
      ],
    ],
    [
      'on the cluster',
      [onCluster(['IdempotentWrite'])],
      [],
      stays(topic({})),
      [
        'spec.authorization.acls[IdempotentWrite on cluster]: review: u loses IdempotentWrite on the cluster: a client that still runs as it is refused at once (CLUSTER_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'to describe, and keeps to read',
      [acl(['Describe', 'Read'], 'a.t', { host: 'h' }), acl(['Describe'])],
      [acl(['Read'], 'a.t', { host: 'h' })],
      stays(topic({})),
      [
        'spec.authorization.acls[Describe on topic a.t]: review: u loses Describe on topic a.t: a client that still runs as it is refused at once (TOPIC_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'on a transaction',
      [{ operations: ['Write'], resource: { type: 'transactionalId', name: 'x' } }],
      [],
      {},
      [
        'spec.authorization.acls[Write on transactionalId x]: review: u loses Write on transactionalId x: a client that still runs as it is refused at once (TRANSACTIONAL_ID_AUTHORIZATION_FAILED) and stands still',
      ],
    ],
    [
      'to describe, which the new right to read brings, on a topic of somebody else',
      [acl(['Describe'])],
      [acl(['Read'])],
      {},
      [
        'spec.authorization.acls[Read on topic a.t]: review: wider rights: u may Read topic a.t from now on',
        'spec.authorization.acls[Describe on topic a.t]: safe: u loses this right but still reaches every existing resource through others',
      ],
    ],
    [
      'as a denial comes',
      [],
      [acl(['Read'], 'a.t', deny)],
      {},
      [
        'spec.authorization.acls[deny Read on topic a.t]: review: u may no longer Read topic a.t, whatever else allows it',
      ],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(user(before), user(after), around)).toEqual(told);
  });
});
