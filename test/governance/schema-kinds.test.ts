import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { backward, field, integer, string, when } from '../support/field-pairs.ts';

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
      'a branch beside unevaluatedProperties is gone',
      field(true, { anyOf: [{ properties: { b: string } }, true], unevaluatedProperties: false }),
      field(true, { unevaluatedProperties: false }),
      'b: no value is allowed here on one side',
    ],
    [
      'a condition beside unevaluatedProperties is gone',
      field(true, {
        ...when({ required: ['p'] }, { patternProperties: { '^x-': string } }),
        unevaluatedProperties: false,
      }),
      field(true, { unevaluatedProperties: false }),
      '*: no value is allowed here on one side',
    ],
    [
      'what follows from a field beside unevaluatedProperties is gone',
      field(true, { dependentSchemas: { p: { properties: { b: string } } }, unevaluatedProperties: false }),
      field(true, { additionalProperties: false }),
      'b: no value is allowed here on one side',
    ],
    [
      'a name of a branch beside unevaluatedProperties is too long',
      field(true, { anyOf: [{ properties: { name: string } }, true], unevaluatedProperties: false }),
      field(true, { propertyNames: { maxLength: 2 } }),
      ': propertyNames differs',
    ],
    [
      'a branch beside unevaluatedProperties makes more fields',
      field(true, { anyOf: [{ properties: { b: string } }, true], unevaluatedProperties: false }),
      field(true, { maxProperties: 2 }),
      ': maxProperties 2 on one side, none on the other',
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
      'a listed object has a field of another type',
      field({ enum: [{ a: 1 }, { a: 'x' }] }),
      field({ enum: [{ a: 1 }, { a: 'x' }], properties: { a: integer } }),
      'p.a: type integer on one side, any on the other',
    ],
    [
      'a constant list has an object with a field of another type',
      field({ type: 'array', const: [{ a: 'x' }] }),
      field({ type: 'array', items: { properties: { a: integer } } }),
      'p[].a: type integer on one side, any on the other',
    ],
    [
      'an object that names no field gets one',
      field({ type: 'object' }),
      field({ type: 'object', properties: { a: integer } }),
      'p.a: type integer on one side, any on the other',
    ],
    [
      'an object of any fields gets a pattern of names',
      field({ type: 'object', minProperties: 1 }),
      field({ type: 'object', minProperties: 1, patternProperties: { '^x-': string } }),
      'p.*: type string on one side, any on the other',
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
      'steps of which several schemas have no multiple in common',
      field({ ...integer, allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] }),
      field({ ...integer, multipleOf: 24 }),
      'p: multipleOf 24 on one side, 4 on the other',
    ],
    [
      'a list that unevaluatedItems leaves open where a branch looks at items',
      field({ type: 'array', contains: string, unevaluatedItems: false }),
      field({ type: 'array', maxItems: 0 }),
      'p: maxItems 0 on one side, none on the other',
    ],
    [
      'a pattern that a line break does not match',
      field(string),
      field({ ...string, pattern: '^.*$' }),
      'p: pattern differs',
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
      'a keyword of an older draft refers to what has changed',
      field({ dependencies: { a: { $ref: '#/$defs/m' } } }, { $defs: { m: { required: ['b'] } } }),
      field({ dependencies: { a: { $ref: '#/$defs/m' } } }, { $defs: { m: { required: ['c'] } } }),
      ': dependencies cannot be compared',
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
