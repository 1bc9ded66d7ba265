import { type CatalogRule, inContract } from '../rule.ts';

export const samplesRequired: CatalogRule = {
  id: 'samples-required',
  on: 'catalog',
  what: 'A contract has at least one sample beside it.',
  why: 'A schema that no message has ever been checked against says little, and newcomers read samples first.',
  fix: 'Add `samples/<name>.json`, a message that the schema accepts.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts
      .filter(({ samples }) => samples.length === 0)
      .map((contract) =>
        inContract(samplesRequired, contract, [], 'no sample', 'add samples/<name>.json beside the contract'),
      ),
};
