import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** A file that is made, or made anew. */
export interface Edit {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** It is there, and its text is replaced. @default it must not be there */
  readonly replaces?: boolean;
}

/**
 * Puts all of them in place, or none: what cannot be finished is taken back.
 * @throws Error on what is there already, on a symbolic link in the way, and on a path outside of `root`
 */
export function putInPlace(root: string, edits: readonly Edit[]): void {
  const base = realpathSync(root);
  for (const edit of edits) refuseUnsafe(base, edit);
  const stage = mkdtempSync(join(base, '.workstreams-new-'));
  const undo: (() => void)[] = [];
  try {
    for (const [index, { path, text, replaces }] of edits.entries()) {
      const fresh = join(stage, `new-${index}`);
      writeFileSync(fresh, text, { flag: 'wx' });
      const target = join(base, path);
      if (replaces === true) {
        const old = join(stage, `old-${index}`);
        linkSync(target, old);
        chmodSync(fresh, statSync(old).mode);
        renameSync(fresh, target);
        undo.push(() => {
          renameSync(old, target);
        });
        continue;
      }
      const made = mkdirSync(dirname(target), { recursive: true });
      if (made !== undefined) undo.push(() => removeEmpty(dirname(target), made));
      // A link fails where something has come in between; a rename would replace it.
      linkSync(fresh, target);
      undo.push(() => {
        rmSync(target);
      });
    }
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Removes folders from the innermost to the first that was made. */
function removeEmpty(innermost: string, first: string): void {
  for (let here = innermost; here.length >= first.length; here = dirname(here)) rmdirSync(here);
}

function refuseUnsafe(base: string, { path, replaces }: Edit): void {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes(sep))) {
    throw new Error(`${path} leads out of the project's folder`);
  }
  let here = base;
  for (const [index, part] of parts.entries()) {
    here = join(here, part);
    const stat = lstatSync(here, { throwIfNoEntry: false });
    const last = index === parts.length - 1;
    if (stat?.isSymbolicLink() === true) {
      throw new Error(
        `${parts.slice(0, index + 1).join('/')} is a symbolic link: nothing is written through it`,
      );
    }
    if (last && replaces !== true && stat !== undefined) throw new Error(`${path} is there already`);
    if (last && replaces === true && stat?.isFile() !== true) throw new Error(`${path} is no file`);
    if (!last && stat !== undefined && !stat.isDirectory()) throw new Error(`${here} is no folder`);
  }
}
