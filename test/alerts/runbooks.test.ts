import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runbookOf } from '../../lib/policies/alerts/alert.ts';
import { type AlertName, alertKinds } from '../../lib/policies/alerts/kinds.ts';
import { analysisGroups } from '../support/analysing.ts';
import { dispatchingGroups } from '../support/dispatching.ts';
import { renderedGroups } from '../support/rules.ts';
import { scaledGroups } from '../support/scaled-rules.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'runbooks');
const names = Object.keys(alertKinds) as AlertName[];

test('every alert has a runbook, and no runbook is without its alert', () => {
  expect(readdirSync(folder).sort()).toEqual(['README.md', ...names.map(runbookOf)].sort());
});

test('every alert is rendered somewhere, and nothing else is', () => {
  const groups = [
    ...renderedGroups('eu-prod'),
    ...scaledGroups(),
    ...dispatchingGroups(),
    ...analysisGroups(),
  ];
  const rendered = groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));
  expect([...new Set(rendered)].sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (name) => {
  const text = readFileSync(join(folder, runbookOf(name)), 'utf8');

  test('says how to see it, what it may be, what to do, whom to wake and what not to do', () => {
    expect(text.split('\n')[0]).toBe(`# ${name}`);
    expect(text.match(/^## (?:[A-Z][a-z]+(?: [a-z]+)?)/gm)?.map((line) => line.slice(3))).toEqual([
      'See it',
      'Likely causes',
      'First steps',
      'Fix',
      'Wake',
      'Do not',
    ]);
    expect(text).toMatch(/kubectl|kafka-[a-z-]+\.sh|kcat|[Dd]ashboard/);
  });

  test('links only to pages that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    const pages = [...readdirSync(folder), ...readdirSync(join(folder, '..')).map((page) => `../${page}`)];
    expect(links.filter((link) => !pages.includes(link))).toEqual([]);
  });
});
