import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { blobsOf, commitOf, commitsThatTouch, filesOf } from './git.ts';
import { blobId } from './source-state.ts';

/** Files below `contracts/` of one state of a repository, and the states before it where they are known. */
export interface EarlierFiles {
  /** As it was asked for. */
  readonly name: string;
  /** Of the contents, by path (`contracts/…`); comparable with those of `digestsBelow`. */
  readonly digests: ReadonlyMap<string, string>;
  readonly hash: Hash;
  /** Contents by path; what cannot be read is left out. */
  read(paths: readonly string[]): Map<string, Buffer>;
  /** States at the last commits that touched one of these paths, newest first. */
  history(paths: readonly string[], most: number): readonly EarlierState[];
}

interface EarlierState {
  readonly name: string;
  read(paths: readonly string[]): Map<string, Buffer>;
}

type Hash = (bytes: Buffer) => string;

/** Bytes of one file, as readers of contracts take them. */
const largest = 1024 * 1024;

/** Digests of the files below `<root>/contracts` that `wanted` names; links are not followed. */
export function digestsBelow(
  root: string,
  hash: Hash,
  wanted: (path: string) => boolean,
): Map<string, string> {
  const digests = new Map<string, string>();
  const base = join(root, 'contracts');
  // What is wrong with the folder itself is reported by who reads the contracts.
  if (lstatSync(base, { throwIfNoEntry: false })?.isDirectory() !== true) return digests;
  for (const entry of readdirSync(base, { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isFile() || !wanted(path)) continue;
    const bytes = bytesOf(join(root, path));
    if (bytes !== undefined) digests.set(path, hash(bytes));
  }
  return digests;
}

function bytesOf(path: string): Buffer | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= largest ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** The files of another folder, which has no states before it. */
export function filesInFolder(folder: string, wanted: (path: string) => boolean): EarlierFiles {
  const hash: Hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
  return {
    name: folder,
    hash,
    digests: digestsBelow(folder, hash, wanted),
    read: (paths) => present(paths, (path) => bytesOf(join(folder, path))),
    history: () => [],
  };
}

/** The files of a commit of the repository that `root` lies in; undefined where the ref names none. */
export function filesInCommit(
  root: string,
  ref: string,
  wanted: (path: string) => boolean,
): EarlierFiles | undefined {
  const commit = commitOf(root, ref);
  const files = commit === undefined ? undefined : filesOf(root, commit, 'contracts');
  if (commit === undefined || files === undefined) return undefined;
  const digests = new Map(
    [...files].flatMap(([path, { id, isPlain }]): [string, string][] =>
      isPlain && wanted(path) ? [[path, id]] : [],
    ),
  );
  return {
    name: ref,
    // As git names contents, so that what is equal need not be read.
    hash: blobId(commit),
    digests,
    read: (paths) => {
      const ids = [...new Set(paths.flatMap((path) => digests.get(path) ?? []))];
      const blobs = blobsOf(root, ids, largest);
      return present(paths, (path) => blobs.get(digests.get(path) ?? ''));
    },
    history: (paths, most) => historyOf(root, commit, paths, most),
  };
}

function historyOf(root: string, commit: string, paths: readonly string[], most: number): EarlierState[] {
  // So many would not fit a command line.
  const below = paths.length > 500 ? ['contracts'] : paths;
  const commits = commitsThatTouch(root, commit, below, most);
  const nameOf = (id: string, path: string) => `${id}:./${path}`;
  const blobs = blobsOf(
    root,
    commits.flatMap((id) => paths.map((path) => nameOf(id, path))),
    largest,
  );
  return commits.map((id) => ({
    name: id.slice(0, 12),
    read: (wanted) => present(wanted, (path) => blobs.get(nameOf(id, path))),
  }));
}

function present(paths: readonly string[], read: (path: string) => Buffer | undefined): Map<string, Buffer> {
  return new Map(
    paths.flatMap((path): [string, Buffer][] => {
      const bytes = read(path);
      return bytes === undefined ? [] : [[path, bytes]];
    }),
  );
}
