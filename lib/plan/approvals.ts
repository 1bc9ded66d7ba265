import type { Approval } from '../model/terms/approval.ts';
import type { Need, ObjectChange, PlannedChange } from './change.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Problem, problem, received } from '../model/text/problem.ts';

interface Judged {
  readonly changes: readonly PlannedChange[];
  readonly used: readonly Approval[];
  readonly problems: readonly Problem[];
}

/**
 * Holds the approvals of an environment against what changes: each covers one change of one object, and is an
 * error where that change is not there or its last day is over.
 * @param isMine whether an object belongs to what is planned; approvals of others are not judged
 */
export function judgeApprovals(
  changes: readonly ObjectChange[],
  environment: Environment,
  today: string,
  isMine: (object: string) => boolean,
): Judged {
  const given = new Map<string, number>();
  const problems: Problem[] = [];
  const say = (index: number, key: string, what: string, fix: string) =>
    problems.push(
      problem(environment.source.place(['approvals', index]), `approvals[${index}]${key}`, what, fix),
    );
  for (const [index, { object, change }] of environment.approvals.entries()) {
    const key = keyOf(object, change);
    if (given.has(key))
      say(index, '', `approves again what approvals[${given.get(key)}] does`, 'keep one of the two');
    else given.set(key, index);
  }
  const used = new Set<number>();
  const planned = changes.map((change): PlannedChange => {
    const needs = change.dangers.map(({ text, risk, liftable, allowed }): Need => {
      const index = given.get(keyOf(change.id, text));
      const approval = index === undefined ? undefined : environment.approvals[index];
      if (risk === 'impossible' && !liftable) return { change: text, state: 'impossible' };
      if (approval === undefined || index === undefined) {
        return {
          change: text,
          state: allowed && environment.topics.deletion === 'allowed' ? 'not needed' : 'missing',
        };
      }
      used.add(index);
      return { change: text, state: approval.until < today ? 'expired' : 'approved', approval };
    });
    return { ...change, needs };
  });
  for (const [index, { object, change, until }] of environment.approvals.entries()) {
    if (until < today) {
      const fix = used.has(index)
        ? 'let it be approved anew, with a later day'
        : 'remove it: its change is not planned';
      say(index, '.until', `the approval was over with ${until}`, fix);
    } else if (!used.has(index) && isMine(object) && given.get(keyOf(object, change)) === index) {
      say(
        index,
        '',
        `approves what is not planned: ${received(change)} of ${object}`,
        unusedFix(object, changes),
      );
    }
  }
  const inUse = environment.approvals.filter((one, index) => used.has(index) && one.until >= today);
  return { changes: planned, used: inUse, problems };
}

function unusedFix(object: string, changes: readonly ObjectChange[]): string {
  const texts = changes.find(({ id }) => id === object)?.dangers.map(({ text }) => text) ?? [];
  return texts.length === 0
    ? 'remove it: this object has no change that needs one'
    : `remove it, or write what is planned: ${texts.map(received).join(', or ')}`;
}

function keyOf(object: string, change: string): string {
  return `${object}\n${change}`;
}
