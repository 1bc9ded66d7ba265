import { catalogOf, type SharedSchema } from '../../lib/model/catalog.ts';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { type SchemaSubject, schemaSubjects } from '../../lib/policies/schema-subjects.ts';
import type { SmallStack } from './small-stack.ts';

/** The subjects of a small stack with shared messages. */
export function subjectsOf(
  { contracts, systems, environment }: SmallStack,
  messages: readonly SharedSchema[] = [],
): SchemaSubject[] {
  const catalog = catalogOf(contracts, systems, messages);
  return schemaSubjects(catalog, resolve(catalog, environment));
}

/** A shared message of the system `shop`, or of all. */
export function sharedMessage(
  name: string,
  value: object | string,
  of: 'shop' | 'all' = 'shop',
): SharedSchema {
  const file = `contracts/${of === 'all' ? '' : `${of}/`}messages/${name}`;
  return {
    system: of === 'all' ? undefined : of,
    file,
    value: typeof value === 'string' ? protoText(file, value) : value,
  };
}
