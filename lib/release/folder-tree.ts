import { join } from 'node:path';
import { compare } from '../model/text/problem.ts';
import type { FileOperations } from './file-operations.ts';

/** A folder by what is in it. Paths are below it, with `/`. */
export interface FolderTree {
  /** SHA-256 of each file's bytes. */
  readonly files: ReadonlyMap<string, string>;
  /** Every folder below, the empty ones too. */
  readonly folders: ReadonlySet<string>;
}

/** Something in a folder that is neither a file nor a folder: no one says what it means to replace it. */
export class NoPlainFolder extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} is ${what}`);
    this.path = path;
    this.what = what;
  }
}

/**
 * Reads a folder to the last file.
 * @returns undefined when there is nothing at the path
 * @throws NoPlainFolder for a symbolic link, a pipe, a device, or a file in place of the folder
 */
export function readTree(ops: FileOperations, root: string): FolderTree | undefined {
  const kind = ops.kind(root);
  if (kind === 'nothing') return undefined;
  if (kind !== 'folder') throw new NoPlainFolder(root, kind === 'link' ? 'a symbolic link' : 'no folder');
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const walk = (folder: string, below: string): void => {
    for (const name of ops.list(folder).sort(compare)) {
      const path = join(folder, name);
      const at = `${below}${name}`;
      switch (ops.kind(path)) {
        case 'file':
          files.set(at, ops.digest(path));
          break;
        case 'folder':
          folders.add(at);
          walk(path, `${at}/`);
          break;
        case 'link':
          throw new NoPlainFolder(path, 'a symbolic link');
        case 'nothing':
        case 'other':
          throw new NoPlainFolder(path, 'neither a file nor a folder');
      }
    }
  };
  walk(root, '');
  return { files, folders };
}

/** The folders that hold these files, outermost first. */
export function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  }
  return new Set([...folders].sort(compare));
}

/** Removes a folder with all that is in it; a link is removed, not followed. Nothing there is fine. */
export function removeTree(ops: FileOperations, path: string): void {
  const kind = ops.kind(path);
  if (kind === 'nothing') return;
  if (kind !== 'folder') {
    ops.removeFile(path);
    return;
  }
  for (const name of ops.list(path)) removeTree(ops, join(path, name));
  ops.removeFolder(path);
}
