import { bothWays, type Compatibility, type Incompatibility } from './both-ways.ts';
import { annotations, isMap, type JsonSchema, type Keywords, listOf, mapOf, Side } from './schema-side.ts';

export type { JsonSchema };

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
  return bothWays(
    mode,
    new Side('old', old, shared.old ?? new Map()),
    new Side('next', next, shared.next ?? new Map()),
    refusals,
  );
}

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

function refusals(reader: Side, writer: Side, say: Say): void {
  compareSchemas(
    { side: reader, schema: reader.root, base: reader.root },
    { side: writer, schema: writer.root, base: writer.root },
    '',
    say,
    [],
  );
}

interface At {
  readonly side: Side;
  readonly schema: JsonSchema;
  readonly base: JsonSchema;
}

type Say = (field: string, what: string) => void;

/** What is being compared further up: schemas that refer to themselves come back to it, and it is judged there. */
type Trail = readonly (readonly [JsonSchema, JsonSchema])[];

function compareSchemas(readerAt: At, writerAt: At, field: string, say: Say, above: Trail): void {
  const again = above.some(([one, other]) => one === readerAt.schema && other === writerAt.schema);
  if (again && isMap(readerAt.schema)) return;
  const trail: Trail = [...above, [readerAt.schema, writerAt.schema]];
  const reader = readerAt.side.open(readerAt.schema, readerAt.base);
  const writer = writerAt.side.open(writerAt.schema, writerAt.base);
  if (reader.schema === true || writer.schema === false) return;
  if (reader.schema === false) return say(field, 'nothing is allowed here any more');
  const written: Keywords = writer.schema === true ? {} : writer.schema;
  const read = reader.schema;
  if (trail.length > 32 || readerAt.side.exhausted()) return say(field, 'too deep or too large to be judged');

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
    // A reader that names its values takes them; they have been compared.
    if (sent !== undefined && allowed !== undefined) continue;
    if (direction !== undefined && typeof value === 'number') {
      const kept = typeof other === 'number' && (direction === 'lower' ? other >= value : other <= value);
      if (!kept)
        say(
          field,
          `${keyword} ${value} on one side, ${other === undefined ? 'none' : JSON.stringify(other)} on the other`,
        );
    } else if (
      JSON.stringify(readerAt.side.spelled({ [keyword]: value }, reader.base)) !==
      JSON.stringify(writerAt.side.spelled({ [keyword]: other }, writer.base))
    ) {
      say(field, `${keyword} differs`);
    }
  }
  const step = (schema: unknown, at: At): At => ({ ...at, schema: (schema ?? true) as JsonSchema });
  const readerBase: At = { side: readerAt.side, schema: read, base: reader.base };
  const writerBase: At = { side: writerAt.side, schema: written, base: writer.base };
  const readProperties = mapOf(read['properties']);
  for (const [name, schema] of Object.entries(mapOf(written['properties']))) {
    const wanted = Object.hasOwn(readProperties, name)
      ? readProperties[name]
      : (read['additionalProperties'] ?? read['unevaluatedProperties']);
    compareSchemas(step(wanted, readerBase), step(schema, writerBase), child(field, name), say, trail);
  }
  const [readRest, writtenRest] = [read, written].map((one) => one['additionalProperties'] ?? true);
  if (isMap(readRest) && isMap(writtenRest)) {
    compareSchemas(step(readRest, readerBase), step(writtenRest, writerBase), child(field, '*'), say, trail);
  } else if (readRest !== true && writtenRest !== false && readRest !== writtenRest) {
    say(child(field, '*'), 'unknown fields are allowed on one side only');
  }
  if (read['items'] !== undefined) {
    compareSchemas(
      step(read['items'], readerBase),
      step(written['items'], writerBase),
      `${field}[]`,
      say,
      trail,
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

const child = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);
