import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Codeowners, parseCodeowners } from '../model/codeowners/codeowners.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { readText } from '../model/text/read-files.ts';
import type { OwnersOf } from '../plan/owners.ts';
import { blobsOf, prefixOf } from './git.ts';

/** Where code hosts look for it; GitHub takes the first of the first three, GitLab has the last one. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

const largest = 1024 * 1024;

export interface OwnersProps {
  readonly root: string;
  readonly environments: readonly Environment[];
  /** Read it from this commit. @default from the work tree */
  readonly commit?: string | null;
}

/** What CODEOWNERS says of the files of a stack; undefined where no environment asks for it. */
export function readOwners({ root, environments, commit = null }: OwnersProps): Read<OwnersOf | undefined> {
  const asking = environments.filter(({ approvers }) => approvers === 'codeowners');
  if (asking.length === 0) return { ok: true, value: undefined };
  const prefix = prefixOf(root) ?? '';
  const up = '../'.repeat(prefix.split('/').length - 1);
  const read = commit === null ? fromTree(root, up) : fromCommit(root, commit, up);
  if (read === undefined) return { ok: false, problems: asking.map(noFile) };
  if (!read.ok) return read;
  const { value } = read;
  return { ok: true, value: (path) => value.ownersOf(posix.join(prefix, path)) };
}

function fromTree(root: string, up: string): Read<Codeowners> | undefined {
  const shown = places.map((place) => `${up}${place}`).find((file) => existsSync(join(root, file)));
  if (shown === undefined) return undefined;
  const text = readText(join(root, shown), shown);
  return text.ok ? parseCodeowners(text.value, shown) : text;
}

function fromCommit(root: string, commit: string, up: string): Read<Codeowners> | undefined {
  const names = new Map(places.map((place) => [`${commit}:${place}`, `${up}${place}`]));
  const [[name, bytes] = []] = blobsOf(root, [...names.keys()], largest);
  if (name === undefined || bytes === undefined) return undefined;
  return parseCodeowners(bytes.toString('utf8'), names.get(name) ?? name);
}

function noFile({ source }: Environment): Problem {
  const what = 'approvals are checked against CODEOWNERS, and the repository has no such file';
  const fix = `add ${places.slice(0, -1).join(', ')} or ${places.at(-1) ?? ''}, or write approvers: anyone`;
  return problem(source.place(['approvers']), 'approvers', what, fix);
}
