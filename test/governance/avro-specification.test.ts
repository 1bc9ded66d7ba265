import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { avroBreaks } from '../../lib/governance/avro-compatibility.ts';
import { avroChecker } from '../../lib/model/schemas/avro-checker.ts';

const r = (...fields: unknown[]) => ({ type: 'record', name: 'shop.Order', fields });
const f = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const dec = (p: number, s: number | undefined, more: object = { type: 'bytes' }) => ({
  logicalType: 'decimal',
  precision: p,
  ...(s === undefined ? {} : { scale: s }),
  ...more,
});
const en = (name: string, symbols: string[], more: object = {}) => ({ type: 'enum', name, symbols, ...more });
const fx = (name: string, size: number, more: object = {}) => ({ type: 'fixed', name, size, ...more });
const rec = (name: string, fields: unknown[], more: object = {}) => ({
  type: 'record',
  name,
  fields,
  ...more,
});
/**
 * By Avro 1.12, Schema Resolution: what readers of `next` make of what `old` wrote, and the other way round. Stricter on
 * purpose: full names, by which Java's readers and avsc find enums and fixed types; and logical types.
 */
const rows: [what: string, old: unknown, next: unknown, backward: boolean, forward: boolean][] = [
  ['int becomes long', r(f('a', 'int')), r(f('a', 'long')), true, false],
  ['int becomes float', r(f('a', 'int')), r(f('a', 'float')), true, false],
  ['int becomes double', r(f('a', 'int')), r(f('a', 'double')), true, false],
  ['long becomes float', r(f('a', 'long')), r(f('a', 'float')), true, false],
  ['long becomes double', r(f('a', 'long')), r(f('a', 'double')), true, false],
  ['float becomes double', r(f('a', 'float')), r(f('a', 'double')), true, false],
  ['string becomes bytes', r(f('a', 'string')), r(f('a', 'bytes')), true, true],
  ['boolean becomes int', r(f('a', 'boolean')), r(f('a', 'int')), false, false],
  [
    'items become longer',
    r(f('a', { type: 'array', items: 'int' })),
    r(f('a', { type: 'array', items: 'long' })),
    true,
    false,
  ],
  [
    'values of a map become bytes',
    r(f('a', { type: 'map', values: 'string' })),
    r(f('a', { type: 'map', values: 'bytes' })),
    true,
    true,
  ],
  [
    'an array becomes a map',
    r(f('a', { type: 'array', items: 'int' })),
    r(f('a', { type: 'map', values: 'int' })),
    false,
    false,
  ],
  ['union order', r(f('a', ['null', 'int', 'string'])), r(f('a', ['string', 'null', 'int'])), true, true],
  ['union widened', r(f('a', ['null', 'int'])), r(f('a', ['null', 'int', 'string'])), true, false],
  ['union promoted branch', r(f('a', ['null', 'int'])), r(f('a', ['null', 'long'])), true, false],
  ['int to union of long,string', r(f('a', 'int')), r(f('a', ['long', 'string'])), true, false],
  ['union of one', r(f('a', ['int'])), r(f('a', 'int')), true, true],
  ['a union becomes its widest number', r(f('a', ['int', 'long'])), r(f('a', 'long')), true, true],
  ['a union loses a branch', r(f('a', ['int', 'string'])), r(f('a', 'string')), false, true],
  ['enum superset', r(f('a', en('E', ['A']))), r(f('a', en('E', ['A', 'B']))), true, false],
  [
    'enum default in reader',
    r(f('a', en('E', ['A', 'B']))),
    r(f('a', en('E', ['A'], { default: 'A' }))),
    true,
    true,
  ],
  [
    'enum default in old only',
    r(f('a', en('E', ['A'], { default: 'A' }))),
    r(f('a', en('E', ['A', 'B']))),
    true,
    true,
  ],
  ['enum reorder', r(f('a', en('E', ['A', 'B']))), r(f('a', en('E', ['B', 'A']))), true, true],
  ['enum rename', r(f('a', en('E', ['A']))), r(f('a', en('F', ['A']))), false, false],
  [
    'enum rename alias',
    r(f('a', en('E', ['A']))),
    r(f('a', en('F', ['A'], { aliases: ['E'] }))),
    true,
    false,
  ],
  [
    'enum rename alias fullname',
    r(f('a', en('E', ['A']))),
    r(f('a', en('F', ['A'], { aliases: ['shop.E'] }))),
    true,
    false,
  ],
  [
    'enum alias other namespace',
    r(f('a', en('x.E', ['A']))),
    r(f('a', en('F', ['A'], { aliases: ['x.E'] }))),
    true,
    false,
  ],
  [
    'enum moved namespace, same short name',
    r(f('a', en('x.E', ['A']))),
    r(f('a', en('y.E', ['A']))),
    false,
    false,
  ],
  [
    'enum alias and less',
    r(f('a', en('E', ['A', 'B']))),
    r(f('a', en('F', ['A'], { aliases: ['E'] }))),
    false,
    false,
  ],
  [
    'enum alias and less with default',
    r(f('a', en('E', ['A', 'B']))),
    r(f('a', en('F', ['A'], { aliases: ['E'], default: 'A' }))),
    true,
    false,
  ],
  ['fixed size', r(f('a', fx('D', 4))), r(f('a', fx('D', 5))), false, false],
  ['fixed rename', r(f('a', fx('D', 4))), r(f('a', fx('C', 4))), false, false],
  ['fixed alias', r(f('a', fx('D', 4))), r(f('a', fx('C', 4, { aliases: ['D'] }))), true, false],
  ['fixed -> bytes', r(f('a', fx('D', 4))), r(f('a', 'bytes')), false, false],
  ['record rename', r(f('a', 'int')), rec('shop.Other', [f('a', 'int')]), false, false],
  [
    'record rename alias',
    r(f('a', 'int')),
    rec('shop.Other', [f('a', 'int')], { aliases: ['Order'] }),
    true,
    false,
  ],
  ['record moved namespace', r(f('a', 'int')), rec('x.Order', [f('a', 'int')]), false, false],
  [
    'nested record rename',
    r(f('a', rec('L', [f('b', 'int')]))),
    r(f('a', rec('M', [f('b', 'int')]))),
    false,
    false,
  ],
  [
    'nested record alias',
    r(f('a', rec('L', [f('b', 'int')]))),
    r(f('a', rec('M', [f('b', 'int')], { aliases: ['L'] }))),
    true,
    false,
  ],
  [
    'nested in union rename',
    r(f('a', ['null', rec('L', [f('b', 'int')])])),
    r(f('a', ['null', rec('M', [f('b', 'int')])])),
    false,
    false,
  ],
  [
    'nested in union alias',
    r(f('a', ['null', rec('L', [f('b', 'int')])])),
    r(f('a', ['null', rec('M', [f('b', 'int')], { aliases: ['L'] })])),
    true,
    false,
  ],
  [
    'two records in union, first like',
    r(f('a', [rec('L', [f('b', 'int')]), rec('M', [f('c', 'int')])])),
    r(f('a', [rec('M', [f('c', 'int')]), rec('L', [f('b', 'int')])])),
    true,
    true,
  ],
  [
    'nested default',
    r(f('a', rec('L', [f('b', 'int')]))),
    r(f('a', rec('L', [f('b', 'int'), f('c', 'int', { default: 0 })]))),
    true,
    true,
  ],
  [
    'nested no default',
    r(f('a', rec('L', [f('b', 'int')]))),
    r(f('a', rec('L', [f('b', 'int'), f('c', 'int')]))),
    false,
    true,
  ],
  ['field alias', r(f('a', 'int')), r(f('b', 'int', { aliases: ['a'] })), true, false],
  [
    'field alias with default back',
    r(f('a', 'int', { default: 1 })),
    r(f('b', 'int', { aliases: ['a'] })),
    true,
    true,
  ],
  ['field alias promoted', r(f('a', 'int')), r(f('b', 'long', { aliases: ['a'] })), true, false],
  [
    'field swap by alias',
    r(f('a', 'int'), f('b', 'string')),
    r(f('a', 'int'), f('b', 'string', { aliases: ['x'] })),
    true,
    true,
  ],
  ['field order', r(f('a', 'int'), f('b', 'string')), r(f('b', 'string'), f('a', 'int')), true, true],
  ['default null first', r(), r(f('a', ['null', 'int'], { default: null })), true, true],
  ['default no value', r(), r(f('a', ['null', 'int'])), false, true],
  ['decimal scale', r(f('a', dec(9, 2))), r(f('a', dec(9, 3))), false, false],
  ['decimal precision', r(f('a', dec(9, 2))), r(f('a', dec(10, 2))), false, false],
  ['decimal default scale 0', r(f('a', dec(9, 0))), r(f('a', dec(9, undefined))), true, true],
  ['decimal to bytes', r(f('a', dec(9, 2))), r(f('a', 'bytes')), false, false],
  ['decimal fixed sizes', r(f('a', dec(9, 2, fx('D', 4)))), r(f('a', dec(9, 2, fx('D', 8)))), false, false],
  ['decimal fixed->bytes', r(f('a', dec(9, 2, fx('D', 4)))), r(f('a', dec(9, 2))), false, false],
  ['date -> int', r(f('a', { type: 'int', logicalType: 'date' })), r(f('a', 'int')), false, false],
  ['uuid -> string', r(f('a', { type: 'string', logicalType: 'uuid' })), r(f('a', 'string')), false, false],
  [
    'time-millis int -> time-micros long',
    r(f('a', { type: 'int', logicalType: 'time-millis' })),
    r(f('a', { type: 'long', logicalType: 'time-micros' })),
    false,
    false,
  ],
  [
    'logical in union',
    r(f('a', ['null', { type: 'long', logicalType: 'timestamp-millis' }])),
    r(f('a', ['null', { type: 'long', logicalType: 'timestamp-micros' }])),
    false,
    false,
  ],
  [
    'logical in array',
    r(f('a', { type: 'array', items: { type: 'int', logicalType: 'date' } })),
    r(f('a', { type: 'array', items: { type: 'int', logicalType: 'date' } })),
    true,
    true,
  ],
  ['named reuse', r(f('a', fx('D', 4)), f('b', 'D')), r(f('a', fx('D', 4)), f('b', 'shop.D')), true, true],
  ['top enum', en('E', ['A']), en('E', ['A', 'B']), true, false],
  ['top string->bytes', 'string', 'bytes', true, true],
  ['top union gets record', ['null', rec('L', [])], ['null', rec('L', []), rec('M', [])], true, false],
  [
    'recursive widen',
    rec('T', [f('v', 'int'), f('n', ['null', 'T'])]),
    rec('T', [f('v', 'long'), f('n', ['null', 'T'])]),
    true,
    false,
  ],
  [
    'recursive rename alias',
    rec('T', [f('v', 'int'), f('n', ['null', 'T'])]),
    rec('U', [f('v', 'int'), f('n', ['null', 'U'])], { aliases: ['T'] }),
    true,
    false,
  ],
  [
    'error type vs record',
    rec('T', [f('v', 'int')]),
    { ...rec('T', [f('v', 'int')]), type: 'error' },
    true,
    true,
  ],
  [
    'union writer string reader bytes',
    r(f('a', ['null', 'string'])),
    r(f('a', ['null', 'bytes'])),
    true,
    true,
  ],
  [
    'double branches: float reads int first match',
    r(f('a', 'int')),
    r(f('a', ['string', 'float', 'long'])),
    true,
    false,
  ],
];

/** What avsc says; it looks at no logical type. */
function reads(reader: unknown, writer: unknown): boolean {
  const typeOf = (schema: unknown) => avsc.Type.forSchema(schema as never, { wrapUnions: 'always' });
  try {
    typeOf(reader).createResolver(typeOf(writer));
    return true;
  } catch {
    return false;
  }
}

describe('pairs of Avro schemas whose answer the specification knows', () => {
  test.each(rows)('%s', (_what, old, next, backward, forward) => {
    const holds = (mode: 'backward' | 'forward' | 'full') => avroBreaks(old, next, mode).length === 0;
    expect([holds('backward'), holds('forward')]).toEqual([backward, forward]);
    expect(holds('full')).toBe(backward && forward);
    expect(avroBreaks(old, next, 'none')).toEqual([]);
    // What is judged compatible, avsc reads.
    expect([backward && !reads(next, old), forward && !reads(old, next)]).toEqual([false, false]);
  });
});

describe('a schema that readers take otherwise', () => {
  const checked = (schema: unknown) =>
    avroChecker([], (file) => () => ({ file, line: 1, column: 1 }))
      .value({ file: 'a.avsc', format: 'avro', value: schema } as never, [])
      .map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);

  test.each<[string, unknown, string]>([
    [
      'an alias that is the name of another field',
      r(f('a', 'int'), f('b', 'int', { aliases: ['a'] })),
      'fields[1].aliases[0]: the alias "a" is also the name or an alias of another field / remove it from one of them',
    ],
    [
      'an alias of two fields',
      r(f('a', 'int', { aliases: ['c'] }), f('b', 'int', { aliases: ['c'] })),
      'fields[1].aliases[0]: the alias "c" is also the name or an alias of another field / remove it from one of them',
    ],
    [
      'a default of bytes that is none',
      r(f('a', 'bytes', { default: '\u0100' })),
      'fields[0].default: a default of bytes with a character above U+00FF / write one character from U+0000 to U+00FF for each byte',
    ],
    [
      'a date of text',
      r(f('a', { type: 'string', logicalType: 'date' })),
      'fields[0].type.logicalType: a date of type "string" / write int',
    ],
    [
      'a time of too few bits',
      r(f('a', { type: 'int', logicalType: 'timestamp-millis' })),
      'fields[0].type.logicalType: a timestamp-millis of type "int" / write long',
    ],
    [
      'a duration of 11 bytes',
      r(f('a', fx('D', 11, { logicalType: 'duration' }))),
      'fields[0].type.logicalType: a duration of 11 bytes / write size: 12',
    ],
    [
      'a decimal that its bytes do not hold',
      r(f('a', dec(10, 2, fx('D', 4)))),
      'fields[0].type.logicalType: a decimal of precision 10 in 4 bytes / write a precision of at most 9, or a larger size',
    ],
    [
      'a logical type of the field',
      r(f('a', 'int', { logicalType: 'date' })),
      'fields[0].logicalType: a logical type beside the type of a field, where readers ignore it / write type: { "type": "int", "logicalType": "date" }',
    ],
  ])('%s', (_what, schema, told) => {
    expect(checked(schema)).toEqual([told]);
  });

  test.each<[string, unknown]>([
    ['aliases of its own', r(f('a', 'int', { aliases: ['a', 'x', 'x'] }), f('b', 'int', { aliases: ['y'] }))],
    ['bytes above ASCII', r(f('a', 'bytes', { default: '\u00ff' }))],
    ['an uuid of 16 bytes', r(f('a', fx('D', 16, { logicalType: 'uuid' })))],
    ['an uuid of text', r(f('a', { type: 'string', logicalType: 'uuid' }))],
    ['a decimal that its bytes just hold', r(f('a', dec(9, 2, fx('D', 4))))],
    ['a decimal of 16 bytes', r(f('a', dec(38, 9, fx('D', 16))))],
    ['a decimal of any bytes', r(f('a', dec(77, 10)))],
  ])('none of them: %s', (_what, schema) => {
    expect(checked(schema)).toEqual([]);
  });
});
