import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renamedKeys } from '../../lib/model/renamed-keys.ts';
import { renamedRule } from '../../lib/model/renamed-rules.ts';
import { repository } from '../support/repository.ts';

const page = readFileSync(join(repository, 'docs/upgrading.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|$/gm)].map(([, before = '', now = '']) => [
  before,
  now,
]);

test('the page on upgrading has a row for every renamed key', () => {
  for (const { path, to } of Object.values(renamedKeys).flat()) {
    const [before] = [path.join('.').replace('*', '<environment>')];
    const now = rows.find(([key]) => key === before)?.[1] ?? '';
    expect([before, now.split('.').at(-1)]).toEqual([before, to]);
  }
});

test('the page on upgrading has a row for every renamed rule', () => {
  const section = page.slice(page.indexOf('### Rules'), page.indexOf('## Files that stay'));
  const ids = [...section.matchAll(/^\| `([a-z-]+)` \| `([a-z-]+)` \|$/gm)].map(([, before = '', now]) => [
    before,
    now,
  ]);
  expect(ids).toHaveLength(41);
  for (const [before = '', now] of ids) expect([before, renamedRule(before)]).toEqual([before, now]);
});
