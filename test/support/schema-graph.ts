export type Schema = Record<string, unknown> | boolean;

/** A message schema, and one that it may refer to by `$id`. */
export interface Documents {
  readonly root: Schema;
  readonly other: Schema;
}

type Path = readonly (string | number)[];

const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];
const ones = [
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'unevaluatedItems',
  'contains',
  'not',
  'if',
  'then',
  'else',
];
/** Keywords whose schemas are about the same value. */
const same = ['allOf', 'anyOf', 'oneOf', 'dependentSchemas', 'not', 'if', 'then', 'else'];

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inside(schema: Record<string, unknown>): { keyword: string; path: Path; schema: unknown }[] {
  return Object.entries(schema).flatMap(([keyword, value]) =>
    ones.includes(keyword)
      ? [{ keyword, path: [keyword], schema: value }]
      : lists.includes(keyword) || maps.includes(keyword)
        ? Object.entries(value as object).map(([name, one]) => ({
            keyword,
            path: [keyword, name],
            schema: one as unknown,
          }))
        : [],
  );
}

/** Paths of all schemas in the documents that messages are held against, outer ones first. */
export function placesOf(documents: Documents): Path[] {
  const reached = reachedFrom(documents);
  const walk = (schema: unknown, path: Path, used: boolean): Path[] => {
    if (!isMap(schema)) return used ? [path] : [];
    const places = inside(schema).flatMap((one) =>
      walk(one.schema, [...path, ...one.path], reached.has(schema) && one.keyword !== '$defs'),
    );
    return reached.has(schema) ? [path, ...places] : places;
  };
  return Object.entries(documents).flatMap(([name, schema]) => walk(schema, [name], false));
}

export function schemaAt(documents: Documents, path: Path): Schema {
  let here: unknown = documents;
  for (const step of path) here = (here as Record<string | number, unknown>)[step];
  return here as Schema;
}

function reachedFrom(documents: Documents): Set<unknown> {
  const reached = new Set<unknown>();
  const visit = (schema: unknown, root: Schema): void => {
    if (!isMap(schema) || reached.has(schema)) return;
    reached.add(schema);
    for (const one of inside(schema)) if (one.keyword !== '$defs') visit(one.schema, root);
    const target = named(documents, root, schema['$ref']);
    if (target !== undefined) visit(target.schema, target.root);
  };
  visit(documents.root, documents.root);
  return reached;
}

/** Whether messages may be as deep as they like, for a schema leads back to itself; and whether both documents count. */
export function shapeOf(documents: Documents): { readonly recursive: boolean; readonly crosses: boolean } {
  const done = new Set<unknown>();
  const leadsBack = (schema: unknown, root: Schema, above: readonly unknown[]): boolean => {
    if (!isMap(schema)) return false;
    if (above.includes(schema)) return true;
    if (done.has(schema)) return false;
    done.add(schema);
    const trail = [...above, schema];
    const target = named(documents, root, schema['$ref']);
    return (
      (target !== undefined && leadsBack(target.schema, target.root, trail)) ||
      inside(schema).some((one) => one.keyword !== '$defs' && leadsBack(one.schema, root, trail))
    );
  };
  const recursive = leadsBack(documents.root, documents.root, []);
  const crosses = placesOf(documents).some(([document]) => document === 'other');
  return { recursive, crosses };
}

/** The schema that a reference in one of the documents names, and the document that it is in. */
export function named(
  documents: Documents,
  root: Schema,
  reference: unknown,
): { readonly schema: Schema; readonly root: Schema } | undefined {
  if (typeof reference !== 'string' || !isMap(root)) return undefined;
  const [uri = '', fragment = ''] = reference.split('#');
  const base = typeof root['$id'] === 'string' ? root['$id'] : undefined;
  const id = URL.canParse(uri, base) ? new URL(uri, base).href : uri;
  const document =
    uri === '' ? root : Object.values(documents).find((one) => isMap(one) && one['$id'] === id);
  let here: unknown = document;
  if (fragment !== '' && !fragment.startsWith('/')) {
    here = Object.values(isMap(document) ? (document['$defs'] as object) : {}).find(
      (one) => isMap(one) && one['$anchor'] === fragment,
    );
  }
  for (const step of fragment.startsWith('/') ? fragment.split('/').slice(1) : []) {
    here = isMap(here) ? here[decodeURIComponent(step)] : undefined;
  }
  return isMap(here) || typeof here === 'boolean' ? { schema: here, root: document as Schema } : undefined;
}

/**
 * A copy without references that name nothing, and without those that ask the same of the same value for ever:
 * these mean nothing, and validators do not end.
 */
export function tied(documents: Documents): Documents {
  const copy = JSON.parse(JSON.stringify(documents)) as Documents;
  const state = new Map<unknown, 'open' | 'done'>();
  const visit = (schema: unknown, root: Schema): void => {
    if (!isMap(schema) || state.has(schema)) return;
    state.set(schema, 'open');
    if (schema['$ref'] !== undefined) {
      const target = named(copy, root, schema['$ref']);
      if (target !== undefined) visit(target.schema, target.root);
      if (target === undefined || state.get(target.schema) === 'open') {
        schema['$comment'] = schema['$ref'];
        delete schema['$ref'];
      }
    }
    for (const one of inside(schema)) if (same.includes(one.keyword)) visit(one.schema, root);
    state.set(schema, 'done');
  };
  const all = (schema: unknown, root: Schema): void => {
    visit(schema, root);
    if (isMap(schema)) for (const one of inside(schema)) all(one.schema, root);
  };
  for (const root of Object.values(copy) as Schema[]) all(root, root);
  return copy;
}
