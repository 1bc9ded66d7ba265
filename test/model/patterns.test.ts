import { expect, test } from '@jest/globals';
import { schemaChecker } from '../../lib/model/schemas/json-schema.ts';
import { slowness } from '../support/slowness.ts';

const { check } = schemaChecker([]);
const said = (pattern: string, text: string): string[] =>
  check(
    {
      file: 'value.schema.json',
      value: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { text: { type: 'string', pattern } },
      },
    },
    [{ file: 'sample.json', value: { text } }],
  ).map(({ what }) => what);

test('a pattern that JavaScript would try for years is answered at once', () => {
  const before = process.cpuUsage().user;
  expect(said('^(a+)+$', `${'a'.repeat(5000)}!`)).toHaveLength(1);
  expect(said('^(a+)+$', 'a'.repeat(5000))).toEqual([]);
  expect(process.cpuUsage().user - before).toBeLessThan(1_000_000 * slowness());
});

test.each([
  ['^[a-z]+$', 'abc', 0],
  ['^[a-z]+$', 'abc\n', 1],
  ['b', 'abc', 0],
  ['^\\d{3}$', '123', 0],
  ['^\\p{L}+$', 'Grüße', 0],
])('the pattern %s judges %j', (pattern, text, problems) => {
  expect(said(pattern, text)).toHaveLength(problems);
});

test.each(['(?=a)b', '(a)\\1'])('look-around and back references make a schema invalid: %s', (pattern) => {
  expect(said(pattern, 'a')[0]).toContain('not a valid JSON Schema');
});
