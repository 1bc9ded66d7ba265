import { z } from 'zod';
import { countOutput, formatField, type Printed } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';

const counts = {
  read: described(countOutput, 'Messages read from the source.'),
  matched: described(countOutput, 'Of those, messages that the filters ask for.'),
  written: described(countOutput, 'Messages written to the target; of a dry run, those that would be.'),
  invalid: described(countOutput, 'Matched messages that break the contract of the target.'),
  passedOver: described(
    countOutput,
    'Matched messages that a replay had written to the topic that is read: they are not written again.',
  ),
};

const invalidOutput = z.strictObject({
  place: described(z.string(), 'Where it is, such as `orders.placed.v1-3 at 42` or `letters.jsonl:17`.'),
  reason: described(z.string(), 'Why it breaks the contract, without any part of its value.'),
});

const source = described(z.string(), 'Topic, archive or collection that is read.');
const target = described(z.string(), 'Topic that is written to.');

/** What `workstreams replay start --format json` prints without `--execute`. */
export const replayCountOutput = z.strictObject({
  schema: formatField('workstreams.io/replay-count/v1'),
  source,
  target,
  ...counts,
  examples: described(z.array(invalidOutput), 'The first messages that break the contract; at most 10.'),
});

/** What the other commands of `workstreams replay` print with `--format json`. */
export const replayOutput = z.strictObject({
  schema: formatField('workstreams.io/replay/v1'),
  sessions: described(
    z.array(
      z.strictObject({
        id: described(z.string(), 'Id of the session; its messages have it in `x-replay-id`.'),
        state: described(
          z.enum(['running', 'paused', 'cancelled', 'done', 'failed']),
          'State. `running` also where its process was killed; `failed`: a message breaks the contract.',
        ),
        progress: described(
          z.number().min(0).max(1).nullable(),
          'Part of the source that was read. `null`: a collection has no measure.',
        ),
        source,
        target,
        filters: described(z.array(z.string()), 'What was asked for, as options.'),
        ...counts,
        invalidAt: described(invalidOutput.nullable(), 'Message at which it failed.'),
        by: described(z.string(), 'Who started it.'),
        why: described(z.string(), 'Reason that was given.'),
        changedBy: described(z.string().nullable(), 'Who paused, resumed or cancelled it last.'),
        changedWhy: described(z.string().nullable(), 'Reason that was given for it.'),
        startedAt: described(z.string(), 'When it started (RFC 3339).'),
        updatedAt: described(z.string(), 'When it wrote last (RFC 3339).'),
      }),
    ),
    'Sessions, the earliest first.',
  ),
});

export type ReplayCountOutput = Printed<z.output<typeof replayCountOutput>>;
export type ReplayOutput = Printed<z.output<typeof replayOutput>>;
