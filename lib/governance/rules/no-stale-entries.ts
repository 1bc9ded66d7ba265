import { systemOf } from '../../model/catalog.ts';
import { addressText } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type Problem, problem } from '../../model/text/problem.ts';
import { type Path, pathText } from '../../model/text/yaml-source.ts';
import { executorOf } from '../../policies/executor.ts';
import { type CatalogRule, type CatalogView, inSystem } from '../rule.ts';

export const noStaleEntries: CatalogRule = {
  id: 'no-stale-entries',
  on: 'catalog',
  asksEnvironments: true,
  asksAll: true,
  what: 'Entries of an environment name systems, contracts and executors that exist, and a system has contracts.',
  why: 'What was left behind by a removal, or is misspelt, has no effect, and the next system of that name inherits it.',
  fix: 'Remove the entry, or write the name of the system, contract or executor that is meant.',
  level: 'error',
  check: (view) => {
    const names = namesIn(view);
    return [
      ...view.environments.flatMap((environment) => ofEnvironment(environment, names)),
      ...withoutContracts(view),
    ];
  },
};

interface Names {
  readonly systems: readonly string[];
  readonly contracts: readonly string[];
  /** Addresses of contracts that say `renamedFrom`. */
  readonly renamed: readonly string[];
  /** `<executor class>.<executor kind>` of every queue. */
  readonly executors: readonly string[];
}

function namesIn({ catalog }: CatalogView): Names {
  const { contracts, systems } = catalog;
  return {
    systems: systems.map(({ id }) => id),
    contracts: contracts.map(({ address }) => addressText(address)),
    renamed: contracts
      .filter(({ terms }) => terms.renamedFrom !== undefined)
      .map(({ address }) => addressText(address)),
    executors: contracts
      .filter(({ terms }) => terms.scaling !== undefined)
      .map((contract) => {
        const { executorClass, executorKind } = executorOf(
          contract,
          systemOf(catalog, contract.address.system)?.naming,
        );
        return `${executorClass}.${executorKind}`;
      }),
  };
}

/** A contract's folder below `contracts/`: other subjects of exceptions are objects, keys or executors. */
const address = /^[a-z0-9-]+\/[a-z0-9-]+\/[a-z]+\/[^/\s]+\/v[1-9][0-9]*$/;

function ofEnvironment(
  environment: Environment,
  { systems, contracts, renamed, executors }: Names,
): Problem[] {
  const { workloads, keys, renames, exceptions, images, source } = environment;
  const say = (
    path: Path,
    what: string,
    known: readonly string[],
    name: string,
    subject = pathText(path),
  ) => ({
    ...problem(source.keyPlace(path), pathText(path), what, fixOf(name, known), noStaleEntries.id),
    subject,
  });
  const system = (path: Path, id: string) =>
    systems.includes(id) ? [] : [say(path, `there is no system "${id}"`, systems, id)];
  return [
    ...Object.keys(workloads.namespaces).flatMap((id) => system(['workloads', 'namespaces', id], id)),
    ...Object.entries(keys === 'none' ? {} : keys).flatMap(([name, one]) =>
      system(['keys', name, 'system'], one.system),
    ),
    ...Object.keys(renames)
      .filter((key) => !renamed.includes(key))
      .map((key) => {
        const what = contracts.includes(key)
          ? `the contract ${key} has no renamedFrom`
          : `there is no contract ${key}`;
        return say(['renames', key], what, renamed, key);
      }),
    ...exceptions.flatMap(({ subject }, index) =>
      !address.test(subject) || contracts.includes(subject)
        ? []
        : [say(['exceptions', index, 'subject'], `there is no contract ${subject}`, contracts, subject)],
    ),
    ...Object.keys(images.executors)
      .filter((name) => !executors.includes(name))
      .map((name) =>
        say(['images', 'executors', name], `no queue has the executor ${name}`, executors, name),
      ),
  ];
}

function fixOf(name: string, known: readonly string[]): string {
  return known.length === 0 ? 'remove the entry' : `remove the entry; ${suggestion(name, known)}`;
}

/** Systems without a contract; one whose users alone were imported has none yet. */
function withoutContracts({ catalog }: CatalogView): Problem[] {
  const used = new Set(catalog.contracts.map(({ address: { system } }) => system));
  return catalog.systems
    .filter(({ id, services }) => !used.has(id) && services.every(({ imported }) => imported === undefined))
    .map((system) =>
      inSystem(
        noStaleEntries,
        system,
        [],
        `the system ${system.id} has no contract`,
        `add one (npx workstreams new topic), or remove contracts/${system.id}`,
        system.id,
      ),
    );
}
