import { expect, test } from '@jest/globals';
import { showText } from '../../lib/cli/dead-letters/texts.ts';
import { workstreams } from '../support/workstreams.ts';
import { fixtureRoot } from '../support/fixture.ts';

const show = (...args: string[]) =>
  workstreams(
    'dead-letters',
    'show',
    '--root',
    fixtureRoot,
    '--env',
    'eu-prod',
    '--topic',
    'ledger.invoices',
    ...args,
  );

test.each([
  ['--since', '2026-03-02T09:00:00', 'a time with its zone, 2026-03-02T09:00:00Z'],
  ['--until', 'yesterday', 'a time with its zone, 2026-03-02T09:00:00Z'],
  ['--at', '4711', 'a partition and an offset, such as 0:4711'],
  ['--max', '0', 'a whole number from 1 on'],
])('%s %s is no use of the command', async (option, value, told) => {
  const { code, stderr } = await show(option, value);
  expect([code, stderr]).toEqual([64, expect.stringContaining(told)]);
  expect(stderr).not.toContain('    at ');
});

test('what a message holds cannot write to the terminal', () => {
  const text = showText([
    {
      ...{ topic: 'orders', partition: 0, offset: '4711', timestamp: '2026-03-02T09:00:00.000Z' },
      ...{ key: 'a\u001b[2J', class: 'deserialization', reason: 'x\u202ey', invalid: undefined, redriven: 0 },
      headers: { 'x-a\u0007': '\u009b31m' },
      value: { 'name\u202e': '\u001b]0;title\u0007', lines: ['\u2066hidden'] },
    },
  ] as never);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(text).toContain('\\u202e');
  expect(text).toContain('"lines": [');
});
