import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fixtureRoot } from '../../support/fixture.ts';
import { workstreams } from '../../support/workstreams.ts';

const live = join(import.meta.dirname, 'brownfield.yaml');

test('a dry run says what would be written; exit code 0', async () => {
  const { code, stdout, stderr } = await workstreams(
    ...['import', '--root', fixtureRoot, '--live', live, '--env', 'eu-prod', '--system', 'inherited'],
    ...['--owner', 'orders', '--dry-run'],
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^eu-prod: 3 topics, 3 users: no change\n/);
  expect(stdout).toContain('22 questions to answer');
  expect(stdout).toMatch(/a dry run: nothing was written\n$/);
}, 60_000);

test('what a plan would change all the same makes the exit code 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workstreams-import-'));
  const file = join(folder, 'live.yaml');
  const mark = 'meta.helm.sh/release-name: orders\n';
  writeFileSync(file, readFileSync(live, 'utf8').replace(mark, `${mark}        api-token: a\n`));
  try {
    const { code, stdout } = await workstreams(
      ...['import', '--root', fixtureRoot, '--live', file, '--env', 'eu-prod', '--system', 'inherited'],
      '--dry-run',
    );
    expect(stdout).toMatch(/^eu-prod: 3 topics, 3 users: 1 object would change all the same\n/);
    expect(code).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test('what is wrong goes to the other stream; exit code 1', async () => {
  const { code, stdout, stderr } = await workstreams(
    ...['import', '--root', fixtureRoot, '--live', 'nothing.yaml', '--env', 'eu-prod'],
  );
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'nothing.yaml:1:1\n  the file cannot be read (ENOENT)\n  is it there, and readable?\n\n1 problem; nothing was written\n',
  );
}, 60_000);
