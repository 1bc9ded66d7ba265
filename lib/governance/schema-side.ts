import { schemaAnnotations } from '../model/schemas/json-schema.ts';

export type Keywords = { readonly [keyword: string]: unknown };

/** A message schema as plain data (JSON Schema draft 2020-12). */
export type JsonSchema = boolean | Keywords;

/** Keywords that say nothing about which messages are valid. */
export const annotations = new Set<string>([
  '$id',
  '$schema',
  '$comment',
  '$defs',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  ...schemaAnnotations,
]);

/** Keywords that hold schemas by name, schemas in a list, and plain values. */
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const data = new Set(['const', 'enum']);

/** Steps that one comparison may take: definitions that name each other twice over would take for ever. */
const mostSteps = 5_000;

/** One of the two schemas of a comparison, with what its references name. */
export class Side {
  readonly root: JsonSchema;
  #steps = 0;
  readonly #shared: ReadonlyMap<string, JsonSchema>;

  readonly #name: 'old' | 'next';

  constructor(name: 'old' | 'next', root: JsonSchema, shared: ReadonlyMap<string, JsonSchema>) {
    this.#name = name;
    this.root = root;
    this.#shared = shared;
  }

  /** Whether this side has been asked too much. */
  exhausted(): boolean {
    this.#steps += 1;
    return this.#steps > mostSteps;
  }

  /** The schema with every `$ref` inside replaced by what it names, and without annotations: text to compare. */
  spelled(schema: unknown, base: JsonSchema, above: readonly unknown[] = []): unknown {
    if (!isMap(schema)) return schema;
    // What is too much to be compared differs from the other side.
    if (above.length > 32 || this.exhausted()) return this.#name;
    const trail = [...above, schema];
    const inner = (value: unknown): unknown => this.spelled(value, base, trail);
    const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (annotations.has(keyword)) return [];
      if (keyword === '$ref' && typeof value === 'string') {
        const found = this.#find(value, base);
        // One that leads back here is the same on both sides where all around it is.
        return [
          [
            keyword,
            found === undefined || above.includes(found.schema)
              ? value
              : this.spelled(found.schema, found.base, trail),
          ],
        ];
      }
      if (maps.has(keyword) && isMap(value)) {
        return [
          [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]))],
        ];
      }
      return [
        [
          keyword,
          Array.isArray(value) && lists.has(keyword)
            ? value.map(inner)
            : data.has(keyword)
              ? value
              : inner(value),
        ],
      ];
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The schema with what its `$ref` names merged in; keywords beside a `$ref` narrow it. */
  open(
    schema: JsonSchema,
    base: JsonSchema = this.root,
    depth = 0,
  ): { schema: JsonSchema; base: JsonSchema } {
    if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string' || depth > 16)
      return { schema, base };
    const { $ref: ref, ...beside } = schema;
    const found = this.#find(ref, base);
    if (found === undefined || typeof found.schema === 'boolean') return { schema, base };
    const opened = this.open(found.schema, found.base, depth + 1);
    if (typeof opened.schema === 'boolean') return { schema, base };
    return { schema: narrowed(opened.schema, beside), base: opened.base };
  }

  #find(ref: string, base: JsonSchema): { schema: JsonSchema; base: JsonSchema } | undefined {
    const [id = '', fragment = ''] = ref.split('#');
    const document = id === '' ? base : this.#shared.get(id);
    if (document === undefined) return undefined;
    let here: unknown = document;
    for (const step of fragment.split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
      here = (here as Record<string, unknown>)[key];
    }
    return { schema: here as JsonSchema, base: document };
  }
}

function narrowed(base: Keywords, beside: Keywords): Keywords {
  const properties: Record<string, unknown> = { ...mapOf(base['properties']) };
  for (const [name, schema] of Object.entries(mapOf(beside['properties']))) {
    const inherited = properties[name];
    properties[name] = isMap(inherited) && isMap(schema) ? { ...inherited, ...schema } : schema;
  }
  const required = [...new Set([...listOf(base['required']), ...listOf(beside['required'])])];
  return {
    ...base,
    ...beside,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}

export function isMap(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const mapOf = (value: unknown): Keywords => (isMap(value) ? value : {});
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
