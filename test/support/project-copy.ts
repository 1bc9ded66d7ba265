import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackCopy } from './stack-copy.ts';

/** The repository that is copied. */
export const repository = join(import.meta.dirname, '..', '..');

/** Some systems' contracts and the environments, in a folder of their own that a test may spoil: small, to be read often. */
export class ProjectCopy extends StackCopy {
  /** @param folders systems, or contexts of them; of a context's system its declaration comes along */
  constructor(folders: readonly string[] = ['workrequests'], { whole = false } = {}) {
    super();
    const systems = [...new Set(folders.map((folder) => folder.split('/')[0] ?? ''))];
    const paths = [...folders, ...systems.map((system) => `${system}/system.yaml`)];
    for (const path of [...paths.map((name) => `contracts/${name}`), 'environments']) {
      cpSync(join(repository, path), this.path(path), { recursive: true });
    }
    if (!whole) this.#without(systems);
  }

  #without(systems: readonly string[]): void {
    for (const name of readdirSync(this.path('environments'))) {
      const file = `environments/${name}`;
      this.write(file, environmentOf(systems, this.read(file)));
    }
  }
}

/** An environment's text without entries of other systems than these; every line stays where it was. */
function environmentOf(systems: readonly string[], whole: string): string {
  const text = whole.replaceAll(/^    ([a-z]+): (?:\1-[a-z]+|ameide-[a-z]+|\[[a-z, ]+\])$/gm, (line, id) =>
    systems.includes(String(id)) ? line : '    #',
  );
  const renamed = systems.includes('workrequests')
    ? text
    : text.replaceAll(/^  workrequests\/.*$/gm, '  #').replace(/^renames:$/m, 'renames: {}');
  const mirror = renamed.slice(renamed.indexOf('\nmirror:\n'), renamed.indexOf('\n  peers:'));
  return /^    [a-z]+: \[/m.test(mirror) ? renamed : renamed.replace(/^  systems:$/m, '  systems: {}');
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
