import { expect, test } from '@jest/globals';
import { checkCatalog } from '../../lib/governance/engine.ts';
import { failureHeadersDescribed } from '../../lib/governance/rules/failure-headers-described.ts';
import { catalogOf, type SharedSchema } from '../../lib/model/catalog.ts';
import { contractWith as as, type Mutable, fixture } from '../support/fixture.ts';

test('failure-headers-described fires where what a dispatcher reads is described by no one', () => {
  const seen = (messages: readonly SharedSchema[], contracts = [as('parcel-scanned'), as('balances')]) => {
    const { catalog, environments } = fixture();
    return checkCatalog(
      {
        catalog: catalogOf(contracts, catalog.systems, messages),
        environments,
        environmentNames: [],
        today: '2026-11-21',
      },
      [failureHeadersDescribed],
    ).map(({ key, what }) => `${key}: ${what}`);
  };
  const { messages } = fixture().catalog;
  const without = structuredClone(messages) as Mutable[];
  for (const { value } of without) if (value.title === 'FailureHeaders') delete value.properties['x-next-at'];
  expect(seen(messages)).toEqual([]);
  expect(seen(without)).toEqual(['retry: no schema FailureHeaders describes x-next-at']);
  const lacking = (term: string) =>
    seen(without, [as('parcel-scanned', (terms) => delete terms[term])]).join('\n');
  expect([lacking('deadLetter'), lacking('retry')]).toEqual([
    'retry: no schema FailureHeaders describes x-next-at',
    'deadLetter: no schema FailureHeaders describes x-next-at',
  ]);
  expect(seen(messages.filter(({ system }) => system !== undefined))).toEqual([
    'retry: no schema FailureHeaders describes x-attempt, x-failure-class, x-failure-reason, x-next-at',
  ]);
});
