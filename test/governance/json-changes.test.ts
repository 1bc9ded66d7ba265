import { describe, expect, test } from '@jest/globals';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';

/** What refuses what: readers of the second schema the messages of the first, and the other way round. */
function changes(old: JsonSchema, next: JsonSchema): Record<string, string[]> {
  const told = (mode: 'backward' | 'forward') =>
    breaks(old, next, mode).map(({ field, what }) =>
      `${field}: ${what}`.replace(/: readers would refuse what .*$/, ''),
    );
  return { backward: told('backward'), forward: told('forward') };
}

const field = (value: unknown, more: object = {}) =>
  ({ type: 'object', properties: { a: value }, ...more }) as JsonSchema;
const integer = { type: 'integer' };

describe('a change of a JSON Schema', () => {
  test.each<[string, JsonSchema, JsonSchema, string[], string[]]>([
    ['nothing', field(integer), field(integer), [], []],
    [
      'words alone',
      field({
        ...integer,
        title: 'a',
        description: 'a',
        examples: [1],
        default: 1,
        deprecated: true,
        readOnly: true,
        writeOnly: false,
        $comment: 'a',
      }),
      field(integer),
      [],
      [],
    ],
    [
      'a wider number',
      field(integer),
      field({ type: 'number' }),
      [],
      ['a: type number on one side, integer on the other'],
    ],
    [
      'a type more',
      field({ type: 'string' }),
      field({ type: ['string', 'null'] }),
      [],
      ['a: type string, null on one side, string on the other'],
    ],
    [
      'no type any more',
      field({ type: 'string' }),
      field({}),
      [],
      ['a: type string on one side, any on the other'],
    ],
    [
      'a value more',
      field({ enum: ['x'] }),
      field({ enum: ['x', 'y'] }),
      [],
      ['a: "y" is not allowed on both sides'],
    ],
    [
      'a value instead',
      field({ const: 'x' }),
      field({ const: 'y' }),
      ['a: "x" is not allowed on both sides'],
      ['a: "y" is not allowed on both sides'],
    ],
    [
      'one value of several',
      field({ enum: ['x', 'y'] }),
      field({ const: 'x' }),
      ['a: "y" is not allowed on both sides'],
      [],
    ],
    [
      'values in place of a type',
      field({ type: 'string' }),
      field({ type: 'string', enum: ['x', 'y'] }),
      ['a: only "x", "y" is allowed on one side'],
      [],
    ],
    [
      'values of no type',
      field({ enum: [1, 'x'] }),
      field({ type: 'string' }),
      ['a: type string on one side, any on the other'],
      ['a: only 1, "x" is allowed on one side'],
    ],
    [
      'values with a pattern beside',
      field({ enum: ['x'], pattern: 'x' }),
      field({ enum: ['x'], pattern: 'y' }),
      ['a: pattern differs'],
      [],
    ],
    [
      'a field that must be there',
      field(integer),
      field(integer, { required: ['a'] }),
      ['a: required on one side only'],
      [],
    ],
    [
      'a lower bound',
      field({ ...integer, minimum: 1 }),
      field({ ...integer, minimum: 2 }),
      ['a: minimum 2 on one side, 1 on the other'],
      [],
    ],
    [
      'an upper bound',
      field({ ...integer, maximum: 2 }),
      field({ ...integer, maximum: 1 }),
      ['a: maximum 1 on one side, 2 on the other'],
      [],
    ],
    [
      'a bound that is new',
      field(integer),
      field({ ...integer, exclusiveMinimum: 0 }),
      ['a: exclusiveMinimum 0 on one side, none on the other'],
      [],
    ],
    [
      'a bound above all',
      field({ ...integer, exclusiveMaximum: 2 }),
      field({ ...integer, exclusiveMaximum: 3 }),
      [],
      ['a: exclusiveMaximum 2 on one side, 3 on the other'],
    ],
    [
      'a bound that is no number',
      field({ type: 'string', maxLength: 2 }),
      field({ type: 'string', maxLength: '2' }),
      ['a: maxLength cannot be compared'],
      ['a: maxLength 2 on one side, none on the other'],
    ],
    [
      'shorter texts',
      field({ type: 'string', maxLength: 2 }),
      field({ type: 'string', maxLength: 1 }),
      ['a: maxLength 1 on one side, 2 on the other'],
      [],
    ],
    [
      'longer texts',
      field({ type: 'string', minLength: 2 }),
      field({ type: 'string', minLength: 1 }),
      [],
      ['a: minLength 2 on one side, 1 on the other'],
    ],
    [
      'fewer items',
      field({ type: 'array', maxItems: 2 }),
      field({ type: 'array', maxItems: 1 }),
      ['a: maxItems 1 on one side, 2 on the other'],
      [],
    ],
    [
      'more items',
      field({ type: 'array', minItems: 1 }),
      field({ type: 'array', minItems: 2 }),
      ['a: minItems 2 on one side, 1 on the other'],
      [],
    ],
    [
      'fewer fields',
      field({ type: 'object', maxProperties: 2 }),
      field({ type: 'object', maxProperties: 1 }),
      ['a: maxProperties 1 on one side, 2 on the other'],
      [],
    ],
    [
      'more fields',
      field({ type: 'object', minProperties: 1 }),
      field({ type: 'object', minProperties: 2 }),
      ['a: minProperties 2 on one side, 1 on the other'],
      [],
    ],
    [
      'another pattern',
      field({ type: 'string', pattern: 'x' }),
      field({ type: 'string', pattern: 'y' }),
      ['a: pattern differs'],
      ['a: pattern differs'],
    ],
    [
      'a pattern less',
      field({ type: 'string', pattern: 'x' }),
      field({ type: 'string' }),
      [],
      ['a: pattern differs'],
    ],
    [
      'another item',
      field({ type: 'array', items: { type: 'string' } }),
      field({ type: 'array', items: integer }),
      ['a[]: type string on one side, integer on the other'],
      ['a[]: type integer on one side, string on the other'],
    ],
    [
      'items of any kind',
      field({ type: 'array', items: integer }),
      field({ type: 'array' }),
      [],
      ['a[]: type integer on one side, any on the other'],
    ],
    [
      'other values of a map',
      field({ additionalProperties: { type: 'string' } }),
      field({ additionalProperties: integer }),
      ['a.*: type string on one side, integer on the other'],
      ['a.*: type integer on one side, string on the other'],
    ],
    [
      'a map in place of anything',
      field({}),
      field({ additionalProperties: integer }),
      ['a.*: unknown fields are allowed on one side only'],
      [],
    ],
    [
      'a map in place of nothing',
      field({ additionalProperties: false }),
      field({ additionalProperties: integer }),
      [],
      ['a.*: unknown fields are allowed on one side only'],
    ],
    [
      'a field that a map takes',
      field({ additionalProperties: integer }),
      field({ additionalProperties: integer, properties: { b: { type: 'string' } } }),
      ['a.b: type integer on one side, string on the other'],
      ['a.b: type string on one side, integer on the other'],
    ],
    ['nothing allowed', field({}), field(false), ['a: no value is allowed here on one side'], []],
    ['nothing allowed before', field(false), field(integer), [], ['a: no value is allowed here on one side']],
    ['anything allowed', field(integer), field(true), [], ['a: type integer on one side, any on the other']],
    [
      'the order of keywords',
      field({ oneOf: [{ type: 'string', pattern: 'x' }] }),
      field({ oneOf: [{ pattern: 'x', type: 'string' }] }),
      [],
      [],
    ],
    [
      'words in a branch',
      field({ anyOf: [{ title: 'x', const: 1 }] }),
      field({ anyOf: [{ title: 'y', const: 1 }] }),
      [],
      [],
    ],
    [
      'words that are values',
      field({ not: { const: { title: 'x' } } }),
      field({ not: { const: { title: 'y' } } }),
      ['a: not differs'],
      ['a: not differs'],
    ],
    [
      'words that are values of several',
      field({ not: { enum: [{ title: 'x' }] } }),
      field({ not: { enum: [{ title: 'y' }] } }),
      ['a: not differs'],
      ['a: not differs'],
    ],
    [
      'a field of a branch that is called like words',
      field({ not: { properties: { title: { const: 1 } } } }),
      field({ not: { properties: { title: { const: 2 } } } }),
      ['a: not differs'],
      ['a: not differs'],
    ],
    [
      'words in a field of a branch',
      field({ allOf: [{ properties: { b: { title: 'x' } } }] }),
      field({ allOf: [{ properties: { b: { title: 'y' } } }] }),
      [],
      [],
    ],
    [
      'words in patterns of a branch',
      field({ not: { patternProperties: { b: { title: 'x' } } } }),
      field({ not: { patternProperties: { b: { title: 'y' } } } }),
      [],
      [],
    ],
    [
      'words in what a field brings along',
      field({ dependentSchemas: { b: { title: 'x' } } }),
      field({ dependentSchemas: { b: { title: 'y' } } }),
      [],
      [],
    ],
    [
      'words in the first items',
      field({ prefixItems: [{ title: 'x' }] }),
      field({ prefixItems: [{ title: 'y' }] }),
      [],
      [],
    ],
    [
      'the first items',
      field({ prefixItems: [integer] }),
      field({ prefixItems: [{ type: 'string' }] }),
      ['a[]: type integer on one side, string on the other'],
      ['a[]: type string on one side, integer on the other'],
    ],
  ])('%s', (_what, old, next, backward, forward) => {
    expect(changes(old, next)).toEqual({ backward, forward });
  });
});

describe('a reference', () => {
  const withDefinition = (definition: unknown, beside: object = {}) =>
    field({ $ref: '#/$defs/d', ...beside }, { $defs: { d: definition } });

  test.each<[string, JsonSchema, JsonSchema, string[]]>([
    ['is what it names', withDefinition(integer), field(integer), []],
    [
      'to another type is another',
      withDefinition(integer),
      withDefinition({ type: 'string' }),
      ['a: type integer on one side, string on the other'],
    ],
    [
      'is narrowed by what stands beside it',
      withDefinition(integer),
      withDefinition(integer, { minimum: 1 }),
      ['a: minimum 1 on one side, none on the other'],
    ],
    [
      'to a reference is followed',
      field({ $ref: '#/$defs/d' }, { $defs: { d: { $ref: '#/$defs/e' }, e: integer } }),
      field(integer),
      [],
    ],
    [
      'keeps the fields of both',
      withDefinition({ properties: { b: integer }, required: ['b'] }),
      withDefinition(
        { properties: { b: integer }, required: ['b'] },
        { properties: { c: integer }, required: ['c'] },
      ),
      ['a.c: required on one side only'],
    ],
    [
      'narrows a field of both',
      withDefinition({ properties: { b: integer } }),
      withDefinition({ properties: { b: integer } }, { properties: { b: { minimum: 1 } } }),
      ['a.b: minimum 1 on one side, none on the other'],
    ],
    [
      'refuses a field of both',
      withDefinition({ properties: { b: integer } }),
      withDefinition({ properties: { b: integer } }, { properties: { b: false } }),
      ['a.b: no value is allowed here on one side'],
    ],
    [
      'narrows a field that took anything',
      withDefinition({ properties: { b: true } }),
      withDefinition({ properties: { b: true } }, { properties: { b: integer } }),
      ['a.b: type integer on one side, any on the other'],
    ],
    [
      'with signs of a path in its name is followed',
      field({ $ref: '#/$defs/x~1y~0z' }, { $defs: { 'x/y~z': integer } }),
      field(integer),
      [],
    ],
    ['to the whole schema leads to its fields', field({ $ref: '#' }), field({ $ref: '#' }), []],
    [
      'to nothing is a break, also where it is the same',
      field({ $ref: '#/$defs/none' }),
      field({ $ref: '#/$defs/none' }),
      [': $ref "#/$defs/none" names nothing'],
    ],
    [
      'to nothing is reported on both sides',
      field({ $ref: '#/$defs/none' }),
      field({ $ref: '#/$defs/other' }),
      [': $ref "#/$defs/other" names nothing', ': $ref "#/$defs/none" names nothing'],
    ],
    ['to anything is compared as it stands', withDefinition(true), withDefinition(true), []],
    [
      'to a part of a text is none',
      field({ $ref: '#/title/x' }, { title: 'x' }),
      field(integer),
      [': $ref "#/title/x" names nothing'],
    ],
    [
      'to a part of null is none',
      field({ $ref: '#/const/x' }, { const: null }),
      field(integer, { const: null }),
      [': $ref "#/const/x" names nothing'],
    ],
  ])('%s', (_what, old, next, backward) => {
    expect(changes(old, next)['backward']).toEqual(backward);
  });

  test('asks for the fields that either asks for', () => {
    const apart = withDefinition(
      { properties: { b: integer }, required: ['b'] },
      { properties: { c: integer }, required: ['c'] },
    );
    const together = field({ properties: { b: integer, c: integer }, required: ['b', 'c'] });
    expect(changes(apart, together)).toEqual({ backward: [], forward: [] });
  });
});
