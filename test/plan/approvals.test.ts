import { describe, expect, test } from '@jest/globals';
import { environment } from '../../lib/model/terms/program-environment.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { judgeApprovals } from '../../lib/plan/approvals.ts';
import type { Problem } from '../../lib/model/text/problem.ts';
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

const told = ({ key, what, fix, level = 'error' }: Problem): string => `${level}: ${key}: ${what} / ${fix}`;

function judged(
  dangers: readonly Danger[],
  approvals: Environment['approvals'] = [],
  deletion: 'allowed' | 'approval' = 'approval',
  isMine = true,
) {
  const { changes, used, problems, warnings } = judgeApprovals({
    changes: [planned('a', { dangers })],
    environment: qa(approvals, deletion),
    today,
    ...(isMine ? {} : { mine: new Set<string>() }),
  });
  return {
    states: changes.flatMap(({ needs }) => needs.map(({ state }) => state)),
    used: used.length,
    problems: [...problems, ...warnings].map(told),
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
        'error: approvals[0].until: the approval expired on 2026-11-20 / approve it again, with a later day',
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
      'warning: approvals[0]: approves what is not planned: "spec.a: 1 -> 3" of Kind n/a / remove it if its change is merged, or write what is planned: "delete", or "spec.a: 1 -> 2"; after 2027-01-14 this is an error',
    ]);
    expect(judged([], [approval('a', 'delete')]).problems).toEqual([
      'warning: approvals[0]: approves what is not planned: "delete" of Kind n/a / remove it if its change is merged; after 2027-01-14 this is an error',
    ]);
    expect(judged([], [approval('b', 'delete')]).problems).toEqual([
      'warning: approvals[0]: approves what is not planned: "delete" of Kind n/b / remove it if its change is merged; after 2027-01-14 this is an error',
    ]);
    expect(judged([], [approval('b', 'delete')], 'approval', false).problems).toEqual([]);
  });

  test('of what is not planned is an error 14 days after its last day, whosever it is', () => {
    expect(judged([], [approval('b', 'delete', '2026-01-01')], 'approval', false).problems).toEqual([
      'error: approvals[0].until: expired on 2026-01-01, and approves what is not planned: "delete" of Kind n/b / remove it',
    ]);
  });

  test('of what is not planned is a warning as long as it is less than 14 days over', () => {
    const on = (until: string) =>
      judged([], [approval('a', 'delete', until)]).problems[0]?.replace(/:.*/, '');
    expect(['2026-12-31', today, '2026-11-20', '2026-11-07', '2026-11-06'].map(on)).toEqual([
      'warning',
      'warning',
      'warning',
      'warning',
      'error',
    ]);
  });

  test('that is given twice is reported once, at the second', () => {
    expect(judged([danger('delete')], [approval('a', 'delete'), approval('a', 'delete')]).problems).toEqual([
      'error: approvals[1]: approves again what approvals[0] does / keep one of the two',
    ]);
    expect(judged([], [approval('b', 'delete'), approval('b', 'delete')]).problems).toEqual([
      'error: approvals[1]: approves again what approvals[0] does / keep one of the two',
      'warning: approvals[0]: approves what is not planned: "delete" of Kind n/b / remove it if its change is merged; after 2027-01-14 this is an error',
    ]);
  });
});

describe('an approval of several objects', () => {
  const group = (object: string, count: number, change = 'delete', until = '2026-12-31') => ({
    ...approval(object, change, until),
    count,
  });
  function grouped(
    names: readonly string[],
    approvals: Environment['approvals'],
    dangers: readonly Danger[] = [danger('delete')],
    mine?: readonly string[],
  ) {
    const changes = names.map((name) => planned(name, { dangers }));
    const shown = mine === undefined ? changes : changes.filter(({ name }) => mine.includes(name));
    const made = judgeApprovals({
      changes: shown,
      counted: changes,
      environment: qa(approvals),
      today,
      ...(mine === undefined ? {} : { mine: new Set(mine.map((name) => `Kind n/${name}`)) }),
    });
    return {
      approved: made.changes.filter(({ needs }) => needs[0]?.state === 'approved').map(({ name }) => name),
      told: [...made.problems, ...made.warnings].map(told),
    };
  }

  test('allows the change of all that its pattern names, if they are as many as it says', () => {
    expect(grouped(['a-1', 'a-2', 'b-1'], [group('a-*', 2)])).toEqual({ approved: ['a-1', 'a-2'], told: [] });
    const named = ['a-1', 'a-2', 'a-3', 'a-4', 'b-1'];
    expect(grouped(named, [group('a-*', 3)])).toEqual({
      approved: [],
      told: [
        'error: approvals[0].count: "delete" of Kind n/a-* is planned for 4 objects, not for 3: none is approved (a-1, a-2, a-3 and 1 more) / if all of them may change, write count: 4; else write a pattern that takes fewer',
      ],
    });
    expect(grouped(['a-1', 'b-1'], [group('a-*', 2)])).toEqual({
      approved: [],
      told: [
        'error: approvals[0].count: "delete" of Kind n/a-* is planned for 1 objects, not for 2: none is approved (a-1) / if all of them may change, write count: 1; else write a pattern that takes fewer',
      ],
    });
  });

  test('allows no other change of them, and no impossible one', () => {
    const cut = [danger('spec.a: 1 -> 2')];
    expect(grouped(['a-1', 'a-2'], [group('a-*', 2)], cut)).toEqual({
      approved: [],
      told: [
        'warning: approvals[0]: approves what is not planned: "delete" of Kind n/a-* / remove it if its change is merged; after 2027-01-14 this is an error',
      ],
    });
    expect(
      grouped(['a-1', 'a-2'], [group('a-*', 2)], [danger('delete', { risk: 'impossible' })]).approved,
    ).toEqual([]);
  });

  test('does not count what is impossible', () => {
    const objects = ['a-1', 'a-2', 'a-3'].map((name) =>
      planned(name, { dangers: [danger('delete', { risk: name === 'a-3' ? 'impossible' : 'destructive' })] }),
    );
    const made = judgeApprovals({ changes: objects, environment: qa([group('a-*', 2)]), today });
    expect(made.changes.flatMap((one) => one.needs.map(({ state }) => state))).toEqual([
      'approved',
      'approved',
      'impossible',
    ]);
  });

  test('leaves out what is approved by name', () => {
    expect(grouped(['a-1', 'a-2', 'a-3'], [group('a-*', 2), approval('a-3', 'delete')])).toEqual({
      approved: ['a-1', 'a-2', 'a-3'],
      told: [],
    });
  });

  test('allows nothing where another one takes a part of it too', () => {
    const made = grouped(['a-1', 'a-1-b', 'c-b'], [group('a-*', 2), group('*-b', 2)]);
    const fix = 'remove one of the two, or write patterns that do not overlap';
    expect(made).toEqual({
      approved: [],
      told: [
        `error: approvals[0].object: some changes that it takes are taken by approvals[1] too: neither approves anything / ${fix}`,
        `error: approvals[1].object: some changes that it takes are taken by approvals[0] too: neither approves anything / ${fix}`,
      ],
    });
    expect(grouped(['a-1', 'a-2', 'c-b'], [group('a-*', 2), group('*-b', 2)]).approved).toEqual([
      'a-1',
      'a-2',
    ]);
  });

  test('expires like every other', () => {
    expect(grouped(['a-1', 'a-2'], [group('a-*', 2, 'delete', '2026-11-20')])).toEqual({
      approved: [],
      told: [
        'error: approvals[0].until: the approval expired on 2026-11-20 / approve it again, with a later day',
      ],
    });
  });

  test('counts the whole environment in a plan of a part', () => {
    expect(grouped(['a-1', 'a-2', 'a-3'], [group('a-*', 3)], [danger('delete')], ['a-2'])).toEqual({
      approved: ['a-2'],
      told: [],
    });
    expect(grouped(['a-1', 'a-2', 'a-3'], [group('a-*', 2)], [danger('delete')], ['a-2']).told).toHaveLength(
      1,
    );
    expect(grouped(['a-1', 'a-2', 'a-3'], [group('a-*', 2)], [danger('delete')], ['b'])).toEqual({
      approved: [],
      told: [],
    });
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

  test('ends with 1 where something must be fixed, and with 0 where there is nothing to do', () => {
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
      }).warnings.length;
    expect([plan('shop'), plan('other')]).toEqual([1, 0]);
  });

  test('of one system counts what a pattern takes in all of them', () => {
    const secret = (name: string, system: string) =>
      thing('Secret', {}, { name, labels: { 'app.kubernetes.io/part-of': system } }) as Manifest;
    const plan = (count: number) =>
      planChange({
        environment: qa([{ ...approval('', 'delete'), object: 'Secret n/old-*', count }]),
        before: [secret('old-a', 'shop'), secret('old-b', 'other'), secret('kept', 'shop')],
        after: [secret('kept', 'shop')],
        today,
        system: 'shop',
      });
    expect(plan(2).objects.map((one) => [one.id, one.needs.map(({ state }) => state)])).toEqual([
      ['Secret n/old-a', ['approved']],
    ]);
    expect([isBlocked(plan(1)), plan(1).problems.map(({ key }) => key)]).toEqual([
      true,
      ['approvals[0].count'],
    ]);
  });

  test('that renders nothing is refused where the baseline holds something', () => {
    const plan = planChange({ environment: qa(), before: [of('a', 'shop', 1)], after: [], today });
    expect(plan.problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`)).toEqual([
      ': nothing is rendered, and the baseline holds 1 objects / refusing to delete everything: remove contracts one at a time, each with its approvals',
    ]);
    expect(planChange({ environment: qa(), before: [], after: [], today }).problems).toEqual([]);
    expect(
      planChange({ environment: qa(), before: [], after: [of('a', 'shop', 1)], today }).problems,
    ).toEqual([]);
  });
});
