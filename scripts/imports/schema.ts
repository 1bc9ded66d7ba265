/** The part of an OpenAPI v3 / JSON schema that Kubernetes uses, with the marks this project adds. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

/** In place of a subtree: its shape is this definition of `schemas/kubernetes.json`. */
export const REF = 'x-workstreams-ref';

/** What stays of the keywords; the rest is prose, or speaks to kubectl and to server-side apply. */
const KEPT = words(`
  type format properties additionalProperties items required nullable default enum pattern
  minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength
  minItems maxItems uniqueItems minProperties maxProperties allOf anyOf oneOf not $ref
  x-kubernetes-int-or-string x-kubernetes-preserve-unknown-fields x-kubernetes-validations
  x-kubernetes-list-type x-kubernetes-list-map-keys`);
const DROPPED = words(`
  description title example externalDocs x-kubernetes-map-type x-kubernetes-unions
  x-kubernetes-patch-strategy x-kubernetes-patch-merge-key x-kubernetes-group-version-kind`);
const RULE_KEPT = words('rule message messageExpression fieldPath optionalOldSelf');

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** A copy of `record` with its keys in order, so that no generator's order shows in the output. */
function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/**
 * The schema without its prose, keys sorted.
 * @throws Error on a keyword this project does not know: it may constrain something.
 */
export function strip(schema: Schema): Schema {
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (DROPPED.has(keyword)) continue;
    if (!KEPT.has(keyword)) throw new Error(`a schema uses the unknown keyword '${keyword}'`);
    out[keyword] = value;
  }
  if (schema.properties) out['properties'] = sorted(mapValues(schema.properties, strip));
  if (schema.items) out['items'] = strip(schema.items);
  if (typeof schema.additionalProperties === 'object') {
    out['additionalProperties'] = strip(schema.additionalProperties);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = schema[keyword] as readonly Schema[] | undefined;
    if (branches) out[keyword] = branches.map(strip);
  }
  if (schema['not']) out['not'] = strip(schema['not'] as Schema);
  const rules = schema['x-kubernetes-validations'] as readonly Record<string, unknown>[] | undefined;
  if (rules) {
    out['x-kubernetes-validations'] = rules.map((rule) =>
      sorted(Object.fromEntries(Object.entries(rule).filter(([key]) => RULE_KEPT.has(key)))),
    );
  }
  return sorted(out);
}

/** The schema without the properties of that name at its top. */
export function without(schema: Schema, name: string): Schema {
  const { [name]: _, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

/**
 * Replaces what `choose` gives something for, wherever a property stands.
 * @param choose the property's name, its schema and the path to it -> the replacement.
 */
export function replace(
  schema: Schema,
  choose: (name: string, property: Schema, path: string) => Schema | undefined,
  path = '',
): Schema {
  const out: Record<string, unknown> = { ...schema };
  if (schema.properties) {
    out['properties'] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => {
        const place = `${path}.${name}`;
        return [name, choose(name, property, place) ?? replace(property, choose, place)];
      }),
    );
  }
  if (schema.items) out['items'] = replace(schema.items, choose, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') {
    out['additionalProperties'] = replace(schema.additionalProperties, choose, `${path}{}`);
  }
  return out;
}
