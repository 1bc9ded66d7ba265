import type { JsonSchemaFile } from '../terms/contract.ts';
import { isNode, type Part, referred, schemasById } from './schema-fields.ts';

/** Schemas that a small message may be held against; a large one, more. Definitions that name each other twice over take 2^n. */
export const mostSteps = 100_000;
const stepsOfValue = 50;

/** Keywords whose schemas are about the same value, one and several. */
const same = ['not', 'if', 'then', 'else'];
const several = ['allOf', 'anyOf', 'oneOf'];

/** What a schema asks of a value itself, of the items of a list and of the fields of an object. */
interface Asked {
  readonly same: readonly Part[];
  readonly places: readonly unknown[];
  readonly items: readonly unknown[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly fields: readonly unknown[];
}

/**
 * Whether a validator takes more than `mostSteps` schemas for one message, each counted as often as it is asked. Schemas that
 * refer to themselves for ever do.
 */
export function takesTooLong(schema: unknown, shared: readonly JsonSchemaFile[], message: unknown): boolean {
  const byId = schemasById(shared);
  const known = new Map<object, Asked>();
  const askedBy = (node: object, root: unknown): Asked => {
    const kept = known.get(node);
    if (kept !== undefined) return kept;
    const here = node as Readonly<Record<string, unknown>>;
    const target = referred(here['$ref'], root, byId);
    const own = [
      ...same.map((keyword) => here[keyword]),
      ...several.flatMap((keyword) => listOf(here[keyword])),
      ...Object.values(mapOf(here['dependentSchemas'])),
    ];
    const asked: Asked = {
      same: [
        ...(target === undefined ? [] : [target]),
        ...own.filter(isNode).map((one) => ({ node: one, root })),
      ],
      places: listOf(here['prefixItems']),
      items: ['items', 'unevaluatedItems', 'contains'].map((keyword) => here[keyword]).filter(isNode),
      properties: mapOf(here['properties']),
      fields: [
        ...Object.values(mapOf(here['patternProperties'])),
        ...['additionalProperties', 'unevaluatedProperties'].map((keyword) => here[keyword]),
      ].filter(isNode),
    };
    known.set(node, asked);
    return asked;
  };
  let steps = 0;
  let most: number | undefined;
  const over = (): boolean =>
    steps > mostSteps && steps > (most ??= mostSteps + stepsOfValue * sizeOf(message));
  const visit = (node: unknown, root: unknown, value: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || over()) return;
    steps += depth > 1_000 ? Infinity : 1;
    const asked = askedBy(node, root);
    for (const one of asked.same) visit(one.node, one.root, value, depth + 1);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        const item: unknown = value[index];
        visit(asked.places[index], root, item, depth + 1);
        for (const one of asked.items) visit(one, root, item, depth + 1);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (Object.hasOwn(asked.properties, key)) visit(asked.properties[key], root, item, depth + 1);
        for (const one of asked.fields) visit(one, root, item, depth + 1);
      }
    }
  };
  visit(schema, schema, message, 0);
  return over();
}

/** Values in a message. */
function sizeOf(message: unknown): number {
  if (typeof message !== 'object' || message === null) return 1;
  let size = 1;
  for (const one of Object.values(message)) size += sizeOf(one);
  return size;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
