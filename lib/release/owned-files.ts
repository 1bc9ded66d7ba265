import { join } from 'node:path';
import type { Manifest } from '../model/manifest.ts';
import { type Problem, problem } from '../model/text/problem.ts';
import { foldersOf, type FolderTree } from './folder-tree.ts';
import { type Release, releaseFile, textDigest } from './release.ts';

/** A file of this name is rendered, or looks as if it were. */
export const renderedSuffix = '.k8s.yaml';

/**
 * Whether a file of rendered name is ours where no release says so: each of its objects says that it is. Somebody may
 * have lost the release alone.
 */
export function isMarkedOurs(objects: readonly Manifest[]): boolean {
  const label = 'app.kubernetes.io/managed-by';
  return objects.length > 0 && objects.every(({ metadata }) => metadata.labels?.[label] === 'workstreams');
}

/** What is in an environment's folder, by whose it is. */
export interface OwnedFiles {
  /** Ours, as they were written. */
  readonly unchanged: ReadonlySet<string>;
  /** Ours, with other bytes. */
  readonly changed: readonly string[];
  /** Ours, and not there. */
  readonly missing: readonly string[];
  /** Of others: what no release names. */
  readonly foreign: ReadonlySet<string>;
}

/** Divides a folder by its release; without one nothing in it is ours. */
export function ownedFiles(tree: FolderTree | undefined, release: Release | undefined): OwnedFiles {
  const files = tree?.files ?? new Map<string, string>();
  const ours = Object.entries(release?.files ?? {});
  const names = new Set([...ours.map(([path]) => path), ...(release === undefined ? [] : [releaseFile])]);
  return {
    unchanged: new Set(ours.filter(([path, digest]) => files.get(path) === digest).map(([path]) => path)),
    changed: ours.filter(([path, digest]) => (files.get(path) ?? digest) !== digest).map(([path]) => path),
    missing: ours.filter(([path]) => !files.has(path)).map(([path]) => path),
    foreign: new Set([...files.keys()].filter((path) => !names.has(path))),
  };
}

export interface FileChange {
  readonly write: ReadonlyMap<string, string>;
  readonly keep: ReadonlySet<string>;
  /** Files of ours that are no longer rendered. */
  readonly removed: readonly string[];
  readonly problems: readonly Problem[];
}

export interface FileChangeProps {
  readonly tree: FolderTree | undefined;
  readonly owned: OwnedFiles;
  /** Every file of the environment as it is rendered, its release too. */
  readonly rendered: ReadonlyMap<string, string>;
  /** The folder's name in problems. */
  readonly shown: string;
  /** What was changed by hand is written over. */
  readonly overwriteDrift: boolean;
}

/**
 * What becomes of each file: ours are written where they differ, and removed where they are no longer rendered;
 * those of others stay. Ours that somebody changed by hand are a problem, unless they are to be written over.
 */
export function fileChange({ tree, owned, rendered, shown, overwriteDrift }: FileChangeProps): FileChange {
  const digests = new Map([...rendered].map(([path, text]) => [path, textDigest(text)]));
  const files = tree?.files ?? new Map<string, string>();
  const same = (path: string): boolean => digests.has(path) && digests.get(path) === files.get(path);
  const problems: Problem[] = [];
  const say = (path: string, what: string, fix: string) =>
    problems.push(problem({ file: join(shown, path), line: 1, column: 1 }, '', what, fix));

  if (!overwriteDrift) {
    const fix =
      'bring the change into the contracts or the environment and take the file back from git, or write over it with --overwrite-drift';
    for (const path of owned.changed.filter((one) => !same(one))) say(path, 'was changed by hand', fix);
    for (const path of owned.missing.filter((one) => rendered.has(one)))
      say(path, 'was removed by hand', fix);
  }
  const away = 'this folder is written by `workstreams promote`: move it elsewhere, or give it another name';
  for (const path of rendered.keys()) {
    if (owned.foreign.has(path) && !same(path)) say(path, 'is in the way: no release names it', away);
    if (tree?.folders.has(path) === true) say(path, 'is in the way: a file is to be written here', away);
  }
  for (const folder of foldersOf(rendered.keys()))
    if (owned.foreign.has(folder)) say(folder, 'is in the way: a folder is to be made here', away);

  return {
    write: new Map([...rendered].filter(([path]) => !same(path))),
    keep: new Set(
      [...files.keys()].filter((path) => same(path) || (owned.foreign.has(path) && !rendered.has(path))),
    ),
    removed: [...owned.unchanged, ...owned.changed].filter((path) => !rendered.has(path)),
    problems,
  };
}
