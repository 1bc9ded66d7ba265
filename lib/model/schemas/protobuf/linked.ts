import type { ProtoFault } from './fault.ts';
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ScalarType } from './syntax.ts';

/** A .proto file whose names lead to what they name. */
export interface LinkedFile {
  /** As others import it. */
  readonly path: string;
  readonly node: ProtoFile;
  /** Files that it imports; built-in ones are not among them. */
  readonly imports: readonly LinkedFile[];
  /** Paths of all imports, in order. */
  readonly dependencies: readonly string[];
  readonly messages: readonly LinkedMessage[];
  readonly enums: readonly LinkedEnum[];
  /** What is wrong in this file; where there is anything, its types are not complete. */
  readonly faults: readonly ProtoFault[];
}

export interface LinkedMessage {
  /** `shop.Order.Line` */
  readonly fullName: string;
  readonly node: ProtoMessage;
  readonly fields: readonly LinkedField[];
  readonly messages: readonly LinkedMessage[];
  readonly enums: readonly LinkedEnum[];
}

export interface LinkedField {
  readonly node: ProtoField;
  readonly name: string;
  readonly number: number;
  /** Its name in JSON. */
  readonly jsonName: string;
  readonly type: LinkedType;
  /** `explicit`: whether it was set is known. `implicit`: the default is not sent. */
  readonly presence: 'explicit' | 'implicit' | 'repeated' | 'map';
  /** Name of its oneof. */
  readonly oneof: string | undefined;
}

export interface LinkedEnum {
  readonly fullName: string;
  readonly node: ProtoEnum;
}

export type LinkedType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'message'; readonly message: LinkedMessage }
  | { readonly kind: 'enum'; readonly enum: LinkedEnum }
  /** One of Google's, which has a form of its own in JSON. */
  | { readonly kind: 'known'; readonly known: KnownType };

/** Google's types that are read, by their files. */
export const knownFiles = {
  'google/protobuf/duration.proto': ['Duration'],
  'google/protobuf/empty.proto': ['Empty'],
  'google/protobuf/field_mask.proto': ['FieldMask'],
  'google/protobuf/struct.proto': ['Struct', 'Value', 'ListValue', 'NullValue'],
  'google/protobuf/timestamp.proto': ['Timestamp'],
  'google/protobuf/wrappers.proto': [
    'DoubleValue',
    'FloatValue',
    'Int64Value',
    'UInt64Value',
    'Int32Value',
    'UInt32Value',
    'BoolValue',
    'StringValue',
    'BytesValue',
  ],
} as const;
export type KnownFile = keyof typeof knownFiles;
/** Without `google.protobuf.`. */
export type KnownType = (typeof knownFiles)[KnownFile][number];

export function isKnownFile(path: string): path is KnownFile {
  return Object.hasOwn(knownFiles, path);
}

/** The file with the options of fields that are read; the package has it in `schemas/protobuf/`. */
export const optionsFile = 'workstreams/options.proto';
export const fieldAnnotations = [
  {
    name: '(workstreams.pii)',
    number: 52_470,
    about: 'Personal data in the field: `none`, `low` or `high`.',
  },
  {
    name: '(workstreams.encryption)',
    number: 52_471,
    about: 'How the field is encrypted: `envelope`.',
  },
] as const;

/** The text of an option of a field; undefined where it is not there. */
export function optionText({ options }: ProtoField, name: string): string | undefined {
  const found = options.find((one) => plainName(one.name) === name)?.value;
  return found?.kind === 'string' ? found.text : undefined;
}

/** `(.workstreams.pii)` is `(workstreams.pii)`. */
export function plainName(option: string): string {
  return option.replace('(.', '(');
}
