import { z } from 'zod';
import { formatField, type Printed } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';

/** What `workstreams explain --format json` prints. */
export const explainOutput = z.strictObject({
  schema: formatField('workstreams.io/explain/v1'),
  environment: described(z.string(), 'Environment.'),
  facts: described(
    z.array(
      z.strictObject({
        fact: described(z.string(), 'What it is about. A name may occur more than once.'),
        value: described(z.string(), 'Its value, as text.'),
        from: described(
          z.string(),
          'Who decided it, such as `contract`, `class`, `environment`, `naming`, `default` or `derived`.',
        ),
        where: described(z.string(), 'File, line and column of it, the reason in words, or both.'),
      }),
    ),
    'Facts of the topic, in the order of the table.',
  ),
});

export type ExplainOutput = Printed<z.output<typeof explainOutput>>;
