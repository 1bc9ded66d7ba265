import { avroFields } from './contract-fields.ts';
import { mostFields } from './schema-fields.ts';
import { createRequire } from 'node:module';
import type avro from 'avsc';
import type { Type } from 'avsc';
import type { Sample } from '../terms/contract.ts';
import type { SchemaCheck } from './json-schema.ts';
import { suggestion } from '../text/nearest.ts';
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
 * @throws Error where it is no Avro schema. `refusals` come first: avsc takes `constructor` for a type.
 */
export function avroTypeOf(schema: unknown): Type {
  return avsc().Type.forSchema(schema as never, { wrapUnions: 'always', noAnonymousTypes: true });
}

/** What one schema may hold: avsc compiles a function for each record, with a line for each field. */
const most = { records: 200, fields: 2000 };

/** Avro 1.12, Logical Types. */
const logicalTypes = [
  'decimal',
  'big-decimal',
  'uuid',
  'date',
  'time-millis',
  'time-micros',
  'timestamp-millis',
  'timestamp-micros',
  'timestamp-nanos',
  'local-timestamp-millis',
  'local-timestamp-micros',
  'local-timestamp-nanos',
  'duration',
];

/** Names that every object of JavaScript has already. */
const reserved = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

interface Refusal {
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

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
  const found: Refusal[] = [];
  const counted = { records: 0, fields: 0 };
  const walk = (node: unknown, path: Path): void => {
    if (typeof node === 'string' || !isNode(node)) {
      if (typeof node === 'string') nameRefusal(node, path);
      if (Array.isArray(node)) for (const [index, one] of node.entries()) walk(one, [...path, index]);
      return;
    }
    counted.records += node['fields'] === undefined ? 0 : 1;
    counted.fields += listOf(node['fields']).length + listOf(node['symbols']).length;
    logicalRefusal(node, path);
    for (const key of ['name', 'namespace', 'aliases', 'symbols', 'type', 'items', 'values', 'fields']) {
      if (Object.hasOwn(node, key)) walk(node[key], [...path, key]);
    }
  };
  const nameRefusal = (name: string, path: Path): void => {
    const word = name.split('.').find((one) => reserved.has(one));
    if (word !== undefined) found.push({ path, what: `the name "${word}"`, fix: 'choose another name' });
  };
  const logicalRefusal = (node: Readonly<Record<string, unknown>>, path: Path): void => {
    if (!Object.hasOwn(node, 'logicalType')) return;
    const { logicalType, type, precision, scale = 0 } = node;
    const at = [...path, 'logicalType'];
    if (typeof logicalType !== 'string' || !logicalTypes.includes(logicalType)) {
      const fix = suggestion(String(logicalType), logicalTypes);
      found.push({ path: at, what: `${received(logicalType)} is no logical type`, fix });
    } else if (logicalType === 'decimal') {
      const whole = [precision, scale].every((one) => Number.isInteger(one));
      if (type !== 'bytes' && type !== 'fixed') {
        found.push({ path: at, what: `a decimal of type ${received(type)}`, fix: 'write bytes or fixed' });
      } else if (!whole || Number(precision) < 1 || Number(scale) < 0 || Number(scale) > Number(precision)) {
        const what = `a decimal of precision ${received(precision)} and scale ${received(scale)}`;
        found.push({ path: at, what, fix: 'write a precision of 1 or more, and a scale from 0 to it' });
      }
    }
  };
  walk(schema, []);
  found.push(...protoKeys(schema, []));
  for (const kind of ['records', 'fields'] as const) {
    if (counted[kind] > most[kind]) {
      const what = `${counted[kind]} ${kind === 'fields' ? 'fields and symbols' : kind} in one schema`;
      return [{ path: [], what, fix: `at most ${most[kind]} are read` }];
    }
  }
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
    problem(placeOf(path), pathText(path), what, 'mend the sample, or the schema beside it'),
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
