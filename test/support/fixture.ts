import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { stackAt } from './stack-at.ts';
import { StackCopy } from './stack-copy.ts';

export { type Mutable, renamesAt, systemIn, today } from './stack-at.ts';

/** `test/fixtures/stack`: a small stack of a carrier of parcels; `test/fixtures/README.md` says what is where. */
export const fixtureRoot = join(import.meta.dirname, '..', 'fixtures', 'stack');

export const {
  project: fixture,
  environment: fixtureEnvironment,
  environmentWith,
  contractWith,
  resolvedIn,
} = stackAt(fixtureRoot);

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
