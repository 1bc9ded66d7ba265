import {
  existsSync,
  linkSync,
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
import { systemFiles } from './file-operations.ts';
import { parseRelease, releaseFile } from './release.ts';

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

  /**
   * Puts what was written in place, one environment's folder after the other. What others keep in a folder stays: all
   * that its release does not name. A folder without a release is ours alone.
   *
   * Nothing is flushed, and there is no journal as `switchFolder` has one for a promotion: what is rendered can be
   * rendered again from where it came from, and a flush of each file would be paid at every run.
   */
  commit(environments: readonly string[]): void {
    for (const environment of environments) refuseLink(join(this.#target, environment));
    for (const environment of environments) this.#keepOthers(environment);
    for (const environment of environments) this.#replace(environment);
  }

  /** Removes what was written and not put in place; to be called in any case. */
  discard(): void {
    rmSync(this.#stage, { recursive: true, force: true });
    if (this.#fresh && existsSync(this.#target) && readdirSync(this.#target).length === 0)
      rmdirSync(this.#target);
  }

  #keepOthers(environment: string): void {
    const folder = join(this.#target, environment);
    const file = join(folder, releaseFile);
    if (systemFiles.kind(file) !== 'file') return;
    const release = parseRelease(systemFiles.read(file), file);
    if (!release.ok) return;
    for (const path of filesBelow(folder)) {
      const staged = join(this.#stage, environment, path);
      if (path === releaseFile || Object.hasOwn(release.value.files, path)) continue;
      if (existsSync(staged))
        throw new Error(`${join(folder, path)} is not ours, and in the way: move it elsewhere`);
      mkdirSync(dirname(staged), { recursive: true });
      linkSync(join(folder, path), staged);
    }
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

/** The files below a folder, by their path with `/`. @throws Error when there is a symbolic link */
function* filesBelow(folder: string, below = ''): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = `${below}${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(folder, `${path}/`);
    else if (entry.isFile()) yield path;
    else throw new Error(`${join(folder, path)} is neither a file nor a folder: move it elsewhere`);
  }
}

function refuseLink(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw new Error(`${path} is a symbolic link: nothing is written through it`);
  if (stat !== undefined && !stat.isDirectory()) throw new Error(`${path} is no folder`);
}
