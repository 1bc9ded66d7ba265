import { createReadStream } from 'node:fs';
import type { Delivery, Header } from '../kafka/records.ts';

/**
 * A line of an archive, as JSON. Bytes are in Base64, and null where a message has none. Further fields may follow; who reads the
 * message passes over them.
 */
interface ArchiveLine {
  readonly topic: string;
  readonly partition: number;
  /** As text: JSON has no whole numbers of 64 bits. */
  readonly offset: string;
  /** When the message was written, in RFC 3339. */
  readonly timestamp: string;
  readonly key: string | null;
  readonly value: string | null;
  /** In their order; Kafka allows a name twice. */
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

/** A message of an archive, and where its line is. */
export interface Archived {
  readonly delivery: Delivery;
  /** From 1 on. */
  readonly line: number;
  /** The byte at which the next line begins. */
  readonly next: number;
}

/** A line with its end. */
export function archiveLine(delivery: Delivery): string {
  const { topic, partition, offset, timestamp, key, value, headers } = delivery;
  const line: ArchiveLine = {
    ...{ topic, partition, offset: String(offset), timestamp: new Date(timestamp).toISOString() },
    key: text(key),
    value: text(value),
    headers: headers.map(([name, one]) => [name, text(one)]),
  };
  return `${JSON.stringify(line)}\n`;
}

function text(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('base64');
}

/** Where reading begins; both belong to the begin of a line. */
export interface ArchivePosition {
  readonly byte: number;
  readonly line: number;
}

/**
 * The messages of an archive.
 * @param end the byte before which reading ends
 * @throws Error where the file cannot be read, or a line is not one of an archive, with its place and without any part of it
 */
export async function* archivedMessages(
  file: string,
  { byte, line: first }: ArchivePosition,
  end: number,
): AsyncGenerator<Archived> {
  if (byte >= end) return;
  let line = first;
  let next = byte;
  for await (const bytes of linesOf(file, byte, end)) {
    next += bytes.length;
    const content = bytes.toString('utf8').trim();
    if (content !== '') {
      const delivery = deliveryOf(content);
      if (delivery === undefined) throw new Error(`${file}:${line}: is not a line of an archive`);
      yield { delivery, line, next };
    }
    line += 1;
  }
}

/** Lines with their ends, as bytes. */
async function* linesOf(file: string, start: number, end: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { start, end: end - 1 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at + 1)]);
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function deliveryOf(content: string): Delivery | undefined {
  let found: Partial<Record<keyof ArchiveLine, unknown>> | null;
  try {
    found = JSON.parse(content) as typeof found;
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { topic, partition, offset, timestamp, key, value, headers } = found;
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (typeof topic !== 'string' || !Number.isSafeInteger(partition) || Number.isNaN(time)) return undefined;
  if (typeof offset !== 'string' || !/^[0-9]{1,19}$/.test(offset)) return undefined;
  if (!isBytes(key) || !isBytes(value) || !Array.isArray(headers) || !headers.every(isHeader))
    return undefined;
  return {
    ...{ topic, partition: partition as number, offset: BigInt(offset), timestamp: time },
    key: bytesOf(key),
    value: bytesOf(value),
    headers: headers.map(([name, one]): Header => [name, bytesOf(one)]),
  };
}

function bytesOf(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}

function isBytes(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value));
}

function isHeader(value: unknown): value is [string, string | null] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isBytes(value[1]);
}
