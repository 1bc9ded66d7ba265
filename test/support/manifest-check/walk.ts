import type { Schema } from '../../../scripts/imports/schema.ts';
import { type CompiledRule, compileRule, isTransition, type Rule, toCel } from './cel.ts';
import { referenceOf } from './closed-schema.ts';
import { definition } from './schemas.ts';

/** Adds what is wrong at a value and below it to `problems`. */
export type Visit = (value: unknown, path: string, problems: string[]) => void;

/** What stands where a path is empty. */
export const ROOT = 'the object';

/** A field name on the end of a path; names that are no identifiers are in brackets. */
export function at(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rules of this schema alone; a rule that does not compile goes to `broken`. */
function rulesOf(schema: Schema, broken: string[]): Visit | undefined {
  const rules = ((schema['x-kubernetes-validations'] ?? []) as readonly Rule[]).filter(
    (rule) => !isTransition(rule),
  );
  const compiled = rules.flatMap((rule): CompiledRule[] => {
    try {
      return [compileRule(rule)];
    } catch (error) {
      broken.push((error as Error).message);
      return [];
    }
  });
  if (compiled.length === 0) return undefined;
  return (value, path, problems) => {
    let self: unknown;
    try {
      self = toCel(value, schema);
    } catch (error) {
      problems.push(`${path || ROOT}: ${(error as Error).message}`);
      return;
    }
    for (const rule of compiled) {
      const problem = rule(self);
      if (problem !== undefined) problems.push(`${path || ROOT}: ${problem}`);
    }
  };
}

/** Lists that are sets, or maps by the key their items carry: nothing twice. */
function noDoubles(schema: Schema): Visit | undefined {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return undefined;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  return (value, path, problems) => {
    if (!Array.isArray(value)) return;
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const key = JSON.stringify(type === 'set' || !isRecord(item) ? item : keys.map((name) => item[name]));
      if (seen.has(key)) problems.push(`${path}[${index}]: is there twice, ${keys.join(' and ')} ${key}`);
      seen.add(key);
    }
  };
}

/**
 * What JSON Schema cannot say, compiled once for a schema: CEL rules where they stand,
 * and doubles in lists. Undefined where neither occurs, so that the walk stops there.
 * @param broken takes the rules that do not compile.
 */
export function compileWalk(
  schema: Schema,
  broken: string[],
  within: readonly string[] = [],
): Visit | undefined {
  const reference = referenceOf(schema);
  if (reference) {
    if (within.includes(reference)) throw new Error(`${reference} contains itself: ${within.join(' > ')}`);
    return compileWalk(definition(reference), broken, [...within, reference]);
  }
  const inner = (child: Schema): Visit | undefined => compileWalk(child, broken, within);
  const own = [rulesOf(schema, broken), noDoubles(schema)].filter((visit) => visit !== undefined);
  const fields = Object.entries(schema.properties ?? {}).flatMap(([key, property]): [string, Visit][] => {
    const visit = inner(property);
    return visit ? [[key, visit]] : [];
  });
  const item = schema.items && inner(schema.items);
  const more =
    typeof schema.additionalProperties === 'object' ? inner(schema.additionalProperties) : undefined;
  if (own.length === 0 && fields.length === 0 && !item && !more) return undefined;
  return (value, path, problems) => {
    if (value === null || value === undefined) return;
    for (const visit of own) visit(value, path, problems);
    if (Array.isArray(value)) {
      if (item) for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, problems);
      return;
    }
    if (!isRecord(value)) return;
    for (const [key, visit] of fields) if (key in value) visit(value[key], at(path, key), problems);
    if (!more) return;
    for (const [key, entry] of Object.entries(value)) {
      if (!schema.properties?.[key]) more(entry, at(path, key), problems);
    }
  };
}
