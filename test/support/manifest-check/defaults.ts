import type { Schema } from '../../../scripts/imports/schema.ts';

const known = new WeakMap<Schema, boolean>();

/** Whether a schema gives a default anywhere. */
function hasDefaults(schema: Schema): boolean {
  const answer = known.get(schema);
  if (answer !== undefined) return answer;
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  const has =
    'default' in schema || children.some((child) => typeof child === 'object' && hasDefaults(child));
  known.set(schema, has);
  return has;
}

/**
 * The value as the API server sees it before it checks anything: with the defaults
 * of the schema. The value itself stays as it is.
 */
export function withDefaults(value: unknown, schema: Schema): unknown {
  if (typeof value !== 'object' || value === null || !hasDefaults(schema)) return value;
  const { items, properties, additionalProperties: more } = schema;
  if (Array.isArray(value)) return items ? value.map((item) => withDefaults(item, items)) : value;
  const given = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const child = properties?.[key] ?? (typeof more === 'object' ? more : undefined);
    return [key, child ? withDefaults(inner, child) : inner];
  });
  const added = Object.entries(properties ?? {}).flatMap(([key, property]): [string, unknown][] =>
    'default' in property && !Object.hasOwn(value, key)
      ? [[key, withDefaults(structuredClone(property['default']), property)]]
      : [],
  );
  return Object.fromEntries([...given, ...added]);
}
