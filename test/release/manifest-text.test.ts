import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { safeLoad } from 'js-yaml';
import { parse, stringify } from 'yaml';
import { manifestText } from '../../lib/release/manifest-text.ts';

/** Words that some YAML reader takes for a boolean, a number, a date, null or a merge. */
// biome-ignore format: a list to look through
const ambiguous = [
  'n', 'N', 'y', 'Y', 'no', 'yes', 'No', 'on', 'off', 'ON', 'true', 'null', 'Null', '~', '', ' ', ' a', 'a ',
  '1e9', '1e+21', '0x1F', '0o17', '017', '0b11', '1_000', '12:30', '12:30:45', '.5', '5.', '.inf', '.NaN', '=', '<<',
  '2026-11-21', '2026-11-21T10:00:00Z', '604800000', '-1', '+1', '0.50', '- a', '? a', 'a: b', '#a', 'a #b', '@a',
  '*a', '&a', '!a', '%a', '{a', '[a', '|', '>', '`a', "'a'", '"a"', 'a\nb', 'a\n', '\ta', '\u0085', '\u2028', '\u007f',
  '${a}', '{{ a }}',
];

describe.each(ambiguous.map((text) => [JSON.stringify(text), text]))('%s', (_name, text) => {
  test('comes back as the same text from both readers, as a value and as a key', () => {
    const object = { value: text, list: [text], [text === '' ? 'empty' : text]: 'key' };
    const written = manifestText([object]);
    expect(parse(written)).toEqual(object);
    expect(safeLoad(written)).toEqual(object);
  });
});

test('what kubectl would read as a number or a boolean is quoted', () => {
  expect(
    manifestText([{ a: '0o17', b: 'n', c: '1e9', d: '604800000', e: 'compact,delete', f: '0.50' }]),
  ).toBe('a: "0o17"\nb: "n"\nc: "1e9"\nd: "604800000"\ne: compact,delete\nf: "0.50"\n');
});

test('equal parts of an object are written out, never as an anchor and an alias', () => {
  const shared = { cpu: '1' };
  expect(manifestText([{ requests: shared, limits: shared }])).toBe(
    'requests:\n  cpu: "1"\nlimits:\n  cpu: "1"\n',
  );
});

test('-0 keeps its sign', () => {
  expect(manifestText([{ a: -0, b: [-0], c: 0 }])).toBe('a: -0\nb:\n  - -0\nc: 0\n');
});

test('any text comes back from both readers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 200 }), (text) => {
      const written = manifestText([{ text }]);
      expect(parse(written)).toEqual({ text });
      expect(safeLoad(written)).toEqual({ text });
    }),
    { numRuns: 500 },
  );
});

/** Text made of these parts; of blanks and ends of lines alone the yaml package itself loses some. */
const textOf = (...parts: string[]) =>
  fc
    .string({ unit: fc.constantFrom(...parts), maxLength: 12 })
    .filter((text) => text.trim() !== '' || !text.includes('\n'));

describe('the short way writes what the yaml package writes', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(...ambiguous),
    fc.array(fc.string({ maxLength: 12 }), { maxLength: 5 }).map((lines) => lines.join('\n')),
    // Sentences, queries and scripts, with what YAML has a use for in any place.
    textOf('a', 'n', '1', ' ', '(', '{', '"', ':', '#', '-', '.', '|', '\n'),
    textOf('yes', ' ', ' (', '- ', ': ', ' #', '\n', '\n  ', '---', '{{ x }}'),
    // Long words, and JSON.
    textOf('f', 'False', 'E', '_', '1'),
    fc
      .dictionary(textOf('a', "'", '"', '\\', ' ', ': ', ' #', 'é', '\n'), fc.jsonValue())
      .map((value) => JSON.stringify(value)),
    fc.array(fc.dictionary(textOf('a', "'", ' '), fc.string())).map((value) => JSON.stringify(value)),
  );
  const leaf = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const key = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('a', 'retention.ms', 'app.kubernetes.io/name', 'n', '12'),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));

  test('for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5, noNullPrototype: true }), (object) => {
        const written = manifestText([object]);
        expect(written).toBe(
          stringify(object, {
            schema: 'core',
            compat: 'yaml-1.1',
            lineWidth: 0,
            aliasDuplicateObjects: false,
          }),
        );
        expect(parse(written)).toEqual(object);
      }),
      { numRuns: 2000 },
    );
  });
});
