import { compare } from '../model/text/problem.ts';

/**
 * Names that begin with a prefix stand together in a sorted list.
 * @param sorted by code unit (`compare`)
 */
export function beginningWith(prefix: string, sorted: readonly string[]): string[] {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compare(sorted[middle] as string, prefix) < 0) from = middle + 1;
    else to = middle;
  }
  let end = from;
  while (sorted[end]?.startsWith(prefix) === true) end += 1;
  return sorted.slice(from, end);
}
