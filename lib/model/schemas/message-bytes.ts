import type { JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { wholeAvro } from './avro-link.ts';
import { avroReaderOf, avroTypeOf } from './avro-schema.ts';
import type { CarriedSchema } from './carried-schema.ts';
import { keyShape, plainKey } from './key-shape.ts';
import { protoBytes } from './protobuf/samples.ts';
import type { LinkedMessage } from './protobuf/linked.ts';
import { type ProtoSchema, protoSchema } from './protobuf/schema.ts';

/** A message as Kafka has it. */
export interface MessageBytes {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** What of a contract says how its messages are written. */
export interface WrittenTerms {
  readonly terms: {
    readonly key: { readonly field: string };
    readonly schema: { readonly format: SchemaFormat };
  };
  readonly valueSchema: { readonly value: unknown };
  readonly keySchema: { readonly value: unknown } | undefined;
}

/**
 * How a key whose schema is a string is written: its characters, or as the format encodes a string, which serializers of a
 * schema registry do.
 */
export type KeyEncoding = 'plain-text' | 'by-schema';

/**
 * A sample as bytes: JSON as text, Avro in its binary encoding, Protobuf on the wire. They begin with no header of a schema
 * registry: what id a schema has, only a registry knows. A key without a schema is its characters in UTF-8, whatever the format.
 * @param sample one that the schema accepts
 * @param shared the schemas that contracts of its system share
 * @returns undefined where the sample has no key, or one that its schema has no place for
 * @throws Error where the sample or a schema is wrong
 */
export function messageBytes(
  contract: WrittenTerms,
  sample: unknown,
  shared: readonly Pick<JsonSchemaFile, 'value'>[],
  keys: KeyEncoding = 'plain-text',
): MessageBytes | undefined {
  const key = messageKey(contract, sample, shared, keys);
  const values = shared.map(({ value }) => value);
  const written = encodings[contract.terms.schema.format].value;
  return key && { key, value: written(contract.valueSchema.value, sample, values) };
}

/**
 * The key of a sample as bytes, likewise; the rest of the sample may be wrong.
 * @throws Error where a schema cannot be read
 */
export function messageKey(
  contract: WrittenTerms,
  sample: unknown,
  shared: readonly Pick<JsonSchemaFile, 'value'>[],
  keys: KeyEncoding = 'plain-text',
): Uint8Array | undefined {
  const found = keyIn(
    contract,
    sample,
    shared.map(({ value }) => value),
  );
  if (found === undefined) return undefined;
  const { format } = contract.terms.schema;
  const schema = contract.keySchema?.value;
  if (schema === undefined) return text(found);
  const isPlain = format !== 'protobuf' && keyShape(format, schema) === plainKey;
  if (isPlain && keys === 'plain-text') return text(found);
  return encodings[format].key(schema, isPlain ? String(found) : found, keys);
}

/**
 * A value as bytes, as `messageReader` reads it: also numbers of Avro and Protobuf that JSON has as text.
 * @throws Error where it is not a message of the schema
 */
export function valueBytes({ format, schema, shared }: CarriedSchema, value: unknown): Uint8Array {
  if (format !== 'avro') return encodings[format].value(schema, value, shared);
  const type = avroReaderOf(wholeAvro(schema, shared));
  return type.toBuffer(type.fromString(JSON.stringify(value)));
}

/** A key that people can tell: text of ASCII without control characters, or a number. */
function keyIn(
  contract: WrittenTerms,
  sample: unknown,
  shared: readonly unknown[],
): string | number | undefined {
  const found = stepsTo(contract, shared).reduce<unknown>((node, step) => {
    const here = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
    return Object.hasOwn(here, step) ? here[step] : undefined;
  }, sample);
  if (typeof found === 'number') return found;
  return typeof found === 'string' && /^[\u0020-\u007e]{1,512}$/.test(found) ? found : undefined;
}

/** Where a sample has the key: in Protobuf's JSON a field has another name than in the schema. */
function stepsTo({ terms, valueSchema }: WrittenTerms, shared: readonly unknown[]): string[] {
  const names = terms.key.field.split('.');
  if (terms.schema.format !== 'protobuf') return names;
  let message: LinkedMessage | undefined = readable(valueSchema.value, shared).root;
  return names.map((name) => {
    const field = message?.fields.find((one) => one.name === name);
    message = field?.type.kind === 'message' ? field.type.message : undefined;
    return field?.jsonName ?? name;
  });
}

function readable(schema: unknown, shared: readonly unknown[]): ProtoSchema {
  const read = protoSchema(schema, shared);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

interface Encoding {
  readonly value: (schema: unknown, sample: unknown, shared: readonly unknown[]) => Uint8Array;
  /** Of a key that has a schema. */
  readonly key: (schema: unknown, key: string | number, keys: KeyEncoding) => Uint8Array | undefined;
}

const text = (value: string | number): Uint8Array => Buffer.from(String(value));

const encodings: Readonly<Record<SchemaFormat, Encoding>> = {
  'json-schema': {
    value: (_schema, sample) => text(JSON.stringify(sample)),
    key: (_schema, key, keys) => text(keys === 'plain-text' ? key : JSON.stringify(key)),
  },
  avro: {
    value: (schema, sample, shared) => avroBytes(wholeAvro(schema, shared), sample),
    key: (schema, key) => {
      const type = avroTypeOf(schema);
      return type.isValid(key) ? type.toBuffer(key) : undefined;
    },
  },
  protobuf: {
    value: (schema, sample, shared) => protoBytes(readable(schema, shared), sample),
    // A key of one field: that of the message by which the topic is keyed.
    key: (schema, key) => {
      const whole = readable(schema, []);
      const [field, second] = whole.root.fields;
      if (field === undefined || second !== undefined) return undefined;
      try {
        return protoBytes(whole, { [field.jsonName]: key });
      } catch {
        return undefined;
      }
    },
  },
};

function avroBytes(schema: unknown, sample: unknown): Uint8Array {
  const type = avroTypeOf(schema);
  return type.toBuffer(type.fromString(JSON.stringify(sample)));
}
