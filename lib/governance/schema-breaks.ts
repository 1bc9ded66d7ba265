import { wholeAvro } from '../model/schemas/avro-link.ts';
import type { CompatibilityMode, SchemaFormat } from '../model/terms/schema-terms.ts';
import { avroBreaks } from './avro-compatibility.ts';
import type { Compatibility, Incompatibility } from './both-ways.ts';
import { protobufBreaks } from './protobuf/compatibility.ts';
import { breaks, type JsonSchema } from './schema-compatibility.ts';

/** Both sides of a comparison: the schemas of one part, and all that is shared at their time. */
export interface Compared {
  readonly was: unknown;
  readonly earlier: readonly unknown[];
  readonly is: unknown;
  readonly shared: readonly unknown[];
}

/** How the schemas of a format are compared. @throws Error where the earlier schema is none: today's has been read */
const breaksIn: Readonly<Record<SchemaFormat, (sides: Compared, mode: Compatibility) => Incompatibility[]>> =
  {
    'json-schema': ({ was, earlier, is, shared }, mode) =>
      breaks(was as JsonSchema, is as JsonSchema, mode, { old: byId(earlier), next: byId(shared) }),
    avro: ({ was, earlier, is, shared }, mode) =>
      avroBreaks(wholeAvro(was, earlier), wholeAvro(is, shared), mode),
    protobuf: ({ was, earlier, is, shared }, mode) =>
      protobufBreaks({ value: was, shared: earlier }, { value: is, shared }, mode),
  };

/** What breaks between two schemas of one format; a schema that cannot be judged breaks. */
export function schemaBreaks(sides: Compared, mode: Compatibility, format: SchemaFormat): Incompatibility[] {
  try {
    return breaksIn[format](sides, mode);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ field: '', what: `the earlier schema cannot be judged: ${why}` }];
  }
}

/** JSON Schemas by their `$id`. */
export function byId(messages: readonly unknown[]): Map<string, JsonSchema> {
  return new Map(
    messages.flatMap((value): [string, JsonSchema][] => {
      const id = (value as { $id?: unknown } | null)?.$id;
      return typeof id === 'string' ? [[id, value as JsonSchema]] : [];
    }),
  );
}

/** Whether a mode is about all earlier schemas. */
export const isTransitive = (mode: CompatibilityMode): boolean => mode.endsWith('-transitive');

export function directions(mode: CompatibilityMode): Compatibility {
  return mode.replace('-transitive', '') as Compatibility;
}
