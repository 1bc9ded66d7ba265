import { spawnSync } from 'node:child_process';

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
 * (`rev-parse`, `rev-list`, `ls-tree`, `cat-file`), which runs no hook, filter, pager or external diff; arguments
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

/** Files (no links, no submodules) of a commit below a folder of the work tree, with the ids of their contents. */
export function filesOf(folder: string, commit: string, below: string): Map<string, string> | undefined {
  const prefix = git(folder, ['rev-parse', '--show-prefix'])?.toString('utf8').trimEnd();
  if (prefix === undefined) return undefined;
  const answer = git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', `${prefix}${below}`]);
  if (answer === undefined) return undefined;
  const files = new Map<string, string>();
  for (const line of answer.toString('utf8').split('\0')) {
    const match = /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    if (match?.[1] !== undefined && match[2]?.startsWith(prefix) === true) {
      files.set(match[2].slice(prefix.length), match[1]);
    }
  }
  return files;
}

/** Commits before and including one that changed something at these paths, newest first. */
export function commitsThatTouch(
  folder: string,
  commit: string,
  paths: readonly string[],
  most: number,
): string[] {
  const answer = git(folder, ['rev-list', `--max-count=${most}`, commit, '--', ...paths]);
  return (
    answer
      ?.toString('utf8')
      .split('\n')
      .filter((id) => id !== '') ?? []
  );
}

/**
 * The contents of blobs by what they are asked for as: an id, or `<commit>:./<path>` for a path below the folder.
 * What is missing, no blob, or above `largest` bytes is not in the answer. One process, however many there are.
 */
export function blobsOf(folder: string, names: readonly string[], largest: number): Map<string, Buffer> {
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
    if (head[1] === 'blob' && size <= largest) blobs.set(name, answer.subarray(at, at + size));
    at += size + 1;
  }
  return blobs;
}
