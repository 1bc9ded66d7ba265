import { bothWays, type Compatibility, type Incompatibility } from './both-ways.ts';
import { TooLarge } from './json-schema/too-large.ts';
import { Inclusion } from './json-schema/inclusion.ts';
import type { JsonSchema } from '../model/schemas/schema-keywords.ts';
import { SchemaDocuments } from './json-schema/schema-documents.ts';

export type { JsonSchema };

/**
 * What breaks when `next` takes the place of `old`.
 *
 * backward: readers of `next` read what was written by `old`. forward: readers of `old` read what is written
 * by `next`. full: both. Fields that a schema does not name are ignored by its readers and not sent by its
 * writers, so adding an optional field breaks no one where unknown fields are allowed. What cannot be shown to be
 * compatible counts as a break: no keyword passes because it is not understood.
 *
 * @param shared schemas by their `$id`, for `$ref`; those of `old` first, those of `next` second
 */
export function breaks(
  old: JsonSchema,
  next: JsonSchema,
  mode: Compatibility,
  shared: {
    readonly old?: ReadonlyMap<string, JsonSchema>;
    readonly next?: ReadonlyMap<string, JsonSchema>;
    /** Whether an open writer is taken to send any field, also one that it does not name. Default: false */
    readonly strict?: boolean;
  } = {},
): Incompatibility[] {
  return bothWays(
    mode,
    new SchemaDocuments(old, shared.old?.values() ?? []),
    new SchemaDocuments(next, shared.next?.values() ?? []),
    (reader, writer, say) => {
      refusals(reader, writer, shared.strict ?? false, say);
    },
  );
}

function refusals(
  reader: SchemaDocuments,
  writer: SchemaDocuments,
  strict: boolean,
  say: (field: string, what: string) => void,
): void {
  const unreadable = [...reader.unreadable(), ...writer.unreadable()];
  for (const what of unreadable) say('', what);
  if (unreadable.length > 0) return;
  try {
    reader.refuseLarge();
    writer.refuseLarge();
    const inclusion = new Inclusion(reader);
    const written = inclusion.sets.of([{ of: writer, schema: writer.root }]);
    const at = { field: '', depth: 0, strict, above: [] };
    for (const { field, what } of inclusion.findings(written, reader.root, at)) say(field, what);
  } catch (error) {
    // Schemas that lead to each other without end run out of stack before they run out of steps.
    if (!(error instanceof TooLarge || error instanceof RangeError)) throw error;
    say('', 'too deep or too large to be judged');
  }
}
