import { describe, expect, test } from '@jest/globals';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { field, integer, jsonPairs } from '../support/json-pairs.ts';

/** What refuses what: readers of the second schema the messages of the first, and the other way round. */
function changes(old: JsonSchema, next: JsonSchema): Record<string, string[]> {
  const told = (mode: 'backward' | 'forward') =>
    breaks(old, next, mode).map(({ field: at, what }) =>
      `${at}: ${what}`.replace(/: readers would refuse what .*$/, ''),
    );
  return { backward: told('backward'), forward: told('forward') };
}

describe('a change of a JSON Schema', () => {
  test.each(jsonPairs)('%s', (_what, old, next, backward, forward) => {
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
