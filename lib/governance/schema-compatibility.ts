import { schemaAnnotations } from '../model/json-schema.ts';

/** A message schema as plain data (JSON Schema draft 2020-12). */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** One way in which a reader could refuse what a writer sends. */
export interface Incompatibility {
  /** Where in the message: `input.uri`, `parameters.*`, `items[]`; empty for the message itself. */
  readonly field: string;
  readonly what: string;
}

export type Compatibility = 'none' | 'backward' | 'forward' | 'full';

/**
 * What breaks when `next` takes the place of `old`.
 *
 * backward: readers of `next` read what was written by `old`. forward: readers of `old` read what is written
 * by `next`. full: both. Fields that a schema does not name are ignored by its readers and not sent by its
 * writers, so adding an optional field breaks nobody where unknown fields are allowed. What cannot be judged
 * counts as a break: no keyword passes because it is not understood.
 *
 * @param shared schemas by their `$id`, for `$ref`; those of `old` first, those of `next` second
 */
export function breaks(
  old: JsonSchema,
  next: JsonSchema,
  mode: Compatibility,
  shared: {
    readonly old?: ReadonlyMap<string, JsonSchema>;
    readonly next?: ReadonlyMap<string, JsonSchema>;
  } = {},
): Incompatibility[] {
  const before = new Side(old, shared.old ?? new Map());
  const after = new Side(next, shared.next ?? new Map());
  const backward =
    mode === 'backward' || mode === 'full' ? refusals(after, before, 'what was written before') : [];
  const forward =
    mode === 'forward' || mode === 'full' ? refusals(before, after, 'what is written from now on') : [];
  const seen = new Map([...backward, ...forward].map((one) => [`${one.field} ${one.what}`, one]));
  return [...seen.values()];
}

class Side {
  readonly root: JsonSchema;
  readonly #shared: ReadonlyMap<string, JsonSchema>;

  constructor(root: JsonSchema, shared: ReadonlyMap<string, JsonSchema>) {
    this.root = root;
    this.#shared = shared;
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

type Keywords = { readonly [keyword: string]: unknown };

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

/** Keywords that say nothing about which messages are valid. */
const annotations = new Set<string>([
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

/** Keywords that are compared by a rule of their own. */
const judged = new Set(['type', 'enum', 'const', 'required', 'properties', 'additionalProperties', 'items']);

/** Bounds of a reader that a writer must keep: at least (`lower`) or at most (`upper`). */
const bounds: Readonly<Record<string, 'lower' | 'upper'>> = {
  minimum: 'lower',
  exclusiveMinimum: 'lower',
  minLength: 'lower',
  minItems: 'lower',
  minProperties: 'lower',
  maximum: 'upper',
  exclusiveMaximum: 'upper',
  maxLength: 'upper',
  maxItems: 'upper',
  maxProperties: 'upper',
};

function refusals(reader: Side, writer: Side, whose: string): Incompatibility[] {
  const found: Incompatibility[] = [];
  const say = (field: string, what: string): void => {
    found.push({ field, what: `${what}: readers would refuse ${whose}` });
  };
  compareSchemas(
    { side: reader, schema: reader.root, base: reader.root },
    { side: writer, schema: writer.root, base: writer.root },
    '',
    say,
    0,
  );
  return found;
}

interface At {
  readonly side: Side;
  readonly schema: JsonSchema;
  readonly base: JsonSchema;
}

type Say = (field: string, what: string) => void;

function compareSchemas(readerAt: At, writerAt: At, field: string, say: Say, depth: number): void {
  const reader = readerAt.side.open(readerAt.schema, readerAt.base);
  const writer = writerAt.side.open(writerAt.schema, writerAt.base);
  if (reader.schema === true || writer.schema === false) return;
  if (reader.schema === false) return say(field, 'nothing is allowed here any more');
  const written: Keywords = writer.schema === true ? {} : writer.schema;
  const read = reader.schema;
  if (depth > 32) return say(field, 'the schema is too deep to be judged');

  const allowed = valuesOf(read);
  const sent = valuesOf(written);
  if (allowed !== undefined) {
    const extra = sent?.filter((value) => !allowed.includes(value));
    if (extra === undefined) say(field, `only ${allowed.join(', ')} is allowed on one side`);
    else if (extra.length > 0) say(field, `${extra.join(', ')} is not allowed on both sides`);
  }
  compareTypes(read, written, sent, field, say);
  for (const name of listOf(read['required'])) {
    if (!listOf(written['required']).includes(name)) say(child(field, name), 'required on one side only');
  }
  for (const [keyword, value] of Object.entries(read)) {
    if (annotations.has(keyword) || judged.has(keyword)) continue;
    const other = written[keyword];
    const direction = bounds[keyword];
    if (direction !== undefined && typeof value === 'number') {
      const kept = typeof other === 'number' && (direction === 'lower' ? other >= value : other <= value);
      if (!kept && sent === undefined)
        say(
          field,
          `${keyword} ${value} on one side, ${other === undefined ? 'none' : JSON.stringify(other)} on the other`,
        );
    } else if (JSON.stringify(value) !== JSON.stringify(other) && sent === undefined) {
      say(field, `${keyword} differs`);
    }
  }
  const step = (schema: unknown, at: At): At => ({ ...at, schema: (schema ?? true) as JsonSchema });
  const readerBase: At = { side: readerAt.side, schema: read, base: reader.base };
  const writerBase: At = { side: writerAt.side, schema: written, base: writer.base };
  const readProperties = mapOf(read['properties']);
  for (const [name, schema] of Object.entries(mapOf(written['properties']))) {
    const wanted = Object.hasOwn(readProperties, name) ? readProperties[name] : read['additionalProperties'];
    compareSchemas(step(wanted, readerBase), step(schema, writerBase), child(field, name), say, depth + 1);
  }
  if (isMap(read['additionalProperties']) && isMap(written['additionalProperties'])) {
    compareSchemas(
      step(read['additionalProperties'], readerBase),
      step(written['additionalProperties'], writerBase),
      child(field, '*'),
      say,
      depth + 1,
    );
  } else if (read['additionalProperties'] !== undefined && written['additionalProperties'] !== false) {
    if (JSON.stringify(read['additionalProperties']) !== JSON.stringify(written['additionalProperties'])) {
      say(child(field, '*'), 'unknown fields are allowed on one side only');
    }
  }
  if (read['items'] !== undefined) {
    compareSchemas(
      step(read['items'], readerBase),
      step(written['items'], writerBase),
      `${field}[]`,
      say,
      depth + 1,
    );
  }
}

function compareTypes(
  read: Keywords,
  written: Keywords,
  sent: string[] | undefined,
  field: string,
  say: Say,
): void {
  const wanted = typesOf(read);
  if (wanted === undefined || (sent !== undefined && valuesOf(read) !== undefined)) return;
  const given = typesOf(written);
  if (given === undefined) return say(field, `type ${wanted.join(', ')} on one side, any on the other`);
  const extra = given.filter(
    (type) => !wanted.includes(type) && !(type === 'integer' && wanted.includes('number')),
  );
  if (extra.length > 0) say(field, `type ${given.join(', ')} on one side, ${wanted.join(', ')} on the other`);
}

/** The only values that a schema allows, as JSON, if it names them. */
function valuesOf(schema: Keywords): string[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [JSON.stringify(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map((value) => JSON.stringify(value)) : undefined;
}

function typesOf(schema: Keywords): string[] | undefined {
  const { type } = schema;
  return type === undefined ? undefined : listOf(Array.isArray(type) ? type : [type]);
}

function isMap(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const mapOf = (value: unknown): Keywords => (isMap(value) ? value : {});
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const child = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);
