import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve as absolute } from 'node:path';

/**
 * A folder tree that is written beside its target and takes its place only when all of it is there: each
 * environment's folder is replaced as a whole, and what a failed run wrote is gone.
 */
export class OutputFolder {
  readonly #target: string;
  readonly #stage: string;
  /** The target was not there before. */
  readonly #fresh: boolean;
  readonly #folders = new Set<string>();

  /**
   * @param target the folder that holds one folder an environment; made when absent
   * @throws Error when the target is no folder, or a symbolic link
   */
  constructor(target: string) {
    this.#target = absolute(target);
    refuseLink(this.#target);
    this.#fresh = !existsSync(this.#target);
    mkdirSync(this.#target, { recursive: true });
    this.#stage = mkdtempSync(join(this.#target, '.stage-'));
  }

  /** Writes a file; `path` is `<environment>/…`, with `/`. */
  write(path: string, text: string): void {
    const file = join(this.#stage, path);
    const folder = dirname(file);
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.#folders.add(folder);
    }
    writeFileSync(file, text, { flag: 'wx' });
  }

  /** Puts what was written in place, one environment's folder after the other. */
  commit(environments: readonly string[]): void {
    for (const environment of environments) refuseLink(join(this.#target, environment));
    for (const environment of environments) this.#replace(environment);
  }

  /** Removes what was written and not put in place; to be called in any case. */
  discard(): void {
    rmSync(this.#stage, { recursive: true, force: true });
    if (this.#fresh && existsSync(this.#target) && readdirSync(this.#target).length === 0)
      rmdirSync(this.#target);
  }

  #replace(environment: string): void {
    const target = join(this.#target, environment);
    const old = join(this.#stage, `.old-${environment}`);
    if (existsSync(target)) renameSync(target, old);
    const fresh = join(this.#stage, environment);
    if (existsSync(fresh)) renameSync(fresh, target);
    rmSync(old, { recursive: true, force: true });
  }
}

function refuseLink(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw new Error(`${path} is a symbolic link: nothing is written through it`);
  if (stat !== undefined && !stat.isDirectory()) throw new Error(`${path} is no folder`);
}
