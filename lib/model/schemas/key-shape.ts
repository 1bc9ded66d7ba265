import { createHash } from 'node:crypto';
import { canonical } from '../catalog.ts';
import { mapOf } from './schema-keywords.ts';
import { protoKey } from './protobuf/key.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';

/** What of a schema says which values are allowed, or explains them: it does not change how one is written. */
const notWritten: Readonly<Record<Exclude<SchemaFormat, 'protobuf'>, ReadonlySet<string>>> = {
  'json-schema': new Set([
    '$schema',
    '$id',
    '$comment',
    'title',
    'description',
    'examples',
    'deprecated',
    'default',
    'format',
    'pattern',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'enum',
    'const',
    'required',
    'additionalProperties',
  ]),
  avro: new Set(['doc', 'aliases', 'default', 'order']),
};

/** The shape of keys that are plain text; what has no schema counts as that. */
export const plainKey = 'string';

/**
 * How the keys of a topic are written, as far as their schema says: `string`, or `object 5f2c0a9b1d3e` with a digest of its
 * parts. Two schemas of one shape write equal keys as equal bytes, so that they stay in their partitions.
 */
export function keyShape(format: SchemaFormat, schema: unknown): string {
  if (format === 'protobuf') return shapeText('message', protoKey(schema));
  const written = withoutNotes(schema, notWritten[format]);
  if (typeof written === 'string') return written;
  const parts = mapOf(written);
  const type = typeof parts['type'] === 'string' ? parts['type'] : 'schema';
  if (Object.keys(parts).length === 1 && 'type' in parts) return type;
  return shapeText(type, written);
}

function shapeText(type: string, written: unknown): string {
  return `${type} ${createHash('sha256').update(canonical(written)).digest('hex').slice(0, 12)}`;
}

function withoutNotes(schema: unknown, notes: ReadonlySet<string>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutNotes(item, notes));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !notes.has(key) && !key.startsWith('x-'))
      .map(([key, value]) => [
        key,
        // Names of fields are no keywords.
        key === 'properties'
          ? Object.fromEntries(
              Object.entries(mapOf(value)).map(([name, one]) => [name, withoutNotes(one, notes)]),
            )
          : withoutNotes(value, notes),
      ]),
  );
}
