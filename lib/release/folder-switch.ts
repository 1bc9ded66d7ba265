import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { compare } from '../model/text/problem.ts';
import { errorCode, type FileOperations } from './file-operations.ts';
import { journalOf, removeJournal, workFolder, writeJournal, writeNew } from './folder-journal.ts';
import { type Recovered, recover } from './folder-recovery.ts';
import { foldersOf, type FolderTree, readTree, removeTree, treeDigest } from './folder-tree.ts';

/** A folder as it shall be. */
export interface Replacement {
  /** The folder below the root: an environment. */
  readonly name: string;
  /** What it was when this was decided, or undefined when it was not there. */
  readonly from: FolderTree | undefined;
  /** Files that are written, by their path in the folder. */
  readonly write: ReadonlyMap<string, string>;
  /** Files of `from` that stay as they are; all others go. */
  readonly keep: ReadonlySet<string>;
}

/** It was replaced as wanted, or something failed and `state` says what stands there now. */
export class SwitchFailed extends Error {
  readonly state: 'old' | 'new' | 'unknown';

  constructor(state: SwitchFailed['state'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.state = state;
  }
}

/** Somebody changed the folder while its replacement was being made. */
export class ChangedMeanwhile extends Error {}

/**
 * Replaces a folder below `root` as a whole. Killed at any point it leaves the old or the new one, or what
 * `recover` makes one of them from; a reader never sees a mix of both.
 *
 * Whoever calls it holds the lock, and has recovered. The new folder is made in the work folder (the same file
 * system), flushed and read again; then the journal says what is going on; then the folders change places by two
 * renames. Between those a reader finds no folder, for some microseconds: Node has no exchange of two names
 * (`renameat2`), and a folder cannot be renamed over a full one. Git and whoever reads commits see none of it.
 *
 * @throws SwitchFailed with what stands there now, ChangedMeanwhile with nothing done
 */
export function switchFolder(ops: FileOperations, root: string, wanted: Replacement): void {
  let switched = false;
  try {
    replace(ops, root, wanted, () => {
      switched = true;
    });
  } catch (error) {
    // What failed once may not fail twice: the same that a next run would do is tried at once.
    let end: Recovered;
    try {
      end = recover(ops, root);
    } catch {
      throw new SwitchFailed('unknown', error);
    }
    if (error instanceof ChangedMeanwhile) throw error;
    throw new SwitchFailed(end === 'new' || switched ? 'new' : 'old', error);
  }
}

function replace(
  ops: FileOperations,
  root: string,
  { name, from, write, keep }: Replacement,
  switched: () => void,
): void {
  const target = join(root, name);
  const work = join(root, workFolder);
  const wanted = wantedTree(from, write, keep);
  const journal = journalOf(name, treeDigest(from), treeDigest(wanted));
  const stage = join(work, journal.stage);
  const old = join(work, journal.old);

  ops.makeFolder(stage);
  for (const folder of [...wanted.folders].sort(compare)) ops.makeFolder(join(stage, folder));
  for (const [path, text] of write) writeNew(ops, join(stage, path), text);
  for (const path of keep) takeOver(ops, join(target, path), join(stage, path));
  for (const folder of [...wanted.folders].sort(compare).toReversed()) ops.flushFolder(join(stage, folder));
  for (const folder of [stage, work, root]) ops.flushFolder(folder);
  if (treeDigest(readTree(ops, target)) !== journal.from)
    throw new ChangedMeanwhile(`${target} was changed meanwhile`);
  if (treeDigest(readTree(ops, stage)) !== journal.to) throw new Error(`${stage} is not what was written`);

  writeJournal(ops, root, journal);
  if (from !== undefined) ops.rename(target, old);
  ops.rename(stage, target);
  switched();
  ops.flushFolder(root);
  ops.flushFolder(work);
  removeJournal(ops, root);
  removeTree(ops, old);
}

/** What the folder will be; folders that were empty before stay, those that become empty go. */
function wantedTree(
  from: FolderTree | undefined,
  write: ReadonlyMap<string, string>,
  keep: ReadonlySet<string>,
): FolderTree {
  const files = new Map<string, string>();
  for (const path of keep) files.set(path, from?.files.get(path) ?? 'gone');
  for (const [path, text] of write)
    files.set(path, `sha256:${createHash('sha256').update(text).digest('hex')}`);
  const used = foldersOf(from?.files.keys() ?? []);
  const empty = [...(from?.folders ?? [])].filter((folder) => !used.has(folder));
  const folders = foldersOf(files.keys());
  for (const folder of empty) for (const one of [folder, ...foldersOf([folder])]) folders.add(one);
  return { files, folders };
}

/** The file itself under another name; a copy where the file system has no such names, or for another owner's. */
function takeOver(ops: FileOperations, file: string, path: string): void {
  try {
    ops.link(file, path);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'ENOENT') throw new ChangedMeanwhile(`${file} was removed meanwhile`);
    if (!noLinks.has(code)) throw error;
    ops.copy(file, path);
    ops.flushFolder(dirname(path));
  }
}

const noLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);
