import { z } from 'zod';

/** What a key does, as editors and the reference pages say it. */
export interface KeyText {
  readonly about: string;
  /** What holds without the key; undefined where the key is required. */
  readonly default: string | undefined;
  /** Values as a file writes them. */
  readonly examples: readonly unknown[];
}

/** The texts of keys by the schemas of their values; `described` fills it. */
export const keyTexts = z.registry<KeyText>();

interface Further<S extends z.ZodType> {
  /** What holds without the key. Default: the default of the schema, where it has one. */
  readonly default?: string;
  /** Values as a file writes them; where every allowed value has a name, or the keys below have examples: none. */
  readonly examples?: readonly z.input<S>[];
}

/**
 * The schema of a key's value with the text that describes the key. JSON Schemas and reference pages come from it.
 * @param about short sentences: what the key does, and its unit
 */
export function described<S extends z.ZodType>(
  schema: S,
  about: string,
  { default: words = defaultOf(schema), examples = [] }: Further<S> = {},
): S {
  const text: KeyText = { about, default: words, examples };
  const copy = schema.meta({
    description: words === undefined ? about : `${about} Default: ${words}.`,
  });
  keyTexts.add(copy, text);
  return copy;
}

/** Lists and maps are shown as YAML writes them: `[]`, `none`. */
function defaultOf(schema: z.ZodType): string | undefined {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return undefined;
  const value: unknown = schema.def.defaultValue;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
