import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import {
  allowedText,
  isTopicSetting,
  limitsOf,
  type TopicSettingName,
  topicSetting,
  topicSettingForPeople,
  topicSettingNames,
} from '../../../lib/model/kafka/topic-setting.ts';
import {
  canonicalTopicSetting,
  isKafkaDefault,
  parseTopicSetting,
  sameTopicSetting,
  topicSettingText,
} from '../../../lib/model/kafka/topic-setting-text.ts';
import { writtenSetting } from '../../../lib/model/terms/settings-terms.ts';

const valueOf = (name: TopicSettingName, text: string) => {
  const read = parseTopicSetting(name, text);
  return read.ok ? read.value : 'refused';
};

describe('reading a setting as Kafka does', () => {
  test.each<[TopicSettingName, string, unknown]>([
    ['retention.ms', '604800000', 604_800_000],
    ['retention.ms', ' +60 ', 60],
    ['retention.ms', '0', 0],
    ['retention.ms', '-1', 'endless'],
    ['retention.ms', '-2', 'refused'],
    ['retention.ms', '9223372036854775807', 'endless'],
    ['retention.ms', '9223372036854775808', 'refused'],
    ['retention.ms', '1e3', 'refused'],
    ['retention.ms', '7d', 'refused'],
    ['retention.bytes', '-1', 'endless'],
    ['retention.bytes', '-9223372036854775808', 'endless'],
    ['retention.bytes', '-9223372036854775809', 'refused'],
    ['local.retention.ms', '-2', 'as-retention'],
    ['local.retention.ms', '-1', 'endless'],
    ['local.retention.ms', '-3', 'refused'],
    ['flush.ms', '9223372036854775807', 'endless'],
    ['flush.ms', '-1', 'refused'],
    ['flush.messages', '0', 'refused'],
    ['flush.messages', '1', 1],
    ['max.message.bytes', '2147483647', 2_147_483_647],
    ['max.message.bytes', '2147483648', 'refused'],
    ['segment.bytes', '1048575', 'refused'],
    ['segment.bytes', '1048576', 1_048_576],
    ['compression.gzip.level', '-1', -1],
    ['compression.gzip.level', '0', 'refused'],
    ['compression.gzip.level', '9', 9],
    ['compression.gzip.level', '10', 'refused'],
    ['compression.zstd.level', '-131072', -131_072],
    ['compression.zstd.level', '-131073', 'refused'],
    ['min.cleanable.dirty.ratio', '.5', 0.5],
    ['min.cleanable.dirty.ratio', '1', 1],
    ['min.cleanable.dirty.ratio', '1.0000001', 'refused'],
    ['min.cleanable.dirty.ratio', '', 'refused'],
    ['preallocate', 'TRUE', true],
    ['preallocate', 'false', false],
    ['preallocate', '1', 'refused'],
    ['cleanup.policy', 'delete , compact', ['compact', 'delete']],
    ['cleanup.policy', 'keep', 'refused'],
    ['compression.type', 'zstd', 'zstd'],
    ['compression.type', 'ZSTD', 'refused'],
    ['leader.replication.throttled.replicas', '0:1,0:2', ['0:1', '0:2']],
    ['leader.replication.throttled.replicas', '*', ['*']],
    ['leader.replication.throttled.replicas', '', []],
    ['leader.replication.throttled.replicas', '*,0:1', 'refused'],
    ['leader.replication.throttled.replicas', '0-1', 'refused'],
  ])('%s: "%s"', (name, text, value) => {
    expect(valueOf(name, text)).toEqual(value);
  });

  test('what is refused is said with what is allowed', () => {
    expect(parseTopicSetting('segment.ms', '0')).toEqual({
      ok: false,
      error: '"0" is not allowed: write a whole number from 1 on',
    });
  });

  test.each<[TopicSettingName, string]>([
    ['compression.gzip.level', 'a whole number from 1 to 9, or -1'],
    ['min.insync.replicas', 'a whole number from 1 to 2147483647'],
    ['flush.messages', 'a whole number from 1 on'],
    ['retention.bytes', 'a whole number from -1 on'],
    ['min.cleanable.dirty.ratio', 'a number from 0 to 1'],
    ['preallocate', 'true or false'],
    ['message.timestamp.type', 'one of CreateTime, LogAppendTime'],
    ['cleanup.policy', 'a list of compact, delete'],
    ['follower.replication.throttled.replicas', 'a list of <partition>:<broker>, or *'],
  ])('what %s allows, in words', (name, words) => {
    expect(allowedText(name)).toBe(words);
  });
});

describe('the canonical text', () => {
  test.each<[string, string, string]>([
    ['retention.ms', '6.048e8', '604800000'],
    ['retention.ms', '+007', '7'],
    ['flush.ms', '9223372036854775807', '9223372036854775807'],
    ['flush.ms', '9223372036854775807.0', '9223372036854775807'],
    ['flush.messages', '922337203685477580.7e1', '9223372036854775807'],
    ['min.cleanable.dirty.ratio', '0.50', '0.5'],
    ['min.cleanable.dirty.ratio', '5e-1', '0.5'],
    ['min.cleanable.dirty.ratio', '1E-9', '0.000000001'],
    ['min.cleanable.dirty.ratio', '-0.0', '0'],
    ['preallocate', ' True', 'true'],
    ['cleanup.policy', 'delete, compact,delete', 'compact,delete'],
    ['compression.type', '1e3', '1e3'],
    ['of.no one', '1e3', '1000'],
    ['of.no one', 'FALSE', 'false'],
    ['of.no one', 'Text, as it is', 'Text, as it is'],
    ['of.no one', '.', '.'],
    ['of.no one', '1e9999', '1e9999'],
  ])('of %s: "%s" is "%s"', (name, text, canonical) => {
    expect(canonicalTopicSetting(name, text)).toBe(canonical);
  });

  test('of values that Kafka has a number for', () => {
    expect(topicSettingText('retention.ms', 'endless')).toBe('-1');
    expect(topicSettingText('flush.ms', 'endless')).toBe('9223372036854775807');
    expect(topicSettingText('local.retention.bytes', 'as-retention')).toBe('-2');
    expect(topicSettingText('cleanup.policy', ['delete', 'compact'])).toBe('compact,delete');
    expect(topicSettingText('min.cleanable.dirty.ratio', 1e-7)).toBe('0.0000001');
  });

  test('numbers that differ in their last digit are two', () => {
    expect(sameTopicSetting('flush.ms', '9223372036854775807', '9223372036854775806')).toBe(false);
    expect(sameTopicSetting('flush.ms', '9007199254740993', '9007199254740992')).toBe(false);
    expect(sameTopicSetting('segment.bytes', '1048576', '1.048576e6')).toBe(true);
  });

  test('a default that is written out says nothing', () => {
    expect(isKafkaDefault('retention.ms', '604800000')).toBe(true);
    expect(isKafkaDefault('min.cleanable.dirty.ratio', '0.50')).toBe(true);
    expect(isKafkaDefault('retention.ms', '604800001')).toBe(false);
    expect(isKafkaDefault('of.no one', '')).toBe(false);
  });
});

test('every default is allowed, canonical, and written back as it was read', () => {
  expect(topicSettingNames).toHaveLength(33);
  for (const name of topicSettingNames) {
    const { default: text } = topicSetting(name);
    const read = parseTopicSetting(name, text);
    if (!read.ok) throw new Error(`${name}: ${read.error}`);
    expect([name, topicSettingText(name, read.value)]).toEqual([name, text]);
  }
});

test('a name of every object is no setting', () => {
  expect(isTopicSetting('constructor')).toBe(false);
  expect(isTopicSetting('retention.ms')).toBe(true);
});

test('what people read', () => {
  const shown = (name: TopicSettingName, text: string) => {
    const read = parseTopicSetting(name, text);
    return read.ok ? topicSettingForPeople(name, read.value) : read.error;
  };
  expect(shown('segment.ms', '5400000')).toBe('90m');
  expect(shown('delete.retention.ms', '0')).toBe('0ms');
  expect(shown('segment.bytes', '268435456')).toBe('256MiB');
  expect(shown('index.interval.bytes', '0')).toBe('0B');
  expect(shown('retention.bytes', '-1')).toBe('endless');
  expect(shown('local.retention.ms', '-2')).toBe('as the retention');
  expect(shown('cleanup.policy', 'compact,delete')).toBe('compact, delete');
  expect(shown('preallocate', 'true')).toBe('true');
  expect(shown('min.insync.replicas', '2')).toBe('2');
});

/** Any text of a number that Kafka allows for a setting. */
const numbers = fc
  .constantFrom(...topicSettingNames.filter((name) => ['int', 'long'].includes(topicSetting(name).type)))
  .chain((name) => {
    const { from, to } = limitsOf(topicSetting(name));
    return fc.record({
      name: fc.constant(name),
      number: fc.oneof(
        fc.bigInt({ min: from, max: to }),
        fc.bigInt({ min: from, max: from + 1000n < to ? from + 1000n : to }),
      ),
    });
  });

test('whatever number is allowed keeps its meaning as a value, and its digits as text', () => {
  fc.assert(
    fc.property(numbers, ({ name, number }) => {
      const text = String(number);
      expect(canonicalTopicSetting(name, text)).toBe(text);
      const read = parseTopicSetting(name, text);
      if (!read.ok) throw new Error(read.error);
      const back = topicSettingText(name, read.value);
      // Beyond what a program counts, and below -1, there is only `endless`; -2 has a meaning of its own for `local.`.
      const least = name.startsWith('local.') ? -2n : -1n;
      if (number <= BigInt(Number.MAX_SAFE_INTEGER) && number >= least) expect(back).toBe(text);
      expect(parseTopicSetting(name, back)).toEqual(read);
      expect(writtenSetting(name, read.value)).toBeDefined();
    }),
  );
});

test('a number below or above its range is refused', () => {
  fc.assert(
    fc.property(numbers, fc.bigInt({ min: 1n, max: 1n << 70n }), ({ name }, by) => {
      const { from, to } = limitsOf(topicSetting(name));
      const { or } = topicSetting(name);
      const below = from - by;
      fc.pre(or === undefined || below !== BigInt(or));
      expect([
        parseTopicSetting(name, String(below)).ok,
        parseTopicSetting(name, String(to + by)).ok,
      ]).toEqual([false, false]);
    }),
  );
});

test('decimals are exact, however they are written', () => {
  const digits = fc.stringMatching(/^[0-9]{1,30}$/);
  fc.assert(
    fc.property(digits, digits, fc.integer({ min: -40, max: 40 }), (whole, fraction, shift) => {
      const plain = canonicalTopicSetting('min.cleanable.dirty.ratio', `${whole}.${fraction}`);
      const shifted = canonicalTopicSetting(
        'min.cleanable.dirty.ratio',
        `${whole}${fraction}e${-fraction.length}`,
      );
      expect(shifted).toBe(plain);
      const far = canonicalTopicSetting('of.no one', `${plain}e${shift}`);
      expect(canonicalTopicSetting('of.no one', `${far}e${-shift}`)).toBe(plain);
      expect(plain).toMatch(/^(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$/);
    }),
  );
});
