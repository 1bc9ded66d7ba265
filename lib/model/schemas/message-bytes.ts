import type { Contract, JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { wholeAvro } from './avro-link.ts';
import { avroTypeOf } from './avro-schema.ts';
import { keyShape, plainKey } from './key-shape.ts';
import { protoBytes } from './protobuf/samples.ts';
import { protoSchema } from './protobuf/schema.ts';

/** A message as Kafka has it. */
export interface MessageBytes {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * A sample as bytes: JSON as text, Avro in its binary encoding, Protobuf on the wire. They begin with no header of a schema
 * registry: what id a schema has, only a registry knows. A key of plain text is its characters in UTF-8, whatever the format.
 * @param sample one that the schema accepts
 * @param shared the schemas that contracts of its system share
 * @returns undefined where the sample has no key, or one that its schema has no place for
 */
export function messageBytes(
  contract: Contract,
  sample: unknown,
  shared: readonly JsonSchemaFile[],
): MessageBytes | undefined {
  const { schema, key } = contract.terms;
  const values = shared.map(({ value }) => value);
  const { value: written, key: keyWritten } = encodings[schema.format];
  const found = keyIn(contract, sample, values);
  if (found === undefined) return undefined;
  const bytes = keyWritten(contract.keySchema?.value, found, key.field);
  return bytes && { key: bytes, value: written(contract.valueSchema.value, sample, values) };
}

/** A key that people can tell: text of ASCII without control characters, or a number. */
function keyIn(contract: Contract, sample: unknown, shared: readonly unknown[]): string | number | undefined {
  const found = stepsTo(contract, shared).reduce<unknown>((node, step) => {
    const here = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
    return Object.hasOwn(here, step) ? here[step] : undefined;
  }, sample);
  if (typeof found === 'number') return found;
  return typeof found === 'string' && /^[\u0020-\u007e]{1,512}$/.test(found) ? found : undefined;
}

/** Where a sample has the key: in Protobuf's JSON a field has another name than in the schema. */
function stepsTo({ terms, valueSchema }: Contract, shared: readonly unknown[]): string[] {
  const names = terms.key.field.split('.');
  if (terms.schema.format !== 'protobuf') return names;
  const read = protoSchema(valueSchema.value, shared);
  if (!read.ok) return names;
  let message: typeof read.value.root | undefined = read.value.root;
  return names.map((name) => {
    const field = message?.fields.find((one) => one.name === name);
    message = field?.type.kind === 'message' ? field.type.message : undefined;
    return field?.jsonName ?? name;
  });
}

interface Encoding {
  readonly value: (schema: unknown, sample: unknown, shared: readonly unknown[]) => Uint8Array;
  readonly key: (schema: unknown, key: string | number, field: string) => Uint8Array | undefined;
}

const text = (value: string | number): Uint8Array => Buffer.from(String(value));

const encodings: Readonly<Record<SchemaFormat, Encoding>> = {
  'json-schema': {
    value: (_schema, sample) => text(JSON.stringify(sample)),
    key: (_schema, key) => text(key),
  },
  avro: {
    value: (schema, sample, shared) => avroBytes(wholeAvro(schema, shared), sample),
    key: (schema, key) => {
      if (schema === undefined || keyShape('avro', schema) === plainKey) return text(key);
      const type = avroTypeOf(schema);
      return type.isValid(key) ? type.toBuffer(key) : undefined;
    },
  },
  protobuf: {
    value: (schema, sample, shared) => {
      const read = protoSchema(schema, shared);
      if (!read.ok) throw new Error(read.error);
      return protoBytes(read.value, sample);
    },
    // A key of one field: that of the message by which the topic is keyed.
    key: (schema, key) => {
      if (schema === undefined) return text(key);
      const read = protoSchema(schema, []);
      if (!read.ok || read.value.root.fields.length !== 1) return undefined;
      const [field] = read.value.root.fields;
      try {
        return protoBytes(read.value, { [field?.jsonName ?? '']: key });
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
