import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Failure } from '../../model/text/failure.ts';

/** A file that is made, or created again. */
export interface Edit {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** It is there, and its text is replaced. @default it must not be there */
  readonly replaces?: boolean;
}

/**
 * Puts all of them in place, or none: what cannot be finished is taken back. All is written beside its place first; a
 * folder that is new comes as a whole, after files that are replaced, on which what is in it may rely.
 * @throws Error on what is there already, on a symbolic link in the way, and on a path outside of `root`
 */
export function putInPlace(root: string, edits: readonly Edit[]): void {
  const base = realpathSync(root);
  for (const edit of edits) refuseUnsafe(base, edit);
  const stage = mkdtempSync(join(base, '.workstreams-new-'));
  const undo: (() => void)[] = [];
  try {
    const made = new Set<string>();
    const there = new Map<string, boolean>();
    const folders = new Set<string>();
    for (const [index, { path, text, replaces }] of edits.entries()) {
      // Thousands of files that are replaced need no folders of their own.
      const file = replaces === true ? join(stage, `${index}`) : join(stage, 'new', path);
      const folder = dirname(file);
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      folders.add(folder);
      writeFileSync(file, text, { flag: 'wx' });
      if (replaces !== true) made.add(firstNew(base, path, there));
    }
    for (const [index, { path, replaces }] of edits.entries()) {
      if (replaces !== true) continue;
      const [fresh, target] = [join(stage, `${index}`), join(base, path)];
      const old = `${fresh}.old`;
      linkSync(target, old);
      chmodSync(fresh, statSync(old).mode);
      renameSync(fresh, target);
      undo.push(() => {
        renameSync(old, target);
      });
    }
    for (const path of made) {
      const [fresh, target] = [join(stage, 'new', path), join(base, path)];
      if (statSync(fresh).isDirectory()) {
        // A folder would take the place of an empty one that has come in between.
        if (lstatSync(target, { throwIfNoEntry: false }) !== undefined)
          throw new Failure(`${path} is there already`);
        renameSync(fresh, target);
        undo.push(() => {
          renameSync(target, fresh);
        });
      } else {
        // A link fails where something has come in between; a rename would replace it.
        linkSync(fresh, target);
        undo.push(() => {
          rmSync(target);
        });
      }
    }
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The outermost folder of a new file that is not there yet, else the file itself. */
function firstNew(base: string, path: string, there: Map<string, boolean>): string {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count += 1) {
    const folder = parts.slice(0, count).join('/');
    const isThere =
      there.get(folder) ?? lstatSync(join(base, folder), { throwIfNoEntry: false }) !== undefined;
    there.set(folder, isThere);
    if (!isThere) return folder;
  }
  return path;
}

function refuseUnsafe(base: string, { path, replaces }: Edit): void {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes(sep))) {
    throw new Failure(`${path} leads out of the project's folder`);
  }
  let here = base;
  for (const [index, part] of parts.entries()) {
    here = join(here, part);
    const stat = lstatSync(here, { throwIfNoEntry: false });
    const last = index === parts.length - 1;
    if (stat?.isSymbolicLink() === true) {
      throw new Failure(
        `${parts.slice(0, index + 1).join('/')} is a symbolic link: nothing is written through it`,
      );
    }
    if (last && replaces !== true && stat !== undefined) throw new Failure(`${path} is there already`);
    if (last && replaces === true && stat?.isFile() !== true) throw new Failure(`${path} is no file`);
    if (!last && stat !== undefined && !stat.isDirectory()) throw new Failure(`${here} is no folder`);
  }
}
