import { createRequire } from 'node:module';
import type { DescFile, DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type * as Protobuf from '@bufbuild/protobuf';
import type * as WellKnown from '@bufbuild/protobuf/wkt';
import { entryName } from './json-name.ts';
import {
  isKnownFile,
  type KnownFile,
  type LinkedEnum,
  type LinkedField,
  type LinkedFile,
  type LinkedMessage,
  type LinkedType,
  optionsFile,
} from './linked.ts';
import { hasAliases, type ProtoMessage, type ProtoReserved } from './syntax.ts';

interface Library {
  readonly protobuf: typeof Protobuf;
  readonly wellKnown: typeof WellKnown;
}

let loaded: Library | undefined;

/** Loaded when the first sample is judged: most repositories have no Protobuf. */
export function library(): Library {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = {
      protobuf: require('@bufbuild/protobuf') as typeof Protobuf,
      wellKnown: require('@bufbuild/protobuf/wkt') as typeof WellKnown,
    };
  }
  return loaded;
}

/**
 * The descriptor of a message, by which values are read. @param file one without faults, whose imports have none
 */
export function descriptorOf(file: LinkedFile, message: LinkedMessage): DescMessage {
  const { protobuf } = library();
  const files = new Map<string, LinkedFile>();
  const add = (one: LinkedFile): void => {
    if (files.has(one.path)) return;
    files.set(one.path, one);
    one.imports.forEach(add);
  };
  add(file);
  const registry = protobuf.createFileRegistry(fileProto(file), (path) => {
    const found = files.get(path);
    return found === undefined ? knownFile(path) : fileProto(found);
  });
  const found = registry.getMessage(message.fullName);
  if (found === undefined) throw new Error(`no message ${message.fullName} in its own file`);
  return found;
}

function knownFile(path: string): DescFile | undefined {
  const { wellKnown } = library();
  const files: Readonly<Record<KnownFile, DescFile>> = {
    'google/protobuf/duration.proto': wellKnown.file_google_protobuf_duration,
    'google/protobuf/empty.proto': wellKnown.file_google_protobuf_empty,
    'google/protobuf/field_mask.proto': wellKnown.file_google_protobuf_field_mask,
    'google/protobuf/struct.proto': wellKnown.file_google_protobuf_struct,
    'google/protobuf/timestamp.proto': wellKnown.file_google_protobuf_timestamp,
    'google/protobuf/wrappers.proto': wellKnown.file_google_protobuf_wrappers,
  };
  return isKnownFile(path) ? files[path] : undefined;
}

/** What a file says, as descriptor.proto has it. Options are left out: no value depends on them. */
export function fileProto(file: LinkedFile): WellKnown.FileDescriptorProto {
  const { protobuf, wellKnown } = library();
  const dependency = file.dependencies.filter((path) => path !== optionsFile);
  const open = new Set(file.node.imports.filter((one) => one.isPublic).map(({ path }) => path));
  return protobuf.create(wellKnown.FileDescriptorProtoSchema, {
    name: file.path,
    package: file.node.package,
    syntax: 'proto3',
    dependency,
    publicDependency: dependency.flatMap((path, index) => (open.has(path) ? [index] : [])),
    messageType: file.messages.map(messageProto),
    enumType: file.enums.map(enumProto),
  });
}

type MessageInit = MessageInitShape<typeof WellKnown.DescriptorProtoSchema>;
type FieldInit = MessageInitShape<typeof WellKnown.FieldDescriptorProtoSchema>;
type EnumInit = MessageInitShape<typeof WellKnown.EnumDescriptorProtoSchema>;

function messageProto(message: LinkedMessage): MessageInit {
  const { node, fields, fullName } = message;
  // `optional` is a oneof of its own, behind the others.
  const single = fields.filter(({ node: { label } }) => label === 'optional');
  const oneofs = [...node.oneofs.map(({ name }) => name), ...oneofsOf(single, node)];
  const maps = fields.filter(({ presence }) => presence === 'map');
  return {
    name: node.name,
    field: fields.map((field) => ({
      ...fieldProto(field, fullName),
      ...(field.node.label === 'optional'
        ? { proto3Optional: true, oneofIndex: node.oneofs.length + single.indexOf(field) }
        : field.node.oneof === undefined
          ? {}
          : { oneofIndex: field.node.oneof }),
    })),
    oneofDecl: oneofs.map((name) => ({ name })),
    nestedType: [...maps.map(entryProto), ...message.messages.map(messageProto)],
    enumType: message.enums.map(enumProto),
    ...reservedProto(node.reserved, 1),
  };
}

/** protoc gives each a name that is free. */
function oneofsOf(single: readonly LinkedField[], node: ProtoMessage): string[] {
  const taken = new Set(
    [
      ...node.fields,
      ...node.oneofs,
      ...node.messages,
      ...node.enums,
      ...node.enums.flatMap(({ values }) => values),
    ].map(({ name }) => name),
  );
  return single.map((field) => {
    let name = `_${field.name}`;
    while (taken.has(name)) name = `X${name}`;
    taken.add(name);
    return name;
  });
}

function fieldProto({ name, number, jsonName, type, presence, node }: LinkedField, scope: string): FieldInit {
  const { Label, Type } = codes();
  const own = { name, number, jsonName };
  if (presence === 'map')
    return { ...own, label: Label.repeated, type: Type.message, typeName: `.${scope}.${entryName(name)}` };
  const label = presence === 'repeated' ? Label.repeated : Label.optional;
  const packed = node.options.find((one) => one.name === 'packed')?.value;
  return {
    ...own,
    label,
    ...typeProto(type),
    ...(packed?.kind === 'name' ? { options: { packed: packed.text === 'true' } } : {}),
  };
}

function typeProto(type: LinkedType): Pick<FieldInit, 'type' | 'typeName'> {
  const { Type } = codes();
  switch (type.kind) {
    case 'scalar':
      return { type: Type[type.scalar] };
    case 'message':
      return { type: Type.message, typeName: `.${type.message.fullName}` };
    case 'enum':
      return { type: Type.enum, typeName: `.${type.enum.fullName}` };
    case 'known':
      return {
        type: type.known === 'NullValue' ? Type.enum : Type.message,
        typeName: `.google.protobuf.${type.known}`,
      };
  }
}

function entryProto({ name, node, type }: LinkedField): MessageInit {
  const { Label, Type } = codes();
  const keyType = Type[node.keyType as keyof typeof Type];
  return {
    name: entryName(name),
    options: { mapEntry: true },
    field: [
      { name: 'key', number: 1, jsonName: 'key', label: Label.optional, type: keyType },
      { name: 'value', number: 2, jsonName: 'value', label: Label.optional, ...typeProto(type) },
    ],
  };
}

function enumProto({ node }: LinkedEnum): EnumInit {
  return {
    name: node.name,
    value: node.values.map(({ name, number }) => ({ name, number })),
    ...reservedProto(node.reserved, 0),
    ...(hasAliases(node) ? { options: { allowAlias: true } } : {}),
  };
}

/** @param open 1 where the end of a range is outside it */
function reservedProto({ ranges, names }: ProtoReserved, open: 0 | 1) {
  return {
    reservedRange: ranges.map(({ first, last }) => ({ start: first, end: last + open })),
    reservedName: names.map(({ name }) => name),
  };
}

function codes() {
  const { FieldDescriptorProto_Label: label, FieldDescriptorProto_Type: type } = library().wellKnown;
  return {
    Label: { optional: label.OPTIONAL, repeated: label.REPEATED },
    Type: {
      double: type.DOUBLE,
      float: type.FLOAT,
      int32: type.INT32,
      int64: type.INT64,
      uint32: type.UINT32,
      uint64: type.UINT64,
      sint32: type.SINT32,
      sint64: type.SINT64,
      fixed32: type.FIXED32,
      fixed64: type.FIXED64,
      sfixed32: type.SFIXED32,
      sfixed64: type.SFIXED64,
      bool: type.BOOL,
      string: type.STRING,
      bytes: type.BYTES,
      message: type.MESSAGE,
      enum: type.ENUM,
    },
  };
}
