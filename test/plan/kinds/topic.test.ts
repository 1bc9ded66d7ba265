import { describe, expect, test } from '@jest/globals';
import { type Around, sentences, thing, topic } from '../../support/objects.ts';

const withHead = (object: ReturnType<typeof topic>, metadata: Record<string, unknown>) => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});
const unmanaged = { annotations: { 'strimzi.io/managed': 'false' } };
const cluster = (spec: Record<string, unknown>) =>
  thing('Kafka', { spec }, { name: 'kafka', namespace: 'kafka' });

describe('a topic that changes', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'one replica in sync of one',
      topic({ 'min.insync.replicas': '2' }, { replicas: 1 }),
      topic({ 'min.insync.replicas': '1' }, { replicas: 1 }),
      [
        'spec.config.min.insync.replicas: review: a write counts as done with 1 replica: it is lost when those brokers are',
      ],
    ],
    [
      'two in sync of one',
      topic({ 'min.insync.replicas': '1' }, { replicas: 1 }),
      topic({ 'min.insync.replicas': '2' }, { replicas: 1 }),
      ['spec.config.min.insync.replicas: review: above the 1 replica Kafka counts it as 1'],
    ],
    [
      'in sync where the broker decides on replicas',
      topic({ 'min.insync.replicas': '1' }, { replicas: undefined }),
      topic({ 'min.insync.replicas': '9' }, { replicas: undefined }),
      [
        'spec.config.min.insync.replicas: review: writes wait for 9 replicas: where fewer are in sync, producers with acks=all fail',
      ],
    ],
    [
      'more partitions',
      topic({}),
      topic({}, { partitions: 6 }),
      [
        'spec.partitions: destructive: keys move (unless its messages have no key): a key may be written to another of the 6 partitions than its earlier messages, which are then not read in order; consumer groups rebalance. Kafka never takes partitions away: it cannot be taken back',
      ],
    ],
    [
      'fewer partitions',
      topic({}),
      topic({}, { partitions: 2 }),
      [
        'spec.partitions: impossible: Kafka cannot take partitions away: Strimzi answers NotSupported and leaves 3',
        '  1. declare a new version of a.t with 2 partitions (a folder v<N+1>)',
        '  2. move to it by phases: write both (dual), write the new only (cutover), read the new only when the old is empty (drained)',
        '  3. remove the old version with an approval (retired)',
      ],
    ],
    [
      'partitions left to the broker',
      topic({}),
      topic({}, { partitions: undefined }),
      [
        'spec.partitions: review: the topic keeps its 3 partitions; if it is ever created again the brokers decide how many',
      ],
    ],
    [
      'partitions no longer left to the broker',
      topic({}, { partitions: undefined }),
      topic({}),
      [
        'spec.partitions: destructive: if the topic has fewer than 3 partitions today, keys move (unless its messages have no key): a key may be written to another of the 3 partitions than its earlier messages, which are then not read in order; consumer groups rebalance. Kafka never takes partitions away: it cannot be taken back. If it has more, Strimzi answers NotSupported and leaves them',
      ],
    ],
    [
      'another topic',
      topic({}),
      topic({}, { topicName: 'a.u' }),
      [
        'spec.topicName: impossible: an object keeps its topic: Strimzi answers NotSupported, a.t stays as it is, and a.u is not created',
        '  1. add a second object for a.u, under a name of its own',
        '  2. move producers, then consumers, when the old topic is empty',
        '  3. remove the object of a.t with an approval',
      ],
    ],
    [
      'another class',
      withHead(topic({}), { labels: { 'workstreams.io/class': 'evt' } }),
      withHead(topic({}), { labels: { 'workstreams.io/class': 'cmd' } }),
      [
        'metadata.labels.workstreams.io/class: review: the topic is of another class: what it may keep and who may use it follows from that',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, Around, string[]]>([
    [
      'without Cruise Control',
      {},
      [
        'spec.replicas: impossible: without Cruise Control Strimzi does not change replicas: it answers NotSupported and leaves them',
        "  1. either: let the cluster's owner turn on Cruise Control (spec.cruiseControl of the Kafka resource), which then carries this change out",
        '  2. or: reassign the partitions to 2 replicas by hand (kafka-reassign-partitions), verify it, and approve this change: Strimzi finds what it wants and says Ready',
      ],
    ],
    [
      'with a Kafka that has none',
      { before: [cluster({})], after: [cluster({})] },
      [
        'spec.replicas: impossible: without Cruise Control Strimzi does not change replicas: it answers NotSupported and leaves them',
        "  1. either: let the cluster's owner turn on Cruise Control (spec.cruiseControl of the Kafka resource), which then carries this change out",
        '  2. or: reassign the partitions to 2 replicas by hand (kafka-reassign-partitions), verify it, and approve this change: Strimzi finds what it wants and says Ready',
      ],
    ],
    [
      'with Cruise Control',
      { before: [cluster({ cruiseControl: {} })], after: [cluster({ cruiseControl: {} })] },
      [
        'spec.replicas: review: Cruise Control copies every partition from 3 to 2 replicas: brokers and network carry it beside the load',
      ],
    ],
    [
      'with Cruise Control until now',
      { before: [cluster({ cruiseControl: {} })], after: [cluster({})] },
      [
        'spec.replicas: impossible: without Cruise Control Strimzi does not change replicas: it answers NotSupported and leaves them',
        "  1. either: let the cluster's owner turn on Cruise Control (spec.cruiseControl of the Kafka resource), which then carries this change out",
        '  2. or: reassign the partitions to 2 replicas by hand (kafka-reassign-partitions), verify it, and approve this change: Strimzi finds what it wants and says Ready',
      ],
    ],
  ])('other replicas %s', (_what, around, told) => {
    expect(sentences(topic({}), topic({}, { replicas: 2 }), around)).toEqual(told);
  });
});

describe('a topic that comes or goes', () => {
  const second = withHead(topic({}), { name: 'second' });
  const third = withHead(topic({}), { name: 'third' });

  test.each<[string, unknown, unknown, Around, string[]]>([
    [
      'comes',
      undefined,
      topic({}),
      {},
      [
        'create: safe: the topic a.t is made, empty; where it exists already it is taken over and set to this',
      ],
    ],
    [
      'comes without its cluster',
      undefined,
      withHead(topic({}), { labels: {} }),
      {},
      [
        'create: review: without the label strimzi.io/cluster Strimzi ignores the object: the topic a.t is not made',
      ],
    ],
    [
      'comes unmanaged',
      undefined,
      withHead(topic({}), unmanaged),
      {},
      ['create: review: the object is unmanaged: the topic a.t is not made by it'],
    ],
    [
      'comes beside another object',
      undefined,
      topic({}),
      { before: [second], after: [second] },
      [
        'create: impossible: second stands for the topic a.t already: Strimzi keeps the oldest and answers ResourceConflict to the other',
        '  1. remove one of the two objects, or give one of them another topic',
      ],
    ],
    [
      'comes beside two others',
      undefined,
      topic({}),
      { before: [second, third], after: [second, third] },
      [
        'create: impossible: second, third stands for the topic a.t already: Strimzi keeps the oldest and answers ResourceConflict to the other',
        '  1. remove one of the two objects, or give one of them another topic',
      ],
    ],
    [
      'goes',
      topic({}),
      undefined,
      {},
      [
        'delete: destructive: the topic a.t is deleted with all its messages and the offsets of its groups; who still writes or reads fails. Whether a group lags is not seen here: look before',
      ],
    ],
    [
      'goes unmanaged',
      withHead(topic({}), unmanaged),
      undefined,
      {},
      ['delete: review: the object goes; the topic a.t stays, for it is unmanaged'],
    ],
    [
      'goes while another object stays',
      topic({}),
      undefined,
      { before: [second], after: [second] },
      [
        'delete: destructive: the topic a.t is deleted with all its messages, although second stands for it, too: that makes it again, empty',
      ],
    ],
    [
      'gets another object',
      topic({}),
      withHead(topic({}), { name: 'other' }),
      {},
      [
        'rename: destructive: the KafkaTopic gets the name other over the same topic: deleting the old object deletes a.t with all its messages and offsets, and it is made again empty',
        '  1. one commit: annotate KafkaTopic kafka/t in the GitOps folder with strimzi.io/managed: "false"; wait until its status says Unmanaged',
        '  2. one commit: remove the old object from the folder and let it be pruned; the topic stays',
        '  3. one commit: add KafkaTopic kafka/other; it takes the topic over, and this plan no longer shows a change',
      ],
    ],
    [
      'gets an object elsewhere',
      topic({}),
      withHead(topic({}), { namespace: 'elsewhere' }),
      {},
      [
        'rename: destructive: the KafkaTopic moves from namespace kafka to elsewhere over the same topic: deleting the old object deletes a.t with all its messages and offsets, and it is made again empty',
        '  1. one commit: annotate KafkaTopic kafka/t in the GitOps folder with strimzi.io/managed: "false"; wait until its status says Unmanaged',
        '  2. one commit: remove the old object from the folder and let it be pruned; the topic stays',
        '  3. one commit: add KafkaTopic elsewhere/t; it takes the topic over, and this plan no longer shows a change',
      ],
    ],
    [
      'gets an object elsewhere, from none',
      withHead(topic({}), { namespace: undefined }),
      topic({}),
      {},
      [
        'rename: destructive: the KafkaTopic moves from namespace (none) to kafka over the same topic: deleting the old object deletes a.t with all its messages and offsets, and it is made again empty',
        '  1. one commit: annotate KafkaTopic t in the GitOps folder with strimzi.io/managed: "false"; wait until its status says Unmanaged',
        '  2. one commit: remove the old object from the folder and let it be pruned; the topic stays',
        '  3. one commit: add KafkaTopic kafka/t; it takes the topic over, and this plan no longer shows a change',
      ],
    ],
    [
      'gets another object, unmanaged',
      withHead(topic({}), unmanaged),
      withHead(topic({}), { name: 'other' }),
      {},
      [
        'rename: review: the old object is unmanaged, so the topic a.t stays when it goes, and other takes it over',
        'metadata.annotations.strimzi.io/managed: review: the operator takes the topic over again: what was set by hand is set back',
      ],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(before, after, around)).toEqual(told);
  });

  test('another object counts as one over the topic that it is named as', () => {
    const plain = withHead(topic({}, { topicName: undefined }), { name: 'a.t' });
    expect(sentences(undefined, topic({}), { before: [plain], after: [plain] })).toEqual([
      'create: impossible: a.t stands for the topic a.t already: Strimzi keeps the oldest and answers ResourceConflict to the other',
      '  1. remove one of the two objects, or give one of them another topic',
    ]);
  });
});
