import type { JsonSchemaFile } from '../terms/contract.ts';

/** Fields that one schema may have, at all depths; definitions that name each other twice over have 2^n. */
export const mostFields = 5_000;

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

type Node = Readonly<Record<string, unknown>>;

/**
 * Every property of a schema at every depth, through `$ref` to shared schemas and to its own definitions; the
 * schema as a whole is the field with the empty path. A reference that leads back to itself is followed once. It ends
 * with one field more than `mostFields`, where there are more.
 */
export function fieldsOf(schema: unknown, shared: readonly JsonSchemaFile[]): SchemaField[] {
  const byId = schemasById(shared);
  const fields: SchemaField[] = [];

  /** @param root the schema that `#` refers to; `above` the nodes that led here */
  const walk = (
    node: unknown,
    root: unknown,
    path: string,
    required: boolean,
    above: readonly unknown[],
  ): void => {
    if (!isNode(node) || above.includes(node) || fields.length > mostFields) return;
    const merged = gather(node, root, byId, []);
    const trail = [...above, ...merged.map((one) => one.node)];
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
    const names = new Set(merged.flatMap((one) => listOf(one.node['required'])));
    for (const { node: part, root: its } of merged.filter((one) => !above.includes(one.node))) {
      for (const [name, child] of entries(part['properties'])) {
        walk(child, its, path === '' ? name : `${path}.${name}`, names.has(name), trail);
      }
      for (const child of [
        ...entries(part['patternProperties']).map(([, one]) => one),
        part['additionalProperties'],
        part['unevaluatedProperties'],
      ]) {
        walk(child, its, path === '' ? '*' : `${path}.*`, false, trail);
      }
      for (const child of [part['items'], part['contains'], ...listOf(part['prefixItems'])]) {
        walk(child, its, `${path}[]`, false, trail);
      }
    }
  };
  walk(schema, schema, '', true, []);
  return fields;
}

export interface Part {
  readonly node: Node;
  readonly root: unknown;
}

/** Shared schemas, by their `$id`. */
export function schemasById(shared: readonly JsonSchemaFile[]): Map<string, unknown> {
  return new Map(
    shared.flatMap(({ value }): [string, unknown][] => {
      const id = isNode(value) ? value['$id'] : undefined;
      return typeof id === 'string' ? [[id, value]] : [];
    }),
  );
}

/** A node and all that it is composed of: what it refers to, and its branches. */
function gather(node: unknown, root: unknown, byId: ReadonlyMap<string, unknown>, seen: unknown[]): Part[] {
  if (!isNode(node) || seen.includes(node)) return [];
  seen.push(node);
  const target = referred(node['$ref'], root, byId);
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => listOf(node[key]));
  return [
    { node, root },
    ...(target === undefined ? [] : gather(target.node, target.root, byId, seen)),
    ...[...branches, node['then'], node['else']].flatMap((one) => gather(one, root, byId, seen)),
  ];
}

/** What a `$ref` leads to, with the schema that `#` means there. */
export function referred(
  reference: unknown,
  root: unknown,
  byId: ReadonlyMap<string, unknown>,
): Part | undefined {
  if (typeof reference !== 'string') return undefined;
  const hash = reference.indexOf('#');
  const id = hash < 0 ? reference : reference.slice(0, hash);
  const pointer = hash < 0 ? '' : reference.slice(hash + 1);
  const base = id === '' ? root : byId.get(id);
  const node = pointer === '' || pointer.startsWith('/') ? pointed(base, pointer) : anchored(base, pointer);
  return isNode(node) ? { node, root: base } : undefined;
}

function pointed(base: unknown, pointer: string): unknown {
  let node = base;
  for (const step of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    node = isNode(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  }
  return node;
}

/** The schema with this `$anchor`. */
function anchored(node: unknown, anchor: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  if (isNode(node) && node['$anchor'] === anchor) return node;
  for (const one of Object.values(node)) {
    const found = anchored(one, anchor);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What shared schemas of encrypted values are called. */
const sealedTitle = /^Encrypted/;

function isSealed({ node }: Part): boolean {
  return typeof node['title'] === 'string' && sealedTitle.test(node['title']);
}

function first(parts: readonly Part[], key: string): unknown {
  return parts.find(({ node }) => node[key] !== undefined)?.node[key];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function typeText(type: unknown): string | undefined {
  return Array.isArray(type) ? type.join(' or ') : textOf(type);
}

function allowedBy(parts: readonly Part[]): readonly unknown[] | undefined {
  const fixed = parts.find(({ node }) => Object.hasOwn(node, 'const'));
  if (fixed !== undefined) return [fixed.node['const']];
  const list = first(parts, 'enum');
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): [string, unknown][] {
  return isNode(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
