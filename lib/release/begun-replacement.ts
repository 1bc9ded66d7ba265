import { join } from 'node:path';
import type { FileOperations } from './file-operations.ts';

/** The folder beside those that are replaced, in which a replacement is made: `<root>/.workstreams/`. */
export const workFolder = '.workstreams';

/** The lock's file in it. */
export const lockFile = 'lock';

/** Where the new folder is made, and where the old one waits until the new one is in its place. */
export function workPlaces(root: string, name: string): { readonly stage: string; readonly old: string } {
  const work = join(root, workFolder);
  return { stage: join(work, `stage-${name}`), old: join(work, `old-${name}`) };
}

const leftover = /^(?:stage|old)-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

/** A replacement that was begun below a root, and how far it came. */
export interface Begun {
  /** The folder below the root: an environment. */
  readonly name: string;
  /**
   * - `hidden`: the folder is the old one;
   * - `between`: the old one was moved away, and the new one is not in its place;
   * - `replaced`: the folder is the new one;
   * - `unclear`: someone else changed the folders since.
   */
  readonly state: 'hidden' | 'between' | 'replaced' | 'unclear';
}

/**
 * The replacements that were begun below a root and not ended. What stands where says how far one came, because each
 * folder moves as a whole, and the old one stays whole until the new one is in its place.
 */
export function begunBelow(ops: FileOperations, root: string): Begun[] {
  const work = join(root, workFolder);
  if (ops.kind(work) !== 'folder') return [];
  const names = new Set(ops.list(work).flatMap((name) => leftover.exec(name)?.[1] ?? []));
  return [...names].sort().map((name) => ({ name, state: stateOf(ops, root, name) }));
}

function stateOf(ops: FileOperations, root: string, name: string): Begun['state'] {
  const { stage, old } = workPlaces(root, name);
  const [made, before, target] = [ops.kind(stage), ops.kind(old), ops.kind(join(root, name))];
  if (before === 'nothing') return 'hidden';
  if (before === 'folder' && made === 'folder' && target === 'nothing') return 'between';
  if (before === 'folder' && made === 'nothing' && target === 'folder') return 'replaced';
  return 'unclear';
}
