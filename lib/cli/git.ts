import { spawnSync } from 'node:child_process';
import type { CommitNote } from '../release/provenance.ts';

/** A repository's own configuration must not run anything or fetch anything, and objects are what their ids say. */
const guarded = {
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // No protocol has this name: an older git that would fetch what is missing may use none.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
};

/** Bytes that one answer may have. */
const largestAnswer = 1024 ** 3;

/**
 * What git answers in a folder, or undefined where it fails or is not there. Plumbing alone is asked
 * (`rev-parse`, `rev-list`, `ls-tree`, `cat-file`, `merge-base`), which runs no hook, filter, pager or external diff; arguments
 * never go through a shell.
 */
function git(folder: string, args: readonly string[], input = ''): Buffer | undefined {
  const done = spawnSync('git', ['--no-pager', '--literal-pathspecs', ...args], {
    cwd: folder,
    input,
    env: { ...withoutGit(process.env), ...guarded },
    maxBuffer: largestAnswer,
    timeout: 120_000,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return done.status === 0 ? done.stdout : undefined;
}

/** Who calls from a hook hands down where its own repository is: the folder decides, not they. */
function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')));
}

/** The commit that a ref names, by its whole id; undefined where there is none, or no repository. */
export function commitOf(folder: string, ref: string): string | undefined {
  const answer = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  const id = answer?.toString('utf8').trim() ?? '';
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(id) ? id : undefined;
}

/** Where a folder is in its repository: `stacks/shop/`, or empty at the top; undefined where there is none. */
export function prefixOf(folder: string): string | undefined {
  return git(folder, ['rev-parse', '--show-prefix'])?.toString('utf8').trimEnd();
}

/** A file of a commit. */
export interface CommittedFile {
  /** Of its contents. */
  readonly id: string;
  /** Else a link, or a submodule. */
  readonly isPlain: boolean;
}

/**
 * The files of a commit below a folder of the work tree, by their path in it.
 * @param below a folder in it; empty: all
 */
export function filesOf(
  folder: string,
  commit: string,
  below: string,
): Map<string, CommittedFile> | undefined {
  const prefix = prefixOf(folder);
  if (prefix === undefined) return undefined;
  const path = `${prefix}${below}`;
  const answer = git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    ...(path === '' ? [] : ['--', path]),
  ]);
  if (answer === undefined) return undefined;
  const files = new Map<string, CommittedFile>();
  for (const line of answer.toString('utf8').split('\0')) {
    const match = /^([0-7]{6}) [a-z]+ ([0-9a-f]+)\t(.+)$/s.exec(line);
    const [, mode = '', id = '', name = ''] = match ?? [];
    if (match !== null && name.startsWith(prefix))
      files.set(name.slice(prefix.length), { id, isPlain: mode.startsWith('100') });
  }
  return files;
}

/** Whether a commit is in the history of another. */
export function isAncestor(folder: string, commit: string, of: string): boolean {
  return git(folder, ['merge-base', '--is-ancestor', commit, of]) !== undefined;
}

/** How many commits a shallow clone has of the one that it stands on; undefined where it has all. */
export function depthOf(folder: string): number | undefined {
  const isShallow = git(folder, ['rev-parse', '--is-shallow-repository'])?.toString('utf8').trim();
  if (isShallow !== 'true') return undefined;
  return Number(git(folder, ['rev-list', '--count', 'HEAD'])?.toString('utf8').trim() ?? 0);
}

/** What commits say of themselves; those that are not here are left out. */
export function notesOf(folder: string, ids: readonly string[]): CommitNote[] {
  if (ids.length === 0) return [];
  const texts = objectsOf(folder, ids, 'commit', largestAnswer);
  return ids.flatMap((id) => {
    const text = texts.get(id)?.toString('utf8');
    if (text === undefined) return [];
    const [head = '', ...message] = text.split('\n\n');
    const author = /^author (.*?) <[^>]*> [0-9]+ [+-][0-9]{4}$/m.exec(head)?.[1] ?? '';
    return [{ id, author, subject: message.join('\n\n').trimStart().split('\n')[0] ?? '' }];
  });
}

/** Commits in the history of one and not of another that changed something at these paths, newest first. */
export function commitsBetween(
  folder: string,
  { after, until }: { readonly after: string; readonly until: string },
  paths: readonly string[],
  most: number,
): string[] {
  return idsIn(git(folder, ['rev-list', `--max-count=${most}`, until, `^${after}`, '--', ...paths]));
}

/** Commits before and including one that changed something at these paths, newest first. */
export function commitsThatTouch(
  folder: string,
  commit: string,
  paths: readonly string[],
  most: number,
): string[] {
  return idsIn(git(folder, ['rev-list', `--max-count=${most}`, commit, '--', ...paths]));
}

function idsIn(answer: Buffer | undefined): string[] {
  const lines = answer?.toString('utf8').split('\n') ?? [];
  return lines.filter((id) => id !== '');
}

/**
 * The contents of blobs by what they are asked for as: an id, or `<commit>:./<path>` for a path below the folder.
 * What is missing, no blob, or above `largest` bytes is not in the answer. One process, however many there are.
 */
export function blobsOf(
  folder: string,
  names: readonly string[],
  largest = Number.POSITIVE_INFINITY,
): Map<string, Buffer> {
  return objectsOf(folder, names, 'blob', largest);
}

function objectsOf(
  folder: string,
  names: readonly string[],
  kind: 'blob' | 'commit',
  largest: number,
): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  if (names.length === 0) return blobs;
  const answer = git(folder, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  if (answer === undefined) throw new Error('git cat-file gave no answer');
  let at = 0;
  for (const name of names) {
    const end = answer.indexOf(10, at);
    if (end < 0) break;
    const head = /^[0-9a-f]+ (\w+) ([0-9]+)$/.exec(answer.toString('utf8', at, end));
    at = end + 1;
    // Anything else is a line alone: `<name> missing`.
    if (head === null) continue;
    const size = Number(head[2]);
    if (head[1] === kind && size <= largest) blobs.set(name, answer.subarray(at, at + size));
    at += size + 1;
  }
  return blobs;
}
