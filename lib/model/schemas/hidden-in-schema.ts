import { firstHiddenInName, hiddenIn } from '../text/hidden-characters.ts';
import type { Path } from '../text/yaml-source.ts';
import { holders } from './schema-keywords.ts';

/** Text that people read, in JSON Schemas and Avro schemas. */
const freeText: ReadonlySet<string> = new Set(['title', 'description', '$comment', 'doc']);

/** What they hold, messages may hold. */
const values: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);

/** Keywords that hold schemas by name. */
const byName: ReadonlySet<string> = new Set(holders.map);

/**
 * The first hidden character, escaped or not, in free text or in the name of a field; undefined where there is none.
 * @param named whether keys are names, and no keywords
 */
export function hiddenInSchema(
  schema: unknown,
  path: Path = [],
  named = false,
): { readonly path: Path; readonly name: string } | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const isList = Array.isArray(schema);
  for (const [key, value] of Object.entries(schema) as [string, unknown][]) {
    const isKeyword = !named && !isList;
    if (isKeyword && values.has(key)) continue;
    const at = [...path, isList ? Number(key) : key];
    const text = isKeyword && freeText.has(key) && typeof value === 'string' ? value : '';
    const hidden = firstHiddenInName(key) ?? hiddenIn(text, 1)[0];
    if (hidden !== undefined) return { path: at, name: hidden.name };
    const inside = hiddenInSchema(value, at, isKeyword && byName.has(key));
    if (inside !== undefined) return inside;
  }
  return undefined;
}
