import { expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { capacityOf } from '../../lib/policies/capacity.ts';
import { familyOf } from '../../lib/policies/from-contract.ts';
import { smallContract, smallEnvironment } from '../support/small-stack.ts';

const day = 86_400;
const load = { messagesPerSecond: 100, bytesPerMessage: '1KiB' } as const;

/** What each topic takes of three brokers; a message in a hundred fails. */
function taken(props: Partial<ContractProps>, kafka: object = {}, loadFactor = 1) {
  const environment = smallEnvironment({ kafka, topics: { env: 'qa', loadFactor } });
  const contract = smallContract('shop/sales/evt/orders/v1', { partitions: 4, load, ...props });
  return capacityOf(familyOf(contract, environment), environment);
}

test('a topic takes load times retention times replicas; its retries and dead letters a hundredth', () => {
  const failed = { retry: { attempts: 1, tiers: ['10m'] }, deadLetter: { triage: 'The on-call looks' } };
  const consumers = [{ service: 'a' }, { service: 'b' }];
  expect(taken({ retention: '7d', consumers, ...failed } as Partial<ContractProps>, {}, 0.5)).toEqual([
    {
      topic: 'qa.main.sales.evt.orders.v1',
      partitions: 4,
      replicas: 12,
      localBytes: 51_200 * 7 * day * 3,
      remoteBytes: 0,
      written: 51_200,
      // Two consumers and two followers.
      fetched: 51_200 * 4,
      endless: false,
    },
    {
      topic: 'qa.main.sales.rty.orders-10m.v1',
      partitions: 4,
      replicas: 12,
      localBytes: 512 * 7 * day * 3,
      remoteBytes: 0,
      written: 512,
      fetched: 512 * 3,
      endless: false,
    },
    {
      topic: 'qa.main.sales.dlt.orders.v1',
      partitions: 1,
      replicas: 3,
      localBytes: 512 * 30 * day * 3,
      remoteBytes: 0,
      written: 512,
      fetched: 512 * 3,
      endless: false,
    },
  ]);
});

test('tiered storage keeps one copy of what has left the disks', () => {
  const [topic] = taken({ retention: '30d' }, { tieredStorage: true });
  expect([topic?.localBytes, topic?.remoteBytes]).toEqual([102_400 * 7 * day * 3, 102_400 * 23 * day]);
});

test('what is kept without end is a year, unless bytes limit it', () => {
  const [endless] = taken({ retention: 'endless' });
  expect([endless?.localBytes, endless?.endless]).toEqual([102_400 * 365 * day * 3, true]);
  const [limited] = taken({ retention: 'endless', settings: { 'retention.bytes': '1GiB' } });
  expect([limited?.localBytes, limited?.endless]).toEqual([2 ** 30 * 4 * 3, false]);
});

test("what is left to the broker is kept as long as Kafka's default", () => {
  const pinned = { 'qa.main.sales.evt.orders.v1': { without: ['retention.ms'] } };
  const [topic] = taken({ retention: '1d', imported: { in: { qa: { since: '2026-11-21', pinned } } } });
  expect([topic?.localBytes, topic?.endless]).toEqual([102_400 * 7 * day * 3, false]);
});
