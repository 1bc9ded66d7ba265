import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problem } from '../model/text/problem.ts';
import { commitOf, type CommittedFile, filesOf } from './git.ts';

/** What a stack's work tree stands on, and whether a render of it is a render of that commit. */
export interface SourceState {
  /** Null: no git, no repository, or no commit yet. */
  readonly commit: string | null;
  /** Files that a render reads and that are not as the commit has them, by their path in the stack. */
  readonly changed: readonly string[];
}

/** What a render reads to its last file. */
const data = ['contracts', 'environments'];

/** The program beside them: what a stack writes itself, and which packages it has. */
const isProgram = (path: string): boolean =>
  /\.(?:[cm]?[jt]s|json)$/.test(path) && !/^(?:contracts|environments|docs|tests?)\//.test(path);

/**
 * Compares the files of a stack with the commit that its work tree stands on, by their bytes: what git is told to ignore,
 * or to assume unchanged, is read by a render all the same. Of the program those files are compared that the commit has.
 */
export function sourceState(root: string): SourceState {
  const commit = commitOf(root, 'HEAD');
  const committed = commit === undefined ? undefined : filesOf(root, commit, '');
  if (commit === undefined || committed === undefined) return { commit: null, changed: [] };
  const idOf = blobId(commit);
  const changed = [...committed]
    .filter(([path]) => isData(path) || isProgram(path))
    .filter(([path, file]) => !isSame(join(root, path), file, idOf))
    .map(([path]) => path);
  const added = data.flatMap((folder) => pathsBelow(root, folder)).filter((path) => !committed.has(path));
  return { commit, changed: [...changed, ...added].sort() };
}

/** How a release names it: the commit, or `<commit>-dirty`. */
export function sourceText({ commit, changed }: SourceState): string | null {
  return commit === null || changed.length === 0 ? commit : `${commit}-dirty`;
}

/** Each file whose contents no commit has: a release could not say what was promoted. */
export function uncommitted({ changed }: SourceState): Problem[] {
  const problems = changed.slice(0, mostNamed).map((file) => {
    const fix = 'commit it and have it reviewed first, or stash it (git stash --include-untracked)';
    return problem({ file, line: 1, column: 1 }, '', 'is not as the commit has it', fix);
  });
  const more = changed.length - problems.length;
  if (more > 0) {
    const place = { file: '.', line: 1, column: 1 };
    problems.push(problem(place, '', `${more} more files are not as the commit has them`, 'see git status'));
  }
  return problems;
}

const mostNamed = 10;

const isData = (path: string): boolean => data.some((folder) => path.startsWith(`${folder}/`));

/** Names contents as git does, in a repository that has such a commit. */
export function blobId(commit: string): (bytes: Buffer) => string {
  const algorithm = commit.length === 40 ? 'sha1' : 'sha256';
  return (bytes) => createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function isSame(path: string, { id, isPlain }: CommittedFile, idOf: (bytes: Buffer) => string): boolean {
  // No render reads what a link or a submodule stands for.
  if (!isPlain) return true;
  try {
    return lstatSync(path).isFile() && idOf(readFileSync(path)) === id;
  } catch {
    return false;
  }
}

/** Files and links below a folder of the stack. */
function pathsBelow(root: string, folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? pathsBelow(root, path) : [path];
  });
}
