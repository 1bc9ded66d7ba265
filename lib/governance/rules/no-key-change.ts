import { addressText } from '../../model/terms/contract.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const noKeyChange: CatalogRule = {
  id: 'no-key-change',
  on: 'catalog',
  what: 'Measured by a baseline (`lint --baseline`), the messages of a topic keep their key.',
  why: 'Another key sends messages to other partitions: what happened to one thing is no longer in order, and a compacted topic keeps both keys.',
  fix: 'Make `v<N+1>` of the contract beside this one and move to it by phases (docs/schemas.md), or leave the key as it was.',
  level: 'error',
  check: ({ catalog, baseline }) => {
    const earlier = new Map(baseline?.contracts.map((one) => [addressText(one.address), one.terms]));
    return catalog.contracts.flatMap((contract) => {
      const before = earlier.get(addressText(contract.address));
      const { field } = contract.terms.key;
      if (before?.keyField === undefined || before.retired || before.keyField === field) return [];
      const what = `the key is "${field}", and was "${before.keyField}" (against ${baseline?.name ?? ''})`;
      const fix = 'write the earlier field, or make the next version of the contract';
      return [inContract(noKeyChange, contract, ['key', 'field'], what, fix)];
    });
  },
};
