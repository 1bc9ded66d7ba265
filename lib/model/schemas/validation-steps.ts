import type { JsonSchemaFile } from '../terms/contract.ts';
import { referred, schemasById } from './schema-fields.ts';

/** Schemas that a small message may be held against; a large one, more. Definitions that name each other twice over take 2^n. */
export const mostSteps = 100_000;

/** Keywords whose schemas are about the same value, one and several. */
const same = ['not', 'if', 'then', 'else'];
const several = ['allOf', 'anyOf', 'oneOf'];

/**
 * Whether a validator takes more than `mostSteps` schemas for one message, each counted as often as it is asked. Schemas that
 * refer to themselves for ever do.
 */
export function takesTooLong(schema: unknown, shared: readonly JsonSchemaFile[], message: unknown): boolean {
  const byId = schemasById(shared);
  let steps = 0;
  const most = mostSteps + 50 * sizeOf(message);
  const over = (): boolean => steps > most;
  const visit = (node: unknown, root: unknown, value: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || over()) return;
    steps += depth > 1_000 ? most : 1;
    const here = node as Readonly<Record<string, unknown>>;
    const target = referred(here['$ref'], root, byId);
    if (target !== undefined) visit(target.node, target.root, value, depth + 1);
    const branches = [
      ...same.map((keyword) => here[keyword]),
      ...several.flatMap((keyword) => listOf(here[keyword])),
      ...Object.values(mapOf(here['dependentSchemas'])),
    ];
    for (const branch of branches) visit(branch, root, value, depth + 1);
    if (typeof value !== 'object' || value === null) return;
    const rest = Array.isArray(value)
      ? ['items', 'unevaluatedItems', 'contains']
      : ['additionalProperties', 'unevaluatedProperties'];
    const places = Array.isArray(value) ? listOf(here['prefixItems']) : mapOf(here['properties']);
    const patterns = Array.isArray(value) ? [] : Object.values(mapOf(here['patternProperties']));
    for (const [key, one] of Object.entries(value)) {
      const held = [
        Object.hasOwn(places, key) ? (places as Record<string, unknown>)[key] : undefined,
        ...patterns,
        ...rest.map((keyword) => here[keyword]),
      ];
      for (const inner of held) visit(inner, root, one, depth + 1);
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
