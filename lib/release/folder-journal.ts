import { join } from 'node:path';
import { z } from 'zod';
import type { FileOperations } from './file-operations.ts';

/** What a folder that is being replaced leaves beside it until all is done: `<root>/.workstreams/`. */
export const workFolder = '.workstreams';

/** The lock's file in it. */
export const lockFile = 'lock';

/** One folder's replacement, written down before anything of it is visible. */
export interface Journal {
  /** The folder below the root: an environment. */
  readonly name: string;
  /** Digest of what stood there (`treeDigest`). */
  readonly from: string;
  /** Digest of what shall stand there. */
  readonly to: string;
  /** Where the new folder waits, and where the old one goes; names in the work folder. */
  readonly stage: string;
  readonly old: string;
}

const digest = z.string().regex(/^(?:absent|sha256:[0-9a-f]{64})$/);
const schema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/),
    from: digest,
    to: digest,
    stage: z.string(),
    old: z.string(),
  })
  // The names follow from the folder's: a journal that somebody wrote leads nowhere else.
  .refine(({ name, stage, old }) => stage === stageOf(name) && old === oldOf(name));

export function journalOf(name: string, from: string, to: string): Journal {
  return { name, from, to, stage: stageOf(name), old: oldOf(name) };
}

const stagePrefix = 'stage-';
const oldPrefix = 'old-';
const newJournal = 'journal.json.new';

function stageOf(name: string): string {
  return `${stagePrefix}${name}`;
}

function oldOf(name: string): string {
  return `${oldPrefix}${name}`;
}

/** Whether a name in the work folder is one that a replacement leaves when it is killed. */
export function isLeftover(name: string): boolean {
  return name.startsWith(stagePrefix) || name.startsWith(oldPrefix) || name === newJournal;
}

/** The folder that a leftover of this name stood for, if it is an old one. */
export function folderOfOld(leftover: string): string | undefined {
  return leftover.startsWith(oldPrefix) ? leftover.slice(oldPrefix.length) : undefined;
}

function journalFile(root: string): string {
  return join(root, workFolder, 'journal.json');
}

/**
 * The replacement that was begun below a root and not finished, or undefined.
 * @throws StandingJournal when there is a file that no replacement wrote
 */
export function readJournal(ops: FileOperations, root: string): Journal | undefined {
  if (ops.kind(join(root, workFolder)) === 'nothing') return undefined;
  const file = journalFile(root);
  if (ops.kind(file) === 'nothing') return undefined;
  const text = ops.read(file);
  const journal = schema.safeParse(parsed(text));
  if (!journal.success) throw new StandingJournal(root, 'it says nothing that workstreams would write');
  return journal.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Puts the journal in place as a whole, for good. */
export function writeJournal(ops: FileOperations, root: string, journal: Journal): void {
  const temporary = join(root, workFolder, newJournal);
  writeNew(ops, temporary, `${JSON.stringify(journal, undefined, 2)}\n`);
  ops.rename(temporary, journalFile(root));
  ops.flushFolder(join(root, workFolder));
}

export function removeJournal(ops: FileOperations, root: string): void {
  ops.removeFile(journalFile(root));
  ops.flushFolder(join(root, workFolder));
}

/** Writes a file that was not there, and flushes it. */
export function writeNew(ops: FileOperations, path: string, text: string): void {
  const file = ops.create(path);
  try {
    ops.write(file, Buffer.from(text));
    ops.flush(file);
  } finally {
    ops.close(file);
  }
}

/** A replacement that was begun and cannot be finished without a person's look. */
export class StandingJournal extends Error {
  /** The folder that holds the environments. */
  readonly root: string;
  readonly why: string;

  constructor(root: string, why: string) {
    super(`${journalFile(root)} stands: ${why}`);
    this.root = root;
    this.why = why;
  }
}
