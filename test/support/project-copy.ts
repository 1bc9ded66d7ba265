import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The repository that is copied. */
export const repository = join(import.meta.dirname, '..', '..');

/** Some systems' contracts and the environments, in a folder of their own that a test may spoil: small, to be read often. */
export class ProjectCopy {
  readonly root: string;

  constructor(systems: readonly string[] = ['workrequests']) {
    this.root = mkdtempSync(join(tmpdir(), 'workstreams-'));
    for (const folder of [...systems.map((name) => `contracts/${name}`), 'environments']) {
      cpSync(join(repository, folder), this.path(folder), { recursive: true });
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
    for (const folder of folders) {
      cpSync(join(repository, folder), this.path(folder), { recursive: true });
    }
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true });
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
