import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { backward, field, integer, string, when } from '../support/field-pairs.ts';

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
    [
      'fields of the alternatives that hold, and of no other, beside unevaluatedProperties',
      field(true, {
        oneOf: [
          { properties: { p: { const: 'a' }, a: { type: 'string' } }, required: ['p'] },
          { properties: { p: { const: 'b' }, b: { type: 'string' } }, required: ['p'] },
        ],
        unevaluatedProperties: false,
      }),
      field(true, {
        oneOf: [
          { properties: { p: { const: 'a' }, a: { type: 'string' } }, required: ['p'] },
          { properties: { p: { const: 'b' }, b: { type: ['string', 'null'] } }, required: ['p'] },
        ],
        unevaluatedProperties: false,
      }),
    ],
    [
      'a field of the branch that holds, beside unevaluatedProperties',
      field(true, {
        ...when({ properties: { p: { const: 'a' } }, required: ['p'] }, { properties: { a: string } }),
        else: { properties: { b: string } },
        unevaluatedProperties: false,
      }),
      field(true, {
        ...when({ properties: { p: { const: 'a' } }, required: ['p'] }, { properties: { a: true } }),
        else: { properties: { b: string } },
        unevaluatedProperties: false,
      }),
    ],
    ['finer steps', field({ ...integer, multipleOf: 10 }), field({ ...integer, multipleOf: 5 })],
    [
      'finer steps of fractions',
      field({ type: 'number', multipleOf: 0.3 }),
      field({ type: 'number', multipleOf: 0.1 }),
    ],
    [
      'steps of several schemas in one',
      field({ ...integer, allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] }),
      field({ ...integer, multipleOf: 12 }),
    ],
    [
      'steps of several fractions in one',
      field({ type: 'number', allOf: [{ multipleOf: 0.2 }, { multipleOf: 0.3 }] }),
      field({ type: 'number', multipleOf: 0.6 }),
    ],
    ['a pattern that every text matches', field(string), field({ ...string, pattern: '.*' })],
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
    [
      'a list closed by unevaluatedItems in place of items',
      field({ type: 'array', prefixItems: [string], unevaluatedItems: false }),
      field({ type: 'array', prefixItems: [string], items: false }),
    ],
    [
      'a length in place of a list that unevaluatedItems closes',
      field({ type: 'array', prefixItems: [string], unevaluatedItems: false }),
      field({ type: 'array', items: string, maxItems: 1 }),
    ],
    [
      'items in place of unevaluatedItems',
      field({ type: 'array', unevaluatedItems: string }),
      field({ type: 'array', items: string }),
    ],
  ])('%s', (_what, old, next) => {
    expect(backward(old, next)).toEqual([]);
  });
});
