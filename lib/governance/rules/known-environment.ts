import { suggestion } from '../../model/text/nearest.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownEnvironment: CatalogRule = {
  id: 'known-environment',
  on: 'catalog',
  asksEnvironments: true,
  what: 'Partitions, replicas, and what was imported, are given for environments that exist.',
  why: 'A misspelt environment would silently get the default.',
  fix: 'Write the name of a file in `environments/`, or `default`.',
  level: 'error',
  check: ({ catalog, environmentNames }) =>
    catalog.contracts.flatMap((contract) => {
      const { partitions, imported, consumers } = contract.terms;
      return [
        ...named(partitions, ['partitions']),
        ...consumers.flatMap(({ deployment }, index) =>
          (['minReplicas', 'maxReplicas'] as const).flatMap((term) =>
            named(deployment?.[term], ['consumers', index, 'deployment', term]),
          ),
        ),
        ...Object.keys(imported?.in ?? {}).map((name) => ({ name, path: ['imported', 'in', name] })),
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

/** The environments that a number is given for. */
function named(given: number | object | undefined, path: Path) {
  return typeof given !== 'object'
    ? []
    : Object.keys(given)
        .filter((name) => name !== 'default')
        .map((name) => ({ name, path: [...path, name] }));
}
