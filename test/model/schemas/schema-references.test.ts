import { describe, expect, test } from '@jest/globals';
import { fieldsOf } from '../../../lib/model/schemas/schema-fields.ts';
import { SchemaReferences } from '../../../lib/model/schemas/schema-references.ts';
import { stepCounter } from '../../../lib/model/schemas/validation-steps.ts';

const [string, integer] = [{ type: 'string' }, { type: 'integer' }];

const money = {
  $id: 'https://s.example/types/Money',
  $anchor: 'money',
  $defs: {
    amount: { $anchor: 'amount', ...integer },
    currency: { $id: 'codes/', $defs: { code: string }, properties: { code: { $ref: '#/$defs/code' } } },
    'per/cent ~': string,
  },
  examples: [{ properties: { again: { $ref: '#amount' } } }],
};

/** What `$ref` names in a schema beside the shared ones. */
function named($ref: string, root: object = {}): unknown {
  const from = { $ref };
  const schema = { ...root, properties: { from } };
  return new SchemaReferences(schema, [money]).referred(from);
}

describe('a reference names', () => {
  test.each<[string, string, object | undefined, object]>([
    ['another schema by its $id', 'https://s.example/types/Money', undefined, money],
    ['a place in it', 'https://s.example/types/Money#/$defs/amount', undefined, integer],
    ['an anchor in it', 'https://s.example/types/Money#amount', undefined, integer],
    ['what a relative URI names', 'Money#amount', { $id: 'https://s.example/types/Order' }, integer],
    ['what a path names', '/types/Money#money', { $id: 'https://s.example/orders/Order' }, money],
    [
      'a schema inside another one by its own $id',
      'https://s.example/types/codes/#/$defs/code',
      undefined,
      string,
    ],
    ['a place through it', 'https://s.example/types/Money#/$defs/currency/$defs/code', undefined, string],
    [
      'a name with signs that pointers and URIs escape',
      'https://s.example/types/Money#/$defs/per~1cent%20~0',
      undefined,
      string,
    ],
    ['an example, if a reference says so', 'https://s.example/types/Money#/examples/0', undefined, {}],
    ['its own definition', '#/$defs/a', { $defs: { a: string } }, string],
    ['its own anchor', '#a', { $defs: { x: { $dynamicAnchor: 'a', ...string } } }, string],
  ])('%s', (_what, $ref, root, expected) => {
    expect(named($ref, root)).toEqual(expect.objectContaining(expected));
  });

  test.each<[string, string, object | undefined]>([
    ['a schema that is not there', 'https://s.example/types/None', undefined],
    ['a place that is not there', 'https://s.example/types/Money#/$defs/none', undefined],
    ['an anchor that is not there', 'https://s.example/types/Money#none', undefined],
    ['the anchor of another schema', '#amount', undefined],
    ['what every object has', '#/constructor', undefined],
    ['what is a value', '#/enum/0/properties', { enum: [{ properties: 1 }] }],
    ['what no URI can be', '#%', undefined],
    ['an anchor in a value', '#a', { const: { $anchor: 'a' } }],
    ['a relative URI without a base', 'Money#amount', undefined],
  ])('nothing: %s', (_what, $ref, root) => {
    expect(named($ref, root)).toBeUndefined();
  });
});

test('references inside of what a reference alone makes a schema are relative to where it is', () => {
  const order = { $id: 'https://s.example/Order', $ref: '/types/Money#/examples/0' };
  const references = new SchemaReferences(order, [money]);
  const example = references.referred(order) as { properties: { again: object } };
  expect(references.referred(example.properties.again as never)).toBe(money.$defs.amount);
});

test('of two schemas with one $id, the one that references start from is named, then the first', () => {
  const one = (title: string) => ({ $id: 'urn:s:A', title });
  const from = { $ref: 'urn:s:A' };
  const root = { ...one('root'), properties: { from } };
  expect(new SchemaReferences(root, [one('first')]).referred(from)).toBe(root);
  const other = { properties: { from } };
  expect(new SchemaReferences(other, [one('first'), one('second')]).referred(from)).toEqual(one('first'));
});

test('a schema reaches what it refers to, and no definition that nothing names', () => {
  const unused = { type: 'null' };
  const used = { items: true };
  const from = { $ref: 'Money#amount' };
  const schema = {
    $id: 'https://s.example/types/Order',
    $defs: { used, unused },
    allOf: [{ $ref: '#/$defs/used' }, from],
  };
  const references = new SchemaReferences(schema, [money]);
  const reached = references.reached(schema);
  expect(reached).toEqual(new Set([schema, from, money.$defs.amount, schema.allOf[0], used]));
  expect(references.home(money.$defs.amount)?.document).toBe(money);
});

describe('by relative URI and anchor', () => {
  const shared = [{ file: 'Money.schema.json', value: money }];
  const order = {
    $id: 'https://s.example/types/Order',
    properties: { total: { $ref: 'codes/' }, lines: { unevaluatedItems: { $ref: 'Money#amount' } } },
    dependentSchemas: { lines: { properties: { note: string } } },
  };

  test('fields are found', () => {
    expect(fieldsOf(order, shared).map(({ path, type }) => [path, type])).toEqual([
      ['', undefined],
      ['total', undefined],
      ['total.code', 'string'],
      ['lines', undefined],
      ['lines[]', 'integer'],
      ['note', 'string'],
    ]);
  });

  test('steps are counted', () => {
    const twice = (one: object) => ({ allOf: [one, one] });
    const $defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `d${index}`,
        { $anchor: `d${index}`, ...(index === 0 ? string : twice({ $ref: `Twice#d${index - 1}` })) },
      ]),
    );
    const value = { $id: 'https://s.example/types/Twice', $defs, propertyNames: { $ref: '#d29' } };
    const from = { $ref: value.$id };
    const count = stepCounter(new SchemaReferences(from, [value]));
    expect(count(from, {})).toBeUndefined();
    expect(count(from, { a: 1 })?.what).toBe('more than 100000 steps');
  });
});
