import { base, type Edits, strimzi } from './edit.ts';

const day = 86_400_000;
const days = (count: number) => String(count * day);
const topic = base(
  'KafkaTopic',
  { topicName: 'shop.orders', partitions: 3, replicas: 3, config: {} },
  strimzi,
);
const key = (field: string) => ({ 'workstreams.io/key': JSON.stringify({ field, why: 'order' }) });
const keyed = base('KafkaTopic', topic['spec'] as Record<string, unknown>, {
  ...strimzi,
  annotations: key('orderId'),
});
const cluster = (spec: object) => base('Kafka', { ...spec }, { ...strimzi, name: 'kafka', labels: {} });

export const topicEdits: readonly Edits[] = [
  {
    about: 'partitions, replicas and name',
    base: topic,
    at: 'spec',
    rows: [
      [{ partitions: 3 }, { partitions: 6 }, 'destructive', 'keys move (unless its messages have no key)'],
      [{ partitions: 6 }, { partitions: 3 }, 'impossible', 'NotSupported and leaves 6'],
      [{ partitions: 3 }, { partitions: null }, 'review', 'keeps its 3 partitions'],
      [
        { partitions: null },
        { partitions: 3 },
        'destructive',
        'if the topic has fewer than 3 partitions today',
      ],
      [
        { partitions: 6 },
        { partitions: 3, config: { 'retention.ms': days(1) } },
        'impossible',
        'the other changes of this object are applied all the same',
      ],
      [
        { partitions: 3, config: { 'cleanup.policy': 'compact' } },
        { partitions: 6, config: { 'cleanup.policy': 'compact' } },
        'destructive',
        'the last value of a key that moves stays in its old partition for ever',
      ],
      [{ replicas: 3 }, { replicas: 2 }, 'impossible', 'does not change replicas: it answers NotSupported'],
      [{ replicas: 2 }, { replicas: 3 }, 'impossible', 'does not change replicas'],
      [{ replicas: 3 }, { replicas: null }, 'review', 'keeps its 3 replicas'],
      [{ replicas: null }, { replicas: 3 }, 'review', 'if the topic has another number of replicas'],
      [{ topicName: 'a' }, { topicName: 'b' }, 'impossible', 'an object keeps its topic'],
      [{ topicName: null }, { topicName: 'x' }, 'none'],
    ],
  },
  {
    about: 'replicas beside a Cruise Control',
    base: topic,
    at: 'spec',
    beside: [cluster({ cruiseControl: {} })],
    rows: [[{ replicas: 3 }, { replicas: 2 }, 'review', 'Cruise Control copies every partition from 3 to 2']],
  },
  {
    about: 'replicas beside the Cruise Control of another cluster',
    base: topic,
    at: 'spec',
    beside: [base('Kafka', { cruiseControl: {} }, { ...strimzi, name: 'other' })],
    rows: [[{ replicas: 3 }, { replicas: 2 }, 'impossible', 'without Cruise Control']],
  },
  {
    about: 'the key',
    base: keyed,
    rows: [
      [
        { spec: { partitions: 3 } },
        { spec: { partitions: 6 } },
        'destructive',
        'keys move: a key may be written to another of the 6 partitions',
      ],
      [
        {},
        { metadata: { annotations: key('customerId') } },
        'review',
        'the key is customerId instead of orderId',
      ],
      [
        { spec: { config: { 'cleanup.policy': 'compact' } } },
        { spec: { config: { 'cleanup.policy': 'compact' } }, metadata: { annotations: key('customerId') } },
        'destructive',
        'the last value under each earlier key stays',
      ],
      [
        {},
        { metadata: { annotations: { 'workstreams.io/key': '{"why":"other words","field":"orderId"}' } } },
        'none',
      ],
      [
        {},
        { metadata: { annotations: { 'workstreams.io/key-schema': 'object 0a1b2c3d4e5f' } } },
        'review',
        'keys are written as object 0a1b2c3d4e5f instead of string',
      ],
      [
        { metadata: { annotations: { 'workstreams.io/key-schema': 'integer' } } },
        { spec: { config: { 'cleanup.policy': 'compact' } } },
        'destructive',
        'keys are written as string instead of integer',
      ],
      [
        { metadata: { annotations: { 'workstreams.io/key': null } } },
        {},
        'safe',
        'only what is noted of the key',
      ],
    ],
  },
  {
    about: 'the object over a topic',
    base: topic,
    rows: [
      [null, {}, 'safe', 'the topic shop.orders is made, empty'],
      [null, { metadata: { labels: { 'strimzi.io/cluster': null } } }, 'review', 'is not made'],
      [null, { metadata: { annotations: { 'strimzi.io/managed': 'false' } } }, 'review', 'is not made by it'],
      [null, { spec: { config: { 'retention.ms': 'x' } } }, 'impossible', 'refuses the setting retention.ms'],
      [null, { spec: { config: { 'no.such': '1' } } }, 'impossible', 'refuses the setting no.such'],
      [{}, null, 'destructive', 'deleted with all its messages'],
      [
        { metadata: { annotations: { 'strimzi.io/managed': 'false' } } },
        null,
        'review',
        'stays, for it is unmanaged',
      ],
      [
        { metadata: { annotations: { 'strimzi.io/pause-reconciliation': 'true' } } },
        null,
        'destructive',
        'deleted with all its messages',
      ],
      [
        {},
        { metadata: { labels: { 'strimzi.io/cluster': 'other' } } },
        'destructive',
        'makes a new, empty one',
      ],
      [
        {},
        { metadata: { labels: { 'strimzi.io/cluster': null } } },
        'destructive',
        'without its cluster label',
      ],
      [{ metadata: { labels: { 'strimzi.io/cluster': null } } }, {}, 'review', 'takes the topic over'],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/managed': 'false' } } },
        'review',
        'leaves the topic alone',
      ],
      [{ metadata: { annotations: { 'strimzi.io/managed': 'false' } } }, {}, 'review', 'set back'],
      [{ metadata: { annotations: { 'strimzi.io/managed': 'true' } } }, {}, 'none'],
      [
        {},
        {
          metadata: { annotations: { 'strimzi.io/managed': 'false' } },
          spec: { config: { 'retention.ms': '1' } },
        },
        'destructive',
        'once the topic is managed again: ',
      ],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/pause-reconciliation': 'true' } }, spec: { partitions: 6 } },
        'destructive',
        'once its operator goes on: keys move',
      ],
      [
        {},
        { apiVersion: 'kafka.strimzi.io/v1beta2' },
        'review',
        'if the cluster serves kafka.strimzi.io/v1beta2',
      ],
      [{}, { apiVersion: 'example.com/v1' }, 'destructive', 'another API'],
      [
        { metadata: { labels: { 'workstreams.io/class': 'evt' } } },
        { metadata: { labels: { 'workstreams.io/class': 'log' } } },
        'review',
        'of another class',
      ],
      [
        { metadata: { labels: { 'workstreams.io/pii': 'high' } } },
        { metadata: { labels: { 'workstreams.io/pii': 'none' } } },
        'review',
        'who may see these data',
      ],
      [
        { metadata: { annotations: { 'workstreams.io/load': '1' } } },
        { metadata: { annotations: { 'workstreams.io/load': '2' } } },
        'none',
      ],
      [
        { metadata: { annotations: { 'workstreams.io/on-call': 'a' } } },
        { metadata: { annotations: { 'workstreams.io/on-call': 'b' } } },
        'safe',
        'only what people read',
      ],
      [{ status: { conditions: [] } }, {}, 'none'],
    ],
  },
];
