import { describe, expect, test } from '@jest/globals';
import { object, said } from '../support/said.ts';

describe('what brokers and operators refuse, and the API server does not', () => {
  const topic = (spec: Record<string, unknown>) => [
    object('KafkaTopic', { spec: { topicName: 'a.b', partitions: 1, replicas: 3, ...spec } }),
  ];
  const config = (settings: Record<string, unknown>) =>
    said('valid-kafka-topic', topic({ config: settings }));

  test.each([
    [
      { topicName: 'a b' },
      'spec.topicName: "a b" holds " "; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-" / choose another name',
    ],
    [
      { topicName: 'a'.repeat(250) },
      'spec.topicName: the topic name has 250 characters; Kafka allows 249 / choose another name',
    ],
    [{ partitions: 0 }, 'spec.partitions: 0 / write a whole number from 1'],
    [{ partitions: undefined }, 'spec.partitions: is left to the brokers / write a whole number from 1'],
    [{ replicas: 1.5 }, 'spec.replicas: 1.5 / write a whole number from 1'],
  ])('valid-kafka-topic fires on %j', (spec, what) => {
    expect(said('valid-kafka-topic', topic(spec))).toEqual([what]);
  });

  test.each([
    [
      { 'retention.msec': '1' },
      'spec.config["retention.msec"]: no topic setting of Kafka / did you mean "retention.ms"?',
    ],
    [{ 'retention.ms': '7d' }, 'spec.config["retention.ms"]: "7d" / write a whole number from -1 on'],
    [{ 'retention.ms': '1e9' }, 'spec.config["retention.ms"]: "1e9" / write a whole number from -1 on'],
    [{ 'retention.ms': '-2' }, 'spec.config["retention.ms"]: "-2" / write a whole number from -1 on'],
    [
      { 'max.message.bytes': '2147483648' },
      'spec.config["max.message.bytes"]: "2147483648" / write a whole number from 0 to 2147483647',
    ],
    [
      { 'min.insync.replicas': '4' },
      'spec.config["min.insync.replicas"]: above the 3 replicas: Kafka counts it as 3, so that with one broker down every write with acks=all fails / write a number below the replicas',
    ],
    [
      { 'cleanup.policy': 'compact,remove' },
      'spec.config["cleanup.policy"]: "compact,remove" / write a list of compact, delete',
    ],
    [
      { 'segment.bytes': '1048575' },
      'spec.config["segment.bytes"]: "1048575" / write a whole number from 1048576 to 2147483647',
    ],
    [
      { 'min.cleanable.dirty.ratio': '1.01' },
      'spec.config["min.cleanable.dirty.ratio"]: "1.01" / write a number from 0 to 1',
    ],
    [{ preallocate: 'yes' }, 'spec.config["preallocate"]: "yes" / write true or false'],
    [
      { 'compression.gzip.level': '0' },
      'spec.config["compression.gzip.level"]: "0" / write a whole number from 1 to 9, or -1',
    ],
    [
      { 'retention.ms': '10', 'local.retention.ms': '-1' },
      'spec.config["local.retention.ms"]: above retention.ms / lower it: what is gone is kept nowhere',
    ],
    [
      { 'retention.bytes': '10', 'local.retention.bytes': '11' },
      'spec.config["local.retention.bytes"]: above retention.bytes / lower it: what is gone is kept nowhere',
    ],
    [
      { 'min.compaction.lag.ms': '11', 'max.compaction.lag.ms': '10' },
      'spec.config["min.compaction.lag.ms"]: above max.compaction.lag.ms / lower it, or raise the other',
    ],
    [
      { 'compression.type': 'lz77' },
      'spec.config["compression.type"]: "lz77" / write one of gzip, lz4, producer, snappy, uncompressed, zstd',
    ],
    [
      { 'retention.ms': '10', 'local.retention.ms': '11' },
      'spec.config["local.retention.ms"]: above retention.ms / lower it: what is gone is kept nowhere',
    ],
    [
      { 'remote.storage.enable': 'true', 'cleanup.policy': 'compact' },
      'spec.config["remote.storage.enable"]: on a compacted topic / remove it, or write cleanup.policy: delete',
    ],
    [
      { ['__proto__']: '1' },
      expect.stringMatching(
        /^spec\.config\["__proto__"\]: no topic setting of Kafka \/ known: cleanup\.policy, /,
      ),
    ],
  ])('valid-kafka-topic fires on the settings %j', (settings, what) => {
    expect(config(settings)).toEqual([what]);
  });

  test('valid-kafka-topic is silent on the ends of each range', () => {
    expect(
      config({
        'cleanup.policy': 'compact,delete',
        'max.message.bytes': '2147483647',
        'min.insync.replicas': '3',
        'retention.ms': '-1',
        'local.retention.ms': '-2',
      }),
    ).toEqual([]);
    expect(
      config({
        'cleanup.policy': 'delete, compact',
        'compression.gzip.level': '-1',
        'flush.messages': '9223372036854775807',
        'local.retention.bytes': '10',
        'local.retention.ms': '-1',
        'max.compaction.lag.ms': '10',
        'min.cleanable.dirty.ratio': '1',
        'min.compaction.lag.ms': '10',
        'retention.bytes': '10',
        'retention.ms': '-1',
        'segment.bytes': '1048576',
      }),
    ).toEqual([]);
    expect(said('valid-kafka-topic', topic({ topicName: undefined }))).toEqual([]);
  });

  test('valid-kafka-user fires on a name that no certificate takes, and on a rate above 32 bits', () => {
    const user = (length: number, type: string, rate: number) =>
      said('valid-kafka-user', [
        object(
          'KafkaUser',
          { spec: { authentication: { type }, quotas: { producerByteRate: rate } } },
          'x'.repeat(length),
        ),
      ]);
    expect(user(64, 'tls', 2 ** 31 - 1)).toEqual([]);
    expect(user(65, 'scram-sha-512', 0)).toEqual([]);
    expect(user(65, 'tls', 2 ** 31)).toEqual([
      'metadata.name: 65 characters / a certificate takes 64',
      'spec.quotas.producerByteRate: 2147483648 / write a whole number up to 2147483647',
    ]);
  });
});
