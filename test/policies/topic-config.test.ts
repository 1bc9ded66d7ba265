import { describe, expect, test } from '@jest/globals';
import { capacityOf } from '../../lib/policies/capacity.ts';
import type { ResolvedTopic } from '../../lib/policies/resolved-topic.ts';
import { configLines, configTexts, extraSettings } from '../../lib/policies/topic-config.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { ordersIn, shopEnvironment } from '../support/one-topic.ts';

const plain = shopEnvironment();
const tiered = shopEnvironment({ tieredStorage: true });

const deadLetter = { triage: 'look and replay' };
const retry = { tiers: ['1m'], attempts: 2 } satisfies ContractProps['retry'];

function originOf({ config }: ResolvedTopic, name: keyof ResolvedTopic['config']) {
  const { kind, path, note } = config[name]?.origin ?? {};
  return { kind, path, note };
}

describe('settings of a contract', () => {
  const settings = {
    'segment.bytes': '256MiB',
    'min.cleanable.dirty.ratio': 0.3,
  } satisfies ContractProps['settings'];

  test('are the topic’s, typed, with the line that says so', () => {
    const { source } = ordersIn(plain, { settings });
    expect(source.config['segment.bytes']?.value).toBe(268_435_456);
    expect(originOf(source, 'segment.bytes')).toEqual({
      kind: 'contract',
      path: ['settings', 'segment.bytes'],
      note: '',
    });
    expect(configTexts(source)).toEqual({
      'cleanup.policy': 'delete',
      'compression.type': 'producer',
      'max.message.bytes': '1048576',
      'min.cleanable.dirty.ratio': '0.3',
      'min.insync.replicas': '2',
      'retention.ms': '604800000',
      'segment.bytes': '268435456',
    });
  });

  test('that a program leaves undefined are none', () => {
    expect(ordersIn(plain, { settings: { 'segment.bytes': undefined } }).source.config).not.toHaveProperty([
      'segment.bytes',
    ]);
  });

  test('are not those of its retries and dead letters, which keep other messages for other reasons', () => {
    const { retries, deadLetter: dead } = ordersIn(plain, { settings, retry, deadLetter });
    for (const one of [...retries, dead]) expect(one?.config).not.toHaveProperty(['segment.bytes']);
    expect(retries).toHaveLength(1);
  });

  test('are distinguished from what every topic has', () => {
    const { source } = ordersIn(tiered, { settings });
    expect(
      extraSettings(source).map(({ name, forPeople, origin }) => [name, forPeople, origin.kind]),
    ).toEqual([
      ['min.cleanable.dirty.ratio', '0.3', 'contract'],
      ['segment.bytes', '256MiB', 'contract'],
    ]);
  });

  test('go before what a class says of tiered storage, but never beyond the retention', () => {
    const local = (
      written: NonNullable<ContractProps['settings']>,
      retention = '30d' as const,
      cap?: '1d',
    ) => {
      const where =
        cap === undefined ? tiered : shopEnvironment({ tieredStorage: true }, { retentionCap: cap });
      const { source } = ordersIn(where, { settings: written, retention });
      return [configTexts(source)['local.retention.ms'], originOf(source, 'local.retention.ms').kind];
    };
    expect(local({})).toEqual(['604800000', 'derived']);
    expect(local({ 'local.retention.ms': '2d' })).toEqual(['172800000', 'contract']);
    expect(local({ 'local.retention.ms': -2 })).toEqual(['-2', 'contract']);
    expect(local({ 'local.retention.ms': 'endless' })).toEqual(['2592000000', 'contract']);
    expect(local({ 'local.retention.ms': '2d' }, '30d', '1d')).toEqual(['86400000', 'contract']);
    expect(local({ 'local.retention.ms': '1d' }, '30d', '1d')).toEqual(['86400000', 'contract']);
    const { source } = ordersIn(shopEnvironment({ tieredStorage: true }, { retentionCap: '1d' }), {
      settings: { 'local.retention.ms': '2d' },
    });
    expect(originOf(source, 'local.retention.ms').note).toBe('no longer than the retention, 1d');
  });
});

describe('endless retention', () => {
  test('is Kafka’s -1, and what is hot stays seven days', () => {
    const { source } = ordersIn(tiered, { retention: 'endless' }, 'aud');
    expect(source.config['retention.ms']?.value).toBe('endless');
    expect(configTexts(source)).toMatchObject({
      'local.retention.ms': '604800000',
      'remote.storage.enable': 'true',
      'retention.ms': '-1',
    });
    expect(configLines(source).find(({ name }) => name === 'retention.ms')?.forPeople).toBe('endless');
  });

  test('ends where the environment has a cap', () => {
    const { source } = ordersIn(shopEnvironment({}, { retentionCap: '2d' }), { retention: 'endless' });
    expect(configTexts(source)['retention.ms']).toBe('172800000');
    expect(originOf(source, 'retention.ms')).toEqual({
      kind: 'environment',
      path: ['topics', 'retentionCap'],
      note: 'caps endless',
    });
  });

  test('of dead letters is theirs alone', () => {
    const { source, deadLetter: dead } = ordersIn(plain, {
      deadLetter: { ...deadLetter, retention: 'endless' },
    });
    expect(source.config['retention.ms']?.value).toBe(604_800_000);
    expect(dead?.config['retention.ms']?.value).toBe('endless');
    expect(originOf(dead ?? source, 'retention.ms').path).toEqual(['deadLetter', 'retention']);
  });
});

describe('capacity', () => {
  const load = { messagesPerSecond: 1, bytesPerMessage: '1KiB' } satisfies ContractProps['load'];
  const day = 86_400 * 1024;
  const stored = (where: typeof plain, terms: Partial<ContractProps>, cls?: string) => {
    const [first] = capacityOf(ordersIn(where, { load, partitions: 2, ...terms }, cls), where);
    return first && [first.localBytes / day / 3, first.remoteBytes / day, first.endless];
  };

  test('of what is kept without end is that of a year', () => {
    expect(stored(plain, { retention: 'endless' })).toEqual([365, 0, true]);
    expect(stored(tiered, { retention: 'endless' })).toEqual([7, 358, true]);
    expect(stored(plain, { retention: '10d' })).toEqual([10, 0, false]);
  });

  test('is limited by the bytes of each partition', () => {
    const settings = { 'retention.bytes': day } satisfies ContractProps['settings'];
    expect(stored(plain, { retention: 'endless', settings })).toEqual([2, 0, false]);
    expect(stored(plain, { retention: '1d', settings })).toEqual([1, 0, false]);
    expect(stored(plain, { retention: 'endless', settings: { 'retention.bytes': 'endless' } })).toEqual([
      365,
      0,
      true,
    ]);
    expect(stored(tiered, { retention: '30d', settings: { 'local.retention.bytes': day } })).toEqual([
      2,
      28,
      false,
    ]);
  });

  test('of local retention counts only where there is another place', () => {
    const settings = { 'local.retention.ms': '1d' } satisfies ContractProps['settings'];
    expect(stored(plain, { retention: '10d', settings })).toEqual([10, 0, false]);
    expect(stored(tiered, { retention: '10d', settings })).toEqual([1, 9, false]);
    expect(stored(tiered, { retention: '10d', settings: { 'local.retention.ms': -2 } })).toEqual([
      10,
      0,
      false,
    ]);
  });
});

describe('what an import pinned', () => {
  const pinned = (config: Record<string, string>, without: string[] = []) =>
    ordersIn(plain, {
      imported: {
        in: { qa: { since: '2026-11-21', pinned: { 'test.main.sales.evt.orders.v1': { config, without } } } },
      },
    }).source;

  test('is typed as everything else, and rendered letter by letter', () => {
    const topic = pinned({
      'retention.ms': '9223372036854775807',
      'cleanup.policy': 'delete, compact',
      preallocate: 'TRUE',
    });
    expect(topic.config['retention.ms']?.value).toBe('endless');
    expect(topic.config['cleanup.policy']?.value).toEqual(['compact', 'delete']);
    expect(topic.config.preallocate?.value).toBe(true);
    expect(topic.config.preallocate?.origin.kind).toBe('imported');
    expect(configTexts(topic)).toMatchObject({
      'cleanup.policy': 'delete, compact',
      preallocate: 'TRUE',
      'retention.ms': '9223372036854775807',
    });
    expect(topic.unread).toEqual({});
  });

  test('stays text where Kafka knows no such setting, or no such value, for the cluster has it', () => {
    const topic = pinned({ 'retention.ms': 'a week', 'confluent.tier.enable': 'true' }, [
      'max.message.bytes',
    ]);
    expect(topic.config).not.toHaveProperty(['retention.ms']);
    expect(
      Object.entries(topic.unread).map(([name, { value, origin }]) => [name, value, origin.kind]),
    ).toEqual([
      ['retention.ms', 'a week', 'imported'],
      ['confluent.tier.enable', 'true', 'imported'],
    ]);
    expect(configTexts(topic)).toEqual({
      'cleanup.policy': 'delete',
      'compression.type': 'producer',
      'confluent.tier.enable': 'true',
      'min.insync.replicas': '2',
      'retention.ms': 'a week',
    });
    expect(extraSettings(topic).map(({ name }) => name)).toEqual(['confluent.tier.enable']);
  });
});
