import { qualified } from './avro-link.ts';

/** A type of an Avro schema, with what libraries drop: logical types and annotations. */
export interface AvroType {
  /** `int`, `record`, `union` and so on. */
  readonly kind: string;
  /** With its namespace; empty for what has no name. */
  readonly name: string;
  readonly fields: readonly AvroField[];
  /** Items of an array, values of a map. */
  readonly inner: AvroType | undefined;
  readonly branches: readonly AvroType[];
  readonly symbols: readonly string[];
  /** `decimal(9,2)`, `date`; undefined where there is none. */
  readonly logical: string | undefined;
  /** As written; empty for a name alone. */
  readonly attributes: Attributes;
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  readonly hasDefault: boolean;
  readonly attributes: Attributes;
}

type Attributes = Readonly<Record<string, unknown>>;

const namedKinds = new Set(['record', 'error', 'enum', 'fixed']);

/**
 * The types of a schema that avsc accepts (`avroTypeOf`), whole in itself (`wholeAvro`). Types that refer to themselves make a tree that comes
 * back to itself: who walks it remembers where he was.
 */
export function avroTree(schema: unknown): AvroType {
  return build(schema, '', new Map());
}

function build(schema: unknown, namespace: string, known: Map<string, AvroType>): AvroType {
  if (Array.isArray(schema)) {
    return plain('union', { branches: schema.map((one: unknown) => build(one, namespace, known)) });
  }
  if (typeof schema === 'string') {
    return known.get(qualified(schema, namespace)) ?? known.get(schema) ?? plain(schema);
  }
  const attributes = (schema ?? {}) as Attributes;
  const { type } = attributes;
  if (typeof type !== 'string' || known.has(qualified(type, namespace))) {
    return build(type, namespace, known);
  }
  if (!namedKinds.has(type)) {
    const inner = attributes['items'] ?? attributes['values'];
    return plain(type, {
      attributes,
      logical: logicalOf(attributes),
      ...(inner === undefined ? {} : { inner: build(inner, namespace, known) }),
    });
  }
  const own = attributes['namespace'];
  const name = qualified(textOf(attributes['name']), typeof own === 'string' ? own : namespace);
  const fields: AvroField[] = [];
  const result = plain(type, {
    name,
    fields,
    attributes,
    logical: logicalOf(attributes),
    symbols: listOf(attributes['symbols']).map(textOf),
  });
  known.set(name, result);
  const inside = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
  for (const field of listOf(attributes['fields']) as Attributes[]) {
    fields.push({
      name: textOf(field['name']),
      aliases: listOf(field['aliases']).map(textOf),
      type: build(field['type'], inside, known),
      hasDefault: Object.hasOwn(field, 'default'),
      attributes: field,
    });
  }
  return result;
}

function plain(kind: string, more: Partial<AvroType> = {}): AvroType {
  return {
    kind,
    name: '',
    fields: [],
    inner: undefined,
    branches: [],
    symbols: [],
    logical: undefined,
    attributes: {},
    ...more,
  };
}

function logicalOf({ logicalType, precision, scale = 0 }: Attributes): string | undefined {
  if (typeof logicalType !== 'string') return undefined;
  return logicalType === 'decimal' ? `decimal(${Number(precision)},${Number(scale)})` : logicalType;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
