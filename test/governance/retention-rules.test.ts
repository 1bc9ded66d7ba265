import { describe, expect, test } from '@jest/globals';
import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { ordersContract, shopEnvironment, shopIn } from '../support/one-topic.ts';

const plain = shopEnvironment();
const tiered = shopEnvironment({ tieredStorage: true });

/** What one rule says: `key: what / fix`. */
function said(id: string, contracts: readonly Contract[], environment: Environment = plain): string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const view = {
    catalog: catalogOf(contracts, []),
    environments: [environment],
    environmentNames: ['qa'],
    today: '2026-11-21',
  };
  const problems =
    rule.on === 'catalog'
      ? checkCatalog(view, [rule])
      : checkResolved(shopIn(environment, contracts), view, [rule]);
  return problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

describe('retention-in-range of endless retention', () => {
  test('fires where the class has a longest', () => {
    expect(said('retention-in-range', [ordersContract({ retention: 'endless' })])).toEqual([
      'retention: "endless" is above 30d, the longest for class evt / write 30d or less, or set `critical: true` (90d and more), or add an exception with a reason',
    ]);
    expect(said('retention-in-range', [ordersContract({ retention: 'endless' }, 'log')])).toEqual([
      'retention: "endless" is above 7d, the longest for class log / write 7d or less, or add an exception with a reason',
    ]);
  });

  test('is silent where it has none, and where an exception says why', () => {
    expect(said('retention-in-range', [ordersContract({ retention: 'endless' }, 'aud')])).toEqual([]);
    expect(said('retention-in-range', [ordersContract({ retention: 'endless', critical: true })])).toEqual(
      [],
    );
    const exceptions = [{ rule: 'retention-in-range', reason: 'the source of truth', until: '2027-01-31' }];
    expect(said('retention-in-range', [ordersContract({ retention: 'endless', exceptions })])).toEqual([]);
  });

  test('fires on dead letters without end', () => {
    const deadLetter = { triage: 'look', retention: 'endless' as const };
    expect(said('retention-in-range', [ordersContract({ deadLetter })])).toEqual([
      'deadLetter.retention: "endless" is above 90d, the longest for class dlt / write 90d or less, or add an exception with a reason',
    ]);
  });
});

test('no-tiering-with-compaction fires on a compacted topic without end, for the brokers would keep all of it', () => {
  const compacted = ordersContract({ retention: 'endless', cleanup: 'compact,delete' }, 'aud');
  expect(said('no-tiering-with-compaction', [compacted], tiered)).toEqual([
    "cleanup: cleanup is compact,delete: all of it would stay on the brokers' disks / write cleanup: delete, or retention 7d or less where the class allows it",
  ]);
  expect(said('no-tiering-with-compaction', [compacted], plain)).toEqual([]);
  expect(
    said('no-tiering-with-compaction', [ordersContract({ retention: 'endless' }, 'aud')], tiered),
  ).toEqual([]);
});

test('within-storage-budget says that endless retention is estimated', () => {
  const load = { messagesPerSecond: 100, bytesPerMessage: '10KiB' } as const;
  const small = shopEnvironment({}, { storageBudget: '1GiB' });
  expect(
    said('within-storage-budget', [ordersContract({ load, retention: 'endless' }, 'aud')], small),
  ).toEqual([
    'topics.storageBudget: the topics keep 90226GiB on the brokers, and the budget is 1GiB; most: test.main.sales.aud.orders.v1 90226GiB in the first year (endless retention) / lower retention where no one needs it, or raise the budget with the disks',
  ]);
  const byBytes = ordersContract(
    { load, retention: 'endless', settings: { 'retention.bytes': '100MiB' } },
    'aud',
  );
  expect(said('within-storage-budget', [byBytes], small)).toEqual([]);
});
