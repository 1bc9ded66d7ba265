import { classPolicies } from '../../model/topic-class.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const compactionMatchesClass: CatalogRule = {
  id: 'compaction-matches-class',
  on: 'catalog',
  what: 'Only classes that allow it are compacted.',
  why: 'Compaction removes all but the last message of a key: work, commands and logs would be lost.',
  fix: 'Write `cleanup: delete`, or move the contract to a class that allows compaction.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts
      .filter(
        ({ address, terms }) =>
          terms.cleanup !== 'delete' && classPolicies[address.class].compaction === 'none',
      )
      .map((contract) =>
        inContract(
          compactionMatchesClass,
          contract,
          ['cleanup'],
          `"${contract.terms.cleanup}" on class ${contract.address.class}, which is never compacted`,
          'write delete, or choose another class',
        ),
      ),
};
