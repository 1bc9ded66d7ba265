import { describe, expect, test } from '@jest/globals';
import { type KeyEncoding, messageBytes } from '../../lib/model/schemas/message-bytes.ts';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import type { SchemaFormat } from '../../lib/model/terms/schema-terms.ts';
import { smallContract } from '../support/small-stack.ts';

interface Given {
  readonly format: SchemaFormat;
  readonly field: string;
  readonly value?: unknown;
  readonly key?: unknown;
  readonly sample: unknown;
  readonly shared?: readonly unknown[];
  readonly keys?: KeyEncoding;
}

/** Key and value in hexadecimal. */
function bytes({ format, field, value = true, key, sample, shared = [], keys }: Given): string[] | undefined {
  const contract = {
    ...smallContract('shop/orders/evt/order-placed/v1', {
      key: { field, why: 'Order of keys' },
      schema: { format, compatibility: 'none' },
    }),
    valueSchema: { file: 'value', value },
    keySchema: key === undefined ? undefined : { file: 'key', value: key },
  };
  const files = shared.map((one, index) => ({ file: `messages/${index}`, value: one }));
  const found = messageBytes(contract, sample, files, keys);
  return found && [found.key, found.value].map((one) => Buffer.from(one).toString('hex'));
}

/** Bytes, field by field. */
const joined = (...fields: string[]): string => fields.join('');
const hex = (text: string): string => Buffer.from(text).toString('hex');

test('JSON is text in one line', () => {
  const given = { format: 'json-schema', field: 'id', sample: { id: 'é', n: 1 } } as const;
  expect(bytes(given)).toBe(undefined);
  expect(bytes({ ...given, sample: { id: 'a', n: 1 } })).toEqual([hex('a'), hex('{"id":"a","n":1}')]);
});

describe('where serializers of a registry write', () => {
  const value = { type: 'record', name: 'N', fields: [{ name: 'id', type: 'string' }] };
  test.each<[string, Pick<Given, 'format' | 'key' | 'sample'>, string]>([
    ['JSON without a schema of the key', { format: 'json-schema', sample: { id: 'a"' } }, hex('a"')],
    [
      'text in JSON',
      { format: 'json-schema', key: { type: 'string' }, sample: { id: 'a"' } },
      hex(String.raw`"a\""`),
    ],
    ['a number in JSON', { format: 'json-schema', key: { type: 'integer' }, sample: { id: 7 } }, hex('7')],
    [
      'a number where the key is text',
      { format: 'json-schema', key: { type: 'string' }, sample: { id: 7 } },
      hex('"7"'),
    ],
    ['Avro without a schema of the key', { format: 'avro', sample: { id: 'ab' } }, hex('ab')],
    ['text in Avro', { format: 'avro', key: 'string', sample: { id: 'ab' } }, joined('04', hex('ab'))],
  ])('the key is written by its schema: %s', (_what, given, key) => {
    expect(bytes({ ...given, field: 'id', value, keys: 'by-schema' })?.[0]).toBe(key);
  });
});

describe('Avro', () => {
  const money = { type: 'record', name: 'shop.Money', fields: [{ name: 'cents', type: 'long' }] };
  const value = {
    type: 'record',
    name: 'shop.Order',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'total', type: 'shop.Money' },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'seal', type: 'bytes' },
      { name: 'paid', type: ['null', 'shop.Money'], default: null },
    ],
  };
  const sample = { id: 'ab', total: { cents: 3 }, note: { string: 'x' }, seal: '\u0000\u00ff', paid: null };
  const given: Given = { format: 'avro', field: 'id', value, shared: [money], sample };

  test('is in its binary encoding, without the header of a registry', () => {
    // By the specification: lengths and longs are zigzag, a union begins with the number of its branch.
    expect(bytes(given)).toEqual([hex('ab'), joined('046162', '06', '020278', '0400ff', '00')]);
    const { note: _, ...less } = sample;
    expect(bytes({ ...given, sample: { ...less, paid: { 'shop.Money': { cents: -1 } } } })).toEqual([
      hex('ab'),
      joined('046162', '06', '00', '0400ff', '0201'),
    ]);
  });

  test('has a key that is text as text, and other keys as Avro', () => {
    const numbered = {
      ...given,
      value: { type: 'record', name: 'N', fields: [{ name: 'id', type: 'long' }] },
      sample: { id: 70 },
    };
    expect(bytes({ ...given, key: { type: 'string', 'x-pii': 'none' } })?.[0]).toBe(hex('ab'));
    expect(bytes({ ...numbered, key: 'long' })).toEqual(['8c01', '8c01']);
    expect(bytes({ ...numbered, key: { type: 'record', name: 'K', fields: [] } })).toBe(undefined);
  });
});

describe('Protobuf', () => {
  const value = protoText(
    'value.proto',
    `syntax = "proto3";
import "messages/money.proto";
message Order { string order_id = 1; Money total = 2; message Who { string user_name = 1 [json_name = "name"]; } Who who = 3; }
`,
  );
  const money = protoText(
    'contracts/messages/money.proto',
    'syntax = "proto3";\nmessage Money { int64 cents = 1; }\n',
  );
  const key = protoText('key.proto', 'syntax = "proto3";\nmessage Key { string order_id = 4; }\n');
  const sample = { orderId: 'ab', total: { cents: '3' }, who: { name: 'me' } };
  const given: Given = { format: 'protobuf', field: 'order_id', value, shared: [money], sample };
  // A tag is the number of the field and how it is written; 2 is by length, 0 a varint.
  const written = joined('0a026162', '12020803', '1a040a026d65');

  test('is as on the wire, with a key of plain text where there is no schema of it', () => {
    expect(bytes(given)).toEqual([hex('ab'), written]);
    expect(bytes({ ...given, field: 'who.user_name' })).toEqual([hex('me'), written]);
  });

  test('has its key in the one field of the key', () => {
    expect(bytes({ ...given, key })).toEqual(['22026162', written]);
    const number = protoText('key.proto', 'syntax = "proto3";\nmessage Key { int32 order = 1; }\n');
    const two = protoText('key.proto', 'syntax = "proto3";\nmessage Key { int32 a = 1; int32 b = 2; }\n');
    expect([number, two].map((one) => bytes({ ...given, key: one }))).toEqual([undefined, undefined]);
  });
});
