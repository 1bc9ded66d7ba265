import { avroFields } from './contract-fields.ts';
import { mostFields } from './schema-fields.ts';
import { createRequire } from 'node:module';
import type avro from 'avsc';
import type { Type } from 'avsc';
import type { Sample } from '../terms/contract.ts';
import type { SchemaCheck } from './json-schema.ts';
import { fieldRefusals, logicalRefusals, type Refusal } from './avro-refusals.ts';
import { bounded, type Place, type Problem, problem, received } from '../text/problem.ts';
import { type Path, pathText } from '../text/yaml-source.ts';

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
 * @throws Error where it is no Avro schema, or a larger one than is read. `refusals` come first: avsc takes `constructor`
 * for a type.
 */
export function avroTypeOf(schema: unknown): Type {
  const large = tooManyOf(schema);
  if (large !== undefined) throw new Error(`${large.what}: ${large.fix}`);
  return avsc().Type.forSchema(schema as never, { wrapUnions: 'always', noAnonymousTypes: true });
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

/**
 * Checks one contract's Avro schema, and its samples in Avro's JSON encoding (a value of a union names its branch:
 * `{"string": "x"}`; bytes are text). What is wrong with a sample is told at its place.
 * @param placer finds places in a file that was read
 */
export function avroChecker(placer: (file: string) => (path: Path) => Place): SchemaCheck {
  return (schema, samples) => {
    const refused = refusals(schema.value);
    if (refused.length > 0) {
      const placeOf = placer(schema.file);
      return bounded(refused, ({ path, what, fix }) => problem(placeOf(path), pathText(path), what, fix));
    }
    let type: Type;
    try {
      type = avroTypeOf(schema.value);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [
        problem({ file: schema.file, line: 1, column: 1 }, '', `no Avro schema: ${why}`, 'mend the schema'),
      ];
    }
    if (avroFields(schema.value).length > mostFields) {
      const what = `the schema has more than ${mostFields} fields, counted at each place where they may be`;
      const fix = 'make it smaller, or the types that it names more than once';
      return [problem({ file: schema.file, line: 1, column: 1 }, '', what, fix)];
    }
    return samples.flatMap((sample) => sampleProblems(type, sample, placer));
  };
}

function refusals(schema: unknown): Refusal[] {
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

function sampleProblems(
  type: Type,
  sample: Sample,
  placer: (file: string) => (path: Path) => Place,
): Problem[] {
  const found: Refusal[] = [];
  type.isValid(sample.value, {
    errorHook: (path, value, wanted) => {
      // Bytes are text in Avro's JSON.
      if (isText(value, wanted)) return;
      const what = `the sample has ${received(value)}, and ${kindOf(wanted)} is wanted`;
      found.push({ path: path.map(step), what, fix: '' });
    },
  });
  if (found.length === 0) {
    type.isValid(sample.value, {
      noUndeclaredFields: true,
      errorHook: (path, value, wanted) => {
        for (const name of undeclared(value, wanted)) {
          found.push({
            path: [...path.map(step), name],
            what: 'the sample has a field that the schema has not',
            fix: '',
          });
        }
      },
    });
  }
  if (found.length === 0) return [];
  const placeOf = placer(sample.file);
  return bounded(found, ({ path, what }) =>
    problem(placeOf(path), pathText(path), what, 'fix the sample, or the schema beside it'),
  );
}

function isText(value: unknown, wanted: Type): boolean {
  if (typeof value !== 'string' || !/^[\u0000-\u00ff]*$/u.test(value)) return false;
  const { typeName } = wanted;
  return (
    typeName === 'bytes' ||
    (typeName === 'fixed' && value.length === (wanted as unknown as { size: number }).size)
  );
}

function undeclared(value: unknown, wanted: Type): string[] {
  if (wanted.typeName !== 'record' || !isNode(value)) return [];
  const { fields } = wanted as unknown as { fields: readonly { name: string }[] };
  return Object.keys(value).filter((name) => !fields.some((field) => field.name === name));
}

/** What is wanted, in words. */
function kindOf(wanted: Type): string {
  if (wanted.typeName.startsWith('union')) {
    const { types } = wanted as unknown as { types: readonly Type[] };
    const named = types.map((one) => one.branchName ?? 'null');
    return `a union of ${named.join(', ')} (written as null, or as {"<branch>": value})`;
  }
  return wanted.name === undefined ? wanted.typeName : `${wanted.typeName} ${wanted.name}`;
}

const step = (one: string): string | number => (/^[0-9]+$/.test(one) ? Number(one) : one);

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
