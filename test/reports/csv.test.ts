import { expect, test } from '@jest/globals';
import { csvText } from '../../lib/reports/csv.ts';

test('rows end with CRLF, and cells are apart by commas', () => {
  expect(
    csvText([
      ['a', 'b'],
      ['', '1'],
    ]),
  ).toBe('a,b\r\n,1\r\n');
  expect(csvText([])).toBe('');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@a', "'@a"],
  ['\ta', "'\ta"],
])('a cell that a spreadsheet would calculate stays text: %j', (text, cell) => {
  expect(csvText([[text]])).toBe(`${cell}\r\n`);
});

test('a cell that begins with a carriage return stays text, in quotes', () => {
  expect(csvText([['\r=1+1']])).toBe(`"'\r=1+1"\r\n`);
});

test.each([
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['a\nb', '"a\nb"'],
  ['a\rb', '"a\rb"'],
  ['=a,b', `"'=a,b"`],
])('a cell that would end early is in quotes: %j', (text, cell) => {
  expect(csvText([[text, 'z']])).toBe(`${cell},z\r\n`);
});

test.each(['a=1', 'a-b', 'a b', "'a"])('any other cell stays as it is: %j', (text) => {
  expect(csvText([[text]])).toBe(`${text}\r\n`);
});
