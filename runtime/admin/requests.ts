import { z } from '@hono/zod-openapi';
import type { SelectionTerms } from '../dead-letters/selection.ts';
import type { ReplayTerms } from '../replay/session.ts';

/** Text of one line. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line, without control characters');
const expression = z.string().min(1).max(10_000);
const topicName = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be the name of a topic')
  .describe('A primary topic, as Kafka names it.');
const count = z.int().min(1).max(1_000_000_000);
const time = z.iso.datetime({ offset: true });
const reason = line(1000).describe('Why: it is in the audit record.');

export const topicParam = z.strictObject({ topic: topicName.openapi({ example: 'orders.placed.v1' }) });

export const idParam = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9A-HJ-KM-NP-TV-Z]{26}$/, 'must be a ULID')
    .openapi({ example: '01KJH8M4Q0DYMAV8P9FR9GMX3C' }),
});

/** What selects letters, in a body or a query. */
const selectionParts = {
  class: z.array(line(100)).min(1).max(50).optional().describe('Only failures of these classes.'),
  failedWith: line(500).optional().describe('Only failures whose reason has this text.'),
  key: z.string().max(10_000).optional().describe('Only messages with this key.'),
  since: time.optional().describe('Only dead letters from then on (RFC 3339).'),
  until: time.optional().describe('Only dead letters before then (RFC 3339).'),
  where: expression.optional().describe('Only where this JSONata on `{ value, key, headers, … }` is true.'),
  only: z
    .enum(['valid', 'invalid'])
    .optional()
    .describe("Only those that today's schema takes, or does not."),
  at: z
    .array(z.string().regex(/^[0-9]{1,6}:[0-9]{1,19}$/, 'must be partition:offset'))
    .min(1)
    .max(1000)
    .optional()
    .describe('Only these, by partition and offset.')
    .openapi({ example: ['0:4711'] }),
};

const selection = z.strictObject(selectionParts).openapi('Selection');

/** The same in a query: what may be given several times is a text where it is given once. */
const several = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (typeof given === 'string' ? [given] : given), schema);
const queryParts = {
  ...selectionParts,
  class: several(selectionParts.class),
  at: several(selectionParts.at),
};

/** Of all topics: what an expression would see differs from one to the other. */
const { where: _where, key: _key, at: _at, ...everywhere } = queryParts;
export const listQuery = z.strictObject(everywhere);

export const topicQuery = z.strictObject({ ...queryParts, reason: reason.optional() });

const flag = z
  .enum(['true', 'false'])
  .optional()
  .transform((given) => given === 'true');

export const showQuery = z
  .strictObject({
    ...queryParts,
    max: z.coerce.number().int().min(1).max(100).default(5).describe('The most that are shown.'),
    personalData: flag.describe(
      'Whether fields that are marked as personal data are shown. Needs the scope act, and `reason`.',
    ),
    reason: reason.optional(),
  })
  .refine((query) => !query.personalData || query.reason !== undefined, {
    path: ['reason'],
    error: 'is missing: personal data is shown for a reason',
  });

/** What is done is done for a reason. */
const becauseOf = {
  error: 'is missing: say why, for the audit record',
  path: ['reason'],
};
const execute = z
  .boolean()
  .default(false)
  .describe('Whether it is done. Needs the scope act, and `reason`. Otherwise it is a dry run.');

export const redriveBody = z
  .strictObject({
    selection: selection.default({}),
    transform: expression
      .optional()
      .describe('JSONata on `{ value, key, headers, … }` that makes the new value.'),
    transformHeaders: expression
      .optional()
      .describe('JSONata that makes headers: a text sets one, null removes it.'),
    max: count.optional().describe('The most that are redriven.'),
    rate: count.optional().describe('Messages a second.'),
    limit: count.default(3).describe('How often one message may be redriven (`x-redrive-count`).'),
    samples: z.int().min(0).max(20).default(3).describe('Letters whose change a dry run shows.'),
    execute,
    reason: reason.optional(),
  })
  .refine((body) => !body.execute || body.reason !== undefined, becauseOf)
  .openapi('Redrive');

export const discardBody = z
  .strictObject({
    selection: selection.default({}),
    max: count.optional().describe('The most that are discarded.'),
    execute,
    reason: reason.optional(),
  })
  .refine((body) => !body.execute || body.reason !== undefined, becauseOf)
  .openapi('Discard');

export const archiveBody = z.strictObject({ selection: selection.default({}), reason }).openapi('Archive');

const rate = z.number().min(0.001).max(9_999_999).describe('Messages a second.');

const mongodb = z.strictObject({
  database: z.string().regex(/^[^.\s$]{1,100}$/),
  collection: z.string().regex(/^[^\s$]{1,200}$/),
  timeField: line(200).describe('The field that its documents are ordered by.'),
  timeAs: z.enum(['date', 'milliseconds', 'text']).default('date').describe('How that field says a time.'),
});

export const replayBody = z
  .strictObject({
    from: z
      .union([z.strictObject({ topic: topicName }), z.strictObject({ mongodb })])
      .describe(
        'A topic, or a collection of MongoDB (`MONGODB_URI_FILE`). An archive is replayed with the command.',
      ),
    to: topicName.describe('The topic to write to; its contract must allow replay.'),
    filters: z
      .strictObject({
        since: time.optional().describe('Only messages from then on (RFC 3339).'),
        until: time.optional().describe('Only messages before then (RFC 3339).'),
        types: z.array(line(200)).min(1).max(100).optional().describe('Only events of these types.'),
        typeField: line(200).optional().describe('The field of the value that says the type.'),
        keys: z
          .array(z.string().max(10_000))
          .min(1)
          .max(1000)
          .optional()
          .describe('Only messages with these keys.'),
        where: expression.optional().describe('Only messages for which this JSONata holds.'),
      })
      .refine((filters) => filters.types === undefined || filters.typeField !== undefined, {
        path: ['typeField'],
        error: 'is missing: name the field of the value that says the type',
      })
      .default({}),
    message: z
      .strictObject({
        key: expression.optional().describe('JSONata that makes the key.'),
        value: expression.optional().describe('JSONata that makes the value.'),
        headers: z
          .record(z.string().regex(/^[!-~]{1,200}$/), z.string().max(10_000))
          .refine((headers) => !Object.hasOwn(headers, 'x-replay-id'), 'x-replay-id is the id of the session')
          .optional()
          .describe('Headers for messages that have none of that name.'),
      })
      .default({}),
    rate: rate.optional(),
    skipInvalid: z
      .boolean()
      .default(false)
      .describe('Whether what breaks the contract is left out; otherwise it ends the replay.'),
    execute,
    reason: reason.optional(),
  })
  .refine((body) => !body.execute || body.reason !== undefined, becauseOf)
  .refine((body) => !('mongodb' in body.from) || body.filters.keys === undefined, {
    path: ['filters', 'keys'],
    error: 'documents have no key before they are written: ask with `where`',
  })
  .openapi('Replay');

export const changeBody = z.strictObject({ reason }).openapi('Change');

export const resumeBody = z
  .strictObject({
    reason,
    rate: rate.optional(),
    skipInvalid: z
      .boolean()
      .optional()
      .describe('Whether what breaks the contract is left out. As it began, where absent.'),
  })
  .openapi('Resume');

type SelectionInput = z.output<typeof selection>;

/** A selection as the commands have it. */
export function selectionTerms({ since, until, ...others }: SelectionInput): SelectionTerms {
  return {
    ...others,
    since: since === undefined ? undefined : Date.parse(since),
    until: until === undefined ? undefined : Date.parse(until),
  };
}

/** A replay as the commands have it. */
export function replayTerms({
  from,
  to,
  filters,
  message,
  rate: perSecond,
  skipInvalid,
}: z.output<typeof replayBody>): ReplayTerms {
  const { since, until } = filters;
  const inUtc = (text: string | undefined) => (text === undefined ? undefined : new Date(text).toISOString());
  return {
    source: 'topic' in from ? { kind: 'topic', topic: from.topic } : { kind: 'mongodb', ...from.mongodb },
    filters: { ...filters, since: inUtc(since), until: inUtc(until) },
    ...{ message, target: to, rate: perSecond, skipInvalid },
  };
}
