import { join } from 'node:path';
import type { FileOperations } from './file-operations.ts';
import {
  folderOfOld,
  isLeftover,
  type Journal,
  readJournal,
  removeJournal,
  StandingJournal,
  workFolder,
} from './folder-journal.ts';
import { NoPlainFolder, readTree, removeTree, treeDigest } from './folder-tree.ts';

/** What an unfinished replacement came to: nothing was begun, or the folder is the old one or the new one. */
export type Recovered = 'nothing' | 'old' | 'new';

/**
 * Ends what a killed process began below `root`; whoever calls it holds the lock. It may be killed itself at any
 * point and be called again.
 *
 * - the folder is the old or the new one: what else is left is cleared away;
 * - it is missing, and the new one is whole: that goes in its place;
 * - it is missing, and only the old one is whole: that goes back.
 *
 * @throws StandingJournal in any other case, with nothing touched
 */
export function recover(ops: FileOperations, root: string): Recovered {
  const work = join(root, workFolder);
  if (ops.kind(work) === 'nothing') return 'nothing';
  const journal = readJournal(ops, root);
  const end = journal === undefined ? 'nothing' : finish(ops, root, journal);
  for (const name of ops.list(work).filter(isLeftover)) {
    const folder = folderOfOld(name);
    // Without a journal an old folder is what is left to remove: its place has been taken.
    if (folder !== undefined && ops.kind(join(root, folder)) === 'nothing')
      throw new StandingJournal(root, `${join(work, name)} is there, and ${folder} is not`);
    removeTree(ops, join(work, name));
  }
  return end;
}

function finish(ops: FileOperations, root: string, journal: Journal): 'old' | 'new' {
  const target = join(root, journal.name);
  const stage = join(root, workFolder, journal.stage);
  const old = join(root, workFolder, journal.old);
  const stands = digestOf(ops, target);
  let end: 'old' | 'new';
  if (stands === journal.to) end = 'new';
  else if (stands === journal.from) end = 'old';
  else if (stands !== 'absent')
    throw new StandingJournal(root, `${target} is neither what it was nor what it should be`);
  else if (digestOf(ops, stage) === journal.to) {
    ops.rename(stage, target);
    end = 'new';
  } else if (digestOf(ops, old) === journal.from) {
    ops.rename(old, target);
    end = 'old';
  } else
    throw new StandingJournal(root, `${target} is gone, and neither its old nor its new folder is whole`);
  ops.flushFolder(root);
  ops.flushFolder(join(root, workFolder));
  removeJournal(ops, root);
  return end;
}

/** The digest of what stands at a path, or a word that is no digest where it is no plain folder. */
function digestOf(ops: FileOperations, path: string): string {
  try {
    return treeDigest(readTree(ops, path));
  } catch (error) {
    if (error instanceof NoPlainFolder) return 'no folder';
    throw error;
  }
}
