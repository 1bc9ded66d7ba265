import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Place, Problem, Read } from '../model/text/problem.ts';
import { problem } from '../model/text/problem.ts';
import { commitFor, type Origin } from '../release/origin.ts';
import { blobsOf, commitOf, depthOf, filesOf } from './git.ts';
import { Failure } from '../model/text/failure.ts';

/** Files below `contracts/`, with the id of the contents of each. */
export type ContractFiles = ReadonlyMap<string, string>;

/**
 * The files below `contracts/` that an origin names, from git's objects.
 * @param place where the origin stands, for problems
 */
export function filesAt(root: string, origin: Origin, place: Place): Read<ContractFiles> {
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  for (const commit of new Set([origin.source, ...Object.values(origin.parts)])) {
    const committed = commitOf(root, commit) === undefined ? undefined : filesOf(root, commit, 'contracts');
    if (committed === undefined) {
      problems.push(missing(root, commit, place));
      continue;
    }
    for (const [path, { id, isPlain }] of committed) {
      if (commitFor(origin, path) !== commit) continue;
      if (isPlain) files.set(path, id);
      else
        problems.push(
          problem(place, '', `${path} of commit ${commit} is a link`, 'put the file itself there'),
        );
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: files };
}

function missing(root: string, commit: string, place: Place): Problem {
  const what = `commit ${commit} is not in this repository`;
  const depth = depthOf(root);
  return depth === undefined
    ? problem(place, '', what, 'fetch the branch that it is on: git fetch origin')
    : problem(
        place,
        '',
        `${what}, a shallow clone with ${depth} ${depth === 1 ? 'commit' : 'commits'}`,
        `fetch it alone (git fetch --depth 1 origin ${commit}), or the whole history (git fetch --unshallow; in a workflow fetch-depth: 0)`,
      );
}

/** Does something with a folder that holds these files, whatever their size, and removes it. */
export function withFiles<T>(root: string, files: ContractFiles, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'workstreams-contracts-'));
  try {
    const blobs = blobsOf(root, [...new Set(files.values())]);
    mkdirSync(join(folder, 'contracts'));
    for (const [path, id] of files) {
      const bytes = blobs.get(id);
      if (bytes === undefined) throw new Failure(`git lacks the contents of ${path}`);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
