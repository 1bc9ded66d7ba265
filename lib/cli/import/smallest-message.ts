import { type AvroType, avroTree } from '../../model/schemas/avro-tree.ts';
import { isMap, type Keywords, listOf, mapOf } from '../../model/schemas/schema-keywords.ts';
import { SchemaReferences } from '../../model/schemas/schema-references.ts';
import type { SchemaFormat } from '../../model/terms/schema-terms.ts';

/**
 * A message with as little in it as a schema asks for, as samples are written; it may be wrong where a schema asks for
 * what only people know, so that whoever takes it checks it.
 */
export const smallestMessage: Readonly<Record<SchemaFormat, (schema: unknown) => unknown>> = {
  'json-schema': (schema) => smallestJson(schema, new SchemaReferences(schema, []), 0),
  avro: (schema) => smallestAvro(avroTree(schema), 0),
  // Every field of proto3 may be missing.
  protobuf: () => ({}),
};

/** Levels of a message. */
const deepest = 20;

const texts: Readonly<Record<string, string>> = {
  date: '2000-01-01',
  time: '00:00:00Z',
  'date-time': '2000-01-01T00:00:00Z',
  duration: 'P1D',
  email: 'a@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function smallestJson(schema: unknown, references: SchemaReferences, depth: number): unknown {
  if (!isMap(schema) || depth > deepest) return {};
  const target = references.referred(schema);
  if (target !== undefined) return smallestJson(target, references, depth + 1);
  const first = [
    schema['const'],
    ...some(schema['enum']),
    schema['default'],
    ...some(schema['examples']),
  ].find((one) => one !== undefined);
  if (first !== undefined) return first;
  const [branch] = [...some(schema['oneOf']), ...some(schema['anyOf']), ...some(schema['allOf'])];
  const [type = 'properties' in schema || branch === undefined ? 'object' : ''] = [schema['type']].flat();
  return branch === undefined || type !== ''
    ? ofType(String(type), schema, references, depth)
    : smallestJson(branch, references, depth + 1);
}

function ofType(type: string, schema: Keywords, references: SchemaReferences, depth: number): unknown {
  const least = (key: string) => (typeof schema[key] === 'number' ? schema[key] : undefined);
  switch (type) {
    case 'string':
      return texts[String(schema['format'])] ?? 'x'.repeat(Math.min(1000, least('minLength') ?? 1));
    case 'integer':
    case 'number':
      return least('minimum') ?? (least('exclusiveMinimum') ?? -1) + 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array': {
      const count = Math.min(20, least('minItems') ?? 0);
      return Array.from({ length: count }, () => smallestJson(schema['items'], references, depth + 1));
    }
    default: {
      const properties = mapOf(schema['properties']);
      return Object.fromEntries(
        listOf(schema['required']).map((name) => [
          name,
          smallestJson(Object.hasOwn(properties, name) ? properties[name] : {}, references, depth + 1),
        ]),
      );
    }
  }
}

function smallestAvro(type: AvroType, depth: number): unknown {
  if (depth > deepest) return null;
  switch (type.kind) {
    case 'union': {
      const [branch] = type.branches;
      if (branch === undefined || type.branches.some(({ kind }) => kind === 'null')) return null;
      return { [branch.name === '' ? branch.kind : branch.name]: smallestAvro(branch, depth + 1) };
    }
    case 'record':
    case 'error':
      return Object.fromEntries(type.fields.map((one) => [one.name, smallestAvro(one.type, depth + 1)]));
    case 'enum':
      return type.symbols[0];
    case 'fixed':
      return 'x'.repeat(Number(type.attributes['size']));
    case 'array':
      return [];
    case 'map':
      return {};
    case 'boolean':
      return false;
    case 'bytes':
      return '';
    case 'string':
      return texts[type.logical ?? ''] ?? 'x';
    case 'null':
      return null;
    default:
      return 0;
  }
}

function some(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
