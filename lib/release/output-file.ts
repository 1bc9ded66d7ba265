import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../model/text/failure.ts';

/**
 * Writes one file into a folder, which is made when absent: beside its place first, then in place by a rename, so
 * that a reader finds the old file or the new one whole. Nothing is written through a symbolic link.
 * @returns the file's path
 * @throws Error when the folder is no folder, or folder or file are symbolic links
 */
export function writeFileIn(folder: string, name: string, text: string): string {
  refuse(folder, 'folder');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  refuse(file, 'file');
  const stage = mkdtempSync(join(folder, '.stage-'));
  try {
    writeFileSync(join(stage, name), text);
    renameSync(join(stage, name), file);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return file;
}

function refuse(path: string, wanted: 'file' | 'folder'): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isSymbolicLink()) throw new Failure(`${path} is a symbolic link: nothing is written through it`);
  if (wanted === 'folder' ? !stat.isDirectory() : !stat.isFile())
    throw new Failure(`${path} is no ${wanted}`);
}
