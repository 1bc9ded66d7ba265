import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Schema } from '../../scripts/imports/schema.ts';
import { closed, type JsonSchema } from './manifest-check/closed-schema.ts';
import { withDefaults } from './manifest-check/defaults.ts';
import { formats, NAME_FORMATS } from './manifest-check/formats.ts';
import { definitions, kinds } from './manifest-check/schemas.ts';
import { at, compileWalk, ROOT, type Visit } from './manifest-check/walk.ts';

const OBJECT_META = 'kubernetes#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Everything there is to run against objects of one kind. */
interface Checker {
  readonly schema: Schema;
  readonly validate: ValidateFunction;
  readonly visit: Visit | undefined;
  /** Rules that do not compile: a problem of every object, whether or not it has the field. */
  readonly broken: readonly string[];
}

/**
 * A pattern as Go reads it: `(?i)` at its start makes it blind to case.
 * @throws SyntaxError on what JavaScript has no equal for.
 */
const goPattern = Object.assign(
  (pattern: string, flags: string): RegExp =>
    /^\^?\(\?i\)/.test(pattern)
      ? new RegExp(pattern.replace('(?i)', ''), `${flags}i`)
      : new RegExp(pattern, flags),
  { code: 'goPattern' },
);

const ajv = new Ajv({
  strict: true,
  // Branches of oneOf and anyOf repeat neither the types nor the properties they constrain.
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
  verbose: true,
  code: { regExp: goPattern },
});
addFormats.default(ajv);
for (const [name, test] of Object.entries(formats)) ajv.addFormat(name, test);
ajv.addSchema({
  $id: 'kubernetes',
  definitions: Object.fromEntries([...definitions].map(([name, schema]) => [name, closed(schema, name)])),
});

const checkers = new Map<string, Checker>();

/** A schema's checks; `change` completes the JSON Schema made of it. */
function compile(schema: Schema, name: string, change: (json: JsonSchema) => JsonSchema): Checker {
  const broken: string[] = [];
  const visit = compileWalk(schema, broken);
  return { schema, validate: ajv.compile(change(closed(schema, name))), visit, broken };
}

/** The root of a manifest: a full metadata, and the three fields every object has. */
function asManifest(json: JsonSchema, key: string): JsonSchema {
  const name = { type: 'string', format: NAME_FORMATS[key] ?? 'DNS subdomain' };
  const metadata = { $ref: OBJECT_META, required: ['name'], properties: { name } };
  const anyText = { type: 'string' };
  return {
    ...json,
    properties: { ...(json['properties'] as JsonSchema), apiVersion: anyText, kind: anyText, metadata },
    required: [...new Set([...((json['required'] as string[]) ?? []), 'apiVersion', 'kind', 'metadata'])],
  };
}

/** `/spec/ports/0/name` as `spec.ports[0].name`. */
function place(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const names = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce((path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : at(path, name)), '');
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function sentence({ keyword, instancePath, params, message, data, propertyName }: ErrorObject): string {
  const path = place(instancePath);
  const parameters = params as Record<string, unknown>;
  if (keyword === 'additionalProperties') {
    return `${at(path, String(parameters['additionalProperty']))}: unknown field`;
  }
  if (keyword === 'required') return `${at(path, String(parameters['missingProperty']))}: is required`;
  if (keyword === 'enum') {
    return `${path}: must be one of ${(parameters['allowedValues'] as unknown[]).join(', ')}; got ${short(data)}`;
  }
  if (propertyName !== undefined) return `${path}: key "${propertyName}" ${message}`;
  return `${path || ROOT}: ${message}; got ${short(data)}`;
}

function check({ schema, validate, visit, broken }: Checker, value: unknown): string[] {
  const problems = [...broken];
  const complete = withDefaults(value, schema);
  if (validate(complete)) visit?.(complete, '', problems);
  else {
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames');
    problems.push(...errors.map(sentence));
  }
  return [...new Set(problems)].sort();
}

/**
 * What is wrong with a value by a schema of the kind a CRD has: shape with unknown
 * fields refused, then CEL rules and doubles in lists, which the API server runs only
 * on objects of the right shape.
 */
export function checkValue(schema: Schema, value: unknown): string[] {
  return check(
    compile(schema, '', (json) => json),
    value,
  );
}

/**
 * What is wrong with one Kubernetes object, given as plain JSON; empty where nothing is.
 * The schema comes from `imports/schemas` by apiVersion and kind; a kind that has none
 * is a problem, and so is a CEL rule that cannot be compiled or evaluated.
 */
export function checkManifest(manifest: unknown): string[] {
  const { apiVersion, kind } = (manifest ?? {}) as Record<string, unknown>;
  const key = `${String(apiVersion)}/${String(kind)}`;
  const schema = kinds.get(key);
  if (!schema) {
    const versions = [...kinds.keys()].filter((known) => known.endsWith(`/${String(kind)}`));
    return [`no schema for ${key}; imports/schemas has ${versions.join(', ') || 'no such kind'}`];
  }
  let checker = checkers.get(key);
  if (!checker) {
    const name = [...definitions].find(([, candidate]) => candidate === schema)?.[0] ?? '';
    checker = compile(schema, name, (json) => asManifest(json, key));
    checkers.set(key, checker);
  }
  return check(checker, manifest);
}
