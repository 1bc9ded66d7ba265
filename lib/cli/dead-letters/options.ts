import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parseDuration } from '../../model/text/duration.ts';

export const envOption = () =>
  new Option('--env <name>', 'the environment').default(undefined, 'the topics in WORK_TOPICS_FOLDER');

export const clientOption = () =>
  new Option('--client <file>', 'client.properties that says how to reach Kafka').default(
    undefined,
    'the variables KAFKA_*',
  );

export const topicOption = () =>
  new Option('--topic <name>', 'a topic, its dead letter topic, or the folder of its contract');

export const classOption = () =>
  new Option('--class <class...>', 'only failures of these classes, for example schema-invalid');

export const failedWithOption = () =>
  new Option('--failed-with <text>', 'only failures whose reason has this text');

export const keyOption = () => new Option('--key <key>', 'only messages with this key');

export const sinceOption = () =>
  new Option('--since <time>', 'only dead letters from then on: 2h (ago), or 2026-03-02T09:00:00Z').argParser(
    timeOf,
  );

export const untilOption = () =>
  new Option('--until <time>', 'only dead letters before then').argParser(timeOf);

export const whereOption = () =>
  new Option('--where <expression>', 'only where this JSONata on { value, key, headers, … } is true');

export const onlyOption = () =>
  new Option('--only <which>', "only those that today's schema takes, or does not").choices([
    'valid',
    'invalid',
  ] as const);

export const atOption = () =>
  new Option('--at <place...>', 'only these, by partition and offset: 0:4711').argParser(placesOf);

/** Places one after the other, as commander hands them over. */
function placesOf(text: string, before?: readonly string[]): string[] {
  if (/^[0-9]{1,10}:[0-9]{1,19}$/.test(text)) return [...(before ?? []), text];
  throw new InvalidArgumentError('write a partition and an offset, such as 0:4711.');
}

export const reasonOption = () => new Option('--reason <text>', 'why: it is in the audit record');

export const personalDataOption = () =>
  new Option('--personal-data', 'show fields that are marked as personal data; needs --reason');

export const formatOption = () =>
  new Option('--format <format>', 'how to print')
    .choices(['table', 'json'] as const)
    .default('table' as const);

/** A whole number, at least 1. */
export function countOf(text: string): number {
  if (/^[1-9][0-9]{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number from 1 on is wanted.');
}

/** Milliseconds since 1970, of a time or of a duration before now. */
function timeOf(text: string): number {
  const duration = parseDuration(text);
  if (duration.ok) return Date.now() - duration.value;
  // A time without its zone would be another one on another machine.
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*(?:Z|[+-][0-9]{2}:[0-9]{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError(
    'write a duration before now, 2h, or a time with its zone, 2026-03-02T09:00:00Z.',
  );
}
