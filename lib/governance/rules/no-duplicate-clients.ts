import { clientsOf } from '../../model/contract-clients.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const noDuplicateClients: CatalogRule = {
  id: 'no-duplicate-clients',
  on: 'catalog',
  what: 'A producer is named once, a consumer once in each group, and a processor once as source and once as sink.',
  why: 'A second mention is what a merge left behind: whoever removes the first one believes that the client is gone.',
  fix: 'Remove the one that is too many, or name another group.',
  level: 'error',
  check: ({ catalog }) => catalog.contracts.flatMap(twice),
};

function twice(contract: Contract): Problem[] {
  const seen = new Set<string>();
  return clientsOf(contract).flatMap(({ service, as, group, path }) => {
    const key = JSON.stringify([service, as, group ?? null]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const what = `${service}${group === undefined ? '' : ` in the group ${group}`} is named twice`;
    return [inContract(noDuplicateClients, contract, path, what, 'remove one of them')];
  });
}
