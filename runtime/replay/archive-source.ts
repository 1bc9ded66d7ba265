import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Header } from '../kafka/records.ts';
import { archivedMessages } from '../operations/archive.ts';
import type { SourceRange } from './session.ts';
import { type ReplaySource, SourceError, type Sourced } from './source.ts';

/** Of a file's begin, by which it is known again. */
const known = 64 * 1024;

/**
 * The messages of an archive, without the headers that say how they failed: what comes back begins at its first delivery.
 * @param range of a session that goes on; undefined: the whole file
 * @throws SourceError where the file cannot be read, or is another one than at the start
 */
export async function archiveSource(file: string, range: SourceRange | undefined): Promise<ReplaySource> {
  const { size, digest } = await fileFacts(file, range === undefined ? known : Number(range.end['byte']));
  if (range !== undefined && (range.end['digest'] !== digest || Number(range.end['byte']) > size)) {
    throw new SourceError(
      `${file} is not the archive that the session began with: give that file with --from-archive`,
    );
  }
  const start = { byte: 0, line: 1 };
  const used = range ?? { start, position: start, end: { byte: size, digest } };
  return { range: used, messages: () => messagesOf(file, used), close: () => Promise.resolve() };
}

/** @param most bytes by which it is known: it may have grown since */
async function fileFacts(
  file: string,
  most: number,
): Promise<{ readonly size: number; readonly digest: string }> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(known), 0, Math.min(known, most), 0);
      const digest = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, 32);
      return { size, digest };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new SourceError(
      `${file} cannot be read (${code}): give an archive that dead-letters archive wrote`,
    );
  }
}

async function* messagesOf(file: string, { position, end }: SourceRange): AsyncGenerator<Sourced> {
  const from = { byte: Number(position['byte']), line: Number(position['line']) };
  const archived = archivedMessages(file, from, Number(end['byte']));
  try {
    for await (const { delivery, line, next } of archived) {
      const { topic, partition, offset, timestamp, key, value, headers } = delivery;
      yield {
        ...{ topic, partition, offset: String(offset), timestamp, key, value, document: undefined },
        headers: headers.filter(isOfMessage),
        place: `${basename(file)}:${line}`,
        next: { byte: next, line: line + 1 },
      };
    }
  } catch (error) {
    throw new SourceError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Headers that say of a delivery that it failed. */
const ofTheFailure = ['x-failure-class', 'x-failure-reason', 'x-attempt', 'x-last-seen-ts', 'x-next-at'];

function isOfMessage([name]: Header): boolean {
  return !ofTheFailure.includes(name);
}
