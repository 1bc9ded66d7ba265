import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, openSync, writeSync } from 'node:fs';
import type * as Native from 'fs-native-extensions';
import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { lockFile, workFolder } from './begun-replacement.ts';
import { errorCode, type FileOperations } from './file-operations.ts';
import { Failure } from '../model/text/failure.ts';

const between = 100;

export interface LockProps {
  readonly ops: FileOperations;
  /** The folder that holds the environments. */
  readonly root: string;
  /** How long to wait for another one, in milliseconds. */
  readonly wait: number;
  /** What others are told: `process 123 on host`. */
  readonly holder: string;
}

/** Another process holds the lock. */
export class Locked extends Error {
  readonly holder: string;

  constructor(holder: string) {
    super(`locked by ${holder}`);
    this.holder = holder;
  }
}

/**
 * Takes the lock of a folder. The kernel holds it for the open file (`fcntl`, on macOS `flock`): it ends with the
 * process, however that ends, and no file that is left behind means anything.
 * @returns what gives it back
 * @throws Locked when another process still holds it after the time to wait
 */
export async function lockFolder({ ops, root, wait, holder }: LockProps): Promise<() => void> {
  const work = join(root, workFolder);
  const path = join(work, lockFile);
  const { tryLock } = await native();
  for (let left = wait; ; left -= between) {
    makeOnce(ops, work);
    const file = opened(path);
    if (file !== undefined && tryLock(file) && stillThere(file, path)) {
      ftruncateSync(file, 0);
      writeSync(file, holder);
      return () => release(ops, work, file);
    }
    if (file !== undefined) closeSync(file);
    if (left <= 0) throw new Locked(heldBy(ops, path));
    await setTimeout(Math.min(between, left));
  }
}

/** A file that its holder has just removed locks no one out. */
function stillThere(file: number, path: string): boolean {
  const here = lstatSync(path, { throwIfNoEntry: false });
  return here !== undefined && here.ino === fstatSync(file).ino;
}

/** The lock's file, or undefined when the holder removes it, and its folder, at this moment. */
function opened(path: string): number | undefined {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  try {
    return openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o666);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function makeOnce(ops: FileOperations, folder: string): void {
  const kind = ops.kind(folder);
  if (kind === 'folder') return;
  if (kind !== 'nothing') throw new Failure(`${folder} is no folder`);
  try {
    ops.makeFolder(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** The file and, when nothing is left in it, the folder go while the lock is held: who waits finds another file. */
function release(ops: FileOperations, work: string, file: number): void {
  try {
    ops.removeFile(join(work, lockFile));
    if (ops.list(work).length === 0) ops.removeFolder(work);
  } catch {
    // What is left means nothing without the lock.
  } finally {
    closeSync(file);
  }
}

function heldBy(ops: FileOperations, path: string): string {
  try {
    return ops.read(path) || 'another process';
  } catch {
    return 'another process';
  }
}

/** A binary that takes 20 ms to load: only who locks does it. */
async function native(): Promise<typeof Native> {
  try {
    return await import('fs-native-extensions');
  } catch (cause) {
    const what = 'files cannot be locked on this system: fs-native-extensions has no binary for it';
    throw new Failure(`${what}; a dry run needs no lock`, { cause });
  }
}
