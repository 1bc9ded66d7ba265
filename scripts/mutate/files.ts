import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export function digestOf(...texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Files below a folder whose name ends so, sorted, relative to the root. */
export function filesBelow(root: string, folder: string, end = ''): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Which files of the repository a file needs, itself included. */
export type Closures = (file: string) => ReadonlySet<string>;

/** Reads the imports of programs and of everything that they need. Types alone are no need. */
export function closuresOf(root: string, programs: readonly string[]): Closures {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [...programs],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'never-written',
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const needs = new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external }) => external !== true).map(({ path }) => path),
    ]),
  );
  const known = new Map<string, ReadonlySet<string>>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const all = new Set([file]);
    for (const one of all) for (const need of needs.get(one) ?? []) all.add(need);
    known.set(file, all);
    return all;
  };
}

/** A digest of files' texts, each read once. */
export function fileDigests(root: string): (files: Iterable<string>) => string {
  const known = new Map<string, string>();
  const one = (file: string): string => {
    const digest = known.get(file) ?? digestOf(readFileSync(join(root, file)));
    known.set(file, digest);
    return digest;
  };
  return (files) => digestOf(...[...files].sort().map((file) => `${file} ${one(file)}`));
}
