import type { SharedSchema } from '../model/catalog.ts';
import { fieldsIn } from '../model/schemas/contract-fields.ts';
import { directReferences } from '../model/schemas/contract-references.ts';
import { isProtoText } from '../model/schemas/protobuf/link.ts';
import type { SchemaField } from '../model/schemas/schema-fields.ts';
import { draft, isMap } from '../model/schemas/schema-keywords.ts';
import type { JsonSchemaFile } from '../model/terms/contract.ts';
import type { CompatibilityMode, SchemaFormat } from '../model/terms/schema-terms.ts';
import { compare } from '../model/text/problem.ts';

/** What a registry calls the formats (`schemaType`). */
const registryFormats = {
  'json-schema': 'JSON',
  avro: 'AVRO',
  protobuf: 'PROTOBUF',
} as const satisfies Readonly<Record<SchemaFormat, string>>;
export type RegistryFormat = (typeof registryFormats)[SchemaFormat];

/** Names and texts that a subject carries where the registry keeps metadata. */
export type SubjectMetadata = Readonly<Record<string, string>>;

/** What follows from a schema alone, whatever topics have it. */
export interface RegistrySchema {
  /** Its file. */
  readonly file: string;
  readonly language: SchemaFormat;
  readonly format: RegistryFormat;
  /** The schema as it was read, and what it may name. */
  readonly value: unknown;
  readonly shared: readonly SharedSchema[];
  /** What is sent to the registry. */
  readonly text: string;
  /** The shared files that it names itself, by the names that it has for them. */
  readonly needs: readonly { readonly name: string; readonly message: SharedSchema }[];
  readonly personal: SubjectMetadata;
}

/** Each tenant has a topic of one contract, and each of them the same schema. */
export class RegistrySchemas {
  readonly #known = new Map<string, RegistrySchema>();

  /** @param fieldsOf where its fields are known already. Default: they are read */
  of(
    schema: JsonSchemaFile,
    language: SchemaFormat,
    system: string,
    shared: readonly SharedSchema[],
    fieldsOf = () => fieldsIn[language](schema.value, shared),
  ): RegistrySchema {
    const key = JSON.stringify([system, schema.file]);
    const known = this.#known.get(key) ?? registrySchema(schema, language, shared, fieldsOf());
    this.#known.set(key, known);
    return known;
  }
}

function registrySchema(
  { file, value }: JsonSchemaFile,
  language: SchemaFormat,
  shared: readonly SharedSchema[],
  fields: readonly SchemaField[],
): RegistrySchema {
  return {
    file,
    language,
    format: registryFormats[language],
    value,
    shared,
    text: registryText(value, language),
    needs: [...directReferences(language, value, shared)]
      .filter(([, message]) => message.value !== value)
      .map(([name, message]) => ({ name, message: sharedOf(message, shared) }))
      .sort((a, b) => compare(a.name, b.name)),
    personal: personalFields(fields),
  };
}

/** What is sent to a registry. */
export function registryText(value: unknown, language: SchemaFormat): string {
  if (isProtoText(value)) return value.proto;
  return JSON.stringify(language === 'json-schema' ? withDraft(value) : value);
}

/** Registries take a schema that does not say its draft for one of another draft, or for no schema. */
function withDraft(schema: unknown): unknown {
  return isMap(schema) ? { $schema: draft, ...schema } : schema;
}

/** What the package has is among no system's. */
function sharedOf(message: JsonSchemaFile, shared: readonly SharedSchema[]): SharedSchema {
  return shared.find((one) => one === message) ?? { ...message, system: undefined };
}

/** `pii-fields`: `email low, card.number high`. */
function personalFields(fields: readonly SchemaField[]): SubjectMetadata {
  const personal = fields.filter(({ pii }) => pii === 'low' || pii === 'high');
  const texts = [...new Set(personal.map(({ path, pii }) => `${path} ${String(pii)}`))];
  return texts.length === 0 ? {} : { 'pii-fields': texts.join(', ') };
}

/** The format of a shared message. */
export function languageOf({ file, value }: JsonSchemaFile): SchemaFormat {
  if (isProtoText(value)) return 'protobuf';
  return file.endsWith('.avsc') ? 'avro' : 'json-schema';
}

/** The mode that promises what two modes promise. */
export function strictest(a: CompatibilityMode, b: CompatibilityMode): CompatibilityMode {
  const modes = [a, b];
  const promises = (direction: string) =>
    modes.some((mode) => mode.startsWith(direction) || mode.startsWith('full'));
  const [backward, forward] = [promises('backward'), promises('forward')];
  if (!backward && !forward) return 'none';
  const direction = backward && forward ? 'full' : backward ? 'backward' : 'forward';
  return modes.some((mode) => mode.endsWith('-transitive')) ? `${direction}-transitive` : direction;
}
