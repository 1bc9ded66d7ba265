import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { measuredRun } from '../support/measured-run.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';
import { slowness } from '../support/slowness.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const contract = `${queue}/contract.yaml`;
const sample = `${queue}/samples/smallest.json`;
const schema = `${queue}/value.schema.json`;
const dev = 'environments/dev.yaml';

let copy: StackCopy;
let texts: Map<string, string>;
/** Processor seconds in which a plain slip is refused: the start of the program, and reading the rest. */
let plain = 0;

const lint = () => measuredRun('lint', '--root', copy.root);

/** The folder as it was. */
function fresh(): void {
  copy.remove(queue);
  for (const [file, text] of texts) copy.write(file, text);
}

beforeAll(() => {
  copy = sortingCopy();
  texts = new Map([contract, sample, schema, dev].map((file) => [file, copy.read(file)]));
  copy.edit(contract, 'retention: 7d', 'retetnion: 7d');
  plain = lint().seconds;
});
afterAll(() => copy.dispose());

const levels = (opened: string, closed: string, depth: number) => opened.repeat(depth) + closed.repeat(depth);
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    'bcdefghij'.split('').map((name, index) => {
      const before = `*${'abcdefghi'[index]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
    }),
  )
  .join('\n');

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Forty definitions, each of which names the one before twice, in a schema with the field `x`. */
function twiceOver(twice: (reference: object) => object): string {
  const $defs = Object.fromEntries(
    Array.from({ length: 41 }, (_, index) => [
      `d${index}`,
      index === 0 ? { type: 'integer' } : twice({ $ref: `#/$defs/d${index - 1}` }),
    ]),
  );
  return JSON.stringify({
    $schema: draft,
    type: 'object',
    $defs,
    properties: { x: { $ref: '#/$defs/d40' } },
  });
}

const schemaOf = (keywords: object): string => JSON.stringify({ $schema: draft, ...keywords });
const objects = (count: number) => Array.from({ length: count }, (_, index) => ({ a: index }));

/** So many values, each by a name of its own. */
function named<T>(count: number, value: (index: number) => T, before = 'p', after = ''): Record<string, T> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${before}${index}${after}`, value(index)]),
  );
}

/** Definitions, each of which leads to the next. */
function chain(count: number, to: (next: object) => object): string {
  const $defs = named(
    count,
    (index) => (index === count - 1 ? { type: 'string' } : to({ $ref: `#/$defs/d${index + 1}` })),
    'd',
  );
  return schemaOf({ $ref: '#/$defs/d0', $defs });
}

/** A record of Avro that holds 2^n fields. */
const records = Array.from({ length: 20 }).reduce<object>(
  (inner, _, index) => ({
    ...{ type: 'record', name: `R${index}` },
    fields: [
      { name: 'a', type: inner },
      { name: 'b', type: index === 0 ? 'string' : `R${index - 1}` },
    ],
  }),
  { type: 'record', name: 'R', fields: [{ name: 'a', type: 'string' }] },
);

describe('hostile input is refused with 1, never by a signal, within a second and 300 MB', () => {
  test.each<[what: string, files: Readonly<Record<string, string>>, told: string]>([
    [
      'deep nesting in several files',
      {
        [contract]: '['.repeat(262_144),
        [dev]: levels('{a: ', '}', 30_000),
        [schema]: '['.repeat(1_048_576),
        [sample]: levels('[', ']', 500_000),
      },
      'more than 64 levels of nesting',
    ],
    [
      'a map of as many keys as a file takes',
      { [contract]: Array.from({ length: 23_000 }, (_, index) => `k${index}: 1\n`).join('') },
      'more than 50000 words and signs',
    ],
    [
      'a file of more than a megabyte',
      { [contract]: Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join('') },
      'are read',
    ],
    ['anchors and aliases that multiply', { [contract]: bomb, [dev]: bomb }, 'the alias *a'],
    ['65,000 documents', { [contract]: '---\n'.repeat(65_000) }, 'a second document begins here'],
    [
      'keys that every object has, a directive of YAML 1.1 and a tag, marks that turn text around',
      {
        [contract]: '__proto__: { constructor: 1 }\nconstructor: 1\n',
        [dev]: '%YAML 1.1\n---\na: !!js/function x\n',
        [sample]: '{ "__proto__": { "x": "\u202e" } }',
      },
      'the key "__proto__"',
    ],
    [
      'a schema that would take for ever to match',
      {
        [schema]: JSON.stringify({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          additionalProperties: { type: 'string', pattern: '^(a+)+$' },
        }),
        [sample]: JSON.stringify({ text: `${'a'.repeat(50_000)}!` }),
      },
      'smallest.json',
    ],
    [
      'definitions that name each other twice over as fields',
      { [schema]: twiceOver((one) => ({ type: 'object', properties: { a: one, b: one } })) },
      'the schema has more than 5000 fields',
    ],
    [
      'definitions that name each other twice over as conditions',
      { [schema]: twiceOver((one) => ({ allOf: [one, one] })), [sample]: '{ "x": 1 }' },
      'the schema takes more than 100000 steps for any message',
    ],
    [
      'definitions that name each other twice over as alternatives',
      { [schema]: twiceOver((one) => ({ anyOf: [one, { not: one }] })), [sample]: '{ "x": "y" }' },
      'the schema takes more than 100000 steps for any message',
    ],
    [
      'repetitions of a pattern that multiply',
      { [schema]: JSON.stringify({ $schema: draft, type: 'string', pattern: '((a{100}){100}){100}' }) },
      'a pattern of more than 20000 states',
    ],
    [
      'a pattern of 36,000 alternatives',
      {
        [schema]: JSON.stringify({ $schema: draft, type: 'string', pattern: `(?:${'ab|'.repeat(36_000)}c)` }),
      },
      'a pattern of more than 20000 states',
    ],
    [
      'patterns that are large together',
      {
        [schema]: schemaOf({
          properties: named(50, (index) => ({
            type: 'string',
            pattern: `(?:${'ab|'.repeat(6_000)}${index})`,
          })),
        }),
      },
      'the patterns of the schema have more than 100000 states together',
    ],
    [
      'a text in which each state of a pattern is held against each character',
      {
        [schema]: schemaOf({ type: 'string', pattern: 'a[ab]{900}c' }),
        [sample]: JSON.stringify(`c${'ab'.repeat(400_000)}`),
      },
      'the schema takes more than 20000000 characters for this sample',
    ],
    [
      'a text that a format takes quadratic time for',
      {
        [schema]: schemaOf({ type: 'string', format: 'url' }),
        [sample]: JSON.stringify(`http://${':'.repeat(900_000)}!`),
      },
      'the schema takes more than 20000000 characters for this sample',
    ],
    [
      '40,000 objects of which no two may be alike',
      {
        [schema]: schemaOf({ type: 'array', uniqueItems: true }),
        [sample]: JSON.stringify(objects(40_000)),
      },
      'the schema takes more than 10000000 comparisons for this sample',
    ],
    [
      'objects in several samples of which no two may be alike',
      {
        [schema]: schemaOf({ type: 'array', uniqueItems: true }),
        ...named(20, () => JSON.stringify(objects(3_000)), `${queue}/samples/`, '.json'),
      },
      'the schema takes more than 10000000 comparisons for this sample',
    ],
    [
      'an enum of 40,000 objects',
      { [schema]: schemaOf({ type: 'array', items: { enum: objects(40_000) } }) },
      'the schema lists more than 10000 values',
    ],
    [
      'objects each of which is one of 9,000',
      {
        [schema]: schemaOf({ type: 'array', items: { enum: objects(9_000) } }),
        [sample]: JSON.stringify(Array.from({ length: 3_000 }, () => ({ a: -1 }))),
      },
      'the schema takes more than 10000000 comparisons for this sample',
    ],
    [
      'a schema of 30,000 fields',
      { [schema]: schemaOf({ type: 'object', properties: named(30_000, () => ({ type: 'string' })) }) },
      'the schema has more than 3000 parts',
    ],
    [
      'names that follow from names',
      {
        [schema]: schemaOf({ type: 'object', dependentRequired: { a: Object.keys(named(20_000, () => 1)) } }),
      },
      'the schema has more than 3000 parts',
    ],
    [
      'definitions that lead to each other 1,400 times',
      { [schema]: chain(1_400, (next) => ({ type: 'object', properties: { a: next } })) },
      'the schema has more than 200 levels of fields',
    ],
    [
      'conditions that lead to each other 900 times',
      { [schema]: chain(900, (next) => ({ allOf: [next] })) },
      'the schema takes more than 100000 steps for any message',
    ],
    [
      'characters that no one sees, in comments, keys and texts',
      {
        [contract]: '# \0\ufffe\na\u200b: 1\nb: \u{e0041}\n',
        [schema]: schemaOf({ title: 'a\u202eb' }),
        [sample]: '{ "a": "\uffff" }',
      },
      'with the character U+200B',
    ],
  ])('%s', (_what, files, told) => {
    fresh();
    for (const [file, text] of Object.entries(files)) copy.write(file, text);
    const { code, signal, stderr, seconds, megabytes } = lint();
    expect([code, signal]).toEqual([1, null]);
    expect(stderr).toContain(told);
    expect(stderr).toMatch(/^[\w./-]+:[0-9]+:[0-9]+$/m);
    expect(stderr).not.toContain('    at ');
    expect(seconds - plain).toBeLessThan(slowness());
    expect(megabytes).toBeLessThan(300);
  });

  test.each<[string, object, string]>([
    ['records of Avro that name each other twice over', records, 'the schema has more than 5000 fields'],
    [
      'a union of 22,000 types',
      {
        ...{ type: 'record', name: 'R' },
        fields: [
          {
            name: 'a',
            type: Object.keys(named(22_000, () => 1)).map((name) => ({ type: 'fixed', name, size: 1 })),
          },
        ],
      },
      '22002 types and fields in one schema',
    ],
  ])('%s', (_what, value, told) => {
    fresh();
    copy.edit(contract, 'format: json-schema', 'format: avro');
    copy.remove(schema);
    copy.write(schema.replace('.json', '.avsc'), JSON.stringify(value));
    const { code, stderr, seconds, megabytes } = lint();
    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(seconds - plain).toBeLessThan(slowness());
    expect(megabytes).toBeLessThan(300);
  });
});
