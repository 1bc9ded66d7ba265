import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { csvText } from '../../lib/reports/csv.ts';
import { fixtureRoot } from '../support/fixture.ts';

const root = join(import.meta.dirname, '..', '..');
const access = (...args: string[]): string =>
  execFileSync('node', [join(root, 'bin', 'workstreams.js'), 'access', '--root', fixtureRoot, ...args], {
    cwd: root,
    encoding: 'utf8',
  });

test('who can read a queue: its executor alone, as JSON', () => {
  const rows = JSON.parse(
    access('--env', 'eu-prod', '--who-can', 'read', 'depot.vision.read-label.v1', '--format', 'json'),
  );
  expect(rows).toEqual([
    {
      topic: 'depot.vision.read-label.v1',
      principal: 'User:CN=sorting-read-label-reader',
      service: 'label-reader',
      operations: ['Read', 'Describe'],
      roles: ['sole consumer'],
    },
  ]);
});

test('without an authorizer everyone may do everything, and it says so', () => {
  expect(access('--env', 'dev')).toBe(
    'nobody is authorized here: without an authorizer everyone may do everything\n',
  );
});

test('CSV has a header and one row a right', () => {
  const [head, ...rows] = access('--env', 'eu-prod', '--system', 'sorting', '--format', 'csv')
    .trimEnd()
    .split('\r\n');
  expect(head).toBe('topic,principal,service,operations,roles');
  expect(rows).toHaveLength(9);
});

test('a cell that a spreadsheet would run is text, and quotes are doubled', () => {
  expect(csvText([['=cmd()', '+1', '-1', '@x', 'a,b', 'say "no"', 'plain']])).toBe(
    '\'=cmd(),\'+1,\'-1,\'@x,"a,b","say ""no""",plain\r\n',
  );
});
