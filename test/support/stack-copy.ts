import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A stack in a folder of its own that a test may spoil. */
export class StackCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'workstreams-'));

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

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true });
  }

  /** Removes a contract whose topic was renamed, how far environments had come, and the image of its executor. */
  removeRenamed(folder: string): void {
    this.remove(folder);
    const address = folder.replace(/^contracts\//, '');
    const [, , , topic = ''] = address.split('/');
    for (const name of readdirSync(this.path('environments'))) {
      const lines = this.read(`environments/${name}`).split('\n');
      const kept = lines.filter(
        (line) => ![`  ${address}`, `    ${topic}: `].some((start) => line.startsWith(start)),
      );
      const text = kept
        .join('\n')
        .replace(/^renames:\n(?! )/m, '')
        .replace(/^ {2}executors:\n(?! {4})/m, '  executors: {}\n');
      this.write(`environments/${name}`, text);
    }
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
