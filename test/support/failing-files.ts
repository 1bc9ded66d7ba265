import { type FileOperations, systemFiles } from '../../lib/release/file-operations.ts';

/** What a stopped process throws here in place of being gone: every later operation throws it too. */
export class Killed extends Error {}

/** What a failing disk throws. */
export class Injected extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`${code}: injected`);
    this.code = code;
  }
}

export interface Fault {
  /** The operation that does not happen, counted from 1. */
  readonly at: number;
  /** `kill` and all that follow do not happen; a code: it fails once; with `always`, so do all that need space. */
  readonly how: 'kill' | 'EIO' | 'ENOSPC' | { readonly always: 'ENOSPC' };
  /** A write puts half of its bytes down first. */
  readonly half?: boolean;
}

type Name = keyof FileOperations;

const needSpace: ReadonlySet<Name> = new Set(['makeFolder', 'create', 'write', 'link', 'copy']);

/** The system's operations, counted and noted, of which one may fail; what is flushed is only noted. */
export class FailingFiles {
  readonly trace: { readonly name: Name; readonly path: string }[] = [];
  readonly ops: FileOperations;
  #dead = false;
  #full = false;

  /** @param really whether to flush as well: it takes time, and a process that is killed loses nothing of it */
  constructor(fault?: Fault, really = false) {
    const opened = new Map<number, string>();
    const wrapped = Object.entries(systemFiles).map(([key, run]) => {
      const name = key as Name;
      return [
        name,
        (...args: [string | number, ...unknown[]]): unknown => {
          if (this.#dead) throw new Killed();
          const [first] = args;
          const path = typeof first === 'number' ? (opened.get(first) ?? '') : first;
          this.trace.push({ name, path });
          if (this.trace.length === fault?.at) this.#fail(fault, name, args);
          if (this.#full && needSpace.has(name)) throw new Injected('ENOSPC');
          if (!really && (name === 'flush' || name === 'flushFolder')) return undefined;
          const result = (run as (...all: unknown[]) => unknown)(...args);
          if (name === 'create') opened.set(result as number, path);
          return result;
        },
      ];
    });
    this.ops = Object.fromEntries(wrapped) as FileOperations;
  }

  #fail({ how, half }: Fault, name: Name, args: readonly unknown[]): void {
    if (half === true && name === 'write') {
      const [file, bytes] = args as [number, Buffer];
      systemFiles.write(file, bytes.subarray(0, bytes.length >> 1));
    }
    if (how === 'kill') {
      this.#dead = true;
      throw new Killed();
    }
    if (typeof how === 'object') this.#full = true;
    else throw new Injected(how);
  }
}
