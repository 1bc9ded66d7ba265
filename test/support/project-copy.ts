import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackCopy } from './stack-copy.ts';

/** The repository that is copied. */
export const repository = join(import.meta.dirname, '..', '..');

/** The queues of the repository alone, in a folder of their own that a test may spoil: small, to be rendered often. */
export function projectCopy(): StackCopy {
  const copy = new StackCopy();
  for (const folder of ['contracts/workrequests', 'environments'])
    cpSync(join(repository, folder), copy.path(folder), { recursive: true });
  for (const name of readdirSync(copy.path('environments'))) {
    const file = `environments/${name}`;
    // Entries of other systems; every line stays where it was.
    const own = copy
      .read(file)
      .replaceAll(/^ {4}([a-z]+): (?:\1-[a-z]+|\[[a-z, ]+\])$/gm, '    #')
      .replace(/^ {2}systems:$/m, '  systems: {}');
    copy.write(file, own);
  }
  return copy;
}

/** Every file below a folder with its bytes, by path; a folder that is not there has none. */
export function filesBelow(folder: string): Record<string, string> {
  try {
    return Object.fromEntries(
      readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'latin1')]),
    );
  } catch {
    return {};
  }
}
