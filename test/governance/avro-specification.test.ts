import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { avroBreaks } from '../../lib/governance/avro-compatibility.ts';
import { avroChecker } from '../../lib/model/schemas/avro-checker.ts';
import { avroPairs, r, f, dec, fx } from '../support/avro-pairs.ts';

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
  test.each(avroPairs)('%s', (_what, old, next, backward, forward) => {
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
