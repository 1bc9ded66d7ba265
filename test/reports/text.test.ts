import { expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { inertJson, Pool, spelledOut, spelledOutDeep } from '../../lib/reports/catalog/text.ts';

const char = (code: number): string => String.fromCodePoint(code);

test.each([
  ['a NUL', 0x00, '\\u0000'],
  ['an escape', 0x1b, '\\u001b'],
  ['a carriage return', 0x0d, '\\u000d'],
  ['NEL', 0x85, '\\u0085'],
  ['a right-to-left override', 0x202e, '\\u202e'],
  ['an isolate', 0x2066, '\\u2066'],
  ['an Arabic letter mark', 0x61c, '\\u061c'],
  ['a line separator', 0x2028, '\\u2028'],
  ['a zero width space', 0x200b, '\\u200b'],
  ['a byte order mark', 0xfeff, '\\ufeff'],
  ['a tag character', 0xe0041, '\\u{e0041}'],
  ['half a surrogate pair', 0xd800, '\\ud800'],
])('%s is spelled out', (_what, code, shown) => {
  expect(spelledOut(`a${char(code)}b`)).toBe(`a${shown}b`);
});

test('what people write stays as it is: lines, tabs, other scripts, emoji that are joined', () => {
  const text = 'one\ntwo\tthree ÄÖ 漢字 עברית 👩‍💻 می‌خواهم';
  expect(spelledOut(text)).toBe(text);
  expect(spelledOut('one\r\ntwo')).toBe('one\ntwo');
});

test('nothing invisible is left in any text, whatever it was, and again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const seen = spelledOut(text);
      const left = seen.replaceAll(/[\n\t\u200c\u200d]/g, '');
      expect(left).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(spelledOut(seen)).toBe(seen);
    }),
  );
});

test('values are spelled out at every depth, and keys', () => {
  expect(
    spelledOutDeep({ [`k${char(0x202e)}`]: [{ a: char(0), b: 1, c: null, d: [true, char(0x2028)] }] }),
  ).toEqual({
    'k\\u202e': [{ a: '\\u0000', b: 1, c: null, d: [true, '\\u2028'] }],
  });
});

test('JSON between script tags holds no tag, and reads back as it was', () => {
  const value = { text: '</script><!--<script>', key: ['<', '>', '&'] };
  const written = inertJson(value);
  expect(written).not.toContain('<');
  expect(JSON.parse(written)).toEqual(value);
});

test('a pool gives equal items one place', () => {
  const pool = new Pool<{ a: number }>();
  expect([pool.place({ a: 1 }), pool.place({ a: 2 }), pool.place({ a: 1 })]).toEqual([0, 1, 0]);
  expect(pool.items).toEqual([{ a: 1 }, { a: 2 }]);
});
