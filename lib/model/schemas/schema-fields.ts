import type { JsonSchemaFile } from '../terms/contract.ts';
import { isMap, type Keywords, schemasByName, schemasIn } from './schema-keywords.ts';
import { SchemaReferences } from './schema-references.ts';

/** Fields that one schema may have, at all depths; definitions that name each other twice over have 2^n. */
export const mostFields = 5_000;

/** Levels of fields that are followed; messages have at most 64. */
const deepest = 200;

/** PII levels by what they allow: a higher one asks for more. */
export const piiLevels = ['none', 'low', 'high'] as const;

/** One property that messages of a schema may have. */
export interface SchemaField {
  /** `payload.input`, `sources[]`, `labels.*` */
  readonly path: string;
  readonly required: boolean;
  /** `string`, `string or null`; undefined where any is allowed. */
  readonly type: string | undefined;
  readonly format: string | undefined;
  readonly description: string | undefined;
  /** What `const` or `enum` leaves; undefined where nothing is said. */
  readonly allowed: readonly unknown[] | undefined;
  /** As annotated (`x-pii`); undefined where nothing is said. */
  readonly pii: unknown;
  /** As annotated (`x-encryption`), or `sealed` where it refers to a shared schema of encrypted values. */
  readonly encryption: unknown;
}

/**
 * Every property of a schema at every depth, through `$ref` to shared schemas and to its own definitions; the
 * schema as a whole is the field with the empty path. A reference that leads back to itself is followed once. It ends
 * with one field more than `mostFields`, where there are more. What is deeper than `deepest` is left out.
 */
export function fieldsOf(schema: unknown, shared: readonly JsonSchemaFile[]): SchemaField[] {
  return walked(schema, shared).fields;
}

/** What a schema has too much of; undefined where its fields can be listed. */
export function tooManyFields(schema: unknown, shared: readonly JsonSchemaFile[]): string | undefined {
  const { fields, tooDeep } = walked(schema, shared);
  if (tooDeep) return `more than ${deepest} levels of fields`;
  return fields.length > mostFields
    ? `more than ${mostFields} fields, counted at each place where they may be`
    : undefined;
}

function walked(
  schema: unknown,
  shared: readonly JsonSchemaFile[],
): { readonly fields: SchemaField[]; readonly tooDeep: boolean } {
  const references = new SchemaReferences(
    schema,
    shared.map(({ value }) => value),
  );
  const fields: SchemaField[] = [];
  let tooDeep = false;

  /** @param above the schemas that led here */
  const walk = (
    node: unknown,
    path: string,
    required: boolean,
    above: readonly unknown[],
    depth = 0,
  ): void => {
    if (!isMap(node) || above.includes(node) || fields.length > mostFields) return;
    tooDeep ||= depth > deepest;
    if (tooDeep) return;
    const merged = gather(node, references);
    const trail = [...above, ...merged];
    fields.push({
      path,
      required,
      type: typeText(first(merged, 'type')),
      format: textOf(first(merged, 'format')),
      description: textOf(first(merged, 'description')),
      allowed: allowedBy(merged),
      pii: first(merged, 'x-pii'),
      encryption: first(merged, 'x-encryption') ?? (merged.some(isSealed) ? 'sealed' : undefined),
    });
    const names = new Set(merged.flatMap((part) => listOf(part['required'])));
    for (const part of merged.filter((one) => !above.includes(one))) {
      for (const [name, child] of schemasByName(part['properties'])) {
        walk(child, path === '' ? name : `${path}.${name}`, names.has(name), trail, depth + 1);
      }
      for (const child of [
        ...schemasByName(part['patternProperties']).map(([, one]) => one),
        part['additionalProperties'],
        part['unevaluatedProperties'],
      ]) {
        walk(child, path === '' ? '*' : `${path}.*`, false, trail, depth + 1);
      }
      for (const child of [
        part['items'],
        part['unevaluatedItems'],
        part['contains'],
        ...schemasIn(part['prefixItems']),
      ]) {
        walk(child, `${path}[]`, false, trail, depth + 1);
      }
    }
  };
  walk(schema, '', true, []);
  return { fields, tooDeep };
}

/** A schema and all that it is composed of: what it refers to, and its branches, outer ones first. */
function gather(node: Keywords, references: SchemaReferences): Keywords[] {
  const found = new Set<Keywords>();
  const open: unknown[] = [node];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!isMap(one) || found.has(one)) continue;
    found.add(one);
    const branches = [
      references.referred(one),
      ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => schemasIn(one[key as keyof typeof one])),
      ...[one['then'], one['else']],
      ...schemasByName(one['dependentSchemas']).map(([, schema]) => schema),
    ];
    open.push(...branches.filter(isMap).toReversed());
  }
  return [...found];
}

/** What shared schemas of encrypted values are called. */
const sealedTitle = /^Encrypted/;

function isSealed({ title }: Keywords): boolean {
  return typeof title === 'string' && sealedTitle.test(title);
}

function first(parts: readonly Keywords[], key: string): unknown {
  return parts.find((node) => node[key] !== undefined)?.[key];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function typeText(type: unknown): string | undefined {
  return Array.isArray(type) ? type.join(' or ') : textOf(type);
}

function allowedBy(parts: readonly Keywords[]): readonly unknown[] | undefined {
  const fixed = parts.find((node) => Object.hasOwn(node, 'const'));
  if (fixed !== undefined) return [fixed['const']];
  const list = first(parts, 'enum');
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
