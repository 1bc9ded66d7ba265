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

/** Names that are shown where one part of several was written. */
const shownParts = 4;

/** Whether `part` is a whole part of a name, between dots, dashes, underscores or slashes: `verify` of `toolrun.verify.v1`. */
export function hasPart(name: string, part: string): boolean {
  const [whole, piece] = [name, part].map((text) => `.${text.toLowerCase().replaceAll(/[-_/]/g, '.')}.`);
  return part !== '' && whole !== undefined && piece !== undefined && whole.includes(piece);
}

/** `did you mean "x"?`: names with it as a part, or the nearest one; the known names where there is none. */
export function suggestion(name: string, known: readonly string[]): string {
  const parts = known.filter((one) => hasPart(one, name));
  const near = nearest(name, known);
  const meant = parts.length > 0 ? parts : near === undefined ? [] : [near];
  if (meant.length > 0) {
    const shown = meant.slice(0, shownParts).map((one) => `"${one}"`);
    const last = meant.length > shownParts ? [...shown, `one of ${meant.length - shownParts} more`] : shown;
    return `did you mean ${[last.slice(0, -1).join(', '), last.at(-1)].filter((one) => one !== '').join(' or ')}?`;
  }
  if (known.length === 0) return 'nothing is known here';
  return `known: ${firstOf(known, 12)}`;
}
