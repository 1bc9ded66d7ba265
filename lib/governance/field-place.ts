import type { SchemaFormat } from '../model/terms/schema-terms.ts';
import type { Path } from '../model/text/yaml-source.ts';
import { isMap, mapOf } from '../model/schemas/schema-keywords.ts';

/**
 * Where a field (`input.uri`, `labels.*`, `items[]`) is in a schema, as far as it can be followed there: what a
 * reference leads to stands elsewhere.
 */
export function fieldPath(format: SchemaFormat, schema: unknown, field: string): Path {
  // A place in a .proto file is asked for by the names of fields.
  if (format === 'protobuf')
    return field.split('.').flatMap((one) => (/^\*?$/.test(one) ? [] : [one.replace(/\[\]$/, '')]));
  const path: (string | number)[] = [];
  let node: unknown = schema;
  let rest = field;
  while (rest !== '') {
    const step = stepsIn[format](node, rest);
    if (step === undefined) break;
    path.push(...step.path);
    node = step.path.reduce(
      (at: unknown, key) => (at as Record<string | number, unknown>)[key] ?? undefined,
      node,
    );
    rest = step.rest;
  }
  return path;
}

interface Step {
  readonly path: Path;
  readonly rest: string;
}

type FindStep = (node: unknown, rest: string) => Step | undefined;
const stepsIn: Readonly<Record<Exclude<SchemaFormat, 'protobuf'>, FindStep>> = {
  'json-schema': jsonStep,
  avro: avroStep,
};

function jsonStep(node: unknown, rest: string): Step | undefined {
  const here = mapOf(node);
  if (rest.startsWith('[]'))
    return isMap(here['items']) ? { path: ['items'], rest: rest.slice(2) } : undefined;
  const name = named(Object.keys(mapOf(here['properties'])), rest);
  if (name !== undefined) return { path: ['properties', name], rest: after(rest, name) };
  const open = rest.startsWith('*') || rest.startsWith('.*');
  return open && isMap(here['additionalProperties'])
    ? { path: ['additionalProperties'], rest: after(rest, '*') }
    : undefined;
}

function avroStep(node: unknown, rest: string): Step | undefined {
  if (Array.isArray(node)) {
    const index = node.findIndex((one) => isMap(one));
    return index < 0 ? undefined : { path: [index], rest };
  }
  const here = mapOf(node);
  if (rest.startsWith('[]') && here['items'] !== undefined) return { path: ['items'], rest: rest.slice(2) };
  if (/^\.?\*/.test(rest) && here['values'] !== undefined)
    return { path: ['values'], rest: after(rest, '*') };
  const fields: readonly unknown[] = Array.isArray(here['fields']) ? (here['fields'] as unknown[]) : [];
  const names = fields.map((one) => String(mapOf(one)['name']));
  const name = named(names, rest);
  if (name !== undefined) return { path: ['fields', names.indexOf(name)], rest: after(rest, name) };
  return isMap(here['type']) || Array.isArray(here['type']) ? { path: ['type'], rest } : undefined;
}

/** The name that the field goes on with; names may have dots, so the longest that fits. */
function named(names: readonly string[], rest: string): string | undefined {
  const text = rest.replace(/^\./, '');
  return names
    .filter((name) => text === name || text.startsWith(`${name}.`) || text.startsWith(`${name}[`))
    .sort((a, b) => b.length - a.length)[0];
}

function after(rest: string, name: string): string {
  return rest.replace(/^\./, '').slice(name.length);
}
