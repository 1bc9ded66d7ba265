import { addTo } from '../model/groups.ts';
import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { daysAfter } from '../model/text/day.ts';
import { matchesPattern } from '../model/text/name-pattern.ts';
import { type Problem, problem, received } from '../model/text/problem.ts';
import { type Entry, isLiftable, keyOf, scopeOf } from './approval-scope.ts';
import { type FileOf, type OwnersOf, ownersRefuse, type Refusal } from './owners.ts';
import type { Need, ObjectChange, PlannedChange } from './change.ts';

export interface ApprovalsInput {
  readonly environment: Environment;
  /** `2026-12-31` */
  readonly today: string;
  readonly changes: readonly ObjectChange[];
  /** What patterns count, where `changes` are a part of it. @default changes */
  readonly counted?: readonly ObjectChange[];
  /** Ids of the objects that belong to what is planned: approvals of others are not judged. @default all */
  readonly mine?: ReadonlySet<string>;
  /** What CODEOWNERS says, where the environment asks for it. @default that nothing has an owner */
  readonly ownersOf?: OwnersOf;
  /** @default the environment's file */
  readonly fileOf?: FileOf;
}

interface Judged {
  readonly changes: readonly PlannedChange[];
  readonly used: readonly Approval[];
  readonly problems: readonly Problem[];
  /** Approvals of what is not planned: their change may be merged already. */
  readonly warnings: readonly Problem[];
}

/** Days after the last one of an approval in which it is a warning that it approves what is not planned. */
const graceDays = 14;

/**
 * Holds the approvals of an environment against what changes. An approval of what is planned is an error when its last
 * day is over. One of what is not planned is a warning until `graceDays` after its last day, and an error from then on.
 */
export function judgeApprovals(input: ApprovalsInput): Judged {
  const { environment, today, changes, counted = changes, mine } = input;
  const entries = environment.approvals.map((approval, index): Entry => ({ approval, index }));
  const { allows, about, objections } = scopeOf(entries, counted);
  const refused = refusedByOwners(input, allows);
  const used = new Set<Entry>();
  const planned = changes.map((change): PlannedChange => {
    const needs = change.dangers.map((danger): Need => {
      const { text, allowed } = danger;
      if (!isLiftable(danger)) return { change: text, state: 'impossible' };
      const entry = allows.get(keyOf(change.id, text));
      if (entry === undefined || refused.has(entry)) {
        const isFree = allowed && environment.topics.deletion === 'allowed';
        return { change: text, state: isFree ? 'not needed' : 'missing' };
      }
      used.add(entry);
      const { approval } = entry;
      return { change: text, state: approval.until < today ? 'expired' : 'approved', approval };
    });
    return { ...change, needs };
  });

  const isMine = (object: string) => mine === undefined || [...mine].some((id) => matchesPattern(object, id));
  const say = ({ index }: Entry, key: string, what: string, fix: string): Problem =>
    problem(environment.source.place(['approvals', index]), `approvals[${index}]${key}`, what, fix);
  const problems = objections
    .filter(({ entry, key }) => key === '' || isMine(entry.approval.object))
    .map(({ entry, key, what, fix }) => say(entry, key, what, fix));
  for (const [entry, { what, fix }] of refused)
    if (isMine(entry.approval.object)) problems.push(say(entry, '.who', what, fix));
  const warnings: Problem[] = [];
  for (const entry of entries) {
    const { object, change, until } = entry.approval;
    const isOver = until < today;
    const what = `approves what is not planned: ${received(change)} of ${object}`;
    const last = daysAfter(until, graceDays);
    if (used.has(entry)) {
      const fix = 'approve it again, with a later day';
      if (isOver) problems.push(say(entry, '.until', `the approval expired on ${until}`, fix));
    } else if (about.has(entry) || refused.has(entry) || !(isOver || isMine(object))) {
      continue;
    } else if (last < today) {
      problems.push(say(entry, '.until', `expired on ${until}, and ${what}`, 'remove it'));
    } else {
      const fix = `${unusedFix(object, changes)}; after ${last} this is an error`;
      warnings.push({ ...say(entry, '', what, fix), level: 'warning' });
    }
  }
  const inUse = entries.filter((entry) => used.has(entry) && entry.approval.until >= today);
  return { changes: planned, used: inUse.map(({ approval }) => approval), problems, warnings };
}

/** Approvals of what is planned that no owner has given. */
function refusedByOwners(
  { environment, changes, counted = changes, ownersOf = () => undefined, fileOf }: ApprovalsInput,
  allows: ReadonlyMap<string, Entry>,
): ReadonlyMap<Entry, Refusal> {
  const refused = new Map<Entry, Refusal>();
  if (environment.approvers === 'anyone') return refused;
  const files = new Map<Entry, string[]>();
  for (const { id, dangers } of counted)
    for (const { text } of dangers) {
      const entry = allows.get(keyOf(id, text));
      if (entry !== undefined) addTo(files, entry, fileOf?.(id) ?? environment.source.file);
    }
  for (const [entry, those] of files) {
    const refusal = ownersRefuse(entry.approval, those, ownersOf);
    if (refusal !== undefined) refused.set(entry, refusal);
  }
  return refused;
}

function unusedFix(object: string, changes: readonly ObjectChange[]): string {
  const texts = changes.find(({ id }) => id === object)?.dangers.map(({ text }) => text) ?? [];
  return texts.length === 0
    ? 'remove it if its change is merged'
    : `remove it if its change is merged, or write what is planned: ${texts.map(received).join(', or ')}`;
}
