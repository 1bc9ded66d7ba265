import { z } from '@hono/zod-openapi';

const counts = z.record(z.string(), z.int());
const any = z.unknown().describe('A value of JSON.');

export const topicsAnswer = z.object({
  topics: z.array(
    z.object({
      topic: z.string(),
      deadLetterTopic: z
        .string()
        .nullable()
        .describe('Null: it has no dead letters that can be worked off here.'),
      system: z.string(),
      contract: z.string(),
      replay: z.boolean().describe('Whether history may be written to it again, by this program.'),
    }),
  ),
});

const lettersOfTopic = z
  .object({
    topic: z.string(),
    deadLetterTopic: z.string(),
    system: z.string(),
    contract: z.string(),
    owner: z.object({ team: z.string(), onCall: z.string(), channel: z.string() }),
    open: z.int(),
    groups: z.array(
      z.object({
        class: z.string(),
        reason: z.string(),
        count: z.int(),
        valid: z.int().describe("Of them, those that today's schema takes."),
        oldestSeconds: z.int(),
        firstSeen: z.string(),
        lastSeen: z.string(),
      }),
    ),
    unfinished: z
      .object({ id: z.string(), action: z.string(), by: z.string(), begunAt: z.string() })
      .optional()
      .describe('Begun, and neither ended nor recorded: it runs now, or was killed.'),
  })
  .openapi('TopicLetters');

export const lettersAnswer = z.object({ topics: z.array(lettersOfTopic) });

export const messagesAnswer = z.object({
  letters: z.array(
    z.object({
      partition: z.int(),
      offset: z.string(),
      timestamp: z.string(),
      key: z.string().nullable(),
      class: z.string(),
      reason: z.string(),
      redriven: z.int(),
      invalid: z.string().optional().describe("Why today's schema does not take it; absent: it does."),
      headers: z.record(z.string(), z.string()),
      value: any.describe('Absent: it cannot be read as JSON.'),
    }),
  ),
});

export const redriveDryRun = z
  .object({
    dryRun: z.literal(true),
    redriven: z.int().describe('Letters that would be redriven.'),
    refusals: counts.describe('Letters that would stay, by why.'),
    samples: z.array(
      z.object({
        partition: z.int(),
        offset: z.string(),
        key: z.string().nullable(),
        differences: z.array(z.object({ path: z.string(), before: any, after: any })),
        refused: z.string().optional(),
      }),
    ),
  })
  .openapi('RedriveDryRun');

export const discardDryRun = z
  .object({ dryRun: z.literal(true), discarded: z.int().describe('Letters that would be discarded.') })
  .openapi('DiscardDryRun');

export const operationAnswer = z
  .object({
    id: z.string().describe("The session's, as audit records and headers of messages have it."),
    kind: z.enum(['redrive', 'discard', 'replay']),
    topic: z.string(),
    state: z.enum(['running', 'done', 'stopped', 'failed']),
    by: z.string(),
    reason: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    settled: z.int().describe('Messages that it is through with.'),
    result: any.describe('What came of it; null while it runs.'),
    problem: z.string().nullable().describe('Why it failed.'),
  })
  .openapi('Operation');

export const operationsAnswer = z.object({ operations: z.array(operationAnswer) });

const replayCounts = {
  read: z.int(),
  matched: z.int(),
  written: z.int(),
  invalid: z.int(),
  passedOver: z.int(),
};

const invalidMessage = z.object({ place: z.string(), reason: z.string() });

export const replayDryRun = z
  .object({
    dryRun: z.literal(true),
    ...replayCounts,
    examples: z.array(invalidMessage).describe('The first that break the contract.'),
  })
  .openapi('ReplayDryRun');

export const replayAnswer = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'paused', 'cancelled', 'done', 'failed']),
    progress: z
      .number()
      .nullable()
      .describe('What part of the source is read, from 0 to 1; null: it has no measure.'),
    source: any,
    target: z.string(),
    ...replayCounts,
    invalidAt: invalidMessage.nullable(),
    by: z.string(),
    why: z.string(),
    changedBy: z.string().nullable(),
    changedWhy: z.string().nullable(),
    startedAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi('ReplaySession');

export const replaysAnswer = z.object({ replays: z.array(replayAnswer) });
