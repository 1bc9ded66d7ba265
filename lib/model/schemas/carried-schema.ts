import type { Contract, JsonSchemaFile } from '../terms/contract.ts';
import type { SchemaFormat } from '../terms/schema-terms.ts';
import { inDependencyOrder, schemaReferences } from './contract-references.ts';

/** A schema with all that it needs, as a program gets it. */
export interface CarriedSchema {
  readonly format: SchemaFormat;
  readonly schema: unknown;
  /** What it refers to, as contracts have it: each is a JSON Schema, an Avro type, or a path with its .proto text. */
  readonly shared: readonly unknown[];
}

/** The schema of a contract's values, with the shared files that it refers to. */
export function carriedSchema(contract: Contract, shared: readonly JsonSchemaFile[]): CarriedSchema {
  const named = new Set(
    inDependencyOrder(schemaReferences(contract, 'value', shared)).map(({ file }) => file),
  );
  return {
    format: contract.terms.schema.format,
    schema: contract.valueSchema.value,
    shared: shared.filter(({ file }) => named.has(file)).map(({ value }) => value),
  };
}
