import type { JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { wholeAvro } from './avro-link.ts';
import { avroReaderOf } from './avro-schema.ts';
import type { CarriedSchema } from './carried-schema.ts';
import { messageJudge } from './json-schema.ts';
import { protoValue } from './protobuf/samples.ts';
import { protoSchema } from './protobuf/schema.ts';
import type { JsonSchema } from './schema-keywords.ts';

/** A value as JSON, Avro's JSON encoding or Protobuf's JSON mapping; or why it is none, without any part of it. */
type ReadMessage =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

export type MessageReader = (bytes: Uint8Array) => ReadMessage;

/**
 * Reads messages of a contract from their bytes, and judges them by its schema.
 * @throws Error where the schema cannot be read
 */
export function messageReader({ format, schema, shared }: CarriedSchema): MessageReader {
  return readers[format](schema, shared);
}

const refused = (reason: string): ReadMessage => ({ ok: false, reason });

const readers: Readonly<
  Record<SchemaFormat, (schema: unknown, shared: readonly unknown[]) => MessageReader>
> = {
  'json-schema': (schema, shared) => {
    const files = shared.map((value, index): JsonSchemaFile => ({ file: `shared ${index}`, value }));
    const judge = messageJudge(schema as JsonSchema, files);
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    return (bytes) => {
      let value: unknown;
      try {
        value = JSON.parse(utf8.decode(bytes));
      } catch {
        return refused('the value is not JSON in UTF-8');
      }
      const reason = judge(value);
      return reason === undefined ? { ok: true, value } : refused(reason);
    };
  },
  avro: (schema, shared) => {
    const type = avroReaderOf(wholeAvro(schema, shared));
    return (bytes) => {
      try {
        const value = type.fromBuffer(Buffer.from(bytes));
        return { ok: true, value: JSON.parse(type.toString(value)) };
      } catch {
        return refused('the value is not Avro of the schema');
      }
    };
  },
  protobuf: (schema, shared) => {
    const read = protoSchema(schema, shared);
    if (!read.ok) throw new Error(read.error);
    return (bytes) => {
      try {
        return { ok: true, value: protoValue(read.value, bytes) };
      } catch {
        return refused('the value is not Protobuf of the schema');
      }
    };
  },
};

/** Bytes before a value that say its schema (Confluent's wire format): 0, and an id of 4 bytes. */
const headerLength = 5;

/**
 * A value without the header by which a registry's clients find its schema: 0, the id in 4 bytes, and for Protobuf the path to the
 * message in its file.
 * @returns undefined where the bytes do not begin with such a header
 */
export function withoutHeader(format: SchemaFormat, bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0 || bytes.length < headerLength) return undefined;
  if (format !== 'protobuf') return bytes.subarray(headerLength);
  // A count and as many indexes, as zigzag numbers; the first message alone is one 0.
  let at = headerLength;
  const next = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 35 && at < bytes.length; shift += 7) {
      const byte = bytes[at] as number;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    return undefined;
  };
  const count = next();
  if (count === undefined || count < 0 || count > 64) return undefined;
  for (let index = 0; index < count; index += 1) if (next() === undefined) return undefined;
  return bytes.subarray(at);
}
