import { describe, expect, test } from '@jest/globals';
import { Terms } from '../../../lib/cli/import/draft.ts';
import { settingTerms } from '../../../lib/cli/import/settings.ts';
import type { TopicClass } from '../../../lib/model/topic-class.ts';
import { shopEnvironment } from '../../support/one-topic.ts';
import { topic } from '../../support/objects.ts';

const plain = shopEnvironment();

/** What a contract says of a KafkaTopic with this configuration. */
function termsOf(config: Record<string, unknown>, cls: TopicClass = 'evt', environment = plain) {
  return settingTerms(topic(config), cls, environment, new Terms());
}

test('settings without a key of their own become settings, as people write them', () => {
  const { settings } = termsOf({
    'cleanup.policy': 'delete',
    'compression.type': 'lz4',
    'delete.retention.ms': '0',
    'flush.ms': '9223372036854775807',
    'max.message.bytes': '1048576',
    'min.cleanable.dirty.ratio': '0.50',
    'min.insync.replicas': '2',
    preallocate: true,
    'retention.bytes': '-1',
    'retention.ms': '604800000',
    'segment.bytes': 268_435_456,
  });
  expect(settings).toEqual({
    'delete.retention.ms': 0,
    'flush.ms': 'endless',
    'min.cleanable.dirty.ratio': 0.5,
    preallocate: true,
    'retention.bytes': 'endless',
    'segment.bytes': '256MiB',
  });
});

test('what Kafka would not take, or does not know, is left to what was found', () => {
  expect(termsOf({ 'segment.bytes': '1', 'confluent.tier.enable': 'true' })).not.toHaveProperty('settings');
});

describe('what stays on the brokers of a tiered topic', () => {
  const local = (config: Record<string, unknown>) =>
    termsOf({ 'remote.storage.enable': 'true', ...config }, 'aud').settings;

  test('follows from the class', () => {
    expect(local({ 'retention.ms': '7776000000', 'local.retention.ms': '604800000' })).toBeUndefined();
    expect(local({ 'retention.ms': '-1', 'local.retention.ms': '604800000' })).toBeUndefined();
    expect(local({ 'retention.ms': '86400000', 'local.retention.ms': '86400000' })).toBeUndefined();
  });

  test('is a setting where it is something else', () => {
    expect(local({ 'retention.ms': '7776000000', 'local.retention.ms': '86400000' })).toEqual({
      'local.retention.ms': '1d',
    });
    expect(local({ 'local.retention.ms': '-2' })).toEqual({ 'local.retention.ms': -2 });
  });
});

describe('retention', () => {
  test('without end is endless', () => {
    expect(termsOf({ 'retention.ms': '-1' }).retention).toBe('endless');
  });

  test('of the class, or of none that a contract writes, is not written', () => {
    expect(termsOf({ 'retention.ms': '604800000' })).not.toHaveProperty('retention');
    expect(termsOf({ 'retention.ms': '0' })).not.toHaveProperty('retention');
    expect(termsOf({ 'retention.ms': '-2' })).not.toHaveProperty('retention');
  });

  test('that a cap hides comes back from the notes', () => {
    const capped = shopEnvironment({}, { retentionCap: '2d' });
    const noted = settingTerms(topic({ 'retention.ms': '172800000' }), 'aud', capped, new Terms(), {
      retention: 'endless',
    });
    expect(noted.retention).toBe('endless');
  });

  const day = 86_400_000;
  const written = (live: number, noted?: '30d', retentionCap: '3d' | 'none' = 'none') =>
    settingTerms(
      topic({ 'retention.ms': String(live) }),
      'evt',
      shopEnvironment({}, { retentionCap }),
      new Terms(),
      noted === undefined ? {} : { retention: noted },
    ).retention;

  test('is that of the topic where its class says another, up to a hundred years', () => {
    expect([written(3 * day), written(36_500 * day), written(36_501 * day)]).toEqual([
      '3d',
      '36500d',
      undefined,
    ]);
  });

  test('of the notes is written where it brings about what the topic has', () => {
    expect([written(30 * day, '30d'), written(3 * day, '30d', '3d')]).toEqual(['30d', '30d']);
  });

  test('of the notes is not written where it would bring about another', () => {
    expect([written(5 * day, '30d'), written(2 * day, '30d', '3d')]).toEqual(['5d', '2d']);
  });

  test('that the class brings about below a cap is not written', () => {
    expect([written(3 * day, undefined, '3d'), written(7 * day, undefined, '3d')]).toEqual([undefined, '7d']);
  });

  test('that the topic leaves to the broker is not written, whatever the notes say', () => {
    const left = settingTerms(topic({}), 'evt', plain, new Terms(), { retention: '30d' });
    expect(left).not.toHaveProperty('retention');
  });
});

describe('partitions', () => {
  const written = (partitions: Parameters<typeof settingTerms>[4]) =>
    settingTerms(topic({}, { partitions: 6 }), 'evt', plain, new Terms(), partitions).partitions;

  test('of the notes are written where the topic has so many', () => {
    const here = { default: 3, [plain.environment]: 6 };
    expect(written({ partitions: here })).toEqual(here);
    expect(written({ partitions: { default: 6 } })).toEqual({ default: 6 });
    expect(written({ partitions: 6 })).toBe(6);
  });

  test('are those of the topic where the notes say others, or nothing', () => {
    expect(written({ partitions: { default: 3 } })).toBe(6);
    expect(written({ partitions: 3 })).toBe(6);
    expect(written({})).toBe(6);
  });
});
