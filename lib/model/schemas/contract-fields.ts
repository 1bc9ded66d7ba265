import { wholeAvro } from './avro-link.ts';
import { type AvroField, type AvroType, avroTree } from './avro-tree.ts';
import type { Contract, JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { protoFields } from './protobuf/fields.ts';
import { fieldsOf, mostFields, type SchemaField } from './schema-fields.ts';

/** The fields of a contract's messages and of their keys, whatever its schemas are written in. */
export interface ContractFields {
  readonly value: SchemaField[];
  /** None where there is no schema of the key. */
  readonly key: SchemaField[];
}

interface Kept {
  readonly shared: readonly JsonSchemaFile[];
  readonly fields: ContractFields;
}

/** Several rules ask for the fields of each contract. */
const known = new WeakMap<Contract, Kept>();

/** @param shared the schemas that contracts of its system share */
export function contractFields(contract: Contract, shared: readonly JsonSchemaFile[]): ContractFields {
  const kept = known.get(contract);
  if (kept?.shared.length === shared.length && kept.shared.every((one, index) => one === shared[index])) {
    return kept.fields;
  }
  const fields = readFields(contract, shared);
  known.set(contract, { shared, fields });
  return fields;
}

/** A program may leave a schema out: `true`, in any format, takes any message and has no fields. */
export const fieldsIn: Readonly<
  Record<SchemaFormat, (schema: unknown, shared: readonly JsonSchemaFile[]) => SchemaField[]>
> = {
  'json-schema': fieldsOf,
  avro: (schema, shared) =>
    schema === true ? fieldsOf(schema, shared) : avroFields(wholeAvro(schema, valuesOf(shared))),
  protobuf: (schema, shared) => protoFields(schema, valuesOf(shared)),
};

const valuesOf = (shared: readonly JsonSchemaFile[]): unknown[] => shared.map(({ value }) => value);

function readFields(contract: Contract, shared: readonly JsonSchemaFile[]): ContractFields {
  const read = ({ value }: JsonSchemaFile) => fieldsIn[contract.terms.schema.format](value, shared);
  return {
    value: read(contract.valueSchema),
    key: contract.keySchema === undefined ? [] : read(contract.keySchema),
  };
}

/**
 * Every field of an Avro schema that is whole in itself, at every depth; the schema as a whole is the field with the empty path. Annotations
 * stand at the field or at its type. A field that may be null is not required. Ends as `fieldsOf`.
 */
export function avroFields(schema: unknown): SchemaField[] {
  const fields: SchemaField[] = [];
  const walk = (type: AvroType, path: string, above: readonly AvroType[], field?: AvroField): void => {
    if (above.includes(type) || fields.length > mostFields) return;
    const branches = type.kind === 'union' ? type.branches : [type];
    const said = (key: string): unknown =>
      [...(field === undefined ? [] : [field]), ...branches].find(({ attributes }) => key in attributes)
        ?.attributes[key];
    fields.push({
      path,
      required: !branches.some(({ kind }) => kind === 'null'),
      type: branches.map(({ kind, logical }) => logical ?? kind).join(' or '),
      description: textOf(said('doc')),
      allowed: branches.map(({ symbols }) => symbols).find((symbols) => symbols.length > 0),
      format: branches.map(({ logical }) => timeFormat(logical)).find((one) => one !== undefined),
      pii: said('x-pii'),
      encryption: said('x-encryption') ?? (branches.some(isSealed) ? 'sealed' : undefined),
    });
    for (const branch of branches) {
      const trail = [...above, type, branch];
      if (above.includes(branch)) continue;
      for (const one of branch.fields) {
        walk(one.type, path === '' ? one.name : `${path}.${one.name}`, trail, one);
      }
      const step = branch.kind === 'map' ? (path === '' ? '*' : `${path}.*`) : `${path}[]`;
      if (branch.inner !== undefined) walk(branch.inner, step, trail);
    }
  };
  walk(avroTree(schema), '', []);
  return fields;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A date or time, in the words of JSON Schema's `format`. */
function timeFormat(logical: string | undefined): string | undefined {
  if (logical === 'date') return 'date';
  return logical?.includes('timestamp') === true ? 'date-time' : undefined;
}

/** As for JSON Schemas: records of encrypted values are called so. */
function isSealed({ kind, name }: AvroType): boolean {
  return kind === 'record' && /(?:^|\.)Encrypted[^.]*$/.test(name);
}
