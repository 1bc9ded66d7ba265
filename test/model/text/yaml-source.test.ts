import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { pathText, readYaml } from '../../../lib/model/text/yaml-source.ts';
import { slowness } from '../../support/slowness.ts';

/** What reading a text says of it, as a person sees it; empty when it is read. */
function told(text: string): string[] {
  const read = readYaml('f.yaml', text);
  return read.ok ? [] : read.problems.map(formatProblem);
}

function valueOf(text: string): unknown {
  const read = readYaml('f.yaml', text);
  return read.ok ? read.value.value : read.problems.map(formatProblem);
}

const tooDeep = (place: string) => [`f.yaml:${place}\n  more than 64 levels of nesting\n  write it flatter`];
const tooLong = (place: string) => [
  `f.yaml:${place}\n  more than 50000 words and signs\n  no contract or environment is that long: write less`,
];
const empty = ['f.yaml:1:1\n  the file is empty\n  write the contract or environment that its folder names'];
const removed =
  'remove it: control characters, marks of direction and characters that no one sees are not read';
const character = (place: string, code: string, key = 'a: ') => [
  `f.yaml:${place}\n  ${key}text with the character U+${code}\n  ${removed}`,
];
const outside = (place: string, code: string) => `f.yaml:${place}\n  the character U+${code}\n  ${removed}`;
const number = (place: string, written: string) => [
  `f.yaml:${place}\n  a: the number ${written}, which YAML readers do not agree on\n  write it in decimal, at most 15 digits, or quote it`,
];
const stair = (levels: number, line: (indent: string) => string) =>
  Array.from({ length: levels }, (_, level) => line(' '.repeat(level))).join('');
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const laughs = `a: &a [x, x]\n${lines(20, (i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]\n`)}`;

describe('hostile YAML is refused with a place, in under a second', () => {
  test.each<[string, string, string[]]>([
    ['2 kB of [', '['.repeat(2000), tooDeep('1:65')],
    ['256 KiB of {', '{'.repeat(262_144), tooDeep('1:65')],
    ['[ on a line each', '[\n'.repeat(2000), tooDeep('65:1')],
    ['[ behind brackets in quotes', '["]",'.repeat(20_000), tooDeep('1:321')],
    ['[ behind brackets in comments', '[ #]\n'.repeat(20_000), tooDeep('65:1')],
    ['lists in lists on one line', '- '.repeat(2000), tooDeep('1:129')],
    ['lists in lists with tabs between', '-\t'.repeat(2000), tooDeep('1:129')],
    ['lists in lists on a line each', stair(200, (indent) => `${indent}-\n`), tooDeep('65:65')],
    ['maps in maps', stair(200, (indent) => `${indent}a:\n`), tooDeep('65:66')],
    ['maps in maps with blank lines', stair(200, (indent) => `${indent}a:\n\n`), tooDeep('129:66')],
    ['maps in maps with comments', stair(200, (indent) => `${indent}a:\n#\n`), tooDeep('129:66')],
    ['explicit keys', '? '.repeat(2000), tooDeep('1:129')],
    ['values without keys', ': '.repeat(2000), tooDeep('1:129')],
    ['maps on one line', 'a: '.repeat(2000), tooDeep('1:194')],
    ['100,000 closing brackets', ']'.repeat(100_000), []],
    ['100,000 quotes', '"'.repeat(100_000), tooLong('1:99999')],
    ['100,000 commas', `a: [${','.repeat(100_000)}]`, tooLong('1:49999')],
    ['100,000 tags', '! '.repeat(100_000), tooLong('1:50000')],
    ['50,000 anchors', '&a '.repeat(50_000), tooLong('1:75000')],
    ['40,000 lines that begin with a tab', '\ta: 1\n'.repeat(40_000), tooLong('6250:6')],
    ['65,000 documents', '---\n'.repeat(65_000), []],
    [
      '100,000 keys',
      lines(100_000, (i) => `key${i}: 1\n`),
      ['f.yaml:1:1\n  the file has 1188890 bytes\n  at most 262144 (256KiB) are read'],
    ],
    [
      '2,001 keys in a map',
      lines(2001, (i) => `k${i}: 1\n`),
      ['f.yaml:1:1\n  a map of 2001 keys\n  at most 2000 are read'],
    ],
    [
      '2,001 items in a list',
      `a: [${'1,'.repeat(2001)}]`,
      ['f.yaml:1:4\n  a: a list of 2001 items\n  at most 2000 are read'],
    ],
    [
      'a file of 1 MB',
      'a'.repeat(1_000_000),
      ['f.yaml:1:1\n  the file has 1000000 bytes\n  at most 262144 (256KiB) are read'],
    ],
    ['a billion laughs', laughs, []],
  ])('%s', (_what, text, problems) => {
    const before = process.cpuUsage();
    const found = told(text);
    const { user, system } = process.cpuUsage(before);
    expect(found).not.toEqual([]);
    if (problems.length > 0) expect(found).toEqual(problems);
    expect(found.length).toBeLessThanOrEqual(101);
    expect((user + system) / 1e6).toBeLessThan(slowness());
  });

  test('64 levels are read, in flow and in block style', () => {
    const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);
    expect(valueOf(`${'['.repeat(64)}${']'.repeat(64)}`)).toEqual(nested(63));
    expect(valueOf(`${'- '.repeat(63)}[]`)).toEqual(nested(63));
    expect(told(stair(64, (indent) => `${indent}a:\n`))).toEqual([]);
  });

  test('of many problems the first hundred are reported, and how many more there are', () => {
    const found = told(lines(1000, (i) => `k${i}: *a\n`));
    expect(found).toHaveLength(101);
    expect(found[100]).toBe('f.yaml:101:7\n  900 more problems of this file\n  fix the ones above first');
  });
});

describe('YAML that another reader would take for something else is refused', () => {
  test.each<[string, string, string[]]>([
    ['an anchor', 'a: &x 1', ['f.yaml:1:7\n  a: the anchor &x\n  remove it: anchors are not read']],
    [
      'an alias',
      'a: &x 1\nb: *x',
      [
        'f.yaml:1:7\n  a: the anchor &x\n  remove it: anchors are not read',
        'f.yaml:2:4\n  b: the alias *x\n  write the value itself: aliases are not read',
      ],
    ],
    [
      'a tag of one’s own',
      'a: !secret x',
      ['f.yaml:1:12\n  a: the tag !secret\n  remove it: tags are not read'],
    ],
    [
      'a tag of the core schema',
      'a: !!str 1',
      ['f.yaml:1:10\n  a: the tag tag:yaml.org,2002:str\n  remove it: tags are not read'],
    ],
    [
      'a directive',
      '# first\n%YAML 1.1\n---\na: on',
      ['f.yaml:2:1\n  the file has a % directive\n  remove it: files are YAML 1.2'],
    ],
    ['an octal number', 'a: 0o17', number('1:4', '0o17')],
    ['what was an octal number', 'a: 012', number('1:4', '012')],
    ['a hexadecimal number', 'a: 0x1F', number('1:4', '0x1F')],
    ['an exponent', 'a: 1e9', number('1:4', '1e9')],
    ['a number of 20 digits', 'a: 12345678901234567890', number('1:4', '12345678901234567890')],
    ['a number that begins with a point', 'a: .5', number('1:4', '.5')],
    ['infinity', 'a: .inf', number('1:4', '.inf')],
    ['not a number', 'a: .nan', number('1:4', '.nan')],
    ['a plus', 'a: +1', number('1:4', '+1')],
    [
      'two documents',
      'a: 1\n---\nb: 2',
      ['f.yaml:2:1\n  a second document begins here\n  one file holds one document: remove "---"'],
    ],
    [
      'a key twice',
      'a: 1\nb: 2\na: 3',
      ['f.yaml:3:1\n  a: "a" stands here for the second time\n  keep one of the two'],
    ],
    [
      'a key as text and as a number',
      'x:\n  1: a\n  "1": b',
      ['f.yaml:3:3\n  x.1: "1" stands here for the second time\n  keep one of the two'],
    ],
    ['a key that is true', 'true: 1', ['f.yaml:1:1\n  the key true\n  a key is text']],
    ['a key that is nothing', '~: 1', ['f.yaml:1:1\n  the key null\n  a key is text']],
    ['a key that is a list', '? [a]\n: 1', ['f.yaml:1:3\n  the key is a list or a map\n  a key is text']],
    [
      '__proto__',
      '__proto__:\n  x: 1',
      ['f.yaml:1:1\n  __proto__: the key "__proto__"\n  choose another name'],
    ],
    [
      'constructor, deeper',
      'a:\n  - constructor: 1',
      ['f.yaml:2:5\n  a[0].constructor: the key "constructor"\n  choose another name'],
    ],
    [
      'prototype',
      '{"prototype": 1}',
      ['f.yaml:1:2\n  prototype: the key "prototype"\n  choose another name'],
    ],
    ['nothing', '', empty],
    ['blank lines', '\n \n\t\n', empty],
    ['only comments', '# a\n# b\n', empty],
    ['only a document mark', '---\n', empty],
  ])('%s', (_what, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  test.each<[string, string, string]>([
    [
      'a tab as indentation',
      'a:\n\tb: 1',
      'f.yaml:2:1\n  not YAML: tabs are not allowed as indentation\n  indent with spaces',
    ],
    [
      'a bracket that is not closed',
      'a: [1, 2',
      'f.yaml:1:9\n  not YAML: flow sequence in block collection must be sufficiently indented and end with a ]\n  close the bracket, or indent what is in it',
    ],
    [
      'a quote that is not closed',
      'a: "x',
      'f.yaml:1:6\n  not YAML: missing closing "quote\n  fix the syntax here, or quote the text',
    ],
    [
      'a colon in text',
      'a: b: c',
      'f.yaml:1:4\n  not YAML: nested mappings are not allowed in compact mappings\n  fix the syntax here, or quote the text',
    ],
    [
      'a reserved sign',
      'a: @x',
      'f.yaml:1:4\n  not YAML: plain value cannot start with reserved character @\n  fix the syntax here, or quote the text',
    ],
    [
      'an alias to nothing',
      'a: *x',
      'f.yaml:1:4\n  a: the alias *x\n  write the value itself: aliases are not read',
    ],
  ])('%s', (_what, text, problem) => {
    expect(told(text)[0]).toBe(problem);
  });

  test('words that were booleans in YAML 1.1 stay text', () => {
    expect(valueOf('[yes, no, on, off, y, n, 1_000, 1:30, =]')).toEqual([
      ...['yes', 'no', 'on', 'off', 'y', 'n', '1_000', '1:30', '='],
    ]);
  });

  test('names of methods are keys like others', () => {
    const value = valueOf('toString: 1\nhasOwnProperty: 2\nvalueOf: 3') as object;
    expect(Object.entries(value)).toEqual([
      ['toString', 1],
      ['hasOwnProperty', 2],
      ['valueOf', 3],
    ]);
  });

  test('a merge key merges nothing', () => {
    expect(valueOf('<<: { a: 1 }')).toEqual({ '<<': { a: 1 } });
  });

  test('numbers that all readers agree on are read', () => {
    expect(valueOf('[0, -1, 12, 1.5, 999999999999999]')).toEqual([0, -1, 12, 1.5, 999_999_999_999_999]);
  });
});

describe('text with marks that are not seen is refused', () => {
  test.each([
    ['next line', 'a: "x\u0085y"', character('1:4', '0085')],
    ['line separator', 'a: x\u2028y', character('1:4', '2028')],
    ['paragraph separator', 'a: x\u2029y', character('1:4', '2029')],
    ['right-to-left override', 'a: x\u202ey', character('1:4', '202E')],
    ['isolate', 'a: x\u2066y', character('1:4', '2066')],
    ['delete', 'a: x\u007fy', character('1:4', '007F')],
    ['escape', 'a: "\\e[2J"', character('1:4', '001B')],
    ['null', 'a: "\\0"', character('1:4', '0000')],
    ['lone surrogate', 'a: "\\ud800"', character('1:4', 'D800')],
    ['byte order mark inside', 'a: x\ufeffy', character('1:4', 'FEFF')],
    ['carriage return alone', 'a: x\ry', character('1:4', '000D')],
    ['mark in a key', 'a\u202e: x', character('1:1', '202E', '')],
    ['zero width space', 'a: x\u200by', character('1:4', '200B')],
    ['zero width space in a key', 'a\u200b: x', character('1:1', '200B', '')],
    ['joiner that is escaped', 'a: "x\\u200d"', character('1:4', '200D')],
    ['soft hyphen', 'a: x\u00ady', character('1:4', '00AD')],
    ['filler that looks like a blank', 'a: \u3164', character('1:4', '3164')],
    ['tag', 'a: x\u{e0041}\u{e0042}', character('1:4', 'E0041')],
    ['tag in a key', 'a\u{e0041}: x', character('1:1', 'E0041', '')],
    ['variation selector behind a letter', 'a: x\ufe0f', character('1:4', 'FE0F')],
    ['what Unicode never uses', 'a: \uffff', character('1:4', 'FFFF')],
    ['what Unicode never uses, in a key', '\ufffe: a', character('1:1', 'FFFE', '')],
    ['what Unicode never uses, in a higher plane', 'a: \u{1fffe}', character('1:4', '1FFFE')],
  ])('%s', (_what, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  test.each([
    '\0',
    '\u0085',
    '\u001b',
    '\r',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\uffff',
    '\u200b',
    '\u{e0041}',
    '\u202e',
  ])('in a comment: %j', (char) => {
    const code = char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
    expect(told(`a: 1 # b${char}c\n# ${char}${char}c\n`)).toEqual([
      outside('1:9', code),
      outside('2:3', code),
      outside(`2:${3 + char.length}`, code),
    ]);
  });

  test('each that is in the file is told, those of one text together', () => {
    expect(told('# \u200b\na: "\u200b\u200b"\nb: [x] # \uffff\n')).toEqual([
      ...character('2:4', '200B'),
      outside('1:3', '200B'),
      outside('3:10', 'FFFF'),
    ]);
  });

  test('umlauts, emoji, tabs and line breaks are text', () => {
    expect(valueOf('a: "ä 😀 \\t x\\n"')).toEqual({ a: 'ä 😀 \t x\n' });
    expect(valueOf('a: "✔️ 1️⃣ 日本 \u00a0" # ✔️ é')).toEqual({ a: '✔️ 1️⃣ 日本 \u00a0' });
  });

  test('a byte order mark before the first key is skipped, and lines may end as on Windows', () => {
    expect(valueOf('\ufeffa: 1\r\nb:\r\n  - c d\r\n    e\r\n')).toEqual({ a: 1, b: ['c d e'] });
  });
});

describe('places', () => {
  const read = readYaml(
    'f.yaml',
    'purpose: x\nowner:\n  team: a\nconsumers:\n  - service: one\n  - { service: two, group: g }\nretention:\n1: n\n',
  );
  if (!read.ok) throw new Error('the example is YAML');
  const source = read.value;
  const at = ({ file, line, column }: { file: string; line: number; column: number }) =>
    `${file}:${line}:${column}`;

  test.each<[(string | number)[], string, string]>([
    [[], 'f.yaml:1:1', 'f.yaml:1:1'],
    [['purpose'], 'f.yaml:1:10', 'f.yaml:1:1'],
    [['owner'], 'f.yaml:3:3', 'f.yaml:2:1'],
    [['owner', 'team'], 'f.yaml:3:9', 'f.yaml:3:3'],
    [['consumers', 0, 'service'], 'f.yaml:5:14', 'f.yaml:5:5'],
    [['consumers', 1], 'f.yaml:6:5', 'f.yaml:6:5'],
    [['consumers', 1, 'group'], 'f.yaml:6:28', 'f.yaml:6:21'],
    [['retention'], 'f.yaml:7:11', 'f.yaml:7:1'],
    [['1'], 'f.yaml:8:4', 'f.yaml:8:1'],
  ])('%j: value at %s, key at %s', (path, value, key) => {
    expect(at(source.place(path))).toBe(value);
    expect(at(source.keyPlace(path))).toBe(key);
  });

  test.each<[(string | number)[], string]>([
    [['owner', 'onCall'], 'f.yaml:3:3'],
    [['consumers', 7, 'service'], 'f.yaml:5:3'],
    [['purpose', 'deeper', 0], 'f.yaml:1:10'],
    [['nothing'], 'f.yaml:1:1'],
  ])('%j is not there: the nearest thing around it, %s', (path, value) => {
    expect(at(source.place(path))).toBe(value);
  });

  test('paths are written as one would say them', () => {
    expect(pathText(['consumers', 0, 'service'])).toBe('consumers[0].service');
    expect(pathText([])).toBe('');
  });
});

test('no text makes the reader throw, and every problem stands inside the text', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b: ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '#',
      '&a ',
      '*a ',
      '!t ',
      '|\n',
      '>\n',
      '---\n',
    ],
    ...[
      '...\n',
      '%YAML 1.2\n',
      '? ',
      ': ',
      '\t',
      '\r\n',
      '\0',
      '\ufeff',
      '\u2028',
      '\ud800',
      '1e9',
      '~',
      '<<: ',
      '\\',
    ],
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 40 }), (text) => {
      const result = readYaml('f.yaml', text);
      const rows = text.split('\n');
      for (const { place } of result.ok ? [] : result.problems) {
        expect(place.line).toBeLessThanOrEqual(rows.length);
        expect(place.column).toBeLessThanOrEqual((rows[place.line - 1] ?? '').length + 1);
      }
      if (result.ok) expect(() => JSON.stringify(result.value.value)).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});
