import { describe, expect, test } from '@jest/globals';
import { environment } from '../../lib/model/terms/program-environment.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { judgeApprovals } from '../../lib/plan/approvals.ts';
import type { Danger } from '../../lib/plan/change.ts';
import { isBlocked, planChange, planExitCode } from '../../lib/plan/plan.ts';
import { planned, planOf } from '../support/rich-plan.ts';
import { thing } from '../support/objects.ts';

const today = '2026-11-21';
const danger = (text: string, rest: Partial<Danger> = {}): Danger => ({
  text,
  risk: 'destructive',
  liftable: false,
  allowed: false,
  ...rest,
});
const approval = (object: string, change: string, until = '2026-12-31') => ({
  object: `Kind n/${object}`,
  change,
  reason: 'r',
  who: 'w',
  until,
});
const qa = (
  approvals: Environment['approvals'] = [],
  deletion: 'allowed' | 'approval' = 'approval',
): Environment => {
  const made = environment({ environment: 'qa', topics: { env: 'dev' } });
  return { ...made, approvals, topics: { ...made.topics, deletion } };
};

function judged(
  dangers: readonly Danger[],
  approvals: Environment['approvals'] = [],
  deletion: 'allowed' | 'approval' = 'approval',
  isMine = true,
) {
  const { changes, used, problems } = judgeApprovals(
    [planned('a', { dangers })],
    qa(approvals, deletion),
    today,
    () => isMine,
  );
  return {
    states: changes.flatMap(({ needs }) => needs.map(({ state }) => state)),
    used: used.length,
    problems: problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`),
  };
}

describe('an approval', () => {
  test('is missing, given, or over; on its last day it holds', () => {
    expect(judged([danger('delete')])).toEqual({ states: ['missing'], used: 0, problems: [] });
    expect(judged([danger('delete')], [approval('a', 'delete')])).toEqual({
      states: ['approved'],
      used: 1,
      problems: [],
    });
    expect(judged([danger('delete')], [approval('a', 'delete', today)]).states).toEqual(['approved']);
    expect(judged([danger('delete')], [approval('a', 'delete', '2026-11-20')])).toEqual({
      states: ['expired'],
      used: 0,
      problems: [
        'approvals[0].until: the approval was over with 2026-11-20 / let it be approved anew, with a later day',
      ],
    });
  });

  test('is not needed where the environment allows what it is about', () => {
    const may = danger('delete', { allowed: true });
    expect(judged([may], [], 'allowed').states).toEqual(['not needed']);
    expect(judged([may]).states).toEqual(['missing']);
    expect(judged([danger('delete')], [], 'allowed').states).toEqual(['missing']);
  });

  test('lifts what is impossible only where somebody can make it possible', () => {
    const not = danger('spec.a: 1 -> 2', { risk: 'impossible' });
    const given = [approval('a', 'spec.a: 1 -> 2')];
    expect(judged([not], given).states).toEqual(['impossible']);
    expect(judged([not]).states).toEqual(['impossible']);
    expect(judged([{ ...not, liftable: true }], given)).toEqual({
      states: ['approved'],
      used: 1,
      problems: [],
    });
    expect(judged([{ ...not, liftable: true }]).states).toEqual(['missing']);
  });

  test('of what is not planned is told with what is', () => {
    expect(
      judged([danger('delete'), danger('spec.a: 1 -> 2')], [approval('a', 'spec.a: 1 -> 3')]).problems,
    ).toEqual([
      'approvals[0]: approves what is not planned: "spec.a: 1 -> 3" of Kind n/a / remove it, or write what is planned: "delete", or "spec.a: 1 -> 2"',
    ]);
    expect(judged([], [approval('a', 'delete')]).problems).toEqual([
      'approvals[0]: approves what is not planned: "delete" of Kind n/a / remove it: this object has no change that needs one',
    ]);
    expect(judged([], [approval('b', 'delete')]).problems).toEqual([
      'approvals[0]: approves what is not planned: "delete" of Kind n/b / remove it: this object has no change that needs one',
    ]);
    expect(judged([], [approval('b', 'delete')], 'approval', false).problems).toEqual([]);
  });

  test('that is over and of nothing that is planned is to be removed, whosever it is', () => {
    expect(judged([], [approval('b', 'delete', '2026-01-01')], 'approval', false).problems).toEqual([
      'approvals[0].until: the approval was over with 2026-01-01 / remove it: its change is not planned',
    ]);
  });

  test('that is given twice is told once, at the second', () => {
    expect(judged([danger('delete')], [approval('a', 'delete'), approval('a', 'delete')]).problems).toEqual([
      'approvals[1]: approves again what approvals[0] does / keep one of the two',
    ]);
    expect(judged([], [approval('b', 'delete'), approval('b', 'delete')]).problems).toEqual([
      'approvals[1]: approves again what approvals[0] does / keep one of the two',
      'approvals[0]: approves what is not planned: "delete" of Kind n/b / remove it: this object has no change that needs one',
    ]);
  });
});

describe('a plan', () => {
  const needs = (state: 'approved' | 'missing' | 'expired' | 'not needed' | 'impossible') =>
    planOf({ objects: [planned('a', { needs: [{ change: 'c', state }] })] });

  test('is blocked by what is missing, expired or impossible', () => {
    const states = ['approved', 'missing', 'expired', 'not needed', 'impossible'] as const;
    expect(states.filter((state) => isBlocked(needs(state)))).toEqual(['missing', 'expired', 'impossible']);
    expect(states.map((state) => planExitCode(needs(state)))).toEqual([2, 3, 3, 2, 3]);
  });

  test('ends with 1 where something must be mended, and with 0 where there is nothing to do', () => {
    const problems = [{ place: { file: 'f', line: 1, column: 1 }, key: '', what: 'w', fix: 'x' }];
    expect(planExitCode({ ...needs('missing'), problems })).toBe(1);
    expect(planExitCode(planOf())).toBe(0);
    expect(planExitCode(planOf({ drift: { entries: [], notExported: ['A'] } }))).toBe(0);
    expect(
      planExitCode(
        planOf({
          drift: { entries: [{ id: 'i', what: 'missing', says: 's', fields: [] }], notExported: [] },
        }),
      ),
    ).toBe(2);
  });

  const of = (name: string, system: string | undefined, a: number) =>
    thing(
      'Widget',
      { spec: { a } },
      { name, labels: system === undefined ? {} : { 'app.kubernetes.io/part-of': system } },
    ) as Manifest;

  test('of one system is about its objects, and about those that it takes over', () => {
    const before = [of('a', 'shop', 1), of('b', 'other', 1), of('c', undefined, 1), of('d', undefined, 1)];
    const after = [of('a', 'shop', 2), of('b', 'other', 2), of('c', 'shop', 2)];
    const plan = planChange({ environment: qa(), before, after, today, system: 'shop' });
    expect(plan.objects.map(({ id, action }) => `${action} ${id}`)).toEqual([
      'change Widget n/a',
      'change Widget n/c',
    ]);
    const all = planChange({ environment: qa(), before, after, today });
    expect(all.objects.map(({ id, action }) => `${action} ${id}`)).toEqual([
      'change Widget n/a',
      'change Widget n/b',
      'change Widget n/c',
      'delete Widget n/d',
    ]);
    expect([all.counts, all.environment]).toEqual([
      { safe: 0, review: 4, destructive: 0, impossible: 0 },
      'qa',
    ]);
  });

  test('of one system judges approvals of its objects alone', () => {
    const widget = { object: 'Widget n/a', change: 'delete', reason: 'r', who: 'w', until: '2026-12-31' };
    const plan = (system: string) =>
      planChange({
        environment: qa([widget]),
        before: [of('a', 'shop', 1)],
        after: [of('a', 'shop', 1), of('b', 'other', 1)],
        today,
        system,
      }).problems.length;
    expect([plan('shop'), plan('other')]).toEqual([1, 0]);
  });

  test('that renders nothing is refused where the baseline holds something', () => {
    const plan = planChange({ environment: qa(), before: [of('a', 'shop', 1)], after: [], today });
    expect(plan.problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`)).toEqual([
      ': nothing is rendered, and the baseline holds 1 objects / a render that yields nothing is a mistake; what is to go is removed contract by contract, each with its approvals',
    ]);
    expect(planChange({ environment: qa(), before: [], after: [], today }).problems).toEqual([]);
    expect(
      planChange({ environment: qa(), before: [], after: [of('a', 'shop', 1)], today }).problems,
    ).toEqual([]);
  });
});
