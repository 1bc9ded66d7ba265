import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { fc } from '../support/property.ts';
import { avroBreaks } from '../../lib/governance/avro-compatibility.ts';
import type { Compatibility } from '../../lib/governance/both-ways.ts';

const record = (...fields: unknown[]) => ({ type: 'record', name: 'shop.Order', fields });
const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const decimal = (precision: number, scale: number) => ({
  type: 'bytes',
  logicalType: 'decimal',
  precision,
  scale,
});
const symbols = (...names: string[]) => ({ type: 'enum', name: 'State', symbols: names });

function said(old: unknown, next: unknown, mode: Compatibility): string[] {
  return avroBreaks(old, next, mode).map(({ field: at, what }) => `${at}: ${what}`);
}

const before = ': readers would refuse what was written before';
const after = ': readers would refuse what is written from now on';

describe('a change and what it breaks', () => {
  test.each<[what: string, old: unknown, next: unknown, backward: string[], forward: string[]]>([
    [
      'an optional field more',
      record(field('id', 'int')),
      record(field('id', 'int'), field('note', ['null', 'string'], { default: null })),
      [],
      [],
    ],
    [
      'a field without a default more',
      record(field('id', 'int')),
      record(field('id', 'int'), field('note', 'string')),
      [`note: on one side only, and without a default${before}`],
      [],
    ],
    [
      'a field without a default less',
      record(field('id', 'int'), field('note', 'string')),
      record(field('id', 'int')),
      [],
      [`note: on one side only, and without a default${after}`],
    ],
    [
      'a wider number',
      record(field('id', 'int')),
      record(field('id', 'long')),
      [],
      [`id: type long on one side, int on the other${after}`],
    ],
    [
      'another type deep inside',
      record(
        field('lines', {
          type: 'array',
          items: { type: 'record', name: 'Line', fields: [field('sku', 'int')] },
        }),
      ),
      record(
        field('lines', {
          type: 'array',
          items: { type: 'record', name: 'Line', fields: [field('sku', 'string')] },
        }),
      ),
      [`lines[].sku: type int on one side, string on the other${before}`],
      [`lines[].sku: type string on one side, int on the other${after}`],
    ],
    [
      'another scale of a decimal, which avsc does not see',
      record(field('price', decimal(9, 2))),
      record(field('price', decimal(9, 3))),
      [`price: the logical type decimal(9,2) on one side, decimal(9,3) on the other${before}`],
      [`price: the logical type decimal(9,3) on one side, decimal(9,2) on the other${after}`],
    ],
    [
      'another precision of a decimal that may be null',
      record(field('price', ['null', decimal(9, 2)])),
      record(field('price', ['null', decimal(12, 2)])),
      [`price: the logical type decimal(9,2) on one side, decimal(12,2) on the other${before}`],
      [`price: the logical type decimal(12,2) on one side, decimal(9,2) on the other${after}`],
    ],
    [
      'another precision of a decimal that may be null from now on',
      record(field('price', decimal(9, 2))),
      record(field('price', ['null', decimal(12, 2)])),
      [`price: the logical type decimal(9,2) on one side, decimal(12,2) on the other${before}`],
      [
        `price: null on one side only${after}`,
        `price: the logical type decimal(12,2) on one side, decimal(9,2) on the other${after}`,
      ],
    ],
    [
      'another unit of time',
      record(field('at', { type: 'long', logicalType: 'timestamp-millis' })),
      record(field('at', { type: 'long', logicalType: 'timestamp-micros' })),
      [`at: the logical type timestamp-millis on one side, timestamp-micros on the other${before}`],
      [`at: the logical type timestamp-micros on one side, timestamp-millis on the other${after}`],
    ],
    [
      'a symbol less',
      record(field('state', symbols('OPEN', 'PAID'))),
      record(field('state', symbols('OPEN'))),
      [`state: PAID on one side only, and no default on the other${before}`],
      [],
    ],
    [
      'two symbols less',
      record(field('state', symbols('OPEN', 'PAID', 'LATE'))),
      record(field('state', symbols('OPEN'))),
      [`state: PAID, LATE on one side only, and no default on the other${before}`],
      [],
    ],
    [
      'a symbol less, with a default',
      record(field('state', symbols('OPEN', 'PAID'))),
      record(field('state', { ...symbols('OPEN'), default: 'OPEN' })),
      [],
      [],
    ],
    [
      'a field that may be null from now on',
      record(field('id', 'int')),
      record(field('id', ['null', 'int'])),
      [],
      [`id: null on one side only${after}`],
    ],
    [
      'a branch less, in a map',
      record(field('labels', { type: 'map', values: ['null', 'string'] })),
      record(field('labels', { type: 'map', values: 'string' })),
      [`labels.*: null on one side only${before}`],
      [],
    ],
    [
      'another name of a field, with the old one as its alias',
      record(field('id', 'int')),
      record(field('number', 'int', { aliases: ['id'] })),
      [],
      [`id: on one side only, and without a default${after}`],
    ],
    [
      'another name of the record',
      record(),
      { ...record(), name: 'shop.Purchase' },
      [`: the record is called shop.Order on one side, shop.Purchase on the other${before}`],
      [`: the record is called shop.Purchase on one side, shop.Order on the other${after}`],
    ],
    [
      'another size',
      record(field('digest', { type: 'fixed', name: 'Digest', size: 16 })),
      record(field('digest', { type: 'fixed', name: 'Digest', size: 32 })),
      [
        `digest: type fixed shop.Digest of 16 bytes on one side, fixed shop.Digest of 32 bytes on the other${before}`,
      ],
      [
        `digest: type fixed shop.Digest of 32 bytes on one side, fixed shop.Digest of 16 bytes on the other${after}`,
      ],
    ],
    [
      'a type in a record that holds itself',
      record(field('note', 'int'), field('next', ['null', 'shop.Order'])),
      record(field('note', 'string'), field('next', ['null', 'shop.Order'])),
      [`note: type int on one side, string on the other${before}`],
      [`note: type string on one side, int on the other${after}`],
    ],
    [
      'better words',
      record(field('id', 'int', { doc: 'a' })),
      record(field('id', 'int', { doc: 'b' })),
      [],
      [],
    ],
  ])('%s', (_what, old, next, backward, forward) => {
    expect(said(old, next, 'backward')).toEqual(backward);
    expect(said(old, next, 'forward')).toEqual(forward);
    expect(said(old, next, 'full')).toEqual([...backward, ...forward]);
    expect(said(old, next, 'none')).toEqual([]);
  });
});

/** Schemas of a few kinds, with names that are their own. */
const type: fc.Arbitrary<unknown> = fc.letrec<{ type: unknown }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>('int', 'long', 'double', 'string', 'boolean', 'bytes'),
    fc.constant(decimal(9, 2)),
    fc.record({ type: fc.constant('array'), items: tie('type') }),
    fc.record({ type: fc.constant('map'), values: tie('type') }),
    fc
      .uniqueArray(fc.constantFrom('int', 'string', 'boolean', 'double'), { minLength: 1, maxLength: 3 })
      .map((branches) => ['null', ...branches]),
    fc
      .uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1 })
      .map((all) => ({ type: 'enum', name: `E_${all.join('')}`, symbols: all })),
  ),
})).type;

const order = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), type), {
    maxLength: 4,
    selector: ([name]) => name,
  })
  .map((fields) => distinctNames(record(...fields.map(([name, one]) => field(name, one)))));

/** Avro wants each name once: later ones are numbered, the same way in equal places. */
function distinctNames(schema: unknown): unknown {
  let count = 0;
  return JSON.parse(
    JSON.stringify(schema).replaceAll(/"E_([A-D]+)"/g, (_all, letters: string) => {
      count += 1;
      return `"E${count}_${letters}"`;
    }),
  ) as unknown;
}

const typeOf = (schema: unknown) => avsc.Type.forSchema(schema as never, { wrapUnions: 'always' });

describe('records that name each other twice over', () => {
  const names = Array.from({ length: 40 }, (_, index) => `R${index}`);
  const two = (name: string, first: unknown, second: unknown, more: object = {}) => ({
    ...{ type: 'record', name, fields: [field('a', first), field('b', second)] },
    ...more,
  });
  const twiceOver = (last: unknown) =>
    names.reduce<unknown>((inner, name, index) => two(name, inner, names[index - 1] ?? last), last);
  const around = two('R', ['null', 'R'], ['null', 'R'], { aliases: names });

  test('are judged once each', () => {
    expect(said(twiceOver('string'), twiceOver('string'), 'full')).toEqual([]);
    expect(said(twiceOver('string'), twiceOver('int'), 'backward')).toContainEqual(
      expect.stringContaining('type string on one side, int on the other'),
    );
  });

  test('are judged against one that refers to itself', () => {
    expect(said(twiceOver('null'), around, 'backward')).toEqual([]);
  });

  test('are refused where there is too much to judge', () => {
    const list = (items: unknown) => ({ type: 'array', items });
    const lists = names.reduce<unknown>(
      (inner, name, index) => two(name, list(inner), list(names[index - 1] ?? 'string')),
      'string',
    );
    const aroundLists = two('R', list('R'), list('R'), { aliases: names });
    expect(said(lists, aroundLists, 'backward')).toContainEqual(
      expect.stringMatching(/^: too deep or too large to be judged/),
    );
  });
});

describe('any schema', () => {
  test('is compatible with itself in every mode', () => {
    fc.assert(fc.property(order, (schema) => expect(said(schema, schema, 'full')).toEqual([])));
  });

  test('is fully compatible with itself and one more field that has a default', () => {
    fc.assert(
      fc.property(order, (schema) => {
        const { fields, ...rest } = schema as { fields: unknown[] };
        const next = { ...rest, fields: [...fields, field('more', ['null', 'int'], { default: null })] };
        expect(said(schema, next, 'full')).toEqual([]);
      }),
    );
  });

  test('what is judged backward compatible reads every value that was written', () => {
    const seen = { compatible: 0, broken: 0 };
    fc.assert(
      fc.property(order, order, (old, next) => {
        const [writer, reader] = [typeOf(old), typeOf(next)];
        const found = said(old, next, 'backward');
        if (found.length > 0) {
          seen.broken += 1;
          return;
        }
        seen.compatible += 1;
        const resolver = reader.createResolver(writer);
        for (let index = 0; index < 5; index += 1) {
          const bytes = writer.toBuffer(writer.random());
          expect(reader.isValid(reader.fromBuffer(bytes, resolver))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(seen.compatible).toBeGreaterThan(20);
    expect(seen.broken).toBeGreaterThan(20);
  });

  test('what avsc refuses to read is always told', () => {
    fc.assert(
      fc.property(order, order, (old, next) => {
        let refused = false;
        try {
          typeOf(next).createResolver(typeOf(old));
        } catch {
          refused = true;
        }
        if (refused) expect(said(old, next, 'backward')).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
