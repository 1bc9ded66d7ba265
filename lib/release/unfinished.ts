import { join } from 'node:path';
import { type Problem, problem } from '../model/text/problem.ts';
import { begunBelow, workFolder, workPlaces } from './begun-replacement.ts';
import type { FileOperations } from './file-operations.ts';

/** Why a folder of environments cannot be written or compared with: a replacement there is not finished. */
export function unfinished(ops: FileOperations, root: string): Problem[] {
  return begunBelow(ops, root).flatMap(({ name, state }) => {
    if (state === 'unclear') return [unclear(root, name)];
    if (state !== 'between') return [];
    const fix = 'run `workstreams promote` again, with the same folder: it takes back what was begun';
    return [at(workPlaces(root, name).old, `a promotion to ${name} was interrupted, or is going on`, fix)];
  });
}

/** An interrupted replacement that only a person can end. */
export function unclear(root: string, name: string): Problem {
  const { stage, old } = workPlaces(root, name);
  const what = `a promotion to ${name} was interrupted, and someone changed the folders since`;
  const fix = `put the folder that you need at ${join(root, name)} by hand (${old} is the earlier one; ${stage}, if it is there, the new one), then remove ${join(root, workFolder)}`;
  return at(old, what, fix);
}

function at(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}
