import { createRequire } from 'node:module';
import type avro from 'avsc';
import type { Type } from 'avsc';
import { fieldRefusals, logicalRefusals, type Refusal } from './avro-refusals.ts';
import type { Path } from '../text/yaml-source.ts';

let loaded: typeof avro | undefined;

/** Loaded when the first Avro schema is met: most repositories have none, and it takes a while. */
function avsc(): typeof avro {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require('avsc') as typeof avro;
  }
  return loaded;
}

/**
 * The type that a schema describes, whole in itself.
 * @throws Error where it is no Avro schema, or a larger one than is read. `avroRefusals` come first: avsc takes `constructor`
 * for a type.
 */
export function avroTypeOf(schema: unknown): Type {
  const large = tooManyOf(schema);
  if (large !== undefined) throw new Error(`${large.what}: ${large.fix}`);
  return avsc().Type.forSchema(schema as never, { wrapUnions: 'always', noAnonymousTypes: true });
}

/**
 * The type for reading what others wrote: a `long` may have all its 64 bits. avsc by itself refuses what a number of JavaScript
 * does not hold.
 * @throws Error as above
 */
export function avroReaderOf(schema: unknown): Type {
  const large = tooManyOf(schema);
  if (large !== undefined) throw new Error(`${large.what}: ${large.fix}`);
  // oxlint-disable-next-line no-underscore-dangle -- how avsc names it
  const long = avsc().types.LongType.__with({
    fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return bytes;
    },
    fromJSON: BigInt,
    // As text where a number would lose digits.
    toJSON: (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)),
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
  });
  return avsc().Type.forSchema(schema as never, {
    ...{ wrapUnions: 'always', noAnonymousTypes: true, registry: { long } },
  });
}

/** What one schema may hold: avsc compiles a function for each record, with a line for each field, and a class for each type. */
const most = { records: 200, fields: 2000, types: 5000 };
const kinds = { records: 'records', fields: 'fields and symbols', types: 'types and fields' } as const;

/** What a schema has too much of. */
function tooManyOf(schema: unknown): Refusal | undefined {
  const counted = { records: 0, fields: 0, types: 0 };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node as unknown[]) walk(one);
    if (!isNode(node)) return;
    counted.types += 1;
    counted.records += node['fields'] === undefined ? 0 : 1;
    counted.fields += listOf(node['fields']).length + listOf(node['symbols']).length;
    for (const key of ['type', 'items', 'values', 'fields']) if (Object.hasOwn(node, key)) walk(node[key]);
  };
  walk(schema);
  for (const kind of ['records', 'fields', 'types'] as const) {
    if (counted[kind] <= most[kind]) continue;
    const what = `${counted[kind]} ${kinds[kind]} in one schema`;
    return { path: [], what, fix: `at most ${most[kind]} are read` };
  }
  return undefined;
}

/** Names that every object of JavaScript has already. */
const reserved = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/** What is wrong with an Avro schema before any library may read it; names that lead nowhere are told by `avroLink`. */
export function avroRefusals(schema: unknown): Refusal[] {
  const large = tooManyOf(schema);
  if (large !== undefined) return [large];
  const found: Refusal[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (typeof node === 'string' || !isNode(node)) {
      if (typeof node === 'string') nameRefusal(node, path);
      if (Array.isArray(node)) for (const [index, one] of node.entries()) walk(one, [...path, index]);
      return;
    }
    found.push(...logicalRefusals(node, path), ...fieldRefusals(node, path));
    for (const key of ['name', 'namespace', 'aliases', 'symbols', 'type', 'items', 'values', 'fields']) {
      if (Object.hasOwn(node, key)) walk(node[key], [...path, key]);
    }
  };
  const nameRefusal = (name: string, path: Path): void => {
    const word = name.split('.').find((one) => reserved.has(one));
    if (word !== undefined) found.push({ path, what: `the name "${word}"`, fix: 'choose another name' });
  };
  walk(schema, []);
  found.push(...protoKeys(schema, []));
  return found;
}

/** Wherever it stands: in defaults and annotations too, which are copied. */
function protoKeys(node: unknown, path: Path): Refusal[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, inside]): Refusal[] => {
    const at = [...path, Array.isArray(node) ? Number(key) : key];
    return key === '__proto__'
      ? [{ path: at, what: `the key "${key}"`, fix: 'remove it' }]
      : protoKeys(inside, at);
  });
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
