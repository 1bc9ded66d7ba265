import { statesOf } from './linear-pattern.ts';
import {
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  listOf,
  mapOf,
  schemasByName,
  schemasIn,
} from './schema-keywords.ts';
import type { SchemaReferences } from './schema-references.ts';

/**
 * What the samples of one contract may take, together. It is counted before a validator runs, which then need not be stopped:
 * a validator in a thread of its own would cost each run its start.
 */
const most = {
  /**
   * Schemas that small messages are held against; large ones, more. Definitions that name each other twice over take 2^n.
   */
  steps: 100_000,
  /** Values that are compared with each other: `uniqueItems` compares each with all. */
  comparisons: 10_000_000,
  /** Characters, each as often as a pattern has states: about what a pattern takes for a text. */
  characters: 20_000_000,
};
const stepsOfValue = 50;
/** Schemas inside each other that a message is held against. */
const mostDeep = 1_000;

type Counted = keyof typeof most;

/** What is too much, and what to do. */
export interface Excess {
  readonly what: string;
  readonly fix: string;
}

const fixes: Readonly<Record<Counted, string>> = {
  steps: 'make it simpler: allOf, anyOf and references multiply, or it refers to itself',
  comparisons: 'make the list shorter, or the values: uniqueItems and enum compare each with all others',
  characters: 'make the text or the pattern shorter: each character is held against each state of a pattern',
};

/** What a schema asks of a value itself, of the items of a list, and of the fields of an object and their names. */
interface Asked {
  readonly same: readonly JsonSchema[];
  readonly places: readonly JsonSchema[];
  readonly items: readonly JsonSchema[];
  readonly properties: Keywords;
  readonly fields: readonly JsonSchema[];
  readonly names: readonly JsonSchema[];
  /** Values that each value is compared with: how many, and how many there are in them. */
  readonly listed: { readonly count: number; readonly size: number };
  /** Names that each object is asked for. */
  readonly named: number;
  readonly isUnique: boolean;
  /** How often each character of a text is looked at, and of a name. */
  readonly ofText: number;
  readonly ofName: number;
  readonly hasFormat: boolean;
}

/**
 * Counts what a validator takes for messages of some schemas, one after the other; answers what is too much of it.
 * Schemas that refer to themselves for ever are.
 * @param forSize steps that a message may take more for each value in it
 */
export function stepCounter(
  references: SchemaReferences,
  forSize = stepsOfValue,
): (schema: unknown, message: unknown) => Excess | undefined {
  const known = new Map<Keywords, Asked>();
  const askedBy = (node: Keywords): Asked => {
    const kept = known.get(node);
    if (kept !== undefined) return kept;
    const asked = askedOf(node, references.referred(node));
    known.set(node, asked);
    return asked;
  };
  const count = { steps: 0, comparisons: 0, characters: 0 };
  let allowed = most.steps;
  /** Whose size allows more steps, once. */
  let large: unknown;

  const over = (): Counted | undefined => {
    if (count.steps > allowed) {
      allowed += forSize * sizeOf(large);
      large = undefined;
    }
    if (count.steps > allowed) return 'steps';
    if (count.comparisons > most.comparisons) return 'comparisons';
    return count.characters > most.characters ? 'characters' : undefined;
  };
  const visit = (node: unknown, value: unknown, depth: number): void => {
    if (!isMap(node) || over() !== undefined) return;
    count.steps += depth > mostDeep ? Infinity : 1;
    const asked = askedBy(node);
    if (asked.listed.count > 0)
      count.comparisons += Math.min(asked.listed.count * sizeOf(value), asked.listed.size);
    for (const one of asked.same) visit(one, value, depth + 1);
    if (typeof value === 'string') {
      count.characters += value.length * asked.ofText;
      // Some of their expressions go back, from each character to all others.
      if (asked.hasFormat) count.characters += value.length ** 2 / 10;
    } else if (Array.isArray(value)) {
      if (asked.isUnique) count.comparisons += (value.length * sizeOf(value)) / 2;
      for (let index = 0; index < value.length; index += 1) {
        const item: unknown = value[index];
        visit(asked.places[index], item, depth + 1);
        for (const one of asked.items) visit(one, item, depth + 1);
      }
    } else if (isMap(value)) {
      count.comparisons += asked.named;
      for (const [key, item] of Object.entries(value)) {
        count.characters += key.length * asked.ofName;
        if (Object.hasOwn(asked.properties, key)) visit(asked.properties[key], item, depth + 1);
        for (const one of asked.fields) visit(one, item, depth + 1);
        for (const one of asked.names) visit(one, key, depth + 1);
      }
    }
  };
  return (schema, message) => {
    large = message;
    visit(schema, message, 0);
    const counted = over();
    return counted === undefined
      ? undefined
      : { what: `more than ${most[counted]} ${counted}`, fix: fixes[counted] };
  };
}

/**
 * What is too much for any value that reaches one of some schemas: parts that are about the same value multiply, wherever in
 * a message it is. Each schema is counted once.
 */
export function stepsOfAny(schemas: Iterable<Keywords>, references: SchemaReferences): Excess | undefined {
  const known = new Map<JsonSchema, number>();
  const stepsOf = (schema: JsonSchema, depth = 0): number => {
    if (!isMap(schema)) return 0;
    if (depth > mostDeep) return Infinity;
    const before = known.get(schema);
    if (before !== undefined) return before;
    // What leads back to itself without a step into the message never ends.
    known.set(schema, Infinity);
    const steps = sameIn(schema, references.referred(schema)).reduce(
      (sum, one) => sum + stepsOf(one, depth + 1),
      1,
    );
    known.set(schema, steps);
    return steps;
  };
  for (const schema of schemas)
    if (stepsOf(schema) > most.steps) return { what: `more than ${most.steps} steps`, fix: fixes.steps };
  return undefined;
}

/** The schemas that are about the same value as a schema. */
function sameIn(node: Keywords, target: JsonSchema | undefined): JsonSchema[] {
  return [
    ...(target === undefined ? [] : [target]),
    ...['not', 'if', 'then', 'else'].map((keyword) => node[keyword]).filter(isSchema),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => schemasIn(node[keyword])),
    ...schemasByName(node['dependentSchemas']).map(([, one]) => one),
  ];
}

function askedOf(node: Keywords, target: JsonSchema | undefined): Asked {
  const some = (...keywords: string[]) => keywords.map((keyword) => node[keyword]).filter(isSchema);
  const listed = [
    ...(Array.isArray(node['enum']) ? (node['enum'] as unknown[]) : []),
    ...(Object.hasOwn(node, 'const') ? [node['const']] : []),
  ];
  const bounds = ['minLength', 'maxLength'].filter((keyword) => node[keyword] !== undefined);
  const pattern = typeof node['pattern'] === 'string' ? statesOf(node['pattern']) : 0;
  const patterns = Object.keys(mapOf(node['patternProperties']));
  return {
    same: sameIn(node, target),
    places: schemasIn(node['prefixItems']),
    items: some('items', 'unevaluatedItems', 'contains'),
    properties: mapOf(node['properties']),
    fields: [
      ...schemasByName(node['patternProperties']).map(([, one]) => one),
      ...some('additionalProperties', 'unevaluatedProperties'),
    ],
    names: some('propertyNames'),
    listed: { count: listed.length, size: sizeOf(listed) },
    named: Object.keys(mapOf(node['properties'])).length + listOf(node['required']).length,
    isUnique: node['uniqueItems'] === true && !isOfScalars(node['items']),
    ofText: pattern + bounds.length,
    ofName: patterns.reduce((sum, one) => sum + statesOf(one), 0),
    hasFormat: typeof node['format'] === 'string' && !formatsOfLongText.has(node['format']),
  };
}

/** Whether a validator finds equal items by their text. */
function isOfScalars(items: unknown): boolean {
  const types = mapOf(items)['type'];
  const names = listOf(Array.isArray(types) ? types : [types]);
  return types !== undefined && !names.includes('object') && !names.includes('array');
}

/** They look at each character once. */
const formatsOfLongText: ReadonlySet<string> = new Set(['byte', 'binary', 'password']);

/** Values in a message; undefined has none. */
function sizeOf(message: unknown): number {
  if (message === undefined) return 0;
  if (typeof message !== 'object' || message === null) return 1;
  let size = 1;
  for (const one of Object.values(message)) size += sizeOf(one);
  return size;
}
