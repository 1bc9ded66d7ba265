import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';

/**
 * The later object with the items of one list at the places where the earlier object has the same ones. What has no
 * counterpart takes the place of one that went, else comes behind; a place that stays empty is `null`.
 * @param path where the list is
 * @param identities what an item is known by, the surest first
 */
export function aligned(
  before: Manifest,
  after: Manifest,
  path: readonly string[],
  identities: (item: unknown) => readonly string[],
): Manifest {
  const [old, now] = [before, after].map((side) => itemsAt(side, ...path).map(({ item }) => item));
  if (old === undefined || now === undefined || Math.max(old.length, now.length) < 2) return after;
  // Items that have a name are known by it already.
  if ([...old, ...now].every((item) => textAt(item, 'name') !== '')) return after;
  const rounds = Math.max(0, ...[...old, ...now].map((item) => identities(item).length));
  const places: unknown[] = old.map(() => null);
  const left = new Set(now);
  const place = (fits: (was: unknown, is: unknown) => boolean) => {
    for (const [index, was] of old.entries()) {
      if (places[index] !== null) continue;
      const found = [...left].find((is) => fits(was, is));
      if (found === undefined) continue;
      places[index] = found;
      left.delete(found);
    }
  };
  for (let round = 0; round < rounds; round += 1)
    place((was, is) => identities(was)[round] === identities(is)[round]);
  // As many as before: one that is known by nothing is another, not one more.
  if (old.length === now.length) place(() => true);
  return withList(after, path, [...places, ...left]);
}

function withList(value: unknown, path: readonly string[], list: readonly unknown[]): Manifest {
  const [key, ...rest] = path;
  if (key === undefined) return list as unknown as Manifest;
  return { ...(value as Manifest), [key]: withList(at(value, key), rest, list) };
}
