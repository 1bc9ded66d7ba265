import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { Failure } from '../model/text/failure.ts';

/** What stands at a path; a link is never followed. */
type Kind = 'file' | 'folder' | 'link' | 'other' | 'nothing';

/**
 * Every operation on files by which a folder takes another's place. All of it goes through here, so that a test
 * can stop the process before each, or let it fail. Paths are absolute; errors are those of `node:fs`.
 */
export interface FileOperations {
  readonly kind: (path: string) => Kind;
  /** The names in a folder, in no order. */
  readonly list: (folder: string) => string[];
  /** A file's text, of which a caller expects no more than 64 MiB. */
  readonly read: (file: string) => string;
  /** SHA-256 of a file's bytes, `sha256:…`. */
  readonly digest: (file: string) => string;
  /** @throws Error `EEXIST` when anything is there */
  readonly makeFolder: (path: string) => void;
  /** Opens a new file to write. @throws Error `EEXIST` when anything is there, a link included */
  readonly create: (path: string) => number;
  readonly write: (file: number, bytes: Buffer) => void;
  /** What was written to the file survives a loss of power. */
  readonly flush: (file: number) => void;
  readonly close: (file: number) => void;
  /** The names in the folder survive a loss of power. */
  readonly flushFolder: (path: string) => void;
  /** Another name for the same file: its mode, owner and time stay. */
  readonly link: (file: string, path: string) => void;
  /** A new file with the same bytes and mode. */
  readonly copy: (file: string, path: string) => void;
  /**
   * Gives a folder the mode, owner and group of another. Where this user may not give folders away, the owner is this
   * user, and group and mode are the other's.
   */
  readonly likeFolder: (model: string, folder: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly removeFile: (path: string) => void;
  /** @throws Error `ENOTEMPTY` */
  readonly removeFolder: (path: string) => void;
}

const largestText = 64 * 1024 * 1024;
const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The operations of the system that the process runs on. */
export const systemFiles: FileOperations = {
  kind: (path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return 'nothing';
    if (stat.isSymbolicLink()) return 'link';
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  },
  list: (folder) => readdirSync(folder),
  read: (file) => {
    const chunks: Buffer[] = [];
    let length = 0;
    eachChunk(file, (chunk) => {
      length += chunk.length;
      if (length > largestText) throw new Failure(`${file} has more than ${largestText} bytes`);
      chunks.push(Buffer.from(chunk));
    });
    return Buffer.concat(chunks).toString('utf8');
  },
  digest: (file) => {
    const hash = createHash('sha256');
    eachChunk(file, (chunk) => hash.update(chunk));
    return `sha256:${hash.digest('hex')}`;
  },
  makeFolder: (path) => mkdirSync(path),
  create: (path) => openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666),
  write: (file, bytes) => {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
  },
  flush: (file) => fsyncSync(file),
  close: (file) => closeSync(file),
  flushFolder: (path) => {
    const folder = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  link: (file, path) => linkSync(file, path),
  copy: (file, path) => copyFileSync(file, path, constants.COPYFILE_EXCL),
  likeFolder: (model, folder) => {
    const [wanted, made] = [lstatSync(model), lstatSync(folder)];
    const isGiven =
      (wanted.uid === made.uid && wanted.gid === made.gid) || owned(folder, wanted.uid, wanted.gid);
    if (!isGiven) owned(folder, made.uid, wanted.gid);
    // The last step: another group takes the set-group-id bit away.
    if (lstatSync(folder).mode !== wanted.mode) chmodSync(folder, wanted.mode & 0o7777);
  },
  rename: (from, to) => renameSync(from, to),
  removeFile: (path) => unlinkSync(path),
  removeFolder: (path) => rmdirSync(path),
};

/** Changes who owns a folder; false where this user may not. */
function owned(folder: string, user: number, group: number): boolean {
  try {
    chownSync(folder, user, group);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EPERM') return false;
    throw error;
  }
}

/** Reads a regular file without following a link, and without waiting for one that is a pipe. */
function eachChunk(path: string, take: (chunk: Buffer) => void): void {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new Failure(`${path} is no file`);
    const buffer = Buffer.allocUnsafe(64 * 1024);
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      take(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
}

/** The code of a system's error: `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
