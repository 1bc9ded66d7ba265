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
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { type EnvironmentFolder, readEnvironmentFolder } from './environment-folder.ts';
import { type FileOperations, systemFiles } from './file-operations.ts';
import { takeOver } from './folder-switch.ts';
import { foldersOf } from './folder-tree.ts';
import { ManifestReader } from './manifest-reader.ts';
import { isMarkedOurs, renderedSuffix } from './owned-files.ts';
import { Failure } from '../model/text/failure.ts';

const stagePrefix = '.stage-';
const oldPrefix = '.old-';

/**
 * A folder tree that is written beside its target and takes its place only when all of it is there: what is ours in
 * an environment's folder is replaced as a whole, what others keep there stays, and what a failed run wrote is gone.
 */
export class OutputFolder {
  readonly #shown: string;
  readonly #target: string;
  readonly #stage: string;
  /** The target was not there before. */
  readonly #fresh: boolean;
  readonly #folders = new Set<string>();
  /** What was written of each environment, by the path below its folder. */
  readonly #written = new Map<string, Set<string>>();

  /**
   * @param target the folder that holds one folder an environment; made when absent
   * @throws Error when the target is no folder, or a symbolic link
   */
  constructor(target: string) {
    this.#shown = target;
    this.#target = absolute(target);
    refuseLink(this.#target);
    this.#fresh = !existsSync(this.#target);
    mkdirSync(this.#target, { recursive: true });
    restoreOld(this.#target);
    this.#stage = mkdtempSync(join(this.#target, stagePrefix));
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
    const [environment = '', ...below] = path.split('/');
    const written = this.#written.get(environment) ?? new Set();
    this.#written.set(environment, written.add(below.join('/')));
  }

  /**
   * Puts what was written in place, one environment's folder after the other. All that is not ours stays, file by file:
   * ours is what the folder's release names, or without a release each `*.k8s.yaml` whose objects say that they are.
   *
   * Nothing is flushed or locked, as `switchFolder` does for a promotion: what is rendered can be rendered again from
   * where it came from, and a flush of each file would be paid at every run. A run that is killed between its two renames
   * leaves the earlier folder in its stage, and the next run takes it back.
   * @returns what is in the way; then nothing is put in place
   */
  commit(environments: readonly string[]): Problem[] {
    const folders = environments.map((environment) => this.#read(environment));
    const problems = folders.flatMap((read) => (read.ok ? this.#inTheWay(read.value) : read.problems));
    if (problems.length > 0) return problems;
    for (const read of folders) if (read.ok) this.#replace(read.value);
    return [];
  }

  /** Removes what was written and not put in place; to be called in any case. */
  discard(): void {
    // What could not be put back is all that there is of a folder.
    if (readdirSync(this.#stage).some((name) => name.startsWith(oldPrefix))) return;
    rmSync(this.#stage, { recursive: true, force: true });
    if (this.#fresh && existsSync(this.#target) && readdirSync(this.#target).length === 0)
      rmdirSync(this.#target);
  }

  #read(environment: string): Read<Place> {
    const read = readEnvironmentFolder(byName, this.#shown, environment);
    if (!read.ok) return read;
    const { release, tree, owned, shown } = read.value;
    const reader = new ManifestReader();
    const written = this.#written.get(environment);
    const stage = join(this.#stage, environment);
    const isOurs = (path: string): boolean => {
      if (!owned.foreign.has(path)) return true;
      if (
        written?.has(path) === true &&
        systemFiles.digest(join(stage, path)) === systemFiles.digest(join(shown, path))
      )
        return true;
      if (release !== undefined || !path.endsWith(renderedSuffix)) return false;
      const objects = reader.readYamlFile(join(shown, path), path);
      return objects.ok && isMarkedOurs(objects.value);
    };
    const ours = new Set([...(tree?.files.keys() ?? [])].filter(isOurs));
    return { ok: true, value: { environment, folder: read.value, ours } };
  }

  /** Files and folders of others where something was written. */
  #inTheWay({ environment, folder, ours }: Place): Problem[] {
    const written = this.#written.get(environment) ?? new Set<string>();
    const [made, there] = [foldersOf(written), folder.tree?.folders ?? new Set<string>()];
    const others = [...(folder.tree?.files.keys() ?? [])].filter((path) => !ours.has(path));
    const files = others.filter((path) => made.has(path) || written.has(path));
    return [...files, ...[...written].filter((path) => there.has(path))].map((path) => {
      const what = 'is not from Workstreams, and in the way: something is rendered to this path';
      const place = { file: join(folder.shown, path), line: 1, column: 1 };
      return problem(place, '', what, 'move it elsewhere, or give it another name');
    });
  }

  #replace({ environment, ours }: Place): void {
    const target = join(this.#target, environment);
    const fresh = join(this.#stage, environment);
    const old = join(this.#stage, `${oldPrefix}${environment}`);
    if (!existsSync(target)) {
      if (existsSync(fresh)) renameSync(fresh, target);
      return;
    }
    renameSync(target, old);
    try {
      keepOthers(old, fresh, ours);
      if (existsSync(fresh)) renameSync(fresh, target);
    } catch (error) {
      renameSync(old, target);
      throw error;
    }
    rmSync(old, { recursive: true });
  }
}

interface Place {
  readonly environment: string;
  readonly folder: EnvironmentFolder;
  /** Paths of files that may go: ours, and those with the bytes that are written there. */
  readonly ours: ReadonlySet<string>;
}

/** Whose a file is, its name says: no file is read to its end. */
const byName: FileOperations = { ...systemFiles, digest: () => '' };

/** Puts what is not ours beside what was written, with folders that are empty; folders keep their modes and owners. */
function keepOthers(from: string, to: string, ours: ReadonlySet<string>, below = ''): void {
  const entries = readdirSync(join(from, below), { withFileTypes: true });
  if (entries.length === 0 && below !== '') mkdirSync(join(to, below), { recursive: true });
  for (const entry of entries) {
    const path = `${below}${entry.name}`;
    if (entry.isDirectory()) keepOthers(from, to, ours, `${path}/`);
    else if (!ours.has(path)) {
      mkdirSync(dirname(join(to, path)), { recursive: true });
      takeOver(systemFiles, join(from, path), join(to, path));
    }
  }
  if (existsSync(join(to, below))) systemFiles.likeFolder(join(from, below), join(to, below));
}

/** What a killed run had moved away, and not replaced yet, goes back. */
function restoreOld(target: string): void {
  for (const stage of readdirSync(target, { withFileTypes: true })) {
    if (!stage.isDirectory() || !stage.name.startsWith(stagePrefix)) continue;
    for (const name of readdirSync(join(target, stage.name))) {
      const place = join(target, name.slice(oldPrefix.length));
      if (name.startsWith(oldPrefix) && !existsSync(place)) renameSync(join(target, stage.name, name), place);
    }
  }
}

function refuseLink(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw new Failure(`${path} is a symbolic link: nothing is written through it`);
  if (stat !== undefined && !stat.isDirectory()) throw new Failure(`${path} is no folder`);
}
