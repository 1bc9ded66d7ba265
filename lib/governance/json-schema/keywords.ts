import { schemaAnnotations } from '../../model/schemas/json-schema.ts';

export type Keywords = { readonly [keyword: string]: unknown };

/** A message schema as plain data (JSON Schema draft 2020-12). */
export type JsonSchema = boolean | Keywords;

/** Keywords that say nothing about which messages are valid. */
export const annotations = new Set<string>([
  '$id',
  '$schema',
  '$anchor',
  '$dynamicAnchor',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  ...schemaAnnotations,
]);

/** Keywords that hold one schema, schemas in a list, and schemas by name. */
export const holders = {
  one: [
    'additionalProperties',
    'unevaluatedProperties',
    'propertyNames',
    'items',
    'unevaluatedItems',
    'contains',
    'not',
    'if',
    'then',
    'else',
    'contentSchema',
  ],
  list: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  map: ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
} as const;

export function isMap(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isMap(value);
}

export const mapOf = (value: unknown): Keywords => (isMap(value) ? value : {});
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The schemas of a keyword that holds schemas by name. */
export function schemasByName(value: unknown): [string, JsonSchema][] {
  return Object.entries(mapOf(value)).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]));
}

export function schemasIn(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}
