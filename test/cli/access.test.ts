import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { AccessOutput } from '../../lib/reports/outputs/access.ts';
import { csvText } from '../../lib/reports/csv.ts';
import { fixtureRoot } from '../support/fixture.ts';

const root = join(import.meta.dirname, '..', '..');

const access = (...args: string[]): string =>
  execFileSync('node', [join(root, 'bin', 'workstreams.js'), 'access', '--root', fixtureRoot, ...args], {
    cwd: root,
    encoding: 'utf8',
  });

test('who can read a queue: its executor alone, as JSON', () => {
  const { rights } = JSON.parse(
    access('--env', 'eu-prod', '--who-can', 'read', 'depot.vision.read-label.v1', '--format', 'json'),
  );
  expect(rights).toEqual([
    {
      type: 'topic',
      patternType: 'literal',
      name: 'depot.vision.read-label.v1',
      principal: 'User:CN=sorting-read-label-reader',
      service: 'label-reader',
      operations: ['Read', 'Describe'],
      roles: ['sole consumer'],
    },
  ]);
});

test('of the whole environment: topics, then all else that rights are about', () => {
  const { rights } = JSON.parse(access('--env', 'eu-prod', '--format', 'json')) as AccessOutput;
  const of = (principal: string) =>
    rights
      .filter((row) => row.principal === principal)
      .map(
        ({ type, patternType, name, operations }) =>
          `${type} ${patternType} ${name}: ${operations.join(' ')}`,
      );
  const all = 'Read Write Create Describe Alter DescribeConfigs AlterConfigs';
  expect(of('User:CN=kafka-mirror').slice(0, 5)).toEqual([
    `topic prefix kafka-mirror-: ${all}`,
    `topic prefix mm2-offset-syncs.: ${all}`,
    `topic prefix us.: ${all}`,
    'group literal kafka-mirror: Read Describe',
    'group literal ledger-balances: Read Describe',
  ]);
  expect(of('User:CN=ledger-booking')).toEqual([
    'topic literal ledger.invoices: Write Describe',
    'topic literal ledger.postings: Write Describe',
    'transactionalId prefix ledger-booking-: Write Describe',
  ]);
  const kinds = rights.map(({ type }) => type);
  expect(kinds).toEqual(
    ['topic', 'group', 'transactionalId'].flatMap((kind) => kinds.filter((one) => one === kind)),
  );
});

test('a table says what is no topic, and marks a prefix', () => {
  const lines = access('--env', 'eu-prod', '--who-can', 'create').split('\n');
  expect(
    lines.filter((line) => line.includes('kafka-mirror')).map((line) => line.trim().split(/ {2,}/)),
  ).toEqual(
    ['kafka-mirror-*', 'mm2-offset-syncs.*', 'us.*'].map((name) => [
      name,
      'User:CN=kafka-mirror',
      'Read, Write, Create, Describe, Alter, DescribeConfigs, AlterConfigs',
      'mirror writer',
      'mirror',
    ]),
  );
  expect(access('--env', 'eu-prod', '--who-can', 'write')).toMatch(
    /^ transactional id ledger-booking-\* +User:CN=ledger-booking +Write, Describe +transactional producer/m,
  );
  expect(access('--env', 'eu-prod', '--who-can', 'read')).toMatch(
    /^ group ledger-balances +User:CN=kafka-mirror/m,
  );
});

test('without an authorizer everyone may do everything, and it says so', () => {
  expect(access('--env', 'dev')).toBe(
    'no one is authorized here: without an authorizer everyone may do everything\n',
  );
});

test('CSV has a header and one row a right', () => {
  const [head, ...rows] = access('--env', 'eu-prod', '--system', 'sorting', '--format', 'csv')
    .trimEnd()
    .split('\r\n');
  expect(head).toBe('type,pattern,name,principal,service,operations,roles');
  expect(rows).toHaveLength(9);
});

test('a cell that a spreadsheet would run is text, and quotes are doubled', () => {
  expect(csvText([['=cmd()', '+1', '-1', '@x', 'a,b', 'say "no"', 'plain']])).toBe(
    '\'=cmd(),\'+1,\'-1,\'@x,"a,b","say ""no""",plain\r\n',
  );
});

test.each([
  ['as brokers name it', 'User:CN=sorting-read-label-reader'],
  ['its KafkaUser', 'sorting-read-label-reader'],
  ['its service', 'label-reader'],
])('what a principal may do, by the name of %s', (_what, name) => {
  const { rights } = JSON.parse(access('--env', 'eu-prod', name, '--format', 'json')) as AccessOutput;
  const told = rights.map(({ type, name: on, operations }) => `${type} ${on}: ${operations.join(' ')}`);
  expect(told).toContain('topic depot.vision.read-label.v1: Read Describe');
  expect(told).toContain('group sorting-read-label-v1: Read Describe');
  expect(new Set(rights.map(({ service }) => service))).toEqual(new Set(['label-reader']));
});
