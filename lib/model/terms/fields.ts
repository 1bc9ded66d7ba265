import { z } from 'zod';
import { currentApiVersion } from '../renamed-keys.ts';
import type { Parsed } from '../../naming/brand.ts';
import { objectNamePattern, parseObjectName } from '../../naming/object-name.ts';
import { consumerGroupPattern, parseConsumerGroup } from '../../naming/principal.ts';
import { parseTopicName, topicNamePattern } from '../../naming/topic-name.ts';
import { parseRetention, type Retention, retentionPattern } from '../kafka/retention.ts';
import type { Endless } from '../kafka/topic-setting.ts';
import { described } from './described.ts';
import { type Duration, durationPattern, parseDuration } from '../text/duration.ts';
import { parseSize, type Size, sizePattern } from '../text/size.ts';

/** What a field takes, in words for errors: `a duration, for example 7d`. */
export const fieldKinds = z.registry<{ readonly text: string }>();

/** A duration as people write it; programs are told by the compiler where it is none. */
export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
/** A size as people write it. */
export type SizeText = `${number}${'B' | 'KiB' | 'MiB' | 'GiB' | 'TiB'}`;

/** A field whose text becomes a branded value once, here. */
function text<T, Written extends string = string>(
  kind: string,
  parse: (text: string) => Parsed<T>,
  pattern?: RegExp,
) {
  const base = pattern ? z.string().meta({ pattern: pattern.source }) : z.string();
  const written = base.register(fieldKinds, { text: kind }) as unknown as z.ZodType<Written, Written>;
  return written.transform((input, context) => {
    const result = parse(input);
    if (result.ok) return result.value;
    context.issues.push({ code: 'custom', message: result.error, input });
    return z.NEVER;
  });
}

export const apiVersionField = described(
  z.literal(currentApiVersion),
  'Version of the file format. `workstreams upgrade` rewrites files of an earlier one.',
);

/** `100ms`, `30s`, `15m`, `2h`, `7d` */
export const durationField = text<Duration, DurationText>(
  'a duration, for example 7d',
  parseDuration,
  durationPattern,
);
/** How long messages are kept: a duration, or `endless`, which is Kafka's -1. */
export const retentionField = text<Retention, DurationText | Endless>(
  'a duration, for example 7d, or endless',
  parseRetention,
  retentionPattern,
);
/** `512B`, `256KiB`, `1MiB`, `1GiB`, `1TiB` */
export const sizeField = text<Size, SizeText>('a size, for example 256KiB', parseSize, sizePattern);
export const topicNameField = text('the name of a topic', parseTopicName, topicNamePattern);
export const objectNameField = text('the name of a Kubernetes object', parseObjectName, objectNamePattern);
export const consumerGroupField = text(
  'the id of a consumer group',
  parseConsumerGroup,
  consumerGroupPattern,
);

/** Lowercase kebab: the id of a service, a tenant, an executor class. */
export const idField = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'an id is lowercase kebab, for example order-writer')
  .max(63, 'an id has at most 63 characters')
  .register(fieldKinds, { text: 'an id in lowercase kebab, for example order-writer' });

export const portField = z.int().min(1).max(65_535);

/** One line for people. */
export const lineField = z
  .string()
  .min(1, 'the text is empty')
  .max(500, 'the text has more than 500 characters')
  .regex(/^[^\n]*$/, 'the text has more than one line')
  .register(fieldKinds, { text: 'one line of text' });

/** One line that names something: two names that look alike must be one. */
export const nameField = lineField
  // All other hidden characters are refused where a file is read.
  .refine((name) => !/[\u200c\u200d]/.test(name), 'a name has no joiners between its characters')
  .register(fieldKinds, { text: 'one line of text' });

/** `2026-12-31`, a day that exists. */
export const dateField = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'a date is written year-month-day, for example 2026-12-31')
  .refine((day) => {
    const date = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  }, 'this day does not exist')
  .register(fieldKinds, { text: 'a date, for example 2026-12-31' });

export const countField = z.int('a whole number is wanted').min(1, 'at least 1 is wanted');

/** The id of a consumer group as the key of a map: keys stay plain text. */
export const groupNameField = z
  .string()
  .meta({ pattern: consumerGroupPattern.source })
  .superRefine((name, context) => {
    const group = parseConsumerGroup(name);
    if (!group.ok) context.issues.push({ code: 'custom', message: group.error, input: name });
  });
