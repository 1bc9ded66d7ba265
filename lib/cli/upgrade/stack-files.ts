import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Problem, problem } from '../../model/text/problem.ts';
import type { FileKind } from './upgrade-files.ts';

/** A file of one of the three kinds, by where it is. */
export interface StackFile {
  /** Relative to the stack's folder, with `/`. */
  readonly path: string;
  readonly kind: FileKind;
}

/** A file that stays as it is, and why. */
export interface KeptFile {
  readonly path: string;
  readonly why: string;
}

export interface StackFiles {
  readonly files: readonly StackFile[];
  readonly kept: readonly KeptFile[];
  /** The folders directly below `contracts/` that hold a system's contracts. */
  readonly systems: readonly string[];
  readonly problems: readonly Problem[];
}

const contractPath = /^contracts\/[^/]+\/[^/]+\/[^/]+\/[^/]+\/v[0-9]+\/contract\.yaml$/;
const systemPath = /^contracts\/[^/]+\/system\.yaml$/;
const environmentPath = /^environments\/[^/]+\.yaml$/;
/** Schemas, samples and readmes have no format of ours. */
const otherPath = /(?:\.schema\.json|\.schema\.avsc|\/samples\/[^/]+\.json|\/README\.md)$/;

const places =
  'contracts/<system>/system.yaml, contracts/<system>/<context>/<class>/<topic>/v<N>/contract.yaml or environments/<name>.yaml';

/** Every file below `contracts/` and `environments/`. Symbolic links are not followed. */
export function stackFiles(root: string): StackFiles {
  const files: StackFile[] = [];
  const kept: KeptFile[] = [];
  const problems: Problem[] = [];
  const systems: string[] = [];

  const walk = (folder: string): void => {
    for (const entry of entriesOf(root, folder, problems)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (folder === 'contracts' && entry.name !== 'messages') systems.push(entry.name);
        walk(path);
      } else if (!entry.isFile()) kept.push({ path, why: 'not a file: symbolic links are not followed' });
      else sort(path);
    }
  };
  const sort = (path: string): void => {
    if (contractPath.test(path)) files.push({ path, kind: 'Contract' });
    else if (systemPath.test(path)) files.push({ path, kind: 'System' });
    else if (environmentPath.test(path)) files.push({ path, kind: 'Environment' });
    else if (!otherPath.test(path)) {
      kept.push({
        path,
        why: /\.ya?ml$/.test(path) ? `its place is not ${places}` : 'not a file of a stack',
      });
    }
  };

  const there = ['contracts', 'environments'].filter((one) => isFolder(root, one, problems));
  if (there.length === 0 && problems.length === 0) {
    const place = { file: '.', line: 1, column: 1 };
    const fix = 'run this in the folder of a stack, or name it with --root';
    problems.push(problem(place, '', 'neither contracts/ nor environments/ is here', fix));
  }
  for (const folder of there) walk(folder);
  return { files, kept, systems, problems };
}

function isFolder(root: string, folder: string, problems: Problem[]): boolean {
  const stat = lstatSync(join(root, folder), { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (stat.isDirectory()) return true;
  const place = { file: folder, line: 1, column: 1 };
  problems.push(
    problem(place, '', 'it is not a folder', 'put the folder itself here: links are not followed'),
  );
  return false;
}

function entriesOf(root: string, folder: string, problems: Problem[]) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => compare(a.name, b.name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const place = { file: folder, line: 1, column: 1 };
    problems.push(problem(place, '', `the folder cannot be read (${code})`, 'make it readable'));
    return [];
  }
}
