/** What a .proto text says, as it is written there: names are not resolved. Offsets are those of the text. */
export interface ProtoFile {
  /** Empty where there is none. */
  readonly package: string;
  readonly packageAt: number;
  readonly imports: readonly ProtoImport[];
  readonly options: readonly ProtoOption[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
}

export interface ProtoImport {
  readonly path: string;
  readonly isPublic: boolean;
  readonly at: number;
}

export interface ProtoMessage {
  readonly name: string;
  readonly at: number;
  readonly doc: string;
  /** In the order of the file, those of oneofs too. */
  readonly fields: readonly ProtoField[];
  readonly oneofs: readonly ProtoOneof[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly reserved: ProtoReserved;
  readonly options: readonly ProtoOption[];
}

export interface ProtoField {
  readonly name: string;
  readonly at: number;
  readonly doc: string;
  readonly number: number;
  readonly numberAt: number;
  readonly label: 'optional' | 'repeated' | 'map' | 'none';
  /** As written: `string`, `Line`, `.shop.Money`; of a map, that of its values. */
  readonly type: string;
  readonly typeAt: number;
  /** Of a map. */
  readonly keyType: string | undefined;
  /** Index of its oneof. */
  readonly oneof: number | undefined;
  readonly options: readonly ProtoOption[];
}

export interface ProtoOneof {
  readonly name: string;
  readonly at: number;
}

export interface ProtoEnum {
  readonly name: string;
  readonly at: number;
  readonly doc: string;
  readonly values: readonly ProtoEnumValue[];
  readonly reserved: ProtoReserved;
  readonly options: readonly ProtoOption[];
}

export interface ProtoEnumValue {
  readonly name: string;
  readonly at: number;
  readonly doc: string;
  readonly number: number;
  readonly numberAt: number;
  readonly options: readonly ProtoOption[];
}

/** Numbers and names that may not be used again. */
export interface ProtoReserved {
  readonly ranges: readonly ProtoRange[];
  readonly names: readonly { readonly name: string; readonly at: number }[];
}

export interface ProtoRange {
  readonly first: number;
  /** Included. */
  readonly last: number;
  readonly at: number;
}

export interface ProtoOption {
  /** `deprecated`, `(workstreams.pii)` */
  readonly name: string;
  readonly at: number;
  readonly value: ProtoConstant;
  readonly valueAt: number;
}

export type ProtoConstant =
  | { readonly kind: 'name' | 'string'; readonly text: string }
  | { readonly kind: 'integer' | 'float'; readonly number: number };

const scalarTypes = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const;
export type ScalarType = (typeof scalarTypes)[number];

export function isScalar(type: string): type is ScalarType {
  return scalarTypes.some((one) => one === type);
}

/** Largest number of a field. */
export const largestNumber = 536_870_911;
/** Numbers of an enum's values. */
export const [smallestValue, largestValue] = [-2_147_483_648, 2_147_483_647];

/** Whether an enum gives one number to several names. */
export function hasAliases({ options }: ProtoEnum): boolean {
  return options.some(
    ({ name, value }) => name === 'allow_alias' && 'text' in value && value.text === 'true',
  );
}
