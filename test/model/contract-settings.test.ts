import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { topicSettingNames } from '../../lib/model/kafka/topic-setting.ts';
import {
  canonicalTopicSetting,
  parseTopicSetting,
  topicSettingText,
} from '../../lib/model/kafka/topic-setting-text.ts';
import { hasOwnKey, settingsField, writtenSetting } from '../../lib/model/terms/settings-terms.ts';
import { ordersContract } from '../support/one-topic.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';

/** Kafka's text of the settings that are written so. */
function textsOf(settings: ContractProps['settings']) {
  const { terms } = ordersContract({ settings });
  return Object.fromEntries(
    topicSettingNames.flatMap((name) => {
      const value = terms.settings?.[name];
      return value === undefined ? [] : [[name, topicSettingText(name, value)]];
    }),
  );
}

/** What is said of one setting. */
function told(name: string, value: unknown): string {
  try {
    ordersContract({ settings: { [name]: value } });
    return 'nothing';
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n');
    return lines.map((line) => line.trim()).join(' / ');
  }
}

test('settings are written as people write them, and become what Kafka reads', () => {
  expect(
    textsOf({
      'segment.bytes': '256MiB',
      'segment.ms': '12h',
      'delete.retention.ms': 0,
      'retention.bytes': 'endless',
      'flush.messages': 'endless',
      'flush.ms': '9223372036854775807',
      'min.cleanable.dirty.ratio': 0.3,
      'message.timestamp.type': 'LogAppendTime',
      'unclean.leader.election.enable': false,
      'compression.zstd.level': -7,
      'leader.replication.throttled.replicas': ['0:1', '1:2'],
      'local.retention.ms': -2,
      'index.interval.bytes': 8192,
    }),
  ).toEqual({
    'compression.zstd.level': '-7',
    'delete.retention.ms': '0',
    'flush.messages': '9223372036854775807',
    'flush.ms': '9223372036854775807',
    'index.interval.bytes': '8192',
    'leader.replication.throttled.replicas': '0:1,1:2',
    'local.retention.ms': '-2',
    'message.timestamp.type': 'LogAppendTime',
    'min.cleanable.dirty.ratio': '0.3',
    'retention.bytes': '-1',
    'segment.bytes': '268435456',
    'segment.ms': '43200000',
    'unclean.leader.election.enable': 'false',
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, string]>([
    ['segment.byte', 1, 'settings.segment.byte: unknown key / did you mean "segment.bytes"?'],
    [
      'segment.bytes',
      '1KiB',
      'settings.segment.bytes: "1KiB": write a size such as 256MiB, or a whole number of bytes from 1048576 to 2147483647',
    ],
    [
      'segment.bytes',
      '2d',
      'settings.segment.bytes: "2d": write a size such as 256MiB, or a whole number of bytes from 1048576 to 2147483647',
    ],
    [
      'segment.bytes',
      'endless',
      'settings.segment.bytes: "endless": write a size such as 256MiB, or a whole number of bytes from 1048576 to 2147483647',
    ],
    [
      'segment.ms',
      0,
      'settings.segment.ms: 0: write a duration such as 7d, or a whole number of milliseconds from 1 on, or endless',
    ],
    [
      'segment.ms',
      1.5,
      'settings.segment.ms: 1.5: write a duration such as 7d, or a whole number of milliseconds from 1 on, or endless',
    ],
    [
      'segment.ms',
      true,
      'settings.segment.ms: true: write a duration such as 7d, or a whole number of milliseconds from 1 on, or endless',
    ],
    // Digits that no program counts exactly, and that no one means.
    [
      'flush.ms',
      '9007199254740993',
      'settings.flush.ms: "9007199254740993": write a duration such as 7d, or a whole number of milliseconds from 0 on, or endless',
    ],
    ['flush.messages', 0, 'settings.flush.messages: 0: write a whole number from 1 on, or endless'],
    ['preallocate', 'true', 'settings.preallocate: "true": write true or false'],
    ['preallocate', null, 'settings.preallocate: null: write true or false'],
    ['min.cleanable.dirty.ratio', 1.1, 'settings.min.cleanable.dirty.ratio: 1.1: write a number from 0 to 1'],
    [
      'min.cleanable.dirty.ratio',
      '0.5',
      'settings.min.cleanable.dirty.ratio: "0.5": write a number from 0 to 1',
    ],
    [
      'message.timestamp.type',
      'createtime',
      'settings.message.timestamp.type: "createtime": write one of CreateTime, LogAppendTime',
    ],
    [
      'leader.replication.throttled.replicas',
      [1],
      'settings.leader.replication.throttled.replicas: [1]: write a list of <partition>:<broker>, or *',
    ],
    [
      'compression.gzip.level',
      0,
      'settings.compression.gzip.level: 0: write a whole number from 1 to 9, or -1',
    ],
  ])('%s: %j', (name, value, said) => {
    expect(told(name, value)).toBe(said);
  });

  test.each([
    ['retention.ms', '`retention` of the contract'],
    ['cleanup.policy', '`cleanup` of the contract'],
    ['max.message.bytes', '`maxMessageSize` of the contract'],
    ['compression.type', '`compression` of the contract'],
    ['min.insync.replicas', '`kafka.minInSync` of the environment'],
    ['remote.storage.enable', '`kafka.tieredStorage` of the environment, for the classes that use it'],
  ])('%s has a key of its own', (name, key) => {
    expect(told(name, '1')).toBe(
      `settings.${name}: "1": this setting has a key of its own: write ${key} instead`,
    );
  });
});

test('what a value is written as is read as the same value', () => {
  const texts = fc.oneof(
    fc.bigInt({ min: -3n, max: 1n << 63n }).map(String),
    fc.integer({ min: 0, max: 3_000_000 }).map(String),
    fc.constantFrom('true', 'false', '0.25', '*', '0:1,2:3', 'CreateTime', ''),
  );
  const names = topicSettingNames.filter((name) => !hasOwnKey(name));
  fc.assert(
    fc.property(fc.constantFrom(...names), texts, (name, text) => {
      const read = parseTopicSetting(name, text);
      if (!read.ok) return;
      const back = settingsField.parse({ [name]: writtenSetting(name, read.value) });
      expect(back[name]).toEqual(read.value);
      expect(canonicalTopicSetting(name, topicSettingText(name, read.value))).toBe(
        topicSettingText(name, read.value),
      );
    }),
    { numRuns: 500 },
  );
});
