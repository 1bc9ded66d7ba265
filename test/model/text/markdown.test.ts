import { expect, test } from '@jest/globals';
import {
  markdownCellCode,
  markdownCode,
  markdownTable,
  markdownText,
} from '../../../lib/model/text/markdown.ts';

test.each([
  ['a bar, which would end a cell', 'a|b', 'a\\|b'],
  ['a fence', '```sh', '\\`\\`\\`sh'],
  ['a team that would get mail', 'ask @platform', 'ask @\u200bplatform'],
  ['an issue', 'see #7', 'see #\u200b7'],
  ['HTML', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['a link', '[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
  ['emphasis', '*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
  ['a backslash before a bar', '\\|', '\\\\\\|'],
  ['a formula', 'a $x$', 'a \\$x\\$'],
  ['a placeholder of a template', '{{ secrets }}', '{\u200b{ secrets }}'],
  ['an address that would become a link', 'https://www.example.com', 'https:\u200b//www\u200b.example.com'],
  ['an image', '![x](y)', '\\!\\[x\\](y)'],
  ['a line break', 'a\nb', 'a\\u000ab'.replace('\\u', '\\\\u')],
  [
    'plain words',
    'Tools that the gateway wants run, for 7 days.',
    'Tools that the gateway wants run, for 7 days.',
  ],
])('%s is text', (_what, text, encoded) => {
  expect(markdownText(text)).toBe(encoded);
});

test.each([
  ['a.b', '`a.b`'],
  ['a`b', '``a`b``'],
  ['`a', '`` `a ``'],
  ['a|b', '`a|b`'],
  ['', '`  `'],
])('%j as code is %s', (text, code) => {
  expect(markdownCode(text)).toBe(code);
});

test.each([
  ['a|b', '`a\\|b`'],
  ['', ''],
])('%j as code in a cell is %s', (text, code) => {
  expect(markdownCellCode(text)).toBe(code);
});

test('a table has a line of heads, one of dashes, and a dash where a cell is empty', () => {
  expect(markdownTable(['A', 'B'], [['1', '']])).toBe('| A | B |\n|---|---|\n| 1 | – |\n');
});
