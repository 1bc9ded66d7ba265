import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The repository that is copied. */
export const repository = join(import.meta.dirname, '..', '..');

/** Every system of the repository. */
export const shippedSystems = readdirSync(join(repository, 'contracts')).filter(
  (name) => name !== 'messages',
);

/** Some systems' contracts and the environments, in a folder of their own that a test may spoil: small, to be read often. */
export class ProjectCopy {
  readonly root: string;

  /** @param folders systems, or contexts of them; of a context's system its declaration comes along */
  constructor(folders: readonly string[] = ['workrequests'], { whole = false } = {}) {
    this.root = mkdtempSync(join(tmpdir(), 'workstreams-'));
    const systems = [...new Set(folders.map((folder) => folder.split('/')[0] ?? ''))];
    const paths = [...folders, ...systems.map((system) => `${system}/system.yaml`)];
    for (const path of [...paths.map((name) => `contracts/${name}`), 'environments']) {
      cpSync(join(repository, path), this.path(path), { recursive: true });
    }
    if (!whole) this.#without(systems);
  }

  /** Takes entries of the systems that are not here out of environments; every line stays where it was. */
  #without(systems: readonly string[]): void {
    for (const name of readdirSync(this.path('environments'))) {
      const file = `environments/${name}`;
      const mirrored = (text: string) =>
        /^    [a-z]+: \[/m.test(text.slice(text.indexOf('\nmirror:\n'), text.indexOf('\n  peers:')));
      const text = this.read(file).replaceAll(
        /^    ([a-z]+): (?:\1-[a-z]+|ameide-[a-z]+|\[[a-z, ]+\])$/gm,
        (line, id) => (systems.includes(String(id)) ? line : '    #'),
      );
      const renames = systems.includes('workrequests')
        ? text
        : text.replaceAll(/^  workrequests\/.*$/gm, '  #').replace(/^renames:$/m, 'renames: {}');
      this.write(file, mirrored(renames) ? renames : renames.replace(/^  systems:$/m, '  systems: {}'));
    }
  }

  path(file: string): string {
    return join(this.root, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** @throws Error when `from` is not in the file: the test would spoil nothing */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  /** Takes these folders of the repository in the place of all contracts. */
  keepOnly(...folders: readonly string[]): void {
    this.remove('contracts');
    const systems = new Set(folders.map((folder) => folder.split('/')[1] ?? ''));
    const files = [...systems].map((system) => `contracts/${system}/system.yaml`);
    for (const one of [...folders, ...files]) {
      cpSync(join(repository, one), this.path(one), { recursive: true });
    }
    this.#without([...systems]);
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true });
  }

  /** Removes a contract whose topic was renamed, and how far environments had come. */
  removeRenamed(folder: string): void {
    this.remove(folder);
    const address = folder.replace(/^contracts\//, '');
    for (const name of readdirSync(this.path('environments'))) {
      const lines = this.read(`environments/${name}`).split('\n');
      this.write(`environments/${name}`, lines.filter((line) => !line.startsWith(`  ${address}`)).join('\n'));
    }
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
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
