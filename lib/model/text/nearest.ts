import { distance } from 'fastest-levenshtein';
import { firstOf } from './first-of.ts';

/**
 * The known name nearest to `name`, if one is near enough to have been meant; ties go to the first.
 * @param farthest letters that may differ. Default: a third of them, two at the least
 */
export function nearest(
  name: string,
  known: Iterable<string>,
  farthest = Math.max(2, Math.floor(name.length / 3)),
): string | undefined {
  let best: string | undefined;
  let least = farthest + 1;
  for (const candidate of known) {
    // As many letters differ at the least, and counting them costs the product of both lengths.
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const far = distance(name.toLowerCase(), candidate.toLowerCase());
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}

/** `did you mean "x"?`, or the known names where none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (known.length === 0) return 'nothing is known here';
  return `known: ${firstOf(known, 12)}`;
}
