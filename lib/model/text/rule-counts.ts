import { groupBy } from '../groups.ts';
import { compare, type Problem } from './problem.ts';

/** `1 warning`, `12 warnings` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * `8 of no-pinned-values, 4 of no-open-questions`: how many there are of each, the most first.
 * @param names one for each that is counted
 */
export function countsOf(names: readonly string[]): string {
  return [...groupBy(names, (name) => name)]
    .sort(([a, those], [b, others]) => others.length - those.length || compare(a, b))
    .map(([name, those]) => `${those.length} of ${name}`)
    .join(', ');
}

/** `12 warnings: 8 of no-pinned-values, 4 of no-open-questions`, or nothing where there are none. */
export function warningCounts(warnings: readonly Problem[]): string[] {
  if (warnings.length === 0) return [];
  // What no rule has found is a problem of reading.
  const rules = warnings.map(({ rule = 'valid-input' }) => rule);
  return [`${counted(warnings.length, 'warning')}: ${countsOf(rules)}`];
}
