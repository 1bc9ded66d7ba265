import { addTo } from '../model/groups.ts';
import type { Approval } from '../model/terms/approval.ts';
import { isPattern, matchesPattern } from '../model/text/name-pattern.ts';
import { firstOf } from '../model/text/first-of.ts';
import { received } from '../model/text/problem.ts';
import type { Danger, ObjectChange } from './change.ts';

/** An approval, and its place in the list. */
export interface Entry {
  readonly index: number;
  readonly approval: Approval;
}

/** Something that is wrong with an approval. */
interface Objection {
  readonly entry: Entry;
  /** `.count`, or empty for all of it. */
  readonly key: string;
  readonly what: string;
  readonly fix: string;
}

export interface Scope {
  /** The approval of a change, by `keyOf`. */
  readonly allows: ReadonlyMap<string, Entry>;
  /** Approvals that are about a change of the plan, whether they allow it or not; and those that repeat another. */
  readonly about: ReadonlySet<Entry>;
  readonly objections: readonly Objection[];
}

/** A change of an object as approvals name it. */
export function keyOf(object: string, change: string): string {
  return `${object}\n${change}`;
}

/** Whether an approval can allow it. */
export function isLiftable({ risk, liftable }: Danger): boolean {
  return risk !== 'impossible' || liftable;
}

/**
 * Which approval allows which change. One without a pattern allows its change of its object. One with a pattern allows its
 * change of all objects that it names and that no other approval names, if they are as many as its count; a change that
 * two patterns take is allowed by neither.
 */
export function scopeOf(entries: readonly Entry[], changes: readonly ObjectChange[]): Scope {
  const objections: Objection[] = [];
  const about = new Set<Entry>();
  const allows = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyOf(entry.approval.object, entry.approval.change);
    const first = allows.get(key);
    if (first === undefined) {
      allows.set(key, entry);
      continue;
    }
    about.add(entry);
    const what = `approves again what approvals[${first.index}] does`;
    objections.push({ entry, key: '', what, fix: 'keep one of the two' });
  }
  const patterns = [...allows.values()].filter(({ approval }) => isPattern(approval.object));
  const taken = takenBy(patterns, changes, allows);
  const others = overlaps(taken);
  for (const [entry, ids] of taken) {
    const { object, change, count } = entry.approval;
    const other = others.get(entry);
    about.add(entry);
    if (other !== undefined) {
      const what = `some changes that it takes are taken by approvals[${other.index}] too: neither approves anything`;
      const fix = 'remove one of the two, or write patterns that do not overlap';
      objections.push({ entry, key: '.object', what, fix });
    } else if (ids.length === count) {
      for (const id of ids) allows.set(keyOf(id, change), entry);
    } else {
      const what = `${received(change)} of ${object} is planned for ${ids.length} objects, not for ${String(count)}: none is approved (${namesOf(ids)})`;
      const fix = `if all of them may change, write count: ${ids.length}; else write a pattern that takes fewer`;
      objections.push({ entry, key: '.count', what, fix });
    }
  }
  return { allows, about, objections };
}

/** The objects whose change each pattern takes; patterns that take none are left out. */
function takenBy(
  patterns: readonly Entry[],
  changes: readonly ObjectChange[],
  exact: ReadonlyMap<string, Entry>,
): Map<Entry, string[]> {
  const taken = new Map<Entry, string[]>();
  for (const entry of patterns) {
    const { object, change } = entry.approval;
    for (const { id, dangers } of changes) {
      if (!dangers.some((danger) => danger.text === change && isLiftable(danger))) continue;
      if (matchesPattern(object, id) && !exact.has(keyOf(id, change))) addTo(taken, entry, id);
    }
  }
  return taken;
}

/** For each approval that takes a change which another one takes too: that other one. */
function overlaps(taken: ReadonlyMap<Entry, readonly string[]>): Map<Entry, Entry> {
  const first = new Map<string, Entry>();
  const others = new Map<Entry, Entry>();
  for (const [entry, ids] of taken)
    for (const id of ids) {
      const key = keyOf(id, entry.approval.change);
      const other = first.get(key) ?? entry;
      first.set(key, other);
      if (other === entry) continue;
      others.set(entry, other);
      others.set(other, entry);
    }
  return others;
}

/** Names that an error shows of a group. */
const mostNamed = 3;

function namesOf(ids: readonly string[]): string {
  return firstOf(
    ids.map((id) => id.slice(id.lastIndexOf('/') + 1)),
    mostNamed,
  );
}
