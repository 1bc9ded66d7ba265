import { canonical } from '../model/catalog.ts';
import { isProtoText, ProtoLinker } from '../model/schemas/protobuf/link.ts';
import type { LinkedEnum, LinkedField, LinkedMessage, LinkedType } from '../model/schemas/protobuf/linked.ts';
import { faultsBelow } from '../model/schemas/protobuf/schema.ts';
import type { ProtoOption, ProtoReserved } from '../model/schemas/protobuf/syntax.ts';
import { draft, isMap, type Keywords } from '../model/schemas/schema-keywords.ts';
import type { SchemaFormat } from '../model/terms/schema-terms.ts';
import { readJson } from '../model/text/json-text.ts';
import { qualified } from '../model/schemas/avro-link.ts';

/** Characters of a schema that are read: as many as a file may have. */
const longest = 1024 * 1024;

/** A schema as it was read, for comparisons; undefined where it cannot be read. */
export function parsedSchema(format: SchemaFormat, text: string, path = 'value.proto'): unknown {
  if (text.length > longest) return undefined;
  if (format === 'protobuf') return { path, proto: text };
  const read = readJson('', text);
  if (read.ok) return read.value;
  // A registry may write an Avro type that is a name without quotes.
  return format === 'avro' && /^[A-Za-z0-9_.]+$/.test(text) ? text : undefined;
}

/**
 * A text that two schemas share when they mean the same: blanks, the order of keys and comments make no difference, nor
 * how names are written where a registry completes them. Undefined where the schema cannot be read.
 * @param shared what a .proto text may import
 */
export function normalSchema(
  format: SchemaFormat,
  schema: unknown,
  shared: readonly unknown[],
): string | undefined {
  if (schema === undefined) return undefined;
  if (format === 'json-schema') return canonical(isMap(schema) ? { $schema: draft, ...schema } : schema);
  if (format === 'avro') return canonical(normalAvro(schema, ''));
  return normalProto(schema, shared);
}

const named: ReadonlySet<unknown> = new Set(['record', 'error', 'enum', 'fixed']);
const primitives: ReadonlySet<unknown> = new Set([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
]);

/** As Avro's own library writes a schema: names are whole, and types without properties are names. */
function normalAvro(schema: unknown, namespace: string): unknown {
  if (typeof schema === 'string') return primitives.has(schema) ? schema : qualified(schema, namespace);
  if (Array.isArray(schema)) return schema.map((one: unknown) => normalAvro(one, namespace));
  if (!isMap(schema)) return schema;
  const { type } = schema;
  if (!named.has(type)) {
    const inner = Object.fromEntries(
      ['items', 'values'].flatMap((key) =>
        key in schema ? [[key, normalAvro(schema[key], namespace)]] : [],
      ),
    );
    const whole = {
      ...schema,
      ...inner,
      type: typeof type === 'string' ? type : normalAvro(type, namespace),
    };
    return Object.keys(whole).length === 1 ? normalAvro(whole.type, namespace) : whole;
  }
  const { namespace: own, name: written, fields, aliases, ...rest } = schema;
  const name = qualified(String(written), typeof own === 'string' ? own : namespace);
  const inside = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
  return {
    ...rest,
    name,
    ...(Array.isArray(aliases) ? { aliases: aliases.map((one) => qualified(String(one), inside)) } : {}),
    ...(Array.isArray(fields) ? { fields: fields.map((one: unknown) => normalField(one, inside)) } : {}),
  };
}

function normalField(field: unknown, namespace: string): unknown {
  if (!isMap(field)) return field;
  const { order, ...rest }: Keywords = field;
  return {
    ...rest,
    type: normalAvro(rest['type'], namespace),
    ...(order === undefined || order === 'ascending' ? {} : { order }),
  };
}

function normalProto(schema: unknown, shared: readonly unknown[]): string | undefined {
  if (!isProtoText(schema)) return undefined;
  const file = new ProtoLinker(shared).link(schema);
  if (faultsBelow(file).length > 0) return undefined;
  const { node, messages, enums } = file;
  const imports = node.imports.map(({ path, isPublic }) => `${path}${isPublic ? ' public' : ''}`);
  return canonical([
    node.package,
    imports.sort(),
    normalOptions(node.options),
    // Messages by their order: the wire format counts them.
    messages.map(normalMessage),
    enums.map(normalEnum),
  ]);
}

function normalMessage({ fullName, node, fields, messages, enums }: LinkedMessage): unknown {
  return [
    fullName,
    normalOptions(node.options),
    fields.toSorted((a, b) => a.number - b.number).map(normalProtoField),
    messages.map(normalMessage),
    enums.map(normalEnum),
    normalReserved(node.reserved),
  ];
}

function normalProtoField({ node, name, number, jsonName, type, presence, oneof }: LinkedField): unknown {
  const options = normalOptions(node.options.filter((one) => one.name !== 'json_name'));
  return [name, number, jsonName, typeName(type), node.keyType ?? null, presence, oneof ?? null, options];
}

function typeName(type: LinkedType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'message':
      return `.${type.message.fullName}`;
    case 'enum':
      return `.${type.enum.fullName}`;
    case 'known':
      return `.google.protobuf.${type.known}`;
  }
}

function normalEnum({ fullName, node }: LinkedEnum): unknown {
  const values = node.values.map(({ name, number, options }) => [name, number, normalOptions(options)]);
  return [fullName, normalOptions(node.options), values, normalReserved(node.reserved)];
}

function normalOptions(options: readonly ProtoOption[]): unknown {
  return options
    .map(({ name, value }) => [name.replace('(.', '('), 'text' in value ? value.text : value.number])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

function normalReserved({ ranges, names }: ProtoReserved): unknown {
  return [
    ranges.map(({ first, last }) => [first, last]).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    names.map(({ name }) => name).sort(),
  ];
}
