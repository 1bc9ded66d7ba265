import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';

/** Files of each tree that are read and compared; their names are all compared. */
const compared = 24;

/**
 * Holds the yardsticks' output against ours: the same files, with the same objects in those that are read.
 * @throws Error on the first difference
 */
export function sameFiles(ours: string, others: readonly string[]): void {
  const files = filesBelow(ours).filter((file) => file.endsWith('.k8s.yaml'));
  const step = Math.ceil(files.length / compared);
  for (const other of others) {
    if (!isDeepStrictEqual(filesBelow(other), files)) throw new Error(`${other} has other files`);
    for (const file of files.filter((_, index) => index % step === 0)) {
      if (!isDeepStrictEqual(objectsOf(join(ours, file)), objectsOf(join(other, file)))) {
        throw new Error(`${other}/${file} has other objects`);
      }
    }
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function objectsOf(path: string): unknown[] {
  const documents = parseAllDocuments(readFileSync(path, 'utf8'));
  return [...documents].map((document) => document.toJS({ maxAliasCount: 0 }));
}
