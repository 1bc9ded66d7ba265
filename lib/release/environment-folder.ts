import { join } from 'node:path';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import type { FileOperations } from './file-operations.ts';
import { type FolderTree, NoPlainFolder, readTree } from './folder-tree.ts';
import { ownedFiles, type OwnedFiles } from './owned-files.ts';
import { parseRelease, type Release, releaseFile } from './release.ts';

/** One environment's folder of a GitOps repository. */
export interface EnvironmentFolder {
  readonly name: string;
  /** The folder in problems. */
  readonly shown: string;
  /** Undefined when it is not there. */
  readonly tree: FolderTree | undefined;
  /** Undefined when nothing was rendered into it. */
  readonly release: Release | undefined;
  readonly owned: OwnedFiles;
}

/** Reads an environment's folder below `root`, every file of it. */
export function readEnvironmentFolder(
  ops: FileOperations,
  root: string,
  name: string,
): Read<EnvironmentFolder> {
  const shown = join(root, name);
  const tree = readPlainTree(ops, shown);
  if (!tree.ok) return tree;
  const file = join(shown, releaseFile);
  const release =
    tree.value?.files.has(releaseFile) === true ? parseRelease(ops.read(file), file) : undefined;
  if (release?.ok === false) return release;
  if (release !== undefined && release.value.environment !== name) {
    const what = `the release of ${JSON.stringify(release.value.environment)} in the folder of ${name}`;
    return { ok: false, problems: [at(file, what, 'render each environment into its own folder')] };
  }
  const owned = ownedFiles(tree.value, release?.value);
  return { ok: true, value: { name, shown, tree: tree.value, release: release?.value, owned } };
}

function readPlainTree(ops: FileOperations, path: string): Read<FolderTree | undefined> {
  try {
    return { ok: true, value: readTree(ops, path) };
  } catch (error) {
    if (!(error instanceof NoPlainFolder)) throw error;
    const fix = 'nothing is read or written through it: put files and folders here';
    return { ok: false, problems: [at(error.path, `this is ${error.what}`, fix)] };
  }
}

function at(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}
