import { suggestion } from '../../model/text/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownEnvironment: CatalogRule = {
  id: 'known-environment',
  on: 'catalog',
  asksEnvironments: true,
  what: 'Partitions, and what was found, are given for environments that exist.',
  why: 'A misspelt environment would silently get the default.',
  fix: 'Write the name of a file in `environments/`, or `default`.',
  level: 'error',
  check: ({ catalog, environmentNames }) =>
    catalog.contracts.flatMap((contract) => {
      const { partitions, found } = contract.terms;
      const given = typeof partitions === 'number' ? [] : Object.keys(partitions);
      return [
        ...given.filter((name) => name !== 'default').map((name) => ({ name, path: ['partitions', name] })),
        ...Object.keys(found?.in ?? {}).map((name) => ({ name, path: ['found', 'in', name] })),
      ]
        .filter(({ name }) => !environmentNames.includes(name))
        .map(({ name, path }) =>
          inContract(
            knownEnvironment,
            contract,
            path,
            `there is no environment "${name}"`,
            suggestion(name, environmentNames),
          ),
        );
    }),
};
