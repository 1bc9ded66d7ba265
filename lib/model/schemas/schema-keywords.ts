export type Keywords = { readonly [keyword: string]: unknown };

/** The draft that schemas are written in, and that they name as `$schema`. */
export const draft = 'https://json-schema.org/draft/2020-12/schema';

/** A message schema as plain data (JSON Schema draft 2020-12). */
export type JsonSchema = boolean | Keywords;

/** Annotations of ours that a schema may carry: PII level and encryption of a field (OmniNode, Security). */
export const schemaAnnotations = ['x-pii', 'x-encryption'] as const;

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

/** Keywords that validators know and no comparison does, each with what to write for it. */
export const unsupported: ReadonlyMap<string, string> = new Map([
  ['$dynamicRef', 'write $ref: which schema it names depends on the schemas that lead to it'],
  ['$recursiveRef', 'write $ref: draft 2020-12 has no $recursiveRef'],
  ['dependencies', 'write dependentRequired or dependentSchemas, as draft 2020-12 does'],
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

/** A schema right inside another. */
export interface InnerSchema {
  readonly schema: JsonSchema;
  readonly keyword: string;
  /** JSON pointer to it from the outer one. */
  readonly at: string;
}

/** Each schema right inside another. */
export function schemasInside(outer: Keywords): InnerSchema[] {
  const found: InnerSchema[] = [];
  const add = (schema: unknown, keyword: string, at: string) => {
    if (isSchema(schema)) found.push({ schema, keyword, at });
  };
  for (const keyword of holders.one) add(outer[keyword], keyword, `/${keyword}`);
  for (const keyword of holders.list) {
    const all = outer[keyword];
    if (Array.isArray(all))
      for (const [index, one] of all.entries()) add(one, keyword, `/${keyword}/${index}`);
  }
  for (const keyword of holders.map) {
    const all = outer[keyword];
    if (!isMap(all)) continue;
    for (const [name, one] of Object.entries(all)) add(one, keyword, `/${keyword}/${escaped(name)}`);
  }
  return found;
}

/** A step of a JSON pointer. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
