import { distance } from 'fastest-levenshtein';

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
  const shown = known.slice(0, 12).join(', ');
  return known.length > 12 ? `known: ${shown} and ${known.length - 12} more` : `known: ${shown}`;
}
