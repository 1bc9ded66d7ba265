import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { type Problem, problem, type Read } from '../../model/text/problem.ts';
import { type Backup, backupFile, parseBackup } from '../../registry/backup.ts';
import { type FileOperations, systemFiles } from '../../release/file-operations.ts';
import { Locked, lockFolder } from '../../release/folder-lock.ts';
import { recover, UnclearReplacement } from '../../release/folder-recovery.ts';
import { ChangedMeanwhile, switchFolder } from '../../release/folder-switch.ts';
import { type FolderTree, foldersOf, NoPlainFolder, readTree } from '../../release/folder-tree.ts';
import { textDigest } from '../../release/release.ts';
import { unclear } from '../../release/unfinished.ts';

export interface BackupProps {
  /** The folder that holds one folder an environment. */
  readonly out: string;
  readonly environment: string;
  /** By their paths below the environment's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** @default those of the system */
  readonly ops?: FileOperations;
}

/**
 * Puts a backup in the place of the earlier one, as a whole: a run that is killed leaves the old or the new one. Files that no
 * backup has written stay.
 * @returns whether anything changed
 */
export async function writeBackup({
  out,
  environment,
  files,
  ops = systemFiles,
}: BackupProps): Promise<Read<boolean>> {
  const root = absolute(out);
  const target = join(out, environment);
  let release: (() => void) | undefined;
  try {
    mkdirSync(root, { recursive: true });
    release = await lockFolder({ ops, root, wait: 0, holder: `process ${process.pid} on ${hostname()}` });
    recover(ops, root);
    const from = readTree(ops, join(root, environment));
    const there = from?.files ?? new Map<string, string>();
    const ours = ownPaths(ops, join(root, environment), from);
    if (ours === undefined)
      return refused(join(target, backupFile), 'this is no backup of a registry', 'move it elsewhere');
    const wrong = inTheWay(from, ours, files).map((path) =>
      at(
        join(target, path),
        'is in the way: no backup has written it',
        'move it elsewhere, or name another folder',
      ),
    );
    if (wrong.length > 0) return { ok: false, problems: wrong };
    const isSame = (path: string) => there.get(path) === textDigest(files.get(path) ?? '');
    const write = new Map([...files].filter(([path]) => !isSame(path)));
    const keep = new Set(
      [...there.keys()].filter((path) => (files.has(path) ? isSame(path) : !ours.has(path))),
    );
    if (write.size === 0 && keep.size === there.size) return { ok: true, value: false };
    switchFolder(ops, root, { name: environment, from, write, keep });
    return { ok: true, value: true };
  } catch (error) {
    if (error instanceof UnclearReplacement) return { ok: false, problems: [unclear(out, error.folder)] };
    if (error instanceof NoPlainFolder)
      return refused(
        error.path,
        `this is ${error.what}`,
        'nothing is written through it: put files and folders here',
      );
    if (error instanceof Locked)
      return refused(out, `another run writes here: ${error.holder}`, 'wait for its end');
    if (error instanceof ChangedMeanwhile) return refused(target, error.message, 'pull again');
    throw error;
  } finally {
    release?.();
  }
}

/** What an earlier backup wrote; undefined where its list cannot be read. */
function ownPaths(
  ops: FileOperations,
  folder: string,
  tree: FolderTree | undefined,
): Set<string> | undefined {
  if (tree?.files.has(backupFile) !== true) return new Set();
  const backup: Backup | undefined = parseBackup(ops.read(join(folder, backupFile)));
  if (backup === undefined) return undefined;
  return new Set([
    backupFile,
    ...backup.subjects.flatMap(({ versions }) => versions.map(({ file }) => file)),
  ]);
}

/** Files and folders of others where something is to be written. */
function inTheWay(
  tree: FolderTree | undefined,
  ours: ReadonlySet<string>,
  files: ReadonlyMap<string, string>,
): string[] {
  const others = [...(tree?.files.keys() ?? [])].filter((path) => !ours.has(path));
  const made = foldersOf(files.keys());
  const digest = (path: string) => textDigest(files.get(path) ?? '');
  return [
    ...others.filter((path) => made.has(path) || (files.has(path) && tree?.files.get(path) !== digest(path))),
    ...[...files.keys()].filter((path) => tree?.folders.has(path)),
  ];
}

function refused(file: string, what: string, fix: string): Read<boolean> {
  return { ok: false, problems: [at(file, what, fix)] };
}

function at(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}
