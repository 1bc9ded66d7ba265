import { loadProject, type Project } from '../../lib/cli/project.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { type Contract, contractSchema } from '../../lib/model/terms/contract.ts';
import { type Environment, environmentSchema } from '../../lib/model/terms/environment.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { type Resolved, type ResolvedSystem, resolve } from '../../lib/policies/resolve.ts';

export const today = '2026-11-21';

/** What tests ask of a stack in a folder. */
export function stackAt(root: string) {
  let loaded: Project | undefined;

  /** The stack, read once. */
  function project(): Project {
    if (loaded === undefined) {
      const read = loadProject({ root, today });
      if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
      loaded = read.value;
    }
    return loaded;
  }

  function environment(name: string): Environment {
    const found = project().environments.find((one) => one.environment === name);
    if (!found) throw new Error(`no environment ${name}`);
    return found;
  }

  /** An environment with some of its terms replaced, checked like a file. */
  function environmentWith(name: string, edit: (terms: Mutable) => void): Environment {
    const base = environment(name);
    const terms = structuredClone(base.source.value) as Mutable;
    edit(terms);
    return { ...environmentSchema.parse(terms), source: base.source };
  }

  /** The first version of a topic, with some of its terms replaced, checked like a file. */
  function contractWith(
    topic: string,
    edit: (terms: Mutable) => void = () => {},
    at: Partial<Contract['address']> = {},
  ): Contract {
    const base = project().catalog.contracts.find(({ address }) => address.topic === topic);
    if (!base) throw new Error(`no contract ${topic}`);
    const terms = structuredClone(base.source.value) as Mutable;
    edit(terms);
    return { ...base, address: { ...base.address, ...at }, terms: contractSchema.parse(terms) };
  }

  /** The stack resolved, with other contracts if they are given. */
  function resolvedIn(where: Environment | string, contracts?: readonly Contract[]): Resolved {
    const { catalog } = project();
    return resolve(
      contracts === undefined ? catalog : catalogOf(contracts, catalog.systems, catalog.messages),
      typeof where === 'string' ? environment(where) : where,
    );
  }

  return { project, environment, environmentWith, contractWith, resolvedIn };
}

/** Brings every rename of an environment's terms to a phase. */
export function renamesAt(terms: Mutable, phase: string): void {
  for (const address of Object.keys(terms.renames)) terms.renames[address] = phase;
}

/** One system of what was resolved. */
export function systemIn({ systems }: Resolved, id: string): ResolvedSystem {
  const found = systems.find(({ declaration }) => declaration.id === id);
  if (found === undefined) throw new Error(`no system ${id}`);
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: plain data of a file that a test edits anywhere
// oxlint-disable-next-line typescript/no-explicit-any
export type Mutable = any;
