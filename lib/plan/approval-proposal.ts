import { groupBy } from '../model/groups.ts';
import { matchesPattern } from '../model/text/name-pattern.ts';
import type { Need, PlannedChange } from './change.ts';

/** What an approval must say to lift what blocks a plan. */
export interface MissingApproval {
  readonly object: string;
  readonly change: string;
  /** Of a pattern: how many changes it takes. */
  readonly count?: number;
}

interface Planned {
  readonly objects: readonly PlannedChange[];
}

/** The approvals that would lift what blocks the plan, one for each change. */
export function missingApprovals({ objects }: Planned): MissingApproval[] {
  return objects.flatMap(({ id, needs }) =>
    needs.filter(isMissing).map(({ change }) => ({ object: id, change })),
  );
}

function isMissing({ state }: Need): boolean {
  return state === 'missing' || state === 'expired';
}

/** Fewer changes are approved one by one. */
const fewest = 3;

/**
 * The same with one entry for like changes, where a pattern takes these and nothing else: no other change of the plan, and
 * no object that stays.
 * @param rendered ids of all objects of the environment as it will be
 */
export function proposedApprovals(plan: Planned, rendered: readonly string[]): MissingApproval[] {
  const missing = missingApprovals(plan);
  const headOf = (id: string) => id.slice(0, Math.max(id.lastIndexOf('/'), id.indexOf(' ')) + 1);
  const alike = groupBy(missing, ({ object, change }) => `${headOf(object)}\n${change}`);
  if (![...alike.values()].some(({ length }) => length >= fewest)) return missing;
  const known = groupBy(new Set([...rendered, ...plan.objects.map(({ id }) => id)]), headOf);
  const grouped = new Map<MissingApproval, MissingApproval | undefined>();
  for (const those of alike.values()) {
    const [{ object: first, change } = { object: '', change: '' }] = those;
    const head = headOf(first);
    const wanted = new Map(those.map((one) => [one.object, one]));
    const others = (known.get(head) ?? []).filter((id) => !wanted.has(id));
    const bare = (ids: Iterable<string>) => [...ids].map((id) => id.slice(head.length));
    for (const { pattern, names } of divided(bare(wanted.keys()), bare(others)))
      for (const [index, name] of names.entries()) {
        const one = wanted.get(`${head}${name}`);
        const group = { object: `${head}${pattern}`, change, count: names.length };
        if (one !== undefined) grouped.set(one, index === 0 ? group : undefined);
      }
  }
  return missing.flatMap((one) => (grouped.has(one) ? (grouped.get(one) ?? []) : [one]));
}

interface Division {
  readonly pattern: string;
  readonly names: readonly string[];
}

/** Names by patterns that take none of the others; names that no such pattern takes are left out. */
function divided(names: readonly string[], others: readonly string[]): Division[] {
  if (names.length < fewest) return [];
  const prefix = commonStart(names.map((name) => name.match(/[^-._]*[-._]*/g) ?? []));
  const near = others.filter((name) => name.startsWith(prefix));
  if (prefix !== '' && near.length === 0) return [{ pattern: `${prefix}*`, names }];
  const suffix = commonStart(
    names.map((name) => (name.match(/[-._]*[^-._]*/g) ?? []).toReversed()),
    true,
  );
  const pattern = `${prefix}*${suffix}`;
  if (suffix !== '' && names.every((name) => matchesPattern(pattern, name)))
    if (!near.some((name) => matchesPattern(pattern, name))) return [{ pattern, names }];
  const nextOf = (name: string) => /^[^-._]*[-._]*/.exec(name.slice(prefix.length))?.[0] ?? '';
  const parts = groupBy(names, nextOf);
  return [...parts].flatMap(([next, those]) =>
    divided(
      those,
      near.filter((name) => name.startsWith(`${prefix}${next}`)),
    ),
  );
}

/** The words that all begin with, as one text; `isReversed` where the words are. */
function commonStart(words: readonly (readonly string[])[], isReversed = false): string {
  const [first = []] = words;
  const end = first.findIndex((word, index) => words.some((those) => those[index] !== word));
  const common = end === -1 ? first : first.slice(0, end);
  return (isReversed ? common.toReversed() : common).join('');
}
