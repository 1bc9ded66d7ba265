import { expect, test } from '@jest/globals';
import { fieldPath } from '../../lib/governance/field-place.ts';

const schema = {
  properties: {
    a: { properties: { b: {} } },
    'a.c': { properties: { d: {} } },
    list: { items: { properties: { x: {} } } },
    map: { additionalProperties: { properties: { y: {} } } },
    open: { additionalProperties: true },
    ref: { $ref: '#/$defs/z' },
    tuple: { items: true },
  },
};

test.each<[string, (string | number)[]]>([
  ['', []],
  ['a', ['properties', 'a']],
  ['a.b', ['properties', 'a', 'properties', 'b']],
  ['a.c', ['properties', 'a.c']],
  ['a.c.d', ['properties', 'a.c', 'properties', 'd']],
  ['list[]', ['properties', 'list', 'items']],
  ['list[].x', ['properties', 'list', 'items', 'properties', 'x']],
  ['map.*', ['properties', 'map', 'additionalProperties']],
  ['map.*.y', ['properties', 'map', 'additionalProperties', 'properties', 'y']],
  ['map.unknown', ['properties', 'map']],
  ['map.unknown.y', ['properties', 'map']],
  ['open.*', ['properties', 'open']],
  ['ref.z', ['properties', 'ref']],
  ['tuple[]', ['properties', 'tuple']],
  ['*', []],
  ['[]', []],
  ['unknown', []],
  ['list.unknown', ['properties', 'list']],
  ['lists', []],
])('in JSON Schema %j stands at %j', (field, path) => {
  expect(fieldPath('json-schema', schema, field)).toEqual(path);
});

test('what is open at the top stands there', () => {
  expect(fieldPath('json-schema', { additionalProperties: { properties: { a: {} } } }, '*.a')).toEqual([
    'additionalProperties',
    'properties',
    'a',
  ]);
});

const record = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields });
const avro = record(
  { name: 'id', type: 'int' },
  { name: 'inner', type: record({ name: 'x', type: 'int' }) },
  { name: 'maybe', type: ['null', record({ name: 'y', type: 'int' })] },
  { name: 'none', type: ['null', 'string'] },
  { name: 'list', type: { type: 'array', items: record({ name: 'z', type: 'int' }) } },
  { name: 'map', type: { type: 'map', values: record({ name: 'w', type: 'int' }) } },
);

test.each<[string, (string | number)[]]>([
  ['id', ['fields', 0]],
  ['id.x', ['fields', 0]],
  ['inner.x', ['fields', 1, 'type', 'fields', 0]],
  ['maybe.y', ['fields', 2, 'type', 1, 'fields', 0]],
  ['none.y', ['fields', 3, 'type']],
  ['list[].z', ['fields', 4, 'type', 'items', 'fields', 0]],
  ['map.*.w', ['fields', 5, 'type', 'values', 'fields', 0]],
  ['map.*', ['fields', 5, 'type', 'values']],
  ['unknown', []],
  ['[]', []],
  ['*', []],
])('in Avro %j stands at %j', (field, path) => {
  expect(fieldPath('avro', avro, field)).toEqual(path);
});
