import { suggestion } from '../../model/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownEnvironment: CatalogRule = {
  id: 'known-environment',
  on: 'catalog',
  asksEnvironments: true,
  what: 'Partitions are given for environments that exist.',
  why: 'A misspelt environment would silently get the default.',
  fix: 'Write the name of a file in `environments/`, or `default`.',
  level: 'error',
  check: ({ catalog, environmentNames }) =>
    catalog.contracts.flatMap((contract) => {
      const { partitions } = contract.terms;
      if (typeof partitions === 'number') return [];
      return Object.keys(partitions)
        .filter((name) => name !== 'default' && !environmentNames.includes(name))
        .map((name) =>
          inContract(
            knownEnvironment,
            contract,
            ['partitions', name],
            `there is no environment "${name}"`,
            suggestion(name, environmentNames),
          ),
        );
    }),
};
