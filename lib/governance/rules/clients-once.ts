import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const clientsOnce: CatalogRule = {
  id: 'clients-once',
  on: 'catalog',
  what: 'A producer is named once, and a consumer once in each group.',
  why: 'A second mention is what a merge left behind: whoever removes the first one believes that the client is gone.',
  fix: 'Remove the one that is too many, or name another group.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => [
      ...twice(contract, 'producers'),
      ...twice(contract, 'consumers'),
    ]),
};

function twice(contract: Contract, list: 'producers' | 'consumers'): Problem[] {
  const seen = new Set<string>();
  return contract.terms[list].flatMap((client, index) => {
    const group = 'group' in client ? client.group : undefined;
    const key = JSON.stringify([client.service, group ?? null]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const what = `${client.service}${group === undefined ? '' : ` in the group ${group}`} is named twice`;
    return [inContract(clientsOnce, contract, [list, index], what, 'remove one of them')];
  });
}
