import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { csvText } from '../../lib/reports/csv.ts';

const root = join(import.meta.dirname, '..', '..');
const access = (...args: string[]): string =>
  execFileSync('node', [join(root, 'bin', 'workstreams.js'), 'access', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

test('who can read a queue: its executor alone, as JSON', () => {
  const rows = JSON.parse(
    access('--env', 'prod', '--who-can', 'read', 'transformation.toolrun.verify.v1', '--format', 'json'),
  );
  expect(rows).toEqual([
    {
      topic: 'transformation.toolrun.verify.v1',
      principal: 'User:CN=workrequests-toolrun-verify-reader',
      service: 'toolrun-executor',
      operations: ['Read', 'Describe'],
      roles: ['sole consumer'],
    },
  ]);
});

test('without an authorizer everyone may do everything, and it says so', () => {
  expect(access('--env', 'local')).toBe(
    'nobody is authorized here: without an authorizer everyone may do everything\n',
  );
});

test('CSV has a header and one row a right', () => {
  const [head, ...rows] = access('--env', 'prod', '--system', 'workrequests', '--format', 'csv')
    .trimEnd()
    .split('\r\n');
  expect(head).toBe('topic,principal,service,operations,roles');
  expect(rows).toHaveLength(12);
});

test('a cell that a spreadsheet would run is text, and quotes are doubled', () => {
  expect(csvText([['=cmd()', '+1', '-1', '@x', 'a,b', 'say "no"', 'plain']])).toBe(
    '\'=cmd(),\'+1,\'-1,\'@x,"a,b","say ""no""",plain\r\n',
  );
});
