import { describe, expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { contractWith as as, environmentWith, fixture } from '../support/fixture.ts';
import { judged } from '../support/judged.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

const all = () => fixture().catalog.contracts;

test('no-tiering-with-compaction fires on a long topic that compaction keeps on the disks', () => {
  const compacted = as('parcel-scanned', (terms) => {
    terms.cleanup = 'compact,delete';
    terms.retention = '30d';
  });
  expect(judged('no-tiering-with-compaction', [compacted])).toEqual([
    "cleanup: cleanup is compact,delete: 30d would stay on the brokers' disks / write cleanup: delete, or retention 7d or less where the class allows it",
  ]);
  const without = environmentWith('eu-prod', (terms) => (terms.kafka.tieredStorage = false));
  expect(judged('no-tiering-with-compaction', [compacted], without)).toEqual([]);
});

test('no-tiering-with-compaction is about what its class moves: always, if it is critical, or never', () => {
  const kept = (topic: string, retention: string, more: object = {}) =>
    judged('no-tiering-with-compaction', [
      as(topic, (terms) => Object.assign(terms, { cleanup: 'compact,delete', retention, ...more })),
    ]).length;
  expect([kept('parcel-scanned', '7d'), kept('parcel-scanned', '169h')]).toEqual([0, 1]);
  expect([kept('scan-pace', '8d'), kept('scan-pace', '8d', { critical: true })]).toEqual([0, 1]);
  expect([kept('scan-counts', '8d'), kept('scan-counts', '8d', { critical: true })]).toEqual([0, 0]);
  expect(kept('parcel-scanned', '30d', { cleanup: 'delete' })).toBe(0);
  expect(
    judged('no-tiering-with-compaction', [
      as('parcel-scanned', (terms) => Object.assign(terms, { cleanup: 'compact', retention: 'endless' })),
    ]),
  ).toEqual([
    "cleanup: cleanup is compact: all of it would stay on the brokers' disks / write cleanup: delete, or retention 7d or less where the class allows it",
  ]);
});

test('within-storage-budget reckons load, retention and replication, and the share of the environment', () => {
  const contract = as('invoices', (terms) => {
    terms.load = { messagesPerSecond: 1024, bytesPerMessage: '1KiB' };
    terms.retention = '1d';
    delete terms.deadLetter;
  });
  // 1 MiB a second, 86,400 seconds, 3 replicas: 253.1 GiB.
  const prod = (budget: string, share = 1) =>
    environmentWith('eu-prod', (terms) => {
      terms.topics.storageBudget = budget;
      terms.topics.loadFactor = share;
    });
  expect(judged('within-storage-budget', [contract], prod('253GiB'))).toEqual([
    'topics.storageBudget: the topics keep 254GiB on the brokers, and the budget is 253GiB; most: ledger.invoices 254GiB / lower retention where no one needs it, or raise the budget with the disks',
  ]);
  expect(judged('within-storage-budget', [contract], prod('254GiB'))).toEqual([]);
  expect(judged('within-storage-budget', [contract], prod('26GiB', 0.1))).toEqual([]);
  // To the last byte.
  expect(judged('within-storage-budget', [contract], prod('259200MiB'))).toEqual([]);
  expect(judged('within-storage-budget', [contract], prod('259199MiB'))).toHaveLength(1);
});

test('within-storage-budget names the three topics that keep most, and what grows without end', () => {
  const kept = (topic: string, retention: string) =>
    smallContract(`shop/sales/evt/${topic}/v1`, {
      partitions: 1,
      retention,
      load: { messagesPerSecond: 1024, bytesPerMessage: '1KiB' },
    } as Partial<ContractProps>);
  expect(
    saidBy('within-storage-budget', {
      contracts: [kept('a', '1d'), kept('b', 'endless'), kept('c', '3d'), kept('d', '2d')],
      systems: [plainSystem('shop', [])],
      environment: smallEnvironment({ topics: { env: 'qa', storageBudget: '1GiB' } }),
    }),
  ).toEqual([
    'topics.storageBudget: the topics keep 93910GiB on the brokers, and the budget is 1GiB; most: shop.b 92391GiB in the first year (endless retention), shop.c 760GiB, shop.d 507GiB / lower retention where no one needs it, or raise the budget with the disks',
  ]);
});

describe('known-produce-from', () => {
  const judgedWith = (from: string) =>
    judged(
      'known-produce-from',
      all().map((contract) =>
        contract.address.topic === 'balances'
          ? as('balances', (terms) => (terms.serviceLevels.produceFrom = from))
          : contract,
      ),
    );

  test('fires on a topic that no producer reads', () => {
    expect(judgedWith('posting')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "posting" / did you mean "postings"?',
    ]);
    expect(judgedWith('invoices')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "invoices" / known: postings',
    ]);
    expect(
      judged('known-produce-from', [as('balances', (terms) => (terms.serviceLevels.produceFrom = 'x'))]),
    ).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "x" / leave it out: its producers read nothing',
    ]);
  });

  test('is silent on what its processor reads', () => {
    expect(judgedWith('postings')).toEqual([]);
  });

  test('fires on the topic itself, and on one of another system', () => {
    const read = (address: string, more: Partial<ContractProps> = {}) =>
      smallContract(address, { consumers: [{ service: 'web' }], ...more });
    const from = (topic: string) =>
      saidBy('known-produce-from', {
        contracts: [
          read('shop/sales/evt/placed/v1', {
            producers: [{ service: 'web' }],
            serviceLevels: {
              produceWithin: '5s',
              produceFrom: topic,
              consumeWithin: '1m',
              alertLag: 100,
            },
          }),
          read('shop/sales/evt/carts/v1'),
          read('desk/sales/evt/visitors/v1'),
        ],
        systems: ['shop', 'desk'].map((id) => plainSystem(id, [{ id: 'web', purpose: 'Takes orders' }])),
        environment: smallEnvironment(),
      });
    expect(from('carts')).toEqual([]);
    expect(from('placed')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "placed" / known: carts',
    ]);
    expect(from('visitors')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "visitors" / known: carts',
    ]);
  });
});
