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
} from '../../model/schemas/schema-keywords.ts';
import { canonical } from './identity.ts';
import { TooLarge } from './too-large.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import { hasField, type Part, type Values } from './values.ts';

/** Names of fields that a schema has looked at, so that its `unevaluatedProperties` does not. */
export interface Evaluated {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly string[];
  readonly all: boolean;
}

export function matches(of: SchemaDocuments, pattern: string, name: string): boolean {
  try {
    const { states, test } = linearPattern(pattern);
    of.spend(1 + (name.length * states) / 10);
    return test(name);
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    return false;
  }
}

/** The same answer each time: several questions are asked about each set, and it may be large. */
function remembered<T>(answer: (set: Values) => T): (set: Values) => T {
  const known = new WeakMap<Values, { readonly answer: T }>();
  return (set) => {
    const before = known.get(set) ?? { answer: answer(set) };
    known.set(set, before);
    return before.answer;
  };
}

/** Fields that objects of a set must have. */
export const requiredIn = remembered(({ parts }): ReadonlySet<string> => {
  const names = new Set(parts.flatMap(({ schema }) => listOf(schema['required'])));
  parts[0]?.of.spend(names.size);
  return names;
});

/** Fields that a set names, also in branches that allow them beside `unevaluatedProperties`. */
export const namedIn = remembered((set): ReadonlySet<string> => {
  const named = set.parts.flatMap(({ schema }) => Object.keys(mapOf(schema['properties'])));
  const names = new Set([...named, ...requiredIn(set), ...closing(set).flatMap((one) => [...one.names])]);
  set.parts[0]?.of.spend(names.size);
  return names;
});

/** What may be evaluated beside each `unevaluatedProperties` of a set. */
function closing(set: Values): Evaluated[] {
  return set.parts
    .filter(
      ({ schema }) =>
        isSchema(schema['unevaluatedProperties']) &&
        schema['unevaluatedProperties'] !== true &&
        schema['additionalProperties'] === undefined,
    )
    .map(({ of, schema }) => perhapsEvaluated(set, of, schema));
}

/** Patterns of field names in a set, each with what its fields hold. */
export const patternsIn = remembered((set): ReadonlyMap<string, Part[]> => {
  const found = new Map<string, Part[]>();
  for (const pattern of closing(set).flatMap(({ patterns }) => patterns)) found.set(pattern, []);
  for (const { of, schema } of set.parts) {
    for (const [pattern, one] of schemasByName(schema['patternProperties'])) {
      found.set(pattern, [...(found.get(pattern) ?? []), { of, schema: one }]);
    }
  }
  return found;
});

/** What a field holds in the objects of a set: of each part all that it says of the name. */
export function fieldIn(set: Values, name: string): Part[] {
  set.parts[0]?.of.spend(set.parts.length);
  return set.parts.flatMap(({ of, schema }) => {
    const own = ownField(of, schema, name);
    const rest = schema['additionalProperties'];
    if (own.length > 0) return own.map((one) => ({ of, schema: one }));
    if (isSchema(rest)) return [{ of, schema: rest }];
    const last = schema['unevaluatedProperties'];
    if (!isSchema(last)) return [];
    const { all, names, patterns } = perhapsEvaluated(set, of, schema);
    const looked = all || names.has(name) || patterns.some((pattern) => matches(of, pattern, name));
    return looked ? [] : [{ of, schema: last }];
  });
}

/** What `properties` and `patternProperties` of one schema say of a field. */
function ownField(of: SchemaDocuments, schema: Keywords, name: string): JsonSchema[] {
  const properties = mapOf(schema['properties']);
  const named = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return [
    ...(isSchema(named) ? [named] : []),
    ...schemasByName(schema['patternProperties'])
      .filter(([pattern]) => matches(of, pattern, name))
      .map(([, one]) => one),
  ];
}

/** What fields hold that no part names and no pattern matches; undefined where nothing is said of them. */
export const othersIn = remembered((set): Part[] | undefined => {
  const found = set.parts.flatMap(({ of, schema }) => {
    const rest = schema['additionalProperties'];
    if (isSchema(rest)) return rest === true ? [] : [{ of, schema: rest }];
    const last = schema['unevaluatedProperties'];
    if (!isSchema(last) || last === true || perhapsEvaluated(set, of, schema).all) return [];
    return [{ of, schema: last }];
  });
  return found.length === 0 ? undefined : found;
});

/** Whether objects of a set have no fields but those that it names or that match a pattern. */
export function isClosed(set: Values): boolean {
  return othersIn(set)?.some(({ schema }) => schema === false) === true;
}

/** Whether a set says nothing of which fields its objects have: each is a map of anything. */
export function isFree(set: Values): boolean {
  return namedIn(set).size === 0 && patternsIn(set).size === 0;
}

/** All that a schema may have evaluated in values of the set, whichever of the branches hold that are left open. */
function perhapsEvaluated(set: Values, of: SchemaDocuments, schema: Keywords): Evaluated {
  const known = evaluatedIn(set);
  const before = known.get(schema) ?? evaluatedBy(set, of, schema);
  known.set(schema, before);
  return before;
}

/** By the schema. */
const evaluatedIn = remembered(() => new Map<Keywords, Evaluated>());

function evaluatedBy({ parts, excluded }: Values, of: SchemaDocuments, schema: Keywords): Evaluated {
  const names = new Set<string>();
  const patterns: string[] = [];
  const seen = new Set<Keywords>();
  let all = false;
  const among = (some: readonly Part[], one: unknown): boolean =>
    isSchema(one) && some.some((part) => part.of === of && part.schema === of.direct(one));
  const lacks = (name: string): boolean =>
    excluded.some(({ schema: one }) => isMap(one) && canonical(one) === canonical(hasField(name)));
  const visit = (one: unknown, own: boolean): void => {
    // A branch that does not hold evaluates nothing.
    if (!isMap(one) || seen.has(one) || among(excluded, one)) return;
    seen.add(one);
    of.spend(1 + parts.length + excluded.length);
    for (const name of Object.keys(mapOf(one['properties']))) names.add(name);
    patterns.push(...Object.keys(mapOf(one['patternProperties'])));
    if (one['additionalProperties'] !== undefined) all = true;
    if (!own && one['unevaluatedProperties'] !== undefined) all = true;
    visit(of.referred(one), false);
    for (const key of ['allOf', 'anyOf', 'oneOf']) for (const each of schemasIn(one[key])) visit(each, false);
    visit(one['if'], false);
    if (!among(excluded, one['if'])) visit(one['then'], false);
    if (!among(parts, one['if'])) visit(one['else'], false);
    for (const [name, each] of schemasByName(one['dependentSchemas'])) if (!lacks(name)) visit(each, false);
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
