import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject, type Project } from '../../lib/cli/project.ts';
import { renderEnvironment } from '../../lib/cli/render.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type Contract, contractSchema } from '../../lib/model/terms/contract.ts';
import { type Environment, environmentSchema } from '../../lib/model/terms/environment.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { type Resolved, type ResolvedSystem, resolve } from '../../lib/policies/resolve.ts';
import { StackCopy } from './stack-copy.ts';

/** `test/fixtures/stack`: a small stack of a carrier of parcels; `test/fixtures/README.md` says what is where. */
export const fixtureRoot = join(import.meta.dirname, '..', 'fixtures', 'stack');
export const today = '2026-11-21';

let loaded: Project | undefined;

/** The stack, read once. */
export function fixture(): Project {
  if (loaded === undefined) {
    const project = loadProject({ root: fixtureRoot, today });
    if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
    loaded = project.value;
  }
  return loaded;
}

/** @param name `dev`, `qa` or `eu-prod` */
export function fixtureEnvironment(name: string): Environment {
  const found = fixture().environments.find(({ environment }) => environment === name);
  if (!found) throw new Error(`no environment ${name}`);
  return found;
}

/** An environment with some of its terms replaced, checked like a file. */
export function environmentWith(name: string, edit: (terms: Mutable) => void): Environment {
  const base = fixtureEnvironment(name);
  const terms = structuredClone(base.source.value) as Mutable;
  edit(terms);
  return { ...environmentSchema.parse(terms), source: base.source };
}

/** Brings every rename of an environment's terms to a phase. */
export function renamesAt(terms: Mutable, phase: string): void {
  for (const address of Object.keys(terms.renames)) terms.renames[address] = phase;
}

/** The first version of a topic, with some of its terms replaced, checked like a file. */
export function contractWith(
  topic: string,
  edit: (terms: Mutable) => void = () => {},
  at: Partial<Contract['address']> = {},
): Contract {
  const base = fixture().catalog.contracts.find(({ address }) => address.topic === topic);
  if (!base) throw new Error(`no contract ${topic}`);
  const terms = structuredClone(base.source.value) as Mutable;
  edit(terms);
  return { ...base, address: { ...base.address, ...at }, terms: contractSchema.parse(terms) };
}

/** The stack resolved, with other contracts if they are given. */
export function resolvedIn(environment: Environment | string, contracts?: readonly Contract[]): Resolved {
  const { catalog } = fixture();
  const where = typeof environment === 'string' ? fixtureEnvironment(environment) : environment;
  return resolve(
    contracts === undefined ? catalog : catalogOf(contracts, catalog.systems, catalog.messages),
    where,
  );
}

/** One system of what was resolved. */
export function systemIn({ systems }: Resolved, id: string): ResolvedSystem {
  const found = systems.find(({ declaration }) => declaration.id === id);
  if (found === undefined) throw new Error(`no system ${id}`);
  return found;
}

/** What is rendered of an environment, as `<system>/<unit>`. */
export function fixtureUnits(environment: Environment | string): Map<string, readonly Manifest[]> {
  const units = [...renderEnvironment(resolvedIn(environment))];
  return new Map(units.map(({ system, unit, manifests }) => [`${system}/${unit}`, manifests]));
}

/** Every object of an environment. */
export function fixtureObjects(environment: Environment | string): Manifest[] {
  return [...fixtureUnits(environment).values()].flat();
}

/** The stack in a folder of its own that a test may spoil. */
export function fixtureCopy(): StackCopy {
  const copy = new StackCopy();
  cpSync(fixtureRoot, copy.root, { recursive: true });
  return copy;
}

// biome-ignore lint/suspicious/noExplicitAny: plain data of a file that a test edits anywhere
// oxlint-disable-next-line typescript/no-explicit-any
export type Mutable = any;
