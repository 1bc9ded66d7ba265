import { linearPattern } from '../../model/schemas/linear-pattern.ts';
import {
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  listOf,
  mapOf,
  schemasByName,
  schemasIn,
} from './keywords.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import type { Part, Values } from './values.ts';

/** Names of fields that a schema has looked at, so that its `unevaluatedProperties` does not. */
export interface Evaluated {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly string[];
  readonly all: boolean;
}

export function matches(pattern: string, name: string): boolean {
  try {
    return linearPattern(pattern).test(name);
  } catch {
    return false;
  }
}

/** Fields that objects of a set must have. */
export function requiredIn({ parts }: Values): Set<string> {
  return new Set(parts.flatMap(({ schema }) => listOf(schema['required'])));
}

/** Fields that a set names. */
export function namedIn(set: Values): Set<string> {
  const named = set.parts.flatMap(({ schema }) => Object.keys(mapOf(schema['properties'])));
  return new Set([...named, ...requiredIn(set)]);
}

/** Patterns of field names in a set, each with what its fields hold. */
export function patternsIn({ parts }: Values): Map<string, Part[]> {
  const found = new Map<string, Part[]>();
  for (const { of, schema } of parts) {
    for (const [pattern, one] of schemasByName(schema['patternProperties'])) {
      found.set(pattern, [...(found.get(pattern) ?? []), { of, schema: one }]);
    }
  }
  return found;
}

/** What a field holds in the objects of a set: of each part all that it says of the name. */
export function fieldIn(set: Values, name: string): Part[] {
  return set.parts.flatMap(({ of, schema }) => {
    const own = ownField(schema, name);
    const rest = schema['additionalProperties'];
    if (own.length > 0) return own.map((one) => ({ of, schema: one }));
    if (isSchema(rest)) return [{ of, schema: rest }];
    const last = schema['unevaluatedProperties'];
    if (!isSchema(last)) return [];
    const { all, names, patterns } = perhapsEvaluated(of, schema);
    const looked = all || names.has(name) || patterns.some((pattern) => matches(pattern, name));
    return looked ? [] : [{ of, schema: last }];
  });
}

/** What `properties` and `patternProperties` of one schema say of a field. */
function ownField(schema: Keywords, name: string): JsonSchema[] {
  const properties = mapOf(schema['properties']);
  const named = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return [
    ...(isSchema(named) ? [named] : []),
    ...schemasByName(schema['patternProperties'])
      .filter(([pattern]) => matches(pattern, name))
      .map(([, one]) => one),
  ];
}

/** What fields hold that no part names and no pattern matches; undefined where nothing is said of them. */
export function othersIn({ parts }: Values): Part[] | undefined {
  const found = parts.flatMap(({ of, schema }) => {
    const rest = schema['additionalProperties'];
    if (isSchema(rest)) return rest === true ? [] : [{ of, schema: rest }];
    const last = schema['unevaluatedProperties'];
    return isSchema(last) && last !== true && !perhapsEvaluated(of, schema).all ? [{ of, schema: last }] : [];
  });
  return found.length === 0 ? undefined : found;
}

/** Whether objects of a set have no fields but those that it names or that match a pattern. */
export function isClosed(set: Values): boolean {
  return othersIn(set)?.some(({ schema }) => schema === false) === true;
}

/** All that a schema may have evaluated, whichever of its branches hold. */
function perhapsEvaluated(of: SchemaDocuments, schema: Keywords): Evaluated {
  const names = new Set<string>();
  const patterns: string[] = [];
  const seen = new Set<Keywords>();
  let all = false;
  const visit = (one: unknown, own: boolean): void => {
    if (!isMap(one) || seen.has(one)) return;
    seen.add(one);
    for (const name of Object.keys(mapOf(one['properties']))) names.add(name);
    patterns.push(...Object.keys(mapOf(one['patternProperties'])));
    if (one['additionalProperties'] !== undefined) all = true;
    if (!own && one['unevaluatedProperties'] !== undefined) all = true;
    visit(of.referred(one), false);
    for (const key of ['allOf', 'anyOf', 'oneOf']) for (const each of schemasIn(one[key])) visit(each, false);
    for (const key of ['if', 'then', 'else']) visit(one[key], false);
    for (const [, each] of schemasByName(one['dependentSchemas'])) visit(each, false);
  };
  visit(schema, true);
  return { names, patterns, all };
}

/** Whether some name could match both patterns; false only where that is certain. */
export function mayOverlap(one: string, other: string): boolean {
  const begins = [one, other].map(literalBegin);
  const [a, b] = begins;
  return a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);
}

/** What every name that matches begins with; undefined where that is not plain. */
function literalBegin(pattern: string): string | undefined {
  if (!pattern.startsWith('^') || pattern.includes('|')) return undefined;
  const literal = /^\^([A-Za-z0-9_-]*)/.exec(pattern)?.[1] ?? '';
  // A quantifier behind the last letter makes it optional.
  return /^[*?{]/.test(pattern.slice(1 + literal.length)) ? literal.slice(0, -1) : literal;
}
