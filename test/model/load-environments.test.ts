import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadEnvironments } from '../../lib/model/load-environments.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { fixtureRoot } from '../support/fixture.ts';
import { StackCopy } from '../support/stack-copy.ts';

let copy: StackCopy;
beforeEach(() => {
  copy = new StackCopy();
  cpSync(join(fixtureRoot, 'environments'), copy.path('environments'), { recursive: true });
});
afterEach(() => {
  copy.dispose();
});

function names(wanted?: readonly string[]): string[] {
  const read = loadEnvironments(copy.root, wanted);
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.value.map(({ environment }) => environment);
}

function told(wanted?: readonly string[]): string[] {
  const read = loadEnvironments(copy.root, wanted);
  return read.ok ? [] : read.problems.map(formatProblem);
}

describe('environments', () => {
  test('are read in the order of their names, all or those that are wanted', () => {
    expect(names()).toEqual(['dev', 'eu-prod', 'qa']);
    expect(names(['qa', 'dev'])).toEqual(['dev', 'qa']);
  });

  test('that are wanted and missing are told, with the nearest', () => {
    expect(told(['eu-prdo'])).toEqual([
      'environments:1:1\n  there is no environment "eu-prdo"\n  did you mean "eu-prod"?',
    ]);
    expect(told(['warehouse'])).toEqual([
      'environments:1:1\n  there is no environment "warehouse"\n  known: dev, eu-prod, qa',
    ]);
  });

  test('never come from outside their folder', () => {
    expect(told(['../environments/eu-prod'])[0]).toContain(
      'there is no environment "../environments/eu-prod"',
    );
  });

  test('that name themselves otherwise than their file are told', () => {
    renameSync(copy.path('environments/dev.yaml'), copy.path('environments/test.yaml'));
    expect(told()).toEqual([
      'environments/test.yaml:3:14\n  environment: "dev" in the file test.yaml\n  write test, or rename the file',
    ]);
  });

  test('have a folder of their own, with nothing else in it', () => {
    copy.write('environments/eu-prod.yml', '');
    mkdirSync(copy.path('environments/old'));
    symlinkSync('eu-prod.yaml', copy.path('environments/live.yaml'));
    expect(told().sort()).toEqual([
      'environments/eu-prod.yml:1:1\n  "eu-prod.yml" does not belong here\n  an environment is a .yaml file',
      'environments/live.yaml:1:1\n  neither a file nor a folder\n  symbolic links are not followed: remove it',
      'environments/old:1:1\n  "old" does not belong here\n  an environment is a .yaml file',
    ]);
  });

  test('are not followed through a link to their folder', () => {
    renameSync(copy.path('environments'), copy.path('real'));
    symlinkSync('real', copy.path('environments'));
    expect(told()).toEqual([
      'environments:1:1\n  the folder cannot be read (a symbolic link)\n  is it there, and readable?',
    ]);
  });

  test('none at all is told', () => {
    copy.remove('environments');
    mkdirSync(copy.path('environments'));
    expect(told()).toEqual(['environments:1:1\n  there is no environment\n  add environments/<name>.yaml']);
  });

  test('are told the problems of all files at once', () => {
    copy.write('environments/dev.yaml', '');
    copy.edit('environments/eu-prod.yaml', 'replication: 3', 'replication: 5');
    expect(told()).toEqual([
      'environments/dev.yaml:1:1\n  the file is empty\n  write the contract or environment that its folder names',
      'environments/eu-prod.yaml:21:16\n  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less',
    ]);
  });

  /** The line of a text in a file. */
  function lineOf(file: string, text: string): number {
    return (
      copy
        .read(file)
        .split('\n')
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  test('are promoted from one that is there', () => {
    const line = lineOf('environments/eu-prod.yaml', 'promotion:');
    copy.edit('environments/eu-prod.yaml', 'from: qa', 'from: q');
    expect(told()).toEqual([
      `environments/eu-prod.yaml:${line}:20\n  promotion.from: there is no environment "q"\n  did you mean "qa"?`,
    ]);
    expect(names(['eu-prod'])).toEqual(['eu-prod']);
  });

  test.each([
    ['themselves', 'from: eu-prod', '"eu-prod" goes round in a circle: eu-prod from eu-prod'],
    ['one that comes from them', 'from: qa', '"qa" goes round in a circle: eu-prod from qa from eu-prod'],
  ])('are not promoted from %s', (_whom, from, what) => {
    copy.edit('environments/eu-prod.yaml', 'from: qa', from);
    if (from === 'from: qa') copy.edit('environments/qa.yaml', 'from: dev', 'from: eu-prod');
    expect(told()).toEqual([
      `environments/eu-prod.yaml:${lineOf('environments/eu-prod.yaml', 'promotion:')}:20\n  promotion.from: ${what}\n  write promotion: none where a change begins`,
    ]);
  });

  test('may be promoted from the same one', () => {
    copy.edit('environments/eu-prod.yaml', 'from: qa', 'from: dev');
    expect(told()).toEqual([]);
  });

  test('say where they come from, or that a change begins there', () => {
    copy.edit('environments/eu-prod.yaml', 'promotion: { from: qa }', 'promotion: { to: qa }');
    copy.edit('environments/dev.yaml', 'promotion: none', 'promotion: first');
    copy.edit('environments/qa.yaml', 'promotion: { from: dev }', '');
    const prod = lineOf('environments/eu-prod.yaml', 'promotion:');
    expect(told()).toEqual([
      `environments/dev.yaml:${lineOf('environments/dev.yaml', 'promotion:')}:12\n  promotion: "first" is not allowed here\n  write none, or a map with from`,
      `environments/eu-prod.yaml:${prod}:12\n  promotion.from: is missing\n  add it: an id in lowercase kebab, for example order-writer`,
      `environments/eu-prod.yaml:${prod}:14\n  promotion.to: unknown key\n  known here: from`,
      'environments/qa.yaml:1:1\n  promotion: is missing\n  write none, or a map with from',
    ]);
  });
});
