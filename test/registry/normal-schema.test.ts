import { describe, expect, test } from '@jest/globals';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import { normalSchema, parsedSchema } from '../../lib/registry/normal-schema.ts';

type Format = Parameters<typeof normalSchema>[0];

/** Whether two texts mean the same. */
function same(format: Format, one: string, other: string, shared: readonly unknown[] = []): boolean {
  const [a, b] = [one, other].map((text) => normalSchema(format, parsedSchema(format, text), shared));
  if (a === undefined || b === undefined) throw new Error('it cannot be read');
  return a === b;
}

describe('JSON Schemas', () => {
  test.each([
    [
      'blanks and the order of keys',
      '{"type":"object","title":"x"}',
      '{ "title" : "x",\n "type":"object" }',
      true,
    ],
    [
      'the draft',
      '{"type":"object"}',
      '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}',
      true,
    ],
    [
      'another draft',
      '{"type":"object"}',
      '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}',
      false,
    ],
    ['other words', '{"title":"x"}', '{"title":"y"}', false],
    ['a value more', '{"enum":[1]}', '{"enum":[1,2]}', false],
  ])('%s', (_, one, other, expected) => {
    expect(same('json-schema', one, other)).toBe(expected);
  });
});

describe('Avro schemas', () => {
  const record = (more: object, fields: unknown[]) => JSON.stringify({ type: 'record', ...more, fields });
  test.each([
    [
      'names that are completed, types without properties, the usual order',
      record({ name: 'Order', namespace: 'shop', aliases: ['Sale'] }, [
        { name: 'id', type: { type: 'string' }, order: 'ascending' },
        { name: 'next', type: ['null', 'Order'] },
        { name: 'tags', type: { type: 'array', items: { type: 'int' } } },
      ]),
      record({ name: 'shop.Order', aliases: ['shop.Sale'] }, [
        { type: 'string', name: 'id' },
        { name: 'next', type: ['null', 'shop.Order'] },
        { name: 'tags', type: { items: 'int', type: 'array' } },
      ]),
      true,
    ],
    ['a type alone', '{"type":"string"}', '"string"', true],
    ['another namespace', record({ name: 'a.R' }, []), record({ name: 'b.R' }, []), false],
    [
      'a namespace inside another',
      record({ name: 'a.R' }, [{ name: 'f', type: { type: 'enum', name: 'E', symbols: ['A'] } }]),
      record({ name: 'a.R' }, [{ name: 'f', type: { type: 'enum', name: 'b.E', symbols: ['A'] } }]),
      false,
    ],
    [
      'an annotation',
      record({ name: 'R' }, [{ name: 'f', type: 'int', 'x-pii': 'low' }]),
      record({ name: 'R' }, [{ name: 'f', type: 'int' }]),
      false,
    ],
    [
      'a default',
      record({ name: 'R' }, [{ name: 'f', type: 'int', default: 0 }]),
      record({ name: 'R' }, [{ name: 'f', type: 'int', default: 1 }]),
      false,
    ],
    [
      'another order of fields',
      record({ name: 'R' }, [
        { name: 'f', type: 'int' },
        { name: 'g', type: 'int' },
      ]),
      record({ name: 'R' }, [
        { name: 'g', type: 'int' },
        { name: 'f', type: 'int' },
      ]),
      false,
    ],
    [
      'a logical type',
      record({ name: 'R' }, [{ name: 'f', type: { type: 'long', logicalType: 'timestamp-millis' } }]),
      record({ name: 'R' }, [{ name: 'f', type: 'long' }]),
      false,
    ],
  ])('%s', (_, one, other, expected) => {
    expect(same('avro', one, other)).toBe(expected);
  });
});

describe('Protobuf schemas', () => {
  const money = protoText(
    'contracts/shop/messages/money.proto',
    'syntax = "proto3"; package shop; message Money { int64 cents = 1; }',
  );
  const order = (body: string, head = '') =>
    `syntax = "proto3"; package shop; import "messages/money.proto"; ${head}message Order { ${body} }`;
  const plain = order('string id = 1; Money total = 2;');

  test.each([
    [
      'comments, blanks, completed names and the order of fields',
      '// An order.\nsyntax = "proto3";\npackage shop;\nimport "messages/money.proto";\n\nmessage Order {\n  .shop.Money total = 2; // all\n  string id = 1;\n}\n',
      true,
    ],
    ['the name in JSON, written out', order('string id = 1 [json_name = "id"]; Money total = 2;'), true],
    ['another name in JSON', order('string id = 1 [json_name = "key"]; Money total = 2;'), false],
    ['another number', order('string id = 3; Money total = 2;'), false],
    ['presence', order('optional string id = 1; Money total = 2;'), false],
    ['an option', order('string id = 1 [deprecated = true]; Money total = 2;'), false],
    ['a reserved number', order('reserved 9; string id = 1; Money total = 2;'), false],
    ['a message before it', order('string id = 1; Money total = 2;', 'message Other {} '), false],
    ['an option of the file', order('string id = 1; Money total = 2;', 'option java_package = "x"; '), false],
  ])('%s', (_, other, expected) => {
    expect(same('protobuf', plain, other, [money])).toBe(expected);
  });
});

test.each([
  ['json-schema', '{'],
  ['json-schema', '['.repeat(100)],
  ['avro', 'no type'],
  ['protobuf', 'message'],
  ['json-schema', `"${'x'.repeat(1024 * 1024)}"`],
] as const)('what cannot be read is equal to nothing: %s', (format, text) => {
  expect(normalSchema(format, parsedSchema(format, text), [])).toBeUndefined();
});
