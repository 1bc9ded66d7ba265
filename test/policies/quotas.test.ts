import { expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { contractWith, environmentWith, type Mutable, resolvedIn, fixture } from '../support/fixture.ts';

const prodWith = (quotas: Mutable) => environmentWith('eu-prod', (terms) => (terms.kafka.quotas = quotas));
const tight = prodWith({ headroom: 4, atLeast: '1KiB', requestPercentage: 150 });

/** Bytes a second that a principal may write and read. */
function rates(name: string, environment = tight, contracts?: readonly Contract[]) {
  const found = resolvedIn(environment, contracts)
    .systems.flatMap(({ principals }) => principals)
    .find((principal) => principal.name === name);
  if (found === undefined) throw new Error(`no principal ${name}`);
  const { quotas } = found;
  return (
    quotas && {
      writes: quotas.producerByteRate.value,
      reads: quotas.consumerByteRate.value,
      requests: quotas.requestPercentage.value,
    }
  );
}

test('a principal may write and read what its contracts expect, times the headroom', () => {
  // Booking writes 20 postings and 20 orders of 1 KiB a second; invoicing reads the orders, and writes dead letters.
  expect(rates('ledger-booking')).toEqual({
    writes: 4 * (20 * 1024 + 20 * 1024),
    reads: 1024,
    requests: 150,
  });
  expect(rates('ledger-invoicing')).toEqual({ writes: 4 * 20 * 1024, reads: 4 * 20 * 1024, requests: 150 });
});

test('retry and dead letter topics of one source count once: a message is in one of them at a time', () => {
  const scanned = contractWith('parcel-scanned', (terms) => {
    terms.load = { messagesPerSecond: 1000, bytesPerMessage: '1KiB' };
  });
  expect(scanned.terms.retry?.tiers).toHaveLength(3);
  expect(scanned.terms.deadLetter).toBeDefined();
  const [reader] = scanned.terms.consumers;
  const quotas = rates(`parcels-acme--${reader?.service}`, tight, [scanned]);
  expect(quotas).toEqual({ writes: 4 * 1000 * 1024, reads: 4 * 1000 * 1024, requests: 150 });
});

test('no one gets less than the least rate, nor more than the 32 bits of the CRD', () => {
  const generous = prodWith({ headroom: 1, atLeast: '1GiB', requestPercentage: 100 });
  expect(rates('ledger-invoicing', generous)).toEqual({ writes: 2 ** 30, reads: 2 ** 30, requests: 100 });
  const flood = contractWith('invoices', (terms) => {
    terms.load = { messagesPerSecond: 10_000_000, bytesPerMessage: '1MiB' };
  });
  expect(rates('ledger-invoicing', tight, [flood])?.reads).toBe(2 ** 31 - 1);
});

test('a scaler and those who only look get the least rate', () => {
  expect(rates('sorting-read-label-scaler')).toEqual({ writes: 1024, reads: 1024, requests: 150 });
});

test('a right on a whole namespace takes nothing from the quota: it is calculated topic by topic', () => {
  const all = resolvedIn(tight).systems.flatMap(({ principals }) => principals);
  const first = all.find(({ acls }) =>
    acls.some(
      ({ resource, operations }) =>
        resource.type === 'topic' && resource.patternType === 'prefix' && operations.includes('Write'),
    ),
  );
  expect(first?.name).toBe('parcels-acme--scanner');
  const expected = fixture()
    .catalog.contracts.filter(({ terms }) => terms.producers.some(({ service }) => service === 'scanner'))
    .reduce((sum, { terms }) => sum + terms.load.messagesPerSecond * terms.load.bytesPerMessage, 0);
  expect(expected).toBeGreaterThan(0);
  expect(first?.quotas?.producerByteRate.value).toBeGreaterThanOrEqual(Math.ceil(4 * expected));
});

test('each quota says that the environment decided it, and how it is estimated', () => {
  const all = resolvedIn(tight).systems.flatMap(({ principals }) => principals);
  const quotas = all.find(({ name }) => name === 'ledger-booking')?.quotas;
  if (quotas === undefined) throw new Error('no quotas');
  const origins = [quotas.producerByteRate, quotas.consumerByteRate, quotas.requestPercentage].map(
    ({ origin: { kind, path, note } }) => [kind, path?.join('.'), note],
  );
  expect(origins).toEqual([
    ['environment', 'kafka.quotas', '4 times the 40960 bytes/s of the contracts'],
    ['environment', 'kafka.quotas', 'the least rate'],
    ['environment', 'kafka.quotas', ''],
  ]);
});

test('an environment without quotas has users without them', () => {
  expect(rates('ledger-invoicing', prodWith('none'))).toBeUndefined();
});
