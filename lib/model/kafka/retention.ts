import { type Parsed, parsed, rejected } from '../../naming/brand.ts';
import { durationPattern, formatDuration, parseDuration } from '../text/duration.ts';
import type { TopicSettingValue } from './topic-setting.ts';

/** How long a topic keeps messages: a duration, or `endless` (-1), until the topic is deleted. */
export type Retention = TopicSettingValue<'retention.ms'>;

/** The pattern that contract files are checked with; `7d`, `endless`. */
export const retentionPattern = new RegExp(`${durationPattern.source}|^endless$`);

/** Reads `7d` or `endless`. */
export function parseRetention(text: string): Parsed<Retention> {
  if (text === 'endless') return parsed(text);
  const length = parseDuration(text);
  return length.ok ? length : rejected(`${length.error}, or endless`);
}

/** For comparing: milliseconds, Infinity for `endless`. */
export function lengthOf(retention: Retention): number {
  return retention === 'endless' ? Number.POSITIVE_INFINITY : retention;
}

/** `7d`, or `endless`. */
export function formatRetention(retention: Retention): string {
  return retention === 'endless' ? retention : formatDuration(retention);
}
