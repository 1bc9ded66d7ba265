import { describe, expect, test } from '@jest/globals';
import { sentences, topic } from '../../support/objects.ts';

const days = (count: number) => String(count * 86_400_000);

describe('a topic and its settings', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
    [
      'kept shorter',
      { 'retention.ms': days(7) },
      { 'retention.ms': days(1) },
      [
        'spec.config.retention.ms: destructive: what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages',
      ],
    ],
    [
      'kept longer',
      { 'retention.ms': days(1) },
      { 'retention.ms': days(7) },
      ['spec.config.retention.ms: safe: messages are kept 7d: disks fill further'],
    ],
    [
      'kept for ever, until now',
      { 'retention.ms': '-1' },
      { 'retention.ms': days(1) },
      [
        'spec.config.retention.ms: destructive: what is older than 1d is deleted within minutes, until now it is kept for ever: a consumer that lags further loses messages',
      ],
    ],
    [
      'kept for ever from now on',
      { 'retention.ms': days(1) },
      { 'retention.ms': '-1' },
      ['spec.config.retention.ms: safe: messages are kept for ever: disks fill further'],
    ],
    [
      'the default of seven days, longer',
      {},
      { 'retention.ms': days(8) },
      [
        "spec.config.retention.ms: review: the brokers' default no longer holds: where that is longer than 8d, older messages are deleted",
      ],
    ],
    [
      'the default of seven days, shorter',
      {},
      { 'retention.ms': days(6) },
      [
        "spec.config.retention.ms: destructive: what is older than 6d is deleted within minutes, until now it is kept 7d (Kafka's default, unless the brokers set another): a consumer that lags further loses messages",
      ],
    ],
    [
      'left to the broker, from longer',
      { 'retention.ms': days(8) },
      {},
      [
        "spec.config.retention.ms: destructive: what is older than 7d (Kafka's default, unless the brokers set another) is deleted within minutes, until now it is kept 8d: a consumer that lags further loses messages",
      ],
    ],
    [
      'left to the broker, from seven days',
      { 'retention.ms': days(7) },
      {},
      [
        "spec.config.retention.ms: review: 604800000 is Kafka's default: nothing changes unless the brokers set another log.retention.ms, which holds for this topic from now on",
      ],
    ],
    [
      'not kept at all',
      { 'retention.ms': days(1) },
      { 'retention.ms': '0' },
      [
        'spec.config.retention.ms: destructive: what is older than 0ms is deleted within minutes, until now it is kept 1d: a consumer that lags further loses messages',
      ],
    ],
    [
      'kept shorter, and only compacted',
      { 'retention.ms': days(7), 'cleanup.policy': 'compact' },
      { 'retention.ms': days(1), 'cleanup.policy': 'compact' },
      ['spec.config.retention.ms: safe: a topic that is only compacted expires nothing by time'],
    ],
    [
      'kept shorter, and compacted as well',
      { 'retention.ms': days(7), 'cleanup.policy': 'compact,delete' },
      { 'retention.ms': days(1), 'cleanup.policy': 'compact,delete' },
      [
        'spec.config.retention.ms: destructive: what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages',
      ],
    ],
    [
      'fewer bytes',
      { 'retention.bytes': '2000' },
      { 'retention.bytes': '1000' },
      [
        'spec.config.retention.bytes: destructive: each partition keeps 1000 bytes at the most: what is above, the oldest first, is deleted within minutes',
      ],
    ],
    [
      'more bytes',
      { 'retention.bytes': '1000' },
      { 'retention.bytes': '2000' },
      ['spec.config.retention.bytes: safe: partitions keep more bytes: disks fill further'],
    ],
    [
      'bytes without end',
      { 'retention.bytes': '1000' },
      { 'retention.bytes': '-1' },
      ['spec.config.retention.bytes: safe: partitions keep more bytes: disks fill further'],
    ],
    [
      'bytes left to the broker',
      { 'retention.bytes': '1000' },
      {},
      [
        "spec.config.retention.bytes: review: the brokers' default decides how many bytes are kept: if they set one, what is above is deleted",
      ],
    ],
    [
      'local messages shorter',
      { 'local.retention.ms': '2000' },
      { 'local.retention.ms': '1000' },
      ['spec.config.local.retention.ms: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'local messages longer',
      { 'local.retention.ms': '1000' },
      { 'local.retention.ms': '2000' },
      ['spec.config.local.retention.ms: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'fewer local bytes',
      { 'local.retention.bytes': '2000' },
      { 'local.retention.bytes': '1000' },
      ['spec.config.local.retention.bytes: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'compacted',
      { 'cleanup.policy': 'delete' },
      { 'cleanup.policy': 'compact' },
      [
        'spec.config.cleanup.policy: destructive: compaction is switched on: of each key all but the newest message are deleted, and messages without a key are refused',
      ],
    ],
    [
      'compacted, from the default',
      {},
      { 'cleanup.policy': 'compact,delete' },
      [
        'spec.config.cleanup.policy: destructive: compaction is switched on: of each key all but the newest message are deleted, and messages without a key are refused',
      ],
    ],
    [
      'compacted, with tiered storage',
      { 'remote.storage.enable': 'true' },
      { 'remote.storage.enable': 'true', 'cleanup.policy': 'compact' },
      [
        'spec.config.cleanup.policy: impossible: Kafka refuses remote.storage.enable on a compacted topic: Strimzi reports the error (KafkaError)',
        '  1. keep one of the two: compaction, or tiered storage',
        '  2. for the other: a topic of its own, filled from this one',
      ],
    ],
    [
      'compacted, and expiring as well',
      { 'cleanup.policy': 'compact' },
      { 'cleanup.policy': 'compact,delete' },
      [
        'spec.config.cleanup.policy: destructive: what was kept for ever by its key expires with the retention from now on: the newest value of a key that is not written again is lost',
      ],
    ],
    [
      'no longer compacted',
      { 'cleanup.policy': 'compact,delete' },
      { 'cleanup.policy': 'delete' },
      [
        'spec.config.cleanup.policy: review: compaction is switched off: all messages of a key are kept until they expire; readers see older values again',
      ],
    ],
    [
      'no longer expiring',
      { 'cleanup.policy': 'compact,delete' },
      { 'cleanup.policy': 'compact' },
      [
        'spec.config.cleanup.policy: review: nothing expires by time or size any longer: the topic grows with the number of its keys',
      ],
    ],
    [
      'tiered',
      {},
      { 'remote.storage.enable': 'true' },
      [
        'spec.config.remote.storage.enable: review: closed files are copied to remote storage, and go from the brokers after local.retention.ms: older messages are read slower. Brokers without tiered storage refuse it',
      ],
    ],
    [
      'tiered, and compacted',
      { 'cleanup.policy': 'compact' },
      { 'cleanup.policy': 'compact', 'remote.storage.enable': 'true' },
      [
        'spec.config.remote.storage.enable: impossible: Kafka refuses remote.storage.enable on a compacted topic: Strimzi reports the error (KafkaError)',
        '  1. keep one of the two: compaction, or tiered storage',
        '  2. for the other: a topic of its own, filled from this one',
      ],
    ],
    [
      'no longer tiered',
      { 'remote.storage.enable': 'true' },
      { 'remote.storage.enable': 'false' },
      [
        'spec.config.remote.storage.enable: impossible: Kafka refuses to switch tiered storage off while data lie there: Strimzi reports the error (KafkaError)',
        '  1. to keep the data: set remote.log.copy.disable to true; they stay readable and expire with the retention',
        '  2. when all has expired, or to give it up: set remote.log.delete.on.disable to true together with remote.storage.enable false',
      ],
    ],
    [
      'no longer tiered, and its data given up',
      { 'remote.storage.enable': 'true', 'remote.log.delete.on.disable': 'true' },
      { 'remote.storage.enable': 'false', 'remote.log.delete.on.disable': 'true' },
      [
        "spec.config.remote.storage.enable: destructive: all that lies in remote storage is deleted: only what is on the brokers' own disks is left",
      ],
    ],
    [
      'no longer copied',
      {},
      { 'remote.log.copy.disable': 'true' },
      ['spec.config.remote.log.copy.disable: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'copied again',
      { 'remote.log.copy.disable': 'true' },
      { 'remote.log.copy.disable': 'false' },
      ['spec.config.remote.log.copy.disable: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'smaller messages',
      { 'max.message.bytes': '2000' },
      { 'max.message.bytes': '1000' },
      [
        'spec.config.max.message.bytes: review: messages above 1000 bytes are refused from now on (RecordTooLarge): producers that send larger ones fail; what is stored stays',
      ],
    ],
    [
      'larger messages',
      { 'max.message.bytes': '1000' },
      { 'max.message.bytes': '2000' },
      [
        'spec.config.max.message.bytes: review: messages up to 2000 bytes are taken: consumers and mirrors that fetch less at once need more memory',
      ],
    ],
    [
      'messages as large as the broker says',
      { 'max.message.bytes': '2000' },
      {},
      [
        "spec.config.max.message.bytes: review: the brokers' default holds (1048588 bytes in Kafka): where it is smaller, larger messages are refused (RecordTooLarge)",
      ],
    ],
    [
      'messages no larger than this',
      {},
      { 'max.message.bytes': '2000' },
      [
        'spec.config.max.message.bytes: review: messages above 2000 bytes are refused from now on (RecordTooLarge): producers that send larger ones fail; what is stored stays',
      ],
    ],
    [
      'local messages as the broker says',
      { 'local.retention.ms': '1000' },
      {},
      ['spec.config.local.retention.ms: safe: without effect: tiered storage is off for this topic'],
    ],
    [
      'bytes bounded at all',
      {},
      { 'retention.bytes': '1000' },
      [
        'spec.config.retention.bytes: destructive: each partition keeps 1000 bytes at the most: what is above, the oldest first, is deleted within minutes',
      ],
    ],
    [
      'unclean leaders',
      {},
      { 'unclean.leader.election.enable': 'true' },
      [
        'spec.config.unclean.leader.election.enable: destructive: a replica that lags may become leader: acknowledged messages are lost without a word',
      ],
    ],
    [
      'clean leaders',
      { 'unclean.leader.election.enable': 'true' },
      { 'unclean.leader.election.enable': 'false' },
      [
        'spec.config.unclean.leader.election.enable: review: a partition whose replicas in sync are gone waits for one of them: safer, and unavailable for so long',
      ],
    ],
    [
      'another compression',
      {},
      { 'compression.type': 'zstd' },
      [
        'spec.config.compression.type: review: new messages are stored in another compression: brokers spend processor time where producers send another; readers need no change',
      ],
    ],
    [
      'tombstones',
      {},
      { 'delete.retention.ms': '1' },
      ['spec.config.delete.retention.ms: safe: without effect: the topic is not compacted'],
    ],
    [
      'another clock',
      {},
      { 'message.timestamp.type': 'LogAppendTime' },
      [
        'spec.config.message.timestamp.type: review: the time at which the broker takes a message counts from now on: the time of its producer is lost, and it expires by this one',
      ],
    ],
    [
      'segments by time',
      {},
      { 'segment.ms': '1' },
      [
        'spec.config.segment.ms: review: files are closed at other times: expiry and compaction act on closed ones only, so both come earlier or later',
      ],
    ],
    [
      'segments by size',
      {},
      { 'segment.bytes': '1048576' },
      [
        'spec.config.segment.bytes: review: files are closed at other times: expiry and compaction act on closed ones only, so both come earlier or later',
      ],
    ],
    [
      'compaction not before',
      {},
      { 'min.compaction.lag.ms': '1' },
      ['spec.config.min.compaction.lag.ms: safe: without effect: the topic is not compacted'],
    ],
    [
      'compaction not after',
      {},
      { 'max.compaction.lag.ms': '1' },
      ['spec.config.max.compaction.lag.ms: safe: without effect: the topic is not compacted'],
    ],
    [
      'compaction by how much is old',
      {},
      { 'min.cleanable.dirty.ratio': '0.1' },
      ['spec.config.min.cleanable.dirty.ratio: safe: without effect: the topic is not compacted'],
    ],
    [
      'a setting that is not known',
      {},
      { 'flush.ms': '1' },
      [
        'spec.config.flush.ms: review: brokers write messages to disk more or less often: what keeps them safe is replication, not this',
      ],
    ],
    [
      'fewer in sync',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '1' },
      [
        'spec.config.min.insync.replicas: review: a write counts as done with 1 replica: it is lost when those brokers are',
      ],
    ],
    [
      'more in sync',
      { 'min.insync.replicas': '1' },
      { 'min.insync.replicas': '2' },
      [
        'spec.config.min.insync.replicas: review: writes wait for 2 replicas: where fewer are in sync, producers with acks=all fail',
      ],
    ],
    [
      'as many in sync as there are',
      { 'min.insync.replicas': '1' },
      { 'min.insync.replicas': '3' },
      [
        'spec.config.min.insync.replicas: review: equal to the 3 replicas: one broker down, a rolling update included, stops every write with acks=all',
      ],
    ],
    [
      'more in sync than there are',
      { 'min.insync.replicas': '1' },
      { 'min.insync.replicas': '4' },
      [
        'spec.config.min.insync.replicas: review: above the 3 replicas Kafka counts it as 3: one broker down, a rolling update included, stops every write with acks=all',
      ],
    ],
    [
      'in sync left to the broker',
      { 'min.insync.replicas': '2' },
      {},
      [
        "spec.config.min.insync.replicas: review: a write counts as done with 1 replica (Kafka's default, unless the brokers set another): it is lost when those brokers are",
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(topic(before), topic(after))).toEqual(told);
  });
});
