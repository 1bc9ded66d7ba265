import { base, type Edits, strimzi } from './edit.ts';

const mirror = base(
  'KafkaMirrorMaker2',
  {
    replicas: 2,
    target: {
      alias: 'east',
      bootstrapServers: 'e:9092',
      groupId: 'g',
      offsetStorageTopic: 'o',
      configStorageTopic: 'c',
      statusStorageTopic: 's',
    },
    mirrors: [],
  },
  strimzi,
);
const from = (more: Record<string, unknown> = {}, source: Record<string, unknown> = {}) => ({
  mirrors: [
    { source: { alias: 'west', bootstrapServers: 'w:9092', ...source }, topicsPattern: 'a', ...more },
  ],
});

/** Kafka's other programs that Strimzi runs. */
export const mirrorEdits: readonly Edits[] = [
  {
    about: 'what a mirror copies',
    base: mirror,
    at: 'spec',
    rows: [
      [from(), from({ topicsPattern: 'a,b' }), 'review', 'these topics are copied from west, too'],
      [from({ topicsPattern: 'a,b' }), from(), 'review', 'these topics are no longer copied from west'],
      [from({ topicsPattern: 'a, b' }), from({ topicsPattern: 'b,a' }), 'none'],
      [from({ topicsPattern: undefined }), from(), 'review', 'these topics are no longer copied from west'],
      [from(), from({ topicsPattern: undefined }), 'review', 'these topics are copied from west, too'],
      [
        from(),
        from({ topicsExcludePattern: 'legacy\\..*' }),
        'review',
        "MirrorMaker's own exclusions no longer hold",
      ],
      [
        from({ topicsExcludePattern: 'c' }),
        from({ topicsExcludePattern: 'c,b' }),
        'review',
        'these topics are no longer copied from west',
      ],
      [
        from({ topicsExcludePattern: 'c,b' }),
        from({ topicsExcludePattern: 'c' }),
        'review',
        'these topics are copied from west, too',
      ],
      [
        from({ groupsPattern: 'g' }),
        from({ groupsPattern: 'g,h' }),
        'review',
        'these offsets of groups are copied',
      ],
      [
        from({ groupsExcludePattern: 'g' }),
        from({ groupsExcludePattern: 'g,h' }),
        'review',
        'these offsets of groups are no longer copied',
      ],
      [from(), from({ sourceConnector: { state: 'stopped' } }), 'review', 'copying from west stops'],
      [
        from({ sourceConnector: { state: 'paused' } }),
        from({ sourceConnector: { state: 'running' } }),
        'review',
        'goes on from where it was',
      ],
      [from(), from({}, { bootstrapServers: 'other:9092' }), 'review', 'if that is another cluster'],
      [
        from(),
        from({ checkpointConnector: { config: { 'sync.group.offsets.enabled': true } } }),
        'review',
        'offsets of groups are copied, or not',
      ],
      [
        from(),
        from({ sourceConnector: { config: { 'replication.policy.class': 'x' } } }),
        'review',
        'copies get other names',
      ],
      [from(), { mirrors: [] }, 'review', 'nothing is copied from west after that'],
      [{ mirrors: [] }, from(), 'review', 'topics of west are copied from now on'],
      [{}, { target: { offsetStorageTopic: 'p' } }, 'destructive', 'copied a second time'],
      [{}, { target: { groupId: 'h' } }, 'destructive', 'messages arrive twice'],
      [{}, { target: { statusStorageTopic: 'p' } }, 'review', 'goes on from where it was'],
      [{}, { target: { alias: 'south' } }, 'review', 'another name'],
      [{}, { target: { bootstrapServers: 'x:9092' } }, 'review', 'if that is another cluster'],
      [{}, { replicas: 1 }, 'review', 'the mirror restarts'],
    ],
  },
  {
    about: 'the object',
    base: mirror,
    rows: [
      [{}, null, 'review', 'nothing is copied between the regions'],
      [null, { spec: from() }, 'review', 'topics of west are copied'],
    ],
  },
  {
    about: 'workers',
    base: base('KafkaConnect', { groupId: 'g', offsetStorageTopic: 'o', replicas: 1 }, strimzi),
    rows: [
      [{}, { spec: { offsetStorageTopic: 'p' } }, 'destructive', 'forget how far they have read'],
      [
        { spec: { config: { 'offset.storage.topic': 'o' } } },
        { spec: { config: { 'offset.storage.topic': 'p' } } },
        'destructive',
        'forget how far they have read',
      ],
      [{}, { spec: { groupId: 'h' } }, 'destructive', 'data are written twice'],
      [{}, { spec: { replicas: 2 } }, 'review', 'go on from where they were'],
      [{}, null, 'review', 'their positions stay in Kafka'],
      [null, {}, 'review', 'runs the connectors'],
    ],
  },
  {
    about: 'a connector',
    base: base('KafkaConnector', { class: 'A', tasksMax: 1, config: { a: 1 } }, strimzi),
    rows: [
      [{ spec: { state: 'paused' } }, { spec: { state: 'running' } }, 'review', 'goes on from where it was'],
      [{ spec: { pause: true } }, { spec: { pause: false } }, 'review', 'goes on from where it was'],

      [{}, { spec: { state: 'stopped' } }, 'review', 'stands still'],
      [{}, { spec: { class: 'B' } }, 'review', 'another program'],
      [{}, { spec: { config: { a: '1' } } }, 'none'],
      [{}, { spec: { config: { a: 2 } } }, 'review', 'restarts in another way'],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/connector-offsets': 'reset' } } },
        'destructive',
        'positions of the connector',
      ],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/restart': 'true' } } },
        'review',
        'the KafkaConnector restarts',
      ],
      [{}, null, 'review', 'its positions stay in Kafka'],
    ],
  },
  {
    about: 'moving partitions',
    base: base('KafkaRebalance', { mode: 'full' }, strimzi),
    rows: [
      [null, {}, 'review', 'waits for an approval'],
      [
        null,
        { metadata: { annotations: { 'strimzi.io/rebalance-auto-approval': 'true' } } },
        'review',
        'asks no one',
      ],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/rebalance': 'approve' } } },
        'review',
        'moves partitions',
      ],
      [{}, { spec: { mode: 'add-brokers' } }, 'review', 'another proposal'],
    ],
  },
  {
    about: 'by HTTP',
    base: base('KafkaBridge', { replicas: 1 }, strimzi),
    rows: [
      [{}, { spec: { replicas: 2 } }, 'review', 'the bridge restarts'],
      [{}, null, 'review', 'reach Kafka no more'],
    ],
  },
];
