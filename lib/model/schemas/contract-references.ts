import type { Contract, JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { optionsProto } from '../messages/protobuf-options.ts';
import { avroLink } from './avro-link.ts';
import { isProtoText, syntaxOf } from './protobuf/link.ts';
import { optionsFile } from './protobuf/linked.ts';
import { isMap, type JsonSchema, schemasInside } from './schema-keywords.ts';
import { SchemaReferences } from './schema-references.ts';
import { schemaText } from './schema-text.ts';

/** A file that a schema needs, as a schema registry takes it for a reference. */
export interface SchemaReference {
  /** As the schema writes it: the URI of a `$ref`, the full name of an Avro type, the path of an import. */
  readonly name: string;
  /** `contracts/shop/messages/Money.avsc` */
  readonly file: string;
  /** The schema as people read it. */
  readonly text: string;
  /** What it needs itself. One that leads back to a schema above it is left out. */
  readonly references: readonly SchemaReference[];
}

/**
 * The shared files that the schema of a contract refers to, in the order in which it does; each has those that it needs.
 * Empty for a key without a schema.
 * @param shared the schemas that contracts of its system share (`messagesOf`)
 */
export function schemaReferences(
  contract: Contract,
  part: 'value' | 'key',
  shared: readonly JsonSchemaFile[],
): readonly SchemaReference[] {
  const schema = part === 'value' ? contract.valueSchema : contract.keySchema;
  return schema === undefined ? [] : new Below(contract.terms.schema.format, shared).of(schema);
}

/** All files that references lead to, each once, and each after those that it needs. */
export function inDependencyOrder(references: readonly SchemaReference[]): SchemaReference[] {
  const found = new Map<string, SchemaReference>();
  const add = (one: SchemaReference): void => {
    if (found.has(one.file)) return;
    for (const needed of one.references) add(needed);
    found.set(one.file, one);
  };
  for (const one of references) add(one);
  return [...found.values()];
}

/** Files are met on many ways; each is read once. */
class Below {
  readonly #format: SchemaFormat;
  readonly #shared: readonly JsonSchemaFile[];
  readonly #known = new Map<JsonSchemaFile, readonly SchemaReference[]>();
  readonly #open = new Set<JsonSchemaFile>();

  constructor(format: SchemaFormat, shared: readonly JsonSchemaFile[]) {
    this.#format = format;
    this.#shared = shared;
  }

  of(schema: JsonSchemaFile): readonly SchemaReference[] {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    this.#open.add(schema);
    const found = [...directIn[this.#format](schema.value, this.#shared)].flatMap(
      ([name, one]): SchemaReference[] =>
        this.#open.has(one)
          ? []
          : [{ name, file: one.file, text: schemaText(one.value), references: this.of(one) }],
    );
    this.#open.delete(schema);
    this.#known.set(schema, found);
    return found;
  }
}

/** The package has it; no registry does. */
const options: JsonSchemaFile = {
  file: `schemas/protobuf/${optionsFile}`,
  value: { path: optionsFile, proto: optionsProto },
};

/** The shared files that a schema names itself, by the names that it has for them. What these name is not among them. */
export function directReferences(
  format: SchemaFormat,
  schema: unknown,
  shared: readonly JsonSchemaFile[],
): ReadonlyMap<string, JsonSchemaFile> {
  return directIn[format](schema, shared);
}

type Direct = (schema: unknown, shared: readonly JsonSchemaFile[]) => ReadonlyMap<string, JsonSchemaFile>;

const directIn: Readonly<Record<SchemaFormat, Direct>> = {
  'json-schema': jsonReferences,
  avro: (schema, shared) => {
    const files = new Map(shared.map((one) => [one.value, one]));
    const { direct } = avroLink(schema, files.keys());
    return present(direct.map(({ name, value }) => [name, files.get(value)]));
  },
  protobuf: (schema, shared) => {
    const node = isProtoText(schema) ? syntaxOf(schema) : undefined;
    if (node === undefined || 'what' in node) return new Map();
    const files = new Map(shared.flatMap((one) => (isProtoText(one.value) ? [[one.value.path, one]] : [])));
    files.set(optionsFile, options);
    return present(node.imports.map(({ path }) => [path, files.get(path)]));
  },
};

/** Also those of definitions that nothing refers to: a registry reads the whole schema. */
function jsonReferences(schema: unknown, shared: readonly JsonSchemaFile[]): Map<string, JsonSchemaFile> {
  const files = new Map<unknown, JsonSchemaFile>(shared.map((one) => [one.value, one]));
  const references = new SchemaReferences(schema, files.keys());
  const found: [string, JsonSchemaFile | undefined][] = [];
  const walk = (node: JsonSchema): void => {
    if (!isMap(node)) return;
    const target = references.referred(node);
    const home = isMap(target) ? references.home(target)?.document : undefined;
    if (home !== undefined && home !== schema)
      found.push([String(node['$ref']).replace(/#.*$/s, ''), files.get(home)]);
    for (const one of schemasInside(node)) walk(one.schema);
  };
  if (isMap(schema)) walk(schema);
  return present(found);
}

function present(found: readonly (readonly [string, JsonSchemaFile | undefined])[]) {
  return new Map(found.flatMap(([name, file]) => (file === undefined ? [] : [[name, file] as const])));
}
