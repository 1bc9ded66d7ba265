import type { Duration } from '../../model/text/duration.ts';

/**
 * A matcher of a label against whole names: an equality, or alternatives of a regular expression in which every sign
 * that means something else is escaped.
 */
export function matches(label: string, names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const [only = ''] = distinct;
  return distinct.length === 1
    ? `${label}=${quoted(only)}`
    : `${label}=~${quoted(distinct.map(literal).join('|'))}`;
}

/** Series of a metric. */
export function series(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${matchers.join(',')}}`;
}

/** Text as PromQL reads it between double quotes, where it knows Go's escapes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** RE2, as Prometheus anchors it. */
export function literal(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, String.raw`\$&`);
}

/** Whole seconds, for ranges and offsets. */
export function range(length: Duration | number): string {
  const seconds = Math.ceil(length / 1000);
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
