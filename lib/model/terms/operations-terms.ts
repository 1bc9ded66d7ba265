import { z } from 'zod';
import { described } from './described.ts';
import { nameField } from './fields.ts';

const messageField = () =>
  z.record(
    z.string(),
    described(z.unknown(), 'A field of the message: any value, and text with names.', {
      examples: ['{topic}', 'dead letters of {topic}'],
    }),
  );

/** A topic that what was done is written to, and the shape that its contract wants. */
function recordField(what: string, example: { topic: string; message: Record<string, unknown> }) {
  return z.strictObject({
    topic: described(nameField, `Folder of the topic that ${what} is written to.`, {
      examples: [example.topic],
    }),
    message: described(
      messageField().exactOptional(),
      `Value of the message, as the schema of the topic wants it. A text that is \`{name}\` as a whole becomes the value of that name, with its type; in other text each \`{name}\` becomes its text. The page on dead letters lists the names. Avro's unions are written as Avro's JSON has them: \`grounds: { string: "{why}" }\`.`,
      { default: `${what} with every name as a field`, examples: [example.message] },
    ),
  });
}

/** Where the commands that repair a system at runtime keep and tell what they have done (decision 0025). */
export const operationsField = z.strictObject({
  journal: described(
    nameField,
    'Folder of the topic in which `dead-letters` and `replay` keep how far they have come. It is compacted (`cleanup: compact`), and its schema is `urn:workstreams:OperationsJournal:v1`.',
    { examples: ['operations-journal'] },
  ),
  audit: described(
    recordField('the record of who did what, and why,', {
      topic: 'operations',
      message: { actor: '{who}', grounds: '{why}', topic: '{topic}', redriven: '{redriven}' },
    }).exactOptional(),
    'Topic of class aud that gets a record of each redrive, discard and replay, and of each analysis.',
    { default: 'the journal alone has it' },
  ),
  metrics: described(
    recordField('the count of dead letters by topic', {
      topic: 'dead-letters',
      message: { topic: '{topic}', dead: '{dead}', waiting: '{waiting}' },
    }).exactOptional(),
    'Topic of class met that gets counts of dead letters from each analysis.',
    { default: 'an analysis writes no counts' },
  ),
});

/** Topics of a system that its operators write to; each is the folder of a topic. */
export type OperationsTerms = Readonly<z.output<typeof operationsField>>;
