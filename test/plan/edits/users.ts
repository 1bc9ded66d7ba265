import { base, type Edits, strimzi } from './edit.ts';

const user = base(
  'KafkaUser',
  { authentication: { type: 'scram-sha-512' }, authorization: { type: 'simple', acls: [] } },
  strimzi,
);
const acl = (operations: string[], name: string, more: Record<string, unknown> = {}, type = 'topic') => ({
  operations,
  resource: { type, name, patternType: 'literal', ...more },
});
const prefix = (operations: string[], name: string, type = 'topic') =>
  acl(operations, name, { patternType: 'prefix' }, type);
const acls = (...list: unknown[]) => ({ authorization: { acls: list } });
const topic = (name: string) =>
  base('KafkaTopic', { topicName: name, partitions: 1, replicas: 1 }, { ...strimzi, name });
const read = ['Read'];

export const userEdits: readonly Edits[] = [
  {
    about: 'rights beside a topic that stays',
    base: user,
    at: 'spec',
    beside: [topic('app-a'), topic('b')],
    rows: [
      [acls(), acls(acl(read, 'b')), 'review', 'wider rights: x may Read topic b'],
      [acls(), acls(acl(['All'], '*')), 'review', 'wider rights: x may All topic *'],
      [acls(), acls(acl(['Alter'], '', {}, 'cluster')), 'review', 'wider rights: x may Alter the cluster'],
      [acls(), acls(prefix(read, 'app-')), 'review', 'every topic that begins with app-'],
      [acls(acl(read, '*')), acls(acl(read, '*'), acl(read, 'b')), 'safe', 'by a right that reaches further'],
      [acls(acl(['Read', 'Describe'], 'b')), acls(acl(read, 'b')), 'none'],
      [acls(acl(['Read', 'Write'], 'b')), acls(acl(read, 'b'), acl(['Write'], 'b')), 'none'],
      [acls({ ...acl(read, 'b'), operations: undefined, operation: 'Read' }), acls(acl(read, 'b')), 'none'],
      [acls({ ...acl(read, 'b'), type: 'allow', host: '*' }), acls(acl(read, 'b')), 'none'],
      [acls(acl(['All'], 'b')), acls(acl(['Read', 'Write'], 'b')), 'review', 'loses All on topic b'],
      [acls(acl(read, 'b')), acls(), 'review', 'TOPIC_AUTHORIZATION_FAILED'],
      [acls(acl(read, 'b')), acls(acl(['Describe'], 'b')), 'review', 'loses Read on topic b'],
      [
        acls(prefix(read, 'app-')),
        acls(acl(read, 'app-a')),
        'review',
        'loses it on every other topic that begins with app-',
      ],
      [
        acls(acl(read, '*')),
        acls(acl(read, 'app-a'), acl(read, 'b')),
        'review',
        'loses it on every other topic',
      ],
      [
        acls(prefix(read, 'app-')),
        acls(prefix(read, 'app')),
        'review',
        'every topic that begins with app from now on',
      ],
      [
        acls(prefix(read, 'app-')),
        acls(prefix(read, 'app-a')),
        'review',
        'every other topic that begins with app-',
      ],
      [acls(acl(read, 'app-a')), acls(prefix(read, 'app-')), 'review', 'every topic that begins with app-'],
      [acls(acl(read, 'g', {}, 'group')), acls(), 'review', 'GROUP_AUTHORIZATION_FAILED'],
      [
        acls(prefix(read, 'g-', 'group')),
        acls(acl(read, 'g-1', {}, 'group')),
        'review',
        'loses Read on every group that begins with g-',
      ],
      [
        acls(acl(['Write'], 't', {}, 'transactionalId')),
        acls(),
        'review',
        'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      ],
      [acls(acl(['IdempotentWrite'], '', {}, 'cluster')), acls(), 'review', 'CLUSTER_AUTHORIZATION_FAILED'],
      [acls({ ...acl(read, 'b'), host: '10.0.0.1' }), acls(acl(read, 'b')), 'review', 'wider rights'],
      [
        acls(acl(read, 'b')),
        acls({ ...acl(read, 'b'), host: '10.0.0.1' }),
        'review',
        'loses Read on topic b',
      ],
      [acls(), acls({ ...acl(read, 'b'), type: 'deny' }), 'review', 'may no longer Read topic b'],
      [acls({ ...acl(read, 'b'), type: 'deny' }), acls(), 'review', 'again, where another right allows it'],
    ],
  },
  {
    about: 'authentication',
    base: user,
    at: 'spec',
    rows: [
      [{}, { authentication: { type: 'tls' } }, 'destructive', 'changes from User:x to User:CN=x'],
      [{ authentication: { type: 'tls' } }, {}, 'destructive', 'changes from User:CN=x to User:x'],
      [
        { authentication: { type: 'tls' } },
        { authentication: { type: 'tls-external' } },
        'destructive',
        'the principal stays User:CN=x, and Strimzi deletes the secret with its certificate',
      ],
      [
        { authentication: { type: 'tls-external' } },
        { authentication: { type: 'tls' } },
        'review',
        'Strimzi issues a certificate',
      ],
      [
        {},
        { authentication: null },
        'destructive',
        'the principal stays User:x, and Strimzi deletes the secret with its password',
      ],
      [{ authentication: null }, {}, 'review', 'Strimzi issues a password'],
      [
        { authentication: null },
        { authentication: { type: 'tls' } },
        'review',
        'who connects as User:x no longer has rights',
      ],
      [
        {},
        { authentication: { password: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } } },
        'destructive',
        'come from elsewhere',
      ],
      [
        { authentication: { password: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } } },
        { authentication: { password: { valueFrom: { secretKeyRef: { name: 's', key: 'j' } } } } },
        'destructive',
        'come from elsewhere',
      ],
      [
        { authentication: { password: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } } },
        {},
        'review',
        'the password stays as it is',
      ],
      [
        { authentication: { type: 'tls' } },
        { authentication: { type: 'tls', validityDays: 30, renewalDays: 10 } },
        'review',
        'the certificate is renewed 10 days before it ends, at once where fewer are left',
      ],
      [
        { authentication: { type: 'tls', validityDays: 30 } },
        { authentication: { type: 'tls', validityDays: 90 } },
        'review',
        'the next certificate is valid for 90 days; the one that clients hold stays until it is renewed',
      ],
      [
        { authentication: { type: 'tls', validityDays: 30 } },
        { authentication: { type: 'tls' } },
        'review',
        'the next certificate is valid for as many days as the clients CA says',
      ],
      [
        {},
        { template: { secret: { metadata: { labels: { a: 'b' } } } } },
        'review',
        'labelled or annotated in another way',
      ],
    ],
  },
  {
    about: 'quotas and authorization',
    base: user,
    at: 'spec',
    rows: [
      [{}, { quotas: { producerByteRate: 1000 } }, 'review', 'slow the user down above 1000'],
      [
        { quotas: { producerByteRate: 1000 } },
        { quotas: { producerByteRate: 500 } },
        'review',
        'slow the user down above 500',
      ],
      [
        { quotas: { requestPercentage: 10 } },
        { quotas: { requestPercentage: 20 } },
        'review',
        'its neighbours may be slowed down',
      ],
      [{ quotas: { requestPercentage: 10 } }, {}, 'review', 'all that the brokers have'],
      [{ authorization: null }, {}, 'none'],
      [{ authorization: undefined }, acls(acl(read, 'b')), 'review', 'wider rights: x may Read topic b'],
      [
        { authorization: { type: 'simple', acls: [acl(read, 'b')] } },
        { authorization: undefined },
        'review',
        'with an authorizer it can do nothing',
      ],
    ],
  },
  {
    about: 'the object',
    base: user,
    rows: [
      [null, {}, 'safe', 'with rights on nothing but what is new'],
      [null, { spec: acls(acl(read, 'b')) }, 'review', 'a new user x may Read topic b'],
      [null, { metadata: { labels: { 'strimzi.io/cluster': null } } }, 'review', 'is not made'],
      [{}, null, 'destructive', 'goes with its password or certificate'],
      [
        {},
        { metadata: { labels: { 'strimzi.io/cluster': 'other' } } },
        'destructive',
        'that of other makes a new',
      ],
      [
        {},
        {
          metadata: { annotations: { 'strimzi.io/pause-reconciliation': 'true' } },
          spec: acls(acl(read, 'b')),
        },
        'review',
        'its operator pauses',
      ],
    ],
  },
];
