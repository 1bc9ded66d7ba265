import { describe, expect, test } from '@jest/globals';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';

/** A message with an id and one field `p`. */
const field = (p: JsonSchema, more: object = {}): JsonSchema => ({
  ...{ type: 'object', properties: { id: { type: 'string' }, p }, required: ['id'] },
  ...more,
});
const shared = (schemas: readonly JsonSchema[]) =>
  new Map(schemas.map((one) => [String((one as { $id?: string }).$id), one]));

/** Fields with what does not hold, where readers of `next` read what was written by `old`. */
function backward(
  old: JsonSchema,
  next: JsonSchema,
  messages: { old?: JsonSchema[]; next?: JsonSchema[] } = {},
): string[] {
  const sides = { old: shared(messages.old ?? []), next: shared(messages.next ?? []) };
  return breaks(old, next, 'backward', sides).map(
    ({ field: at, what }) => `${at}: ${what.replace(/: readers would refuse what was written before$/, '')}`,
  );
}
const [string, integer] = [{ type: 'string' }, { type: 'integer' }];
/** `if` and `then`, from text: an object with `then` in a program looks like a promise. */
const when = (condition: object, then: object): object =>
  JSON.parse(`{ "if": ${JSON.stringify(condition)}, "then": ${JSON.stringify(then)} }`) as object;
const open = { type: 'object', properties: { a: string } };

describe('refused', () => {
  test.each<[string, JsonSchema, JsonSchema, string]>([
    [
      'a pattern of names is gone, and the reader is closed',
      field({ ...open, patternProperties: { '^x-': string }, additionalProperties: false }),
      field({ ...open, additionalProperties: false }),
      'p.*: no value is allowed here on one side',
    ],
    [
      'a pattern of names holds another type',
      field({ ...open, patternProperties: { '^x-': string } }),
      field({ ...open, patternProperties: { '^x-': integer } }),
      'p.*: type string on one side, integer on the other',
    ],
    [
      'another pattern that the same names may match holds another type',
      field({ type: 'object', patternProperties: { '^x': string } }),
      field({ type: 'object', patternProperties: { a$: integer } }),
      'p.*: type string on one side, integer on the other',
    ],
    [
      'a field is added in allOf, and the reader closes what is not evaluated',
      field(true, { allOf: [{ properties: { b: string } }], unevaluatedProperties: false }),
      field(true, { unevaluatedProperties: false }),
      'b: no value is allowed here on one side',
    ],
    [
      'a type hides in allOf',
      field(string),
      field(true, { allOf: [{ properties: { p: integer } }] }),
      'p: type string on one side, integer on the other',
    ],
    [
      'a type hides in one alternative of oneOf',
      field(true, {
        oneOf: [
          { properties: { a: integer }, required: ['a'] },
          { properties: { b: string }, required: ['b'] },
        ],
      }),
      field(true, { properties: { id: string, a: string } }),
      'a: type integer on one side, string on the other',
    ],
    [
      'a map has a field of another type',
      field({ type: 'object', additionalProperties: string }),
      field({ type: 'object', properties: { a: integer }, additionalProperties: string }),
      'p.a: type string on one side, integer on the other',
    ],
    [
      'a definition with an $id of its own has another type',
      field({ $ref: 'urn:t:money' }, { $defs: { A: { $id: 'urn:t:money', ...string } } }),
      field({ $ref: 'urn:t:money' }, { $defs: { A: { $id: 'urn:t:money', ...integer } } }),
      'p: type string on one side, integer on the other',
    ],
    [
      'a definition with an anchor has another type',
      field({ $ref: '#money' }, { $defs: { A: { $anchor: 'money', ...string } } }),
      field({ $ref: '#money' }, { $defs: { A: { $anchor: 'money', ...integer } } }),
      'p: type string on one side, integer on the other',
    ],
    [
      'a reference with a percent sign leads to another type',
      field({ $ref: '#/$defs/a%20b' }, { $defs: { 'a b': string } }),
      field({ $ref: '#/$defs/a%20b' }, { $defs: { 'a b': integer } }),
      'p: type string on one side, integer on the other',
    ],
    [
      'a bound below the one beside the reference is narrowed',
      field({ $ref: '#/$defs/A', type: 'integer', minimum: 5 }, { $defs: { A: { minimum: 0 } } }),
      field({ $ref: '#/$defs/A', type: 'integer', minimum: 5 }, { $defs: { A: { minimum: 8 } } }),
      'p: minimum 8 on one side, 5 on the other',
    ],
    [
      'a type below the one beside the reference is narrowed',
      field({ $ref: '#/$defs/A', type: ['string', 'null'] }, { $defs: { A: { type: ['string', 'null'] } } }),
      field({ $ref: '#/$defs/A', type: ['string', 'null'] }, { $defs: { A: string } }),
      'p: type string, null on one side, string on the other',
    ],
    [
      'a second pattern',
      field({ $ref: '#/$defs/A', type: 'string', pattern: '^a' }, { $defs: { A: string } }),
      field({ $ref: '#/$defs/A', type: 'string', pattern: '^a' }, { $defs: { A: { pattern: 'b$' } } }),
      'p: pattern differs',
    ],
    [
      'listed values are too short',
      field({ type: 'string', enum: ['a', 'bb'] }),
      field({ type: 'string', enum: ['a', 'bb'], minLength: 2 }),
      'p: minLength 2 on one side, none on the other',
    ],
    [
      'a list of values beside a constant that it does not have',
      field({ const: 'b' }),
      field({ const: 'b', enum: ['a'] }),
      'p: "b" is not allowed on both sides',
    ],
    [
      'all fields are evaluated by additionalProperties, so that none is refused',
      field(true, { additionalProperties: true, unevaluatedProperties: false }),
      field(true, { unevaluatedProperties: false }),
      '*: unknown fields are allowed on one side only',
    ],
    [
      'a field needs another one',
      field(true, { dependentRequired: { b: ['id'] }, properties: { id: string, b: string, title: string } }),
      field(true, {
        dependentRequired: { b: ['id'], title: ['b'] },
        properties: { id: string, b: string, title: string },
      }),
      'b: required on one side only',
    ],
    [
      'a value that two alternatives of oneOf accept',
      field(integer),
      field({ oneOf: [{ type: 'integer' }, { type: 'number', minimum: 0 }] }),
      'p: no alternative of oneOf accepts all values',
    ],
    [
      'what not forbids may have been written',
      field({ type: 'object', properties: { a: string } }),
      field({ type: 'object', properties: { a: string }, not: { required: ['a'] } }),
      'p: not differs',
    ],
    [
      'another condition',
      field({ type: 'object', properties: { a: string, b: string } }),
      field({
        ...{ type: 'object', properties: { a: string, b: string } },
        ...when({ required: ['a'] }, { required: ['b'] }),
      }),
      'p.b: required on one side only',
    ],
    [
      'coarser steps',
      field({ ...integer, multipleOf: 5 }),
      field({ ...integer, multipleOf: 10 }),
      'p: multipleOf 10 on one side, 5 on the other',
    ],
    [
      'a first item of another type',
      field({ type: 'array', prefixItems: [string], items: integer }),
      field({ type: 'array', items: integer }),
      'p[]: type string on one side, integer on the other',
    ],
    [
      'a reference leads to another place further up',
      field({ type: 'object', properties: { id: integer, q: { $ref: '#' } } }),
      field(
        { type: 'object', properties: { id: integer, q: { $ref: '#/$defs/m' } } },
        { $defs: { m: { $ref: '#/properties/p' } } },
      ),
      'p.q.id: type string on one side, integer on the other',
    ],
    [
      'a reference that changes by scope',
      field({ $dynamicRef: '#p' }, { $defs: { a: { $dynamicAnchor: 'p' } } }),
      field({ $dynamicRef: '#p' }, { $defs: { a: { $dynamicAnchor: 'p' } } }),
      ': $dynamicRef cannot be compared',
    ],
  ])('%s', (_what, old, next, expected) => {
    expect(backward(old, next)).toEqual([expected]);
  });

  const base = { $id: 'urn:x:Base', type: 'object', properties: { id: string }, required: ['id'] };
  test('a definition of its own beside a reference to a shared schema has another type', () => {
    const own = (L: object) => ({
      $ref: 'urn:x:Base',
      properties: { p: { $ref: '#/$defs/L' } },
      $defs: { L },
    });
    expect(backward(own(string), own(integer), { old: [base], next: [base] })).toEqual([
      'p: type string on one side, integer on the other',
    ]);
  });

  test.each<[string, object, object, object, string]>([
    [
      'the type of a nested field',
      { properties: { version: string } },
      { properties: { version: integer } },
      { type: 'object', properties: { n: integer } },
      'p.version: type string on one side, integer on the other',
    ],
    [
      'a bound',
      { maxLength: 100 },
      { maxLength: 5 },
      { ...string, maxLength: 10 },
      'p: maxLength 5 on one side, 10 on the other',
    ],
    [
      'values',
      { enum: ['a', 'b', 'c'] },
      { enum: ['a'] },
      { ...string, enum: ['a', 'b'] },
      'p: "b" is not allowed on both sides',
    ],
    [
      'the items of a list',
      { type: 'array', items: string },
      { type: 'array', items: { ...string, maxLength: 3 } },
      { type: 'array', items: { ...string, minLength: 1 } },
      'p[]: maxLength 3 on one side, none on the other',
    ],
  ])('in an envelope that the contract narrows: %s', (_what, old, next, narrowed, expected) => {
    const envelope = (p: object) => ({
      $id: 'urn:x:Envelope',
      type: 'object',
      properties: { id: string, p },
    });
    const contract = { $ref: 'urn:x:Envelope', type: 'object', properties: { p: narrowed } };
    expect(backward(contract, contract, { old: [envelope(old)], next: [envelope(next)] })).toEqual([
      expected,
    ]);
  });
});

describe('accepted', () => {
  const [one, two] = [{ const: 'card' }, { const: 'cash' }].map((kind) => ({
    ...{ type: 'object', properties: { kind }, required: ['kind'] },
  }));
  test.each<[string, JsonSchema, JsonSchema]>([
    [
      'an alternative more',
      field({ anyOf: [string, integer] }),
      field({ anyOf: [string, integer, { type: 'null' }] }),
    ],
    [
      'alternatives in another order',
      field({ anyOf: [string, integer] }),
      field({ anyOf: [integer, string] }),
    ],
    ['null as an alternative', field(string), field({ anyOf: [string, { type: 'null' }] })],
    ['null as a type', field({ anyOf: [string, { type: 'null' }] }), field({ type: ['null', 'string'] })],
    [
      'an optional field in allOf',
      field(true, { allOf: [{ properties: { b: string } }] }),
      field(true, { allOf: [{ properties: { b: string, c: string } }] }),
    ],
    [
      'a limit that is reached now',
      field({ type: 'number', exclusiveMinimum: 0 }),
      field({ type: 'number', minimum: 0 }),
    ],
    [
      'a whole limit written otherwise',
      field({ ...integer, minimum: 1 }),
      field({ ...integer, exclusiveMinimum: 0 }),
    ],
    ['a type in place of a constant', field({ const: 'a' }), field(string)],
    ['a length of zero', field(string), field({ ...string, minLength: 0 })],
    [
      'closed by unevaluatedProperties in place of additionalProperties',
      field(string, { additionalProperties: false }),
      field(string, { unevaluatedProperties: false }),
    ],
    [
      'closed the other way round',
      field(string, { unevaluatedProperties: false }),
      field(string, { additionalProperties: false }),
    ],
    ['finer steps', field({ ...integer, multipleOf: 10 }), field({ ...integer, multipleOf: 5 })],
    [
      'finer steps of fractions',
      field({ type: 'number', multipleOf: 0.3 }),
      field({ type: 'number', multipleOf: 0.1 }),
    ],
    ['whole numbers by their steps', field({ type: 'number', multipleOf: 1 }), field(integer)],
    [
      'alternatives told apart by a constant',
      field({ oneOf: [one, two] as object[] }),
      field({ anyOf: [two, one] as object[] }),
    ],
    [
      'values in place of alternatives that each name one',
      field({ type: 'object', properties: { kind: { enum: ['card', 'cash'] } }, required: ['kind'] }),
      field({ oneOf: [one, two] as object[] }),
    ],
    [
      'a definition in place of what it says',
      field({ $ref: '#/$defs/A' }, { $defs: { A: string } }),
      field(string),
    ],
    [
      'a condition that follows from another way to say it',
      field({ type: 'object', dependentRequired: { a: ['b'] } }),
      field({ type: 'object', ...when({ type: 'object', required: ['a'] }, { required: ['b'] }) }),
    ],
    ['fewer items', field({ type: 'array', maxItems: 2 }), field({ type: 'array', maxItems: 3 })],
    [
      'a list that has places in place of one type',
      field({ type: 'array', prefixItems: [string], items: false }),
      field({ type: 'array', items: string }),
    ],
  ])('%s', (_what, old, next) => {
    expect(backward(old, next)).toEqual([]);
  });
});
