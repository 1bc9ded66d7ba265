import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compare, type Problem } from '../../model/text/problem.ts';
import { readText } from '../../model/text/read-files.ts';
import { size } from '../../model/text/size.ts';
import type { Read } from '../../model/text/yaml-source.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import { treeFile, unitLine } from './golden-files.ts';

/** Every object of a system in an environment with many tenants; beyond that no one reviews. */
const largest = size('64MiB');

/** The golden files of a stack as they are committed, by their path below the folder. Other files there are not ours. */
export function readGolden(root: string, folder: string): Read<Map<string, string>> {
  const problems: Problem[] = [];
  const files = new Map<string, string>();
  for (const path of [...pathsBelow(join(root, folder)), treeFile]) {
    if (lstatSync(join(root, folder, path), { throwIfNoEntry: false })?.isFile() !== true) continue;
    const text = readText(join(root, folder, path), `${folder}/${path}`, largest);
    if (!text.ok) problems.push(...text.problems);
    else if (path === treeFile || unitLine.test(firstLine(text.value))) files.set(path, text.value);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: files };
}

/** What writing has changed. */
export interface GoldenWritten {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes the folder hold exactly `wanted`, and leaves files of others alone.
 * @param committed what `readGolden` has read
 * @throws Error on a file of others, or a link, in the place of a golden file
 */
export function writeGolden(
  root: string,
  folder: string,
  committed: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): GoldenWritten {
  const changed = [...wanted].filter(([path, text]) => committed.get(path) !== text);
  putInPlace(
    root,
    changed.map(([path, text]): Edit => {
      const edit = { path: `${folder}/${path}`, text };
      return committed.has(path) ? { ...edit, replaces: true } : edit;
    }),
  );
  const removed = [...committed.keys()].filter((path) => !wanted.has(path)).sort(compare);
  for (const path of removed) {
    rmSync(join(root, folder, path));
    removeIfEmpty(dirname(join(root, folder, path)));
  }
  return { written: changed.map(([path]) => path).sort(compare), removed };
}

function pathsBelow(folder: string): string[] {
  return foldersIn(folder).flatMap((environment) =>
    filesIn(join(folder, environment))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${environment}/${file}`),
  );
}

const entriesOf = (folder: string) =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(folder, { withFileTypes: true }).sort((a, b) => compare(a.name, b.name))
    : [];
const foldersIn = (folder: string) =>
  entriesOf(folder).flatMap((one) => (one.isDirectory() ? [one.name] : []));
const filesIn = (folder: string) => entriesOf(folder).flatMap((one) => (one.isFile() ? [one.name] : []));

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
