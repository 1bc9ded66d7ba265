import { describe, expect, test } from '@jest/globals';
import { breaks } from '../../lib/governance/schema-compatibility.ts';

type Keywords = Record<string, unknown>;

const named = <T>(count: number, value: (index: number) => T, before = 'p'): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${before}${index}`, value(index)]));
const several = <T>(count: number, value: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => value(index));
const objects = (count: number, from = 0) => several(count, (index) => ({ a: index + from, b: `x${index}` }));
const object = (properties: Keywords, more: Keywords = {}): Keywords => ({
  type: 'object',
  properties,
  ...more,
});
const [string, integer] = [{ type: 'string' }, { type: 'integer' }];

/** Forty definitions, each of which names the one before twice. */
const twice = (of: (one: Keywords) => Keywords, last: Keywords = integer): Keywords => ({
  $ref: '#/$defs/d40',
  $defs: named(41, (index) => (index === 0 ? last : of({ $ref: `#/$defs/d${index - 1}` })), 'd'),
});
/** Definitions, each of which leads to the next. */
const chain = (last: Keywords): Keywords => ({
  $ref: '#/$defs/d0',
  $defs: named(
    1_400,
    (index) => (index === 1_399 ? last : { allOf: [{ $ref: `#/$defs/d${index + 1}` }] }),
    'd',
  ),
});
const tagged = (index: number, value: Keywords = string) =>
  object({ kind: { const: index }, value }, { required: ['kind'] });
const long = 'cab'.repeat(300_000);

/** Each of them took between four seconds and for ever, or gigabytes. */
const hostile: readonly [what: string, old: Keywords, next: Keywords][] = [
  ['9,000 objects, and others', { enum: objects(9_000) }, { enum: objects(9_000, 1) }],
  ['9,000 objects, and fields of another type', { enum: objects(9_000) }, object({ a: string })],
  [
    '9,000 objects, and as many alternatives as there may be',
    { enum: objects(9_000) },
    { anyOf: several(700, (index) => object({ a: { const: index } }, { required: ['a'] })) },
  ],
  ['a long text, and a pattern of many states', { const: long }, { type: 'string', pattern: 'a[ab]{900}c' }],
  [
    'texts, and patterns',
    { enum: several(300, (index) => `${long.slice(0, 3_000)}${index}`) },
    { anyOf: several(300, (index) => ({ type: 'string', pattern: `a[ab]{300}c${index}` })) },
  ],
  [
    'alternatives in another order, one of which differs',
    { anyOf: several(700, (index) => tagged(index)) },
    { anyOf: several(700, (index) => tagged(index, index === 350 ? integer : string)).toReversed() },
  ],
  [
    'alternatives that name each other twice over',
    twice((one) => ({ anyOf: [one, { not: one }] })),
    twice((one) => ({ anyOf: [one, { not: one }] }), string),
  ],
  [
    'conditions that name each other twice over',
    twice((one) => object({}, { if: one, else: one })),
    twice((one) => object({}, { if: one, else: one }), string),
  ],
  [
    'names and patterns of names',
    { ...object(named(1_000, () => string)), patternProperties: named(350, () => string, '^p.*[0-9]{20}x') },
    {
      ...object(named(1_000, () => string, 'q')),
      patternProperties: named(350, () => integer, '^q.*[0-9]{20}x'),
      additionalProperties: false,
    },
  ],
  [
    'limits in allOf',
    { allOf: several(2_900, (minimum) => ({ minimum })) },
    { allOf: several(2_900, (maximum) => ({ maximum })) },
  ],
  [
    'branches beside unevaluatedProperties',
    { anyOf: several(900, (index) => object({ [`p${index}`]: string })), unevaluatedProperties: false },
    { anyOf: several(900, (index) => object({ [`p${index}`]: integer })), unevaluatedProperties: false },
  ],
  [
    'what follows from fields',
    { dependentSchemas: named(1_400, (index) => ({ required: [`q${index}`] })) },
    { dependentSchemas: named(1_400, (index) => ({ required: [`q${index}`, 'r'] })) },
  ],
  [
    'values in a schema that refers to itself',
    object({ a: { $ref: '#' }, b: { $ref: '#' }, c: { anyOf: [{ enum: objects(4_000) }, { $ref: '#' }] } }),
    object({
      a: { $ref: '#' },
      b: { $ref: '#' },
      c: { anyOf: [{ enum: objects(4_000, 1) }, { $ref: '#' }] },
    }),
  ],
  [
    'values that many fields refer to',
    { ...object(named(500, () => ({ $ref: '#/$defs/e' }))), $defs: { e: { enum: objects(9_000) } } },
    { ...object(named(500, () => ({ $ref: '#/$defs/e' }))), $defs: { e: { enum: objects(9_000, 1) } } },
  ],
  [
    'a long text that many fields refer to',
    { ...object(named(900, () => ({ $ref: '#/$defs/e' }))), $defs: { e: { const: long } } },
    { ...object(named(900, () => ({ $ref: '#/$defs/e' }))), $defs: { e: { const: `${long}a` } } },
  ],
  ['more values than are read', { enum: objects(40_000) }, { enum: objects(40_000, 1) }],
  [
    'more names that follow from names than are read',
    { dependentRequired: { p: Object.keys(named(10_000, () => 1)) } },
    { dependentRequired: { p: Object.keys(named(10_000, () => 1, 'q')) } },
  ],
  ['definitions that lead to each other', chain(string), chain(integer)],
];

describe('a comparison that would take long is given up', () => {
  test.each(hostile)('%s', (_what, old, next) => {
    const found = breaks(old, next, 'full').map(({ what }) => what);
    expect(found).toContainEqual(expect.stringMatching(/^too deep or too large to be judged/));
  });
});

test('the same values in another order need no comparison', () => {
  expect(breaks({ enum: objects(9_000) }, { enum: objects(9_000).toReversed() }, 'full')).toEqual([]);
});

test('of many values the first are told', () => {
  const found = breaks({ enum: objects(100) }, { enum: objects(20) }, 'backward');
  expect(found.map(({ what }) => what)).toEqual([
    expect.stringMatching(/"b":"x31"\} and 68 more is not allowed/),
  ]);
});
