import { type Brand, certain, type Parsed, parsed, rejected } from '../../naming/brand.ts';

/** A length of time in whole milliseconds. Contracts and environments write no 0; Kafka has settings that may be 0. */
export type Duration = Brand<number, 'Duration'>;

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMilliseconds;

/** The pattern that contract files are checked with; `90s`, `7d`, `100ms`. */
export const durationPattern = /^[1-9][0-9]{0,12}(?:ms|s|m|h|d)$/;

/** Reads `100ms`, `30s`, `15m`, `2h` or `7d`. No sum of units, no fraction, no bare number. */
export function parseDuration(text: string): Parsed<Duration> {
  if (!durationPattern.test(text)) {
    return rejected('a duration is a whole number with ms, s, m, h or d behind it, for example 7d');
  }
  const unit = /[a-z]+$/.exec(text)?.[0] as Unit;
  const milliseconds = Number(text.slice(0, -unit.length)) * unitMilliseconds[unit];
  // A hundred years: far above any retention, far below the integers that lose digits.
  if (milliseconds > 100 * 365 * unitMilliseconds.d) return rejected('a duration is at most 36500d');
  return parsed(milliseconds as Duration);
}

/** A number of milliseconds as a duration: whole, at least 0, and exact. */
export function durationOf(milliseconds: number): Parsed<Duration> {
  return Number.isSafeInteger(milliseconds) && milliseconds >= 0
    ? parsed(milliseconds as Duration)
    : rejected(`a duration is a whole number of milliseconds from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

/** The shortest spelling of a number of milliseconds: the largest unit that divides it. */
export function formatDuration(length: number): string {
  if (length === 0) return '0ms';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = unitMilliseconds[unit];
    if (length % size === 0) return `${length / size}${unit}`;
  }
  return `${length}ms`;
}

/** Whole seconds, rounded up: what Kubernetes deadlines take. */
export function secondsOf(length: Duration): number {
  return Math.ceil(length / 1000);
}

/**
 * A duration that is in a program.
 * @throws Error when the text is none
 */
export function duration(text: string): Duration {
  return certain(parseDuration(text));
}
