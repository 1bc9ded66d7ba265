import { join } from 'node:path';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { loadProject, type Project } from '../../lib/cli/project.ts';
import { type Environment, environmentSchema } from '../../lib/model/terms/environment.ts';
import { type Contract, contractSchema } from '../../lib/model/terms/contract.ts';
import { type Resolved, type ResolvedSystem, resolve } from '../../lib/policies/resolve.ts';
import { catalogOf } from '../../lib/model/catalog.ts';

const root = join(import.meta.dirname, '..', '..');
let loaded: Project | undefined;

/** The repository as it is shipped, read once. */
export function shipped(): Project {
  if (loaded === undefined) {
    const project = loadProject({ root, today: '2026-11-21' });
    if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
    loaded = project.value;
  }
  return loaded;
}

export function shippedEnvironment(name: string): Environment {
  const found = shipped().environments.find(({ environment }) => environment === name);
  if (!found) throw new Error(`no environment ${name}`);
  return found;
}

/** An environment with some of its terms replaced, checked like a file. */
export function environmentWith(name: string, edit: (terms: Mutable) => void): Environment {
  const base = shippedEnvironment(name);
  const terms = structuredClone(base.source.value) as Mutable;
  edit(terms);
  return { ...environmentSchema.parse(terms), source: base.source };
}

/** Brings every rename of an environment's terms to a phase. */
export function renamesAt(terms: Mutable, phase: string): void {
  for (const address of Object.keys(terms.renames)) terms.renames[address] = phase;
}

/** The shipped contract of a queue with some of its terms replaced, checked like a file. */
export function contractWith(
  topic: string,
  edit: (terms: Mutable) => void,
  at: Partial<Contract['address']> = {},
): Contract {
  const base = shipped().catalog.contracts.find(({ address }) => address.topic === topic);
  if (!base) throw new Error(`no contract ${topic}`);
  const terms = structuredClone(base.source.value) as Mutable;
  edit(terms);
  return { ...base, address: { ...base.address, ...at }, terms: contractSchema.parse(terms) };
}

/** The shipped catalogue resolved, with other contracts if they are given. */
export function resolvedIn(environment: Environment | string, contracts?: readonly Contract[]): Resolved {
  const { catalog } = shipped();
  const where = typeof environment === 'string' ? shippedEnvironment(environment) : environment;
  return resolve(
    contracts === undefined ? catalog : catalogOf(contracts, catalog.systems, catalog.messages),
    where,
  );
}

/** One system of what was resolved. */
export function systemIn({ systems: all }: Resolved, id = 'workrequests'): ResolvedSystem {
  const found = all.find(({ declaration }) => declaration.id === id);
  if (found === undefined) throw new Error(`no system ${id}`);
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: plain data of a file that a test edits anywhere
// oxlint-disable-next-line typescript/no-explicit-any
export type Mutable = any;
