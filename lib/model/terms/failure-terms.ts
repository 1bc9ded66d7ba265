import { z } from 'zod';
import { described } from './described.ts';
import { durationField, lineField, nameField, retentionField } from './fields.ts';
import { formatDuration } from '../text/duration.ts';
import { classPolicies } from '../topic-class.ts';

/** Where messages go that could not be processed. */
export const retryField = z.strictObject({
  tiers: described(
    z.array(durationField).min(1).max(5),
    'Delays of the retry topics, the shortest first; each delay is one topic. 1 to 5 delays.',
    { examples: [['1m', '15m', '2h']] },
  ),
  attempts: described(
    z.int().min(1).max(20),
    'Deliveries of a message before it goes to the dead letter topic, the first one included. 1 to 20.',
    { examples: [4] },
  ),
});

export const deadLetterField = z.strictObject({
  retention: described(
    retentionField.optional(),
    'How long dead letters are kept: a duration from 30d to 90d, or `endless` with an exception. `topics.retentionCap` of the environment can shorten it.',
    { default: formatDuration(classPolicies.dlt.retention.default), examples: ['60d'] },
  ),
  triage: described(lineField, 'Who looks at dead letters, and what they do.', {
    examples: ['The on-call of billing reads them each morning, fixes the order, and replays them'],
  }),
  schema: described(
    nameField.optional(),
    '`$id` of a shared schema, for dead letters that are not written as the messages of the topic are.',
    { default: 'the schema of the topic', examples: ['urn:workstreams:DeadLetterEnvelope:v1'] },
  ),
});
