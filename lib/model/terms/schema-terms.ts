import { z } from 'zod';
import { lineField } from './fields.ts';

/** How message schemas are written: JSON Schema draft 2020-12, or Avro 1.12. */
const schemaFormats = ['json-schema', 'avro'] as const;
export type SchemaFormat = (typeof schemaFormats)[number];

/**
 * What a change of a schema may not break. backward: who reads by the new schema reads what was written by the
 * last one. forward: who reads by the last one reads what is written by the new one. full: both. The transitive
 * forms say so of all earlier schemas, not of the last one alone.
 */
const compatibilityModes = [
  'none',
  'backward',
  'forward',
  'full',
  'backward-transitive',
  'forward-transitive',
  'full-transitive',
] as const;
export type CompatibilityMode = (typeof compatibilityModes)[number];

export const schemaTerms = z.strictObject({
  format: z.enum(schemaFormats),
  compatibility: z.enum(compatibilityModes),
  /** @default `<topic>-value` */
  subject: lineField.optional(),
});

/** The files beside a contract that hold its schemas. */
export const schemaFiles: Readonly<Record<SchemaFormat, { readonly value: string; readonly key: string }>> = {
  'json-schema': { value: 'value.schema.json', key: 'key.schema.json' },
  avro: { value: 'value.schema.avsc', key: 'key.schema.avsc' },
};
