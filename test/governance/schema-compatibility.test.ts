import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fc } from '../support/property.ts';
import type { Compatibility } from '../../lib/governance/both-ways.ts';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { slowness } from '../support/slowness.ts';

function said(
  old: JsonSchema,
  next: JsonSchema,
  mode: Compatibility,
  shared: { old?: JsonSchema[]; next?: JsonSchema[] } = {},
): string[] {
  const byId = (schemas: JsonSchema[] = []) =>
    new Map(schemas.map((one) => [String((one as { $id?: string }).$id), one]));
  return breaks(old, next, mode, { old: byId(shared.old), next: byId(shared.next) }).map(
    ({ field, what }) => `${field}: ${what}`,
  );
}

const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
const before = ': readers would refuse what was written before';
const after = ': readers would refuse what is written from now on';

describe('each mode judges its own direction', () => {
  const one = object({ id: { type: 'string' }, note: { type: 'string' } }, ['id', 'note']);
  const two = object({ id: { type: 'string' }, note: { type: 'string' } }, ['id']);

  test.each<[Compatibility, string[], string[]]>([
    ['none', [], []],
    ['backward', [], [`note: required on one side only${before}`]],
    ['forward', [`note: required on one side only${after}`], []],
    ['full', [`note: required on one side only${after}`], [`note: required on one side only${before}`]],
  ])('%s', (mode, optional, required) => {
    expect(said(one, two, mode)).toEqual(optional);
    expect(said(two, one, mode)).toEqual(required);
  });
});

describe('a change behind a reference', () => {
  const choice = { type: 'object', oneOf: [{ $ref: '#/$defs/a' }] };
  const withA = (a: object) => ({ ...choice, $defs: { a } });

  test('in a branch is seen', () => {
    const [old, next] = [withA({ required: ['x'] }), withA({ required: ['x', 'y'] })];
    expect(said(old, next, 'backward')).toEqual([`y: required on one side only${before}`]);
  });

  test('in a branch is silent on better words', () => {
    const [old, next] = [withA({ title: 'a' }), withA({ title: 'b' })];
    expect(said(old, next, 'full')).toEqual([]);
  });

  test('to a shared schema is seen at the field', () => {
    const own = object({ input: { $ref: 'urn:x:Input' } });
    const shared = (type: string) => [{ $id: 'urn:x:Input', ...object({ uri: { type } }) }];
    expect(said(own, own, 'backward', { old: shared('string'), next: shared('integer') })).toEqual([
      `input.uri: type string on one side, integer on the other${before}`,
    ]);
    expect(said(own, own, 'full', { old: shared('string'), next: shared('string') })).toEqual([]);
  });
});

describe('properties beside a reference', () => {
  const beside = (type: string, properties?: object) => ({
    ...object({ input: { $ref: '#/$defs/a', ...(properties === undefined ? {} : { properties }) } }),
    $defs: { a: object({ uri: { type } }) },
  });

  test('narrow those of what it names', () => {
    expect(said(beside('string'), beside('string', { uri: { maxLength: 9 } }), 'backward')).toEqual([
      `input.uri: maxLength 9 on one side, none on the other${before}`,
    ]);
  });

  test('leave the others as they are', () => {
    expect(said(beside('string'), beside('integer', { size: true }), 'backward')).toEqual([
      `input.uri: type string on one side, integer on the other${before}`,
    ]);
  });
});

describe('open and closed', () => {
  const closed = (properties: object) => ({ ...object(properties), unevaluatedProperties: false });

  test('a field that unevaluatedProperties refuses is seen', () => {
    expect(said(closed({ a: true }), closed({ a: true, b: true }), 'forward')).toEqual([
      `b: no value is allowed here on one side${after}`,
    ]);
  });

  test('additionalProperties: true is the same as nothing said', () => {
    expect(said(object({}), { ...object({}), additionalProperties: true }, 'full')).toEqual([]);
  });

  test('closing an open object is seen', () => {
    expect(said(object({}), { ...object({}), additionalProperties: false }, 'backward')).toEqual([
      `*: unknown fields are allowed on one side only${before}`,
    ]);
  });
});

test('a bound that listed values break is seen', () => {
  const old = object({ n: { type: 'integer', enum: [1, 2] } });
  const next = object({ n: { type: 'integer', minimum: 2 } });
  expect(said(old, next, 'backward')).toEqual([`n: minimum 2 on one side, none on the other${before}`]);
});

describe('schemas that refer to themselves', () => {
  const tree = (value: string) => ({
    ...object({ value: { type: value }, next: { $ref: '#' }, all: { type: 'array', items: { $ref: '#' } } }),
  });

  test('are compatible with themselves', () => {
    expect(said(tree('string'), tree('string'), 'full')).toEqual([]);
  });

  test('report a change once, where it is met first', () => {
    const fields = said(tree('string'), tree('integer'), 'backward').map((one) => one.split(':')[0]);
    expect(fields).toEqual(['value']);
  });

  test('or name each other twice over are judged soon', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `d${index}`,
        object({ a: { $ref: `#/$defs/d${index + 1}` }, b: { $ref: `#/$defs/d${index + 1}` } }),
      ]),
    );
    const last = (type: string) => ({ ...$defs, d40: { type } });
    const bomb = (type: string) => ({ ...object({ a: { $ref: '#/$defs/d0' } }), $defs: last(type) });
    const started = process.cpuUsage();
    expect(said(bomb('string'), { ...bomb('string'), title: 'other' }, 'full')).toEqual([]);
    expect(said(bomb('string'), bomb('integer'), 'backward')).toHaveLength(1);
    const choice = (type: string) => ({ oneOf: [{ $ref: '#/$defs/d0' }], $defs: last(type) });
    expect(said(choice('string'), { ...choice('string'), title: 'other' }, 'full')).toEqual([]);
    expect(said(choice('string'), choice('integer'), 'backward')).toHaveLength(1);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000 * slowness());
  });
});

const scalar: fc.Arbitrary<object> = fc.oneof(
  fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean') }),
  fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ type: fc.constant('integer'), maximum: fc.integer({ min: 2, max: 6 }) }),
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom<unknown>('a', 'b', 1, 2, null), { minLength: 1 }) }),
  fc.record({ const: fc.constantFrom<unknown>('a', 1) }),
  fc.record({
    type: fc.uniqueArray(fc.constantFrom('string', 'integer', 'null'), { minLength: 1, maxLength: 3 }),
  }),
);

const node: fc.Arbitrary<object> = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.record({ type: fc.constant('array'), items: tie('node') }),
    objectOf(tie('node')),
  ),
})).node;

function objectOf(inner: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), inner, fc.boolean()), {
        maxLength: 3,
        selector: ([name]) => name,
      }),
      fc.constantFrom(undefined, false, true),
    )
    .map(([fields, rest]) => ({
      ...object(
        Object.fromEntries(fields.map(([name, one]) => [name, one])),
        fields.filter(([, , required]) => required).map(([name]) => name),
      ),
      ...(rest === undefined ? {} : { additionalProperties: rest }),
    }));
}

/** Values that a writer of a schema may send: of its own fields alone. */
function valuesOf(schema: Record<string, unknown>): fc.Arbitrary<unknown> {
  const any = fc.oneof(
    fc.constantFrom<unknown>('a', 'b', 'abcd', 1, 2, null, true, 0.5),
    fc.integer({ min: -2, max: 8 }),
    fc.string({ maxLength: 5 }),
  );
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (schema['type'] === 'array') return fc.array(valuesOf(schema['items'] as never), { maxLength: 3 });
  if (schema['type'] !== 'object') return any;
  const properties = schema['properties'] as Record<string, Record<string, unknown>>;
  return fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesOf(one)])),
    { requiredKeys: schema['required'] as string[] },
  );
}

const ajv = new Ajv2020({ strict: false, ownProperties: true, validateSchema: false });

function valid(schema: object, value: unknown): boolean {
  try {
    return ajv.compile(schema)(value);
  } finally {
    ajv.removeSchema(schema);
  }
}

describe('any schema', () => {
  test('is compatible with itself in every mode', () => {
    fc.assert(
      fc.property(node, (schema) => expect(said(schema as never, schema as never, 'full')).toEqual([])),
    );
  });

  test('is fully compatible with itself and one more optional field, unless it is closed or names none', () => {
    fc.assert(
      fc.property(objectOf(node), (schema) => {
        const { properties, ...rest } = schema as { properties: object; additionalProperties?: boolean };
        fc.pre(rest.additionalProperties !== false && Object.keys(properties).length > 0);
        const next = { ...rest, properties: { ...properties, more: { type: 'string' } } };
        expect(said(schema as never, next, 'full')).toEqual([]);
      }),
    );
  });

  test('what is judged backward compatible accepts every value that was written', () => {
    const seen = { compatible: 0, broken: 0, values: 0 };
    // Mostly near each other: two schemas at random hardly ever agree.
    const near = node.chain((schema) => fc.tuple(fc.constant(schema), changed(schema)));
    fc.assert(
      fc.property(
        near.chain(([old, next]) => fc.tuple(fc.constant(old), fc.constant(next), valuesOf(old as never))),
        ([old, next, value]) => {
          if (said(old as never, next as never, 'backward').length > 0) {
            seen.broken += 1;
            return;
          }
          seen.compatible += 1;
          if (!valid(old, value)) return;
          seen.values += 1;
          expect({ old, next, value, accepted: valid(next, value) }).toEqual({
            old,
            next,
            value,
            accepted: true,
          });
        },
      ),
      { numRuns: 800 },
    );
    expect(seen.values).toBeGreaterThan(60);
    expect(seen.broken).toBeGreaterThan(60);
  });
});

/** A schema with one thing changed somewhere, or another one. */
function changed(schema: object): fc.Arbitrary<object> {
  const self = schema as Record<string, unknown>;
  const more: fc.Arbitrary<object>[] = [fc.constant(schema), scalar, objectOf(scalar)];
  if (self['type'] === 'object') {
    const properties = self['properties'] as Record<string, object>;
    const names = Object.keys(properties);
    more.push(
      fc.subarray(self['required'] as string[]).map((required) => ({ ...self, required })),
      fc.subarray(names).map((required) => ({ ...self, required })),
      fc.constantFrom(true, false).map((rest) => ({ ...self, additionalProperties: rest })),
      scalar.map((one) => ({ ...self, properties: { ...properties, d: one } })),
      ...names.map((name) =>
        changed(properties[name] as object).map((one) => ({
          ...self,
          properties: { ...properties, [name]: one },
        })),
      ),
    );
  }
  if (self['type'] === 'array') {
    more.push(changed(self['items'] as object).map((items) => ({ ...self, items })));
  }
  for (const key of ['minimum', 'maximum', 'maxLength'].filter((one) => one in self)) {
    more.push(fc.integer({ min: 0, max: 6 }).map((bound) => ({ ...self, [key]: bound })));
  }
  return fc.oneof(...more);
}
