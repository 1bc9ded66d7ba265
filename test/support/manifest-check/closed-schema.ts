import { REF, type Schema } from '../../../scripts/imports/schema.ts';
import { SYNTAX } from './formats.ts';

/** A JSON Schema for ajv. */
export type JsonSchema = Record<string, unknown>;

/** The one place where Kubernetes itself takes any field: what field managers own. */
const OPEN = new Set(['io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1']);

const PLAIN = `
  type format required enum pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
  minLength maxLength minItems maxItems uniqueItems minProperties maxProperties`
  .trim()
  .split(/\s+/);
const INTEGER_OR_STRING = JSON.stringify([{ type: 'integer' }, { type: 'string' }]);

/** The definition a schema stands for, if it is a reference. */
export function referenceOf(schema: Schema): string | undefined {
  return (schema[REF] as string | undefined) ?? schema.$ref?.replace('#/definitions/', '');
}

function branches(schema: Schema, keyword: string): readonly Schema[] {
  return (schema[keyword] ?? []) as readonly Schema[];
}

/**
 * A Kubernetes schema as JSON Schema, closed: an object that lists its properties
 * takes no others, and one that lists none takes none, unless it says otherwise.
 * Branches of allOf, anyOf, oneOf and not only constrain what is already listed
 * (structural schemas), so they stay open.
 * @param name the definition's long name, to find the syntax its properties have.
 */
export function closed(schema: Schema, name = '', isBranch = false): JsonSchema {
  const reference = referenceOf(schema);
  if (reference) return { $ref: `kubernetes#/definitions/${reference}` };
  const out: JsonSchema = {};
  for (const keyword of PLAIN) if (keyword in schema) out[keyword] = schema[keyword];
  if (schema['x-kubernetes-int-or-string']) out['type'] = ['integer', 'string'];
  if (schema['nullable']) {
    if (schema.type) out['type'] = [schema.type, 'null'];
    if (Array.isArray(schema['enum'])) out['enum'] = [...schema['enum'], null];
  }
  if (schema.properties) {
    const properties = Object.entries(schema.properties).map(([key, property]): [string, JsonSchema] => [
      key,
      { ...closed(property, '', isBranch), ...SYNTAX[`${name}.${key}`] },
    ]);
    out['properties'] = Object.fromEntries(properties);
  }
  if (schema.items) out['items'] = closed(schema.items, '', isBranch);
  if (typeof schema.additionalProperties === 'object') {
    out['additionalProperties'] = closed(schema.additionalProperties, '', isBranch);
  } else if (schema.additionalProperties !== undefined) {
    out['additionalProperties'] = schema.additionalProperties;
  } else if (!isBranch && !isOpen(schema, name) && (schema.type === 'object' || schema.properties)) {
    out['additionalProperties'] = false;
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const inner = branches(schema, keyword);
    const said = schema['x-kubernetes-int-or-string'] && JSON.stringify(inner) === INTEGER_OR_STRING;
    if (inner.length > 0 && !said) out[keyword] = inner.map((branch) => closed(branch, '', true));
  }
  if (schema['not']) out['not'] = closed(schema['not'] as Schema, '', true);
  return out;
}

function isOpen(schema: Schema, name: string): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || OPEN.has(name);
}
