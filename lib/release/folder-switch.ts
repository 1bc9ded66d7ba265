import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compare } from '../model/text/problem.ts';
import { workFolder, workPlaces } from './begun-replacement.ts';
import { errorCode, type FileOperations } from './file-operations.ts';
import { type Recovered, recover } from './folder-recovery.ts';
import { foldersOf, type FolderTree, readTree, removeTree } from './folder-tree.ts';

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
 * system), gets the modes and owners of the old one's folders, and is flushed; then the folders change places by two
 * renames, and the old one is removed. Between the renames a reader finds no folder, for some microseconds: Node has no
 * exchange of two names (`renameat2`), and a folder cannot be renamed over a full one. Git and whoever reads commits see
 * none of it.
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
  const { stage, old } = workPlaces(root, name);
  const folders = [...wantedFolders(from, [...write.keys(), ...keep])].sort(compare);

  ops.makeFolder(stage);
  for (const folder of folders) ops.makeFolder(join(stage, folder));
  for (const [path, text] of write) writeNew(ops, join(stage, path), text);
  for (const path of keep) takeOver(ops, join(target, path), join(stage, path));
  for (const folder of folders.toReversed()) {
    if (from?.folders.has(folder) === true) likeBefore(ops, join(target, folder), join(stage, folder));
    ops.flushFolder(join(stage, folder));
  }
  if (from !== undefined) likeBefore(ops, target, stage);
  for (const folder of [stage, work, root]) ops.flushFolder(folder);
  if (!isDeepStrictEqual(readTree(ops, target), from))
    throw new ChangedMeanwhile(`${target} was changed meanwhile`);

  if (from !== undefined) ops.rename(target, old);
  ops.rename(stage, target);
  switched();
  for (const folder of [root, work]) ops.flushFolder(folder);
  removeTree(ops, old);
}

/** The folders that there will be; those that were empty before stay, those that become empty go. */
function wantedFolders(from: FolderTree | undefined, files: readonly string[]): Set<string> {
  const used = foldersOf(from?.files.keys() ?? []);
  const empty = [...(from?.folders ?? [])].filter((folder) => !used.has(folder));
  return new Set([...foldersOf([...files, ...empty]), ...empty]);
}

/** Writes a file that was not there, and flushes it. */
function writeNew(ops: FileOperations, path: string, text: string): void {
  const file = ops.create(path);
  try {
    ops.write(file, Buffer.from(text));
    ops.flush(file);
  } finally {
    ops.close(file);
  }
}

/** The file itself under another name; a copy where the file system has no such names, or for another owner's. */
export function takeOver(ops: FileOperations, file: string, path: string): void {
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

/** The new folder has the mode and owner of the one whose place it takes. */
function likeBefore(ops: FileOperations, before: string, folder: string): void {
  try {
    ops.likeFolder(before, folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new ChangedMeanwhile(`${before} was removed meanwhile`);
    throw error;
  }
}

const noLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);
