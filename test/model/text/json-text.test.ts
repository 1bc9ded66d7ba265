import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { readJson } from '../../../lib/model/text/json-text.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { slowness } from '../../support/slowness.ts';

function told(text: string): string[] {
  const read = readJson('f.json', text);
  return read.ok ? [] : read.problems.map(formatProblem);
}

const fix = 'write JSON: quotes around keys and text, no comments, no comma at the end';

describe('JSON that is refused', () => {
  test.each([
    [
      '1 MiB of [',
      '['.repeat(1024 * 1024),
      'f.json:1:65\n  more than 64 levels of nesting\n  write it flatter',
    ],
    [
      '1 MiB of {"a":',
      '{"a":\n'.repeat(170_000),
      'f.json:65:1\n  more than 64 levels of nesting\n  write it flatter',
    ],
    [
      'deep lists that are whole',
      `${'['.repeat(65)}${']'.repeat(65)}`,
      'f.json:1:65\n  more than 64 levels of nesting\n  write it flatter',
    ],
    [
      'deep lists behind brackets in text',
      '["]\\"",'.repeat(65),
      'f.json:1:449\n  more than 64 levels of nesting\n  write it flatter',
    ],
    ['a comma at the end', '{\n  "a": 1,\n}', `f.json:3:1\n  not JSON\n  ${fix}`],
    [
      'a bracket that is not closed',
      '{\n  "a": [1\n}',
      `f.json:3:1\n  not JSON: flow sequence in block collection must be sufficiently indented and end with a ]\n  ${fix}`,
    ],
    ['nothing', '', `f.json:1:1\n  not JSON\n  ${fix}`],
    ['YAML', 'a: 1\n', `f.json:1:1\n  not JSON\n  ${fix}`],
    ['a comment', '// a\n{}', `f.json:1:1\n  not JSON\n  ${fix}`],
    ['a byte order mark', '\ufeff{}', `f.json:1:1\n  not JSON\n  ${fix}`],
    ['half a megabyte of quotes', '"\\"'.repeat(170_000), `f.json:1:5\n  not JSON\n  ${fix}`],
  ])('%s', (_what, text, problem) => {
    const before = process.cpuUsage();
    const found = told(text);
    const { user, system } = process.cpuUsage(before);
    expect(found).toEqual([problem]);
    expect((user + system) / 1e6).toBeLessThan(slowness());
  });
});

test('64 levels are read', () => {
  expect(told(`${'['.repeat(64)}${']'.repeat(64)}`)).toEqual([]);
});

test('what JSON.stringify writes is read as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      expect(readJson('f.json', text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test('no text makes the reader throw', () => {
  const piece = fc.constantFrom(...'[]{},:"\\1 '.split(''), '"a"', 'true', '\n', '\ud800', '/*');
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => {
      const rows = text.split('\n');
      const read = readJson('f.json', text);
      for (const { place } of read.ok ? [] : read.problems) {
        expect(place.line).toBeLessThanOrEqual(rows.length);
        expect(place.column).toBeLessThanOrEqual((rows[place.line - 1] ?? '').length + 1);
      }
    }),
    { numRuns: 2000 },
  );
});
