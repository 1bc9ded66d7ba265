import { z } from 'zod';
import { formatField, type Printed } from '../../model/outputs/output.ts';
import { placeOutput } from '../../model/outputs/problem.ts';
import { dateField } from '../../model/terms/fields.ts';
import { described } from '../../model/terms/described.ts';

/** What a finding is about, in the order in which they are told. */
export const reviewTopics = ['deprecated', 'unused', 'exceptions', 'approvals', 'keys'] as const;

/** What `workstreams review --format json` prints. */
export const reviewOutput = z.strictObject({
  schema: formatField('workstreams.io/review/v1'),
  today: described(dateField, 'Day of the review.'),
  within: described(z.string(), 'How far ahead it looks, such as `90d`.'),
  findings: described(
    z.array(
      z.strictObject({
        topic: described(z.enum(reviewTopics), 'What it is about.'),
        due: described(dateField.nullable(), 'Last day. It may be over. `null` where there is none.'),
        about: described(z.string(), 'Contract, exception, approval or key.'),
        owner: described(z.string(), 'Team, or who keeps the file of the environment.'),
        what: described(z.string(), 'What to do, or the reason of what ends.'),
        place: described(placeOutput, 'Where it is.'),
      }),
    ),
    'What to look at, by topic and day.',
  ),
});

export type ReviewOutput = Printed<z.output<typeof reviewOutput>>;
