import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readBaseline } from '../../lib/cli/baseline.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { fixtureCopy, fixtureRoot, today } from '../support/fixture.ts';
import type { StackCopy } from '../support/stack-copy.ts';

let copy: StackCopy;
beforeEach(() => {
  copy = fixtureCopy();
});
afterEach(() => {
  copy.dispose();
});

function problems(props: { environments?: string[]; baseline?: string } = {}): string[] {
  const baseline = props.baseline === undefined ? undefined : readBaseline(copy.root, props.baseline);
  if (baseline?.ok === false) throw new Error(baseline.error);
  const project = loadProject({
    ...{ root: copy.root, today },
    ...(props.environments === undefined ? {} : { environments: props.environments }),
    ...(baseline === undefined ? {} : { baseline: baseline.value }),
  });
  return project.ok ? [] : project.problems.map((one) => formatProblem(one).split('\n').slice(0, 2).join(''));
}

describe('a run on one environment', () => {
  const misspelt =
    'environments/eu-prod.yaml:32:11  tenants[0]: the tenant "acmee" is in no other environment [known-tenant]';

  test('compares it with all others, as a run on all does', () => {
    copy.edit('environments/eu-prod.yaml', 'tenants: [acme, acme-labs]', 'tenants: [acmee, acme-labs]');
    expect(problems()).toEqual([misspelt]);
    expect(problems({ environments: ['eu-prod'] })).toEqual([misspelt]);
  });

  test('says nothing of a problem in another one', () => {
    copy.edit('environments/eu-prod.yaml', 'tenants: [acme, acme-labs]', 'tenants: [acmee, acme-labs]');
    copy.edit('environments/qa.yaml', '    legacy: legacy-qa\n', '    legcy: legacy-qa\n');
    expect(problems({ environments: ['dev'] })).toEqual([]);
  });
});

test('a contract with a slip is not also reported as gone', () => {
  const file = 'contracts/ledger/accounts/work/invoices/v1/contract.yaml';
  copy.edit(file, 'purpose:', 'purpos:');
  const found = problems({ baseline: fixtureRoot });
  expect(found.map((one) => one.split(':')[0])).toEqual([file, file]);
  expect(found.join('\n')).not.toContain('gone');
});

test('a contract that is gone is reported where all others can be read', () => {
  copy.remove('contracts/ledger/accounts/work/invoices');
  expect(problems({ baseline: fixtureRoot })).toEqual([
    'contracts/ledger/accounts/work/invoices/v1/contract.yaml:1:1  the contract is gone, and its schemas were backward compatible [schema-compatible]',
  ]);
});

describe('partitions and keys of a topic that is there', () => {
  const file = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
  const judged = (baseline?: string) => {
    const measured = baseline === undefined ? undefined : readBaseline(copy.root, baseline);
    if (measured?.ok === false) throw new Error(measured.error);
    const project = loadProject({
      ...{ root: copy.root, today },
      ...(measured === undefined ? {} : { baseline: measured.value }),
    });
    const found = project.ok ? judgeProject(project.value) : project.problems;
    return found.map((one) => formatProblem(one).split('\n').slice(0, 2).join(''));
  };

  test('more partitions are reported, with the environments that get them', () => {
    copy.edit(file, 'qa: 3, eu-prod: 6', 'qa: 3, eu-prod: 12');
    expect(judged(fixtureRoot)).toEqual([
      `${file}:8:13  warning: partitions: 12 partitions, and were 6 (eu-prod, against ${fixtureRoot}): keys move to other partitions [no-partition-change]`,
    ]);
  });

  test('another key is reported', () => {
    copy.edit(file, 'field: taskId', 'field: input');
    expect(judged(fixtureRoot)).toEqual([
      `${file}:7:15  key.field: the key is "input", and was "taskId" (against ${fixtureRoot}) [no-key-change]`,
    ]);
  });

  test.each([
    ['no-partition-change', 'qa: 3, eu-prod: 6', 'qa: 3, eu-prod: 12'],
    ['no-key-change', 'field: taskId', 'field: input'],
  ])('an exception from %s lasts, with a baseline and without one', (rule, before, after) => {
    copy.edit(file, before, after);
    const exception = `exceptions: [{ rule: ${rule}, reason: No one reads it yet, until: 2026-12-31 }]\n`;
    copy.write(file, `${copy.read(file)}${exception}`);
    expect(judged(fixtureRoot)).toEqual([]);
    expect(judged()).toEqual([]);
  });
});
