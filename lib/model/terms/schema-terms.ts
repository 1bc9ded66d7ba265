import { z } from 'zod';
import { described } from './described.ts';
import { nameField } from './fields.ts';

export const schemaFormats = ['json-schema', 'avro', 'protobuf'] as const;
export type SchemaFormat = (typeof schemaFormats)[number];

export const compatibilityModes = [
  'none',
  'backward',
  'forward',
  'full',
  'backward-transitive',
  'forward-transitive',
  'full-transitive',
] as const;
export type CompatibilityMode = (typeof compatibilityModes)[number];

const wireFormats = ['registry', 'plain'] as const;
export type WireFormat = (typeof wireFormats)[number];

export const schemaTerms = z.strictObject({
  format: described(
    z.enum(schemaFormats),
    'Language of the schema: `json-schema` (draft 2020-12), `avro` (1.12) or `protobuf` (proto3).',
    { examples: ['json-schema'] },
  ),
  compatibility: described(
    z.enum(compatibilityModes),
    '`backward`: the new schema reads what the last one wrote. `forward`: the last schema reads what the new one writes. `full`: both. `-transitive`: the same for all earlier schemas. `none`: every change is allowed.',
    { examples: ['backward'] },
  ),
  subject: described(
    nameField.optional(),
    'Subject in the schema registry. It ends with `-value`, and no other contract has it.',
    { default: '<topic>-value', examples: ['orders-value'] },
  ),
  wireFormat: described(
    z.enum(wireFormats).optional(),
    'Where the environment has a schema registry: `registry`: keys and values begin with the id of their schema, as Confluent’s serializers write them. `plain`: they do not, and the registry keeps the schemas alone.',
    { default: 'registry', examples: ['plain'] },
  ),
});

const formatList = z.array(z.enum(schemaFormats));

/** Which formats contracts of a system may have. */
export const schemaRules = z.strictObject({
  formats: described(
    formatList.min(1),
    'Formats that contracts of the system have. `new topic` takes the first one where none is named.',
    { examples: [['avro', 'protobuf']] },
  ),
  bridges: described(
    formatList.exactOptional(),
    'Formats that a contract may have as well if it says under `bridge` who outside reads or writes its topic.',
    { default: '[]', examples: [['json-schema']] },
  ),
});

/** Of a system that says nothing. */
export const everyFormat: SchemaFormats = { formats: schemaFormats, bridges: [] };

/** Formats of a system's contracts, the usual one first, and those that a bridge may have as well. */
export interface SchemaFormats {
  readonly formats: readonly SchemaFormat[];
  readonly bridges: readonly SchemaFormat[];
}

/** The files beside a contract that hold its schemas. */
export const schemaFiles: Readonly<Record<SchemaFormat, { readonly value: string; readonly key: string }>> = {
  'json-schema': { value: 'value.schema.json', key: 'key.schema.json' },
  avro: { value: 'value.schema.avsc', key: 'key.schema.avsc' },
  protobuf: { value: 'value.proto', key: 'key.proto' },
};

/** Whether a file of `messages/` holds a shared schema, by its name. */
export function isSharedSchemaFile(name: string): boolean {
  return ['.schema.json', '.avsc', '.proto'].some((end) => name.endsWith(end));
}
