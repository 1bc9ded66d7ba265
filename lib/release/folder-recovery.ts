import { join } from 'node:path';
import { begunBelow, workFolder, workPlaces } from './begun-replacement.ts';
import type { FileOperations } from './file-operations.ts';
import { removeTree } from './folder-tree.ts';

/** What an unfinished replacement came to: nothing of it was visible, or the folder is the old one or the new one. */
export type Recovered = 'nothing' | 'old' | 'new';

/** A replacement was begun, and what stands there is not what it left. */
export class UnclearReplacement extends Error {
  /** The folder below the root. */
  readonly folder: string;

  constructor(folder: string) {
    super(`the replacement of ${folder} was begun, and the folders were changed since`);
    this.folder = folder;
  }
}

/**
 * Ends what a killed process began below `root`; whoever calls it holds the lock. It may be killed itself at any
 * point and be called again. A folder that was moved away goes back; what else is left is removed.
 *
 * @throws UnclearReplacement when someone else changed the folders since, with nothing touched
 */
export function recover(ops: FileOperations, root: string): Recovered {
  const begun = begunBelow(ops, root);
  const unclear = begun.find(({ state }) => state === 'unclear');
  if (unclear !== undefined) throw new UnclearReplacement(unclear.name);
  let end: Recovered = 'nothing';
  for (const { name, state } of begun) {
    const { stage, old } = workPlaces(root, name);
    if (state === 'between') ops.rename(old, join(root, name));
    if (state !== 'hidden') {
      end = state === 'between' ? 'old' : 'new';
      // Nothing that may be needed after a loss of power is removed before the folder is in its place for good.
      for (const folder of [root, join(root, workFolder)]) ops.flushFolder(folder);
    }
    for (const folder of [stage, old]) removeTree(ops, folder);
  }
  return end;
}
