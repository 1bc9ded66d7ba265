import { base, type Edits, strimzi } from './edit.ts';

const kafka = base(
  'Kafka',
  { kafka: { version: '4.1.0', metadataVersion: '4.0', config: {} } },
  { ...strimzi, name: 'kafka', labels: {} },
);
const pool = (spec: Record<string, unknown>) =>
  base('KafkaNodePool', { replicas: 3, roles: ['broker'], ...spec }, strimzi);
const persistent = { type: 'persistent-claim', size: '10Gi' };
const disk = (id: number, more: object = {}) => ({ id, ...persistent, ...more });
const jbod = (...volumes: unknown[]) => ({ storage: { type: 'jbod', volumes } });
const alone = pool({ replicas: 1, storage: { type: 'ephemeral' } });
const rolls = 'restarted one by one';

export const brokerEdits: readonly Edits[] = [
  {
    about: 'version and metadata',
    base: kafka,
    at: 'spec/kafka',
    rows: [
      [{}, { version: '4.2.0' }, 'review', 'Kafka 4.1.0 becomes 4.2.0'],
      [{}, { version: '4.0.1' }, 'review', 'Kafka 4.1.0 becomes 4.0.1'],
      [{}, { version: '3.9.1' }, 'impossible', 'does not read metadata of 4.0'],
      [
        { metadataVersion: null },
        { metadataVersion: null, version: '4.0.1' },
        'impossible',
        'refuses to go back to 4.0.1',
      ],
      [{}, { metadataVersion: '4.1' }, 'review', 'no way back'],
      [{}, { metadataVersion: '4.2' }, 'impossible', 'Kafka 4.1.0 does not know metadata of 4.2'],
      [{ metadataVersion: '4.1' }, { metadataVersion: '4.0' }, 'review', 'only where that loses nothing'],
      [{}, { version: null }, 'review', 'becomes (default)'],
    ],
  },
  {
    about: 'settings of the brokers',
    base: kafka,
    at: 'spec/kafka/config',
    rows: [
      [
        { 'log.cleanup.policy': 'compact' },
        { 'log.cleanup.policy': 'compact,delete' },
        'destructive',
        'of each key all but the newest',
      ],

      [
        {},
        { 'allow.everyone.if.no.acl.found': true },
        'destructive',
        'everyone who can connect may read, write and delete every topic',
      ],
      [{ 'allow.everyone.if.no.acl.found': 'true' }, {}, 'review', 'what no right allows is refused'],
      [{}, { 'unclean.leader.election.enable': true }, 'destructive', 'in every topic'],
      [{ 'log.retention.hours': 168 }, { 'log.retention.hours': 24 }, 'destructive', '168 becomes 24'],
      [
        { 'log.retention.hours': 24 },
        { 'log.retention.hours': 168 },
        'review',
        'keep their messages for longer',
      ],
      [{}, { 'log.retention.hours': 24 }, 'destructive', '(default) becomes 24'],
      [{}, { 'log.retention.hours': 200 }, 'review', 'for longer'],
      [{ 'log.retention.hours': 500 }, {}, 'destructive', '500 becomes (default)'],
      [{ 'log.retention.ms': -1 }, { 'log.retention.ms': 1 }, 'destructive', '-1 becomes 1'],
      [
        { 'log.retention.ms': 9, 'log.retention.hours': 9 },
        { 'log.retention.ms': 9, 'log.retention.hours': 1 },
        'safe',
        'log.retention.ms is set, and counts',
      ],
      [{}, { 'log.retention.bytes': 1000 }, 'destructive', 'what is older or above is deleted'],
      [{}, { 'log.cleanup.policy': 'compact' }, 'destructive', 'of each key all but the newest'],
      [
        { 'log.cleanup.policy': 'compact,delete' },
        { 'log.cleanup.policy': 'delete' },
        'review',
        'delete less',
      ],
      [{}, { 'log.cleaner.min.compaction.lag.ms': 1000 }, 'review', 'for longer'],
      [
        { 'log.cleaner.min.compaction.lag.ms': 1000 },
        { 'log.cleaner.min.compaction.lag.ms': 1 },
        'destructive',
        'min.compaction.lag.ms',
      ],
      [
        { 'log.cleaner.delete.retention.ms': 1000 },
        { 'log.cleaner.delete.retention.ms': 1 },
        'destructive',
        'delete.retention.ms',
      ],
      [
        { 'log.local.retention.ms': 10 },
        { 'log.local.retention.ms': 1 },
        'review',
        'local.retention.ms itself',
      ],
      [{}, { 'message.max.bytes': 1000 }, 'review', 'max.message.bytes itself'],
      [
        { 'min.insync.replicas': 2 },
        { 'min.insync.replicas': 1 },
        'review',
        'every topic that does not set it itself',
      ],
      [
        { 'offsets.retention.minutes': 10_080 },
        { 'offsets.retention.minutes': 60 },
        'destructive',
        'forget their offsets earlier',
      ],
      [{}, { 'offsets.retention.minutes': 60 }, 'destructive', 'forget their offsets earlier'],
      [{}, { 'offsets.retention.minutes': 20_000 }, 'review', 'for longer'],
      [{}, { 'auto.create.topics.enable': true }, 'review', 'creates one'],
      [{}, { 'delete.topic.enable': false }, 'review', 'no topic can be deleted'],
      [{}, { 'num.partitions': 6 }, 'review', 'created from now on'],
      [{}, { 'default.replication.factor': 1 }, 'review', 'created from now on'],
      [{}, { 'num.io.threads': 16 }, 'review', 'run with another num.io.threads'],
      [{}, { 'super.users': 'User:x' }, 'review', 'Strimzi sets super.users itself'],
      [{}, { 'log.dirs': '/x' }, 'review', 'Strimzi sets log.dirs itself'],
      [{}, { 'ssl.protocol': 'TLSv1.3' }, 'review', 'run with another ssl.protocol'],
      [{ 'num.partitions': 6 }, { 'num.partitions': '6' }, 'none'],
    ],
  },
  {
    about: 'listeners, rights and operators',
    base: kafka,
    at: 'spec',
    rows: [
      [
        { kafka: { listeners: [{ name: 'a', port: 1 }] } },
        { kafka: { listeners: [] } },
        'review',
        'the listener a goes',
      ],
      [
        { kafka: { listeners: [] } },
        { kafka: { listeners: [{ name: 'a', port: 1 }] } },
        'review',
        'a new listener a',
      ],
      [
        { kafka: { listeners: [{ name: 'a', type: 'internal' }] } },
        { kafka: { listeners: [{ name: 'a', type: 'loadbalancer' }] } },
        'review',
        'from outside of Kubernetes',
      ],
      [
        { kafka: { listeners: [{ name: 'a', tls: true }] } },
        { kafka: { listeners: [{ name: 'a', tls: false }] } },
        'review',
        'unencrypted',
      ],
      [
        { kafka: { listeners: [{ name: 'a', authentication: { type: 'tls' } }] } },
        { kafka: { listeners: [{ name: 'a' }] } },
        'review',
        'without proof, as User:ANONYMOUS',
      ],
      [
        { kafka: { listeners: [{ name: 'a' }] } },
        { kafka: { listeners: [{ name: 'a', networkPolicyPeers: [{ podSelector: {} }] }] } },
        'review',
        'other pods may connect',
      ],
      [{ kafka: { authorization: { type: 'simple' } } }, {}, 'destructive', 'rights are no longer enforced'],
      [{}, { kafka: { authorization: { type: 'simple' } } }, 'review', 'what no right allows is refused'],
      [
        { kafka: { authorization: { type: 'simple', superUsers: [] } } },
        { kafka: { authorization: { type: 'simple', superUsers: ['CN=root'] } } },
        'review',
        'CN=root may do everything',
      ],
      [
        { kafka: { authorization: { type: 'simple', superUsers: ['CN=root'] } } },
        { kafka: { authorization: { type: 'simple', superUsers: [] } } },
        'review',
        'CN=root may do no more than its rights say',
      ],
      [{ kafka: { tieredStorage: { type: 'custom' } } }, {}, 'destructive', 'what lies there cannot be read'],
      [{}, { cruiseControl: {} }, 'review', 'Cruise Control comes, goes'],
      [{ entityOperator: { topicOperator: {} } }, {}, 'review', 'the operator of topics goes'],
      [
        { entityOperator: { topicOperator: {}, userOperator: {} } },
        { entityOperator: { topicOperator: {} } },
        'review',
        'the operator of users goes',
      ],
      [
        { entityOperator: { topicOperator: {} } },
        { entityOperator: { topicOperator: { watchedNamespace: 'b' } } },
        'review',
        'looks into another namespace',
      ],
      [
        { entityOperator: { topicOperator: { a: 1 } } },
        { entityOperator: { topicOperator: { a: 2 } } },
        'review',
        'nothing is reconciled for so long',
      ],
      [
        { clientsCa: { generateCertificateAuthority: true } },
        { clientsCa: { generateCertificateAuthority: false } },
        'review',
        'certificates are issued in another way',
      ],
    ],
  },
  {
    about: 'the object, beside disks that stay',
    base: kafka,
    beside: [
      {
        ...pool({ storage: persistent }),
        metadata: { name: 'p', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka' } },
      },
    ],
    rows: [
      [{}, null, 'destructive', 'the disks stay'],
      [null, {}, 'review', 'makes a cluster kafka'],
    ],
  },
  {
    about: 'the object, beside disks that go',
    base: kafka,
    beside: [
      { ...alone, metadata: { name: 'p', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka' } } },
    ],
    rows: [
      [{}, null, 'destructive', 'every topic, message, user and offset'],
      [{}, { spec: { kafka: { config: { 'num.io.threads': 2 } } } }, 'destructive', 'forgets every message'],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/skip-broker-scaledown-check': 'true' } } },
        'destructive',
        'brokers that hold partitions',
      ],
    ],
  },
  {
    about: 'nodes',
    base: pool({ storage: persistent }),
    at: 'spec',
    rows: [
      [{}, { replicas: 2 }, 'review', 'Strimzi refuses while they hold partitions'],
      [{}, { replicas: 4 }, 'review', 'hold nothing until partitions are moved'],
      [{}, { storage: { size: '20Gi' } }, 'review', 'the disks grow'],
      [{}, { storage: { size: '5Gi' } }, 'impossible', 'a disk does not shrink'],
      [{}, { storage: { size: '10240Mi' } }, 'none'],
      [{}, { storage: { class: 'fast' } }, 'impossible', 'nodes keep their storage'],
      [{}, { storage: { type: 'ephemeral', size: null } }, 'impossible', 'nodes keep their storage'],
      [{}, { storage: { deleteClaim: true } }, 'destructive', 'its disks are deleted from now on'],
      [{ storage: { deleteClaim: true } }, {}, 'safe', 'the disks stay'],
      [{ storage: { deleteClaim: false } }, {}, 'none'],
      [jbod(disk(0)), jbod(disk(0), disk(1)), 'review', 'a disk more'],
      [jbod(disk(0), disk(1)), jbod(disk(1)), 'destructive', 'each node loses a disk'],
      [jbod(disk(0), disk(1)), jbod(disk(1), disk(0)), 'none'],
      [
        jbod(disk(0), disk(1)),
        jbod(disk(0), disk(1, { size: '1Gi' })),
        'impossible',
        'a disk does not shrink',
      ],
      [{}, { roles: ['broker', 'controller'] }, 'review', 'another part in the cluster'],
      [{}, { resources: { limits: { memory: '1Gi' } } }, 'review', rolls],
      [
        {},
        { storage: { size: '5Gi', class: 'x' }, replicas: 4 },
        'impossible',
        'ignores every other change of the storage',
      ],
    ],
  },
  {
    about: 'a node that is alone and keeps nothing',
    base: alone,
    rows: [
      [{}, { spec: { resources: { limits: { memory: '1Gi' } } } }, 'destructive', 'forgets every message'],
      [{}, null, 'destructive', 'the partitions that are on them alone'],
      [null, {}, 'review', 'nodes come'],
      [
        {},
        { metadata: { labels: { 'strimzi.io/cluster': 'other' } } },
        'impossible',
        'belongs to its cluster',
      ],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/remove-node-ids': '[3]' } } },
        'review',
        '(any) becomes [3]',
      ],
    ],
  },
];
