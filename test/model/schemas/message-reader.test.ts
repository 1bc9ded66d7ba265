import { describe, expect, test } from '@jest/globals';
import { avroTypeOf } from '../../../lib/model/schemas/avro-schema.ts';
import { messageReader, withoutHeader } from '../../../lib/model/schemas/message-reader.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('JSON', () => {
  const read = messageReader({
    format: 'json-schema',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string', pattern: '^o-' }, total: { $ref: 'urn:shop:Money:v1' } },
    },
    shared: [{ $id: 'urn:shop:Money:v1', type: 'object', properties: { cents: { type: 'integer' } } }],
  });

  test('is read, with the shared schemas that it names', () => {
    expect(read(bytes('{"id":"o-1","total":{"cents":5}}'))).toEqual({
      ok: true,
      value: { id: 'o-1', total: { cents: 5 } },
    });
  });

  test.each([
    ['{"id":"secret-1"}', 'the value breaks #/properties/id/pattern'],
    ['{"total":{}}', 'the value breaks #/required'],
    ['{"id":"o-1","total":{"cents":"secret"}}', 'the value breaks #/properties/cents/type'],
    ['{"id":', 'the value is not JSON in UTF-8'],
  ])('%s is refused, and the reason has nothing of it', (text, reason) => {
    expect(read(bytes(text))).toEqual({ ok: false, reason });
  });

  test('bytes that are no UTF-8 are refused', () => {
    expect(read(Buffer.from([0x22, 0xff, 0x22]))).toEqual({
      ok: false,
      reason: 'the value is not JSON in UTF-8',
    });
  });
});

describe('Avro', () => {
  const schema = {
    type: 'record',
    name: 'shop.Order',
    fields: [
      { name: 'number', type: 'long' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'kind', type: 'shop.Kind' },
    ],
  };
  const shared = [{ type: 'enum', name: 'Kind', namespace: 'shop', symbols: ['a', 'b'] }];
  const read = messageReader({ format: 'avro', schema, shared });
  // A long is a zigzag number of 7 bits a byte; an enum the number of its symbol.
  const most = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

  test('is read with all 64 bits of a long', () => {
    expect(read(Buffer.from([0x04, 0x06, 0x02]))).toEqual({
      ok: true,
      value: { number: 2, at: 3, kind: 'b' },
    });
    expect(read(Buffer.from([...most, 0x06, 0x00]))).toEqual({
      ok: true,
      value: { number: '9223372036854775807', at: 3, kind: 'a' },
    });
  });

  test.each([
    ['too short', [0x04, 0x06]],
    ['too long', [0x04, 0x06, 0x02, 0x00]],
    ['a symbol that is not there', [0x04, 0x06, 0x08]],
    ['nothing', []],
  ])('%s is refused', (_what, wrong) => {
    expect(read(Buffer.from(wrong))).toEqual({ ok: false, reason: 'the value is not Avro of the schema' });
  });

  test('reads what the type writes', () => {
    const type = avroTypeOf({ type: 'record', name: 'R', fields: [{ name: 'a', type: 'string' }] });
    const small = messageReader({
      format: 'avro',
      schema: { type: 'record', name: 'R', fields: [{ name: 'a', type: 'string' }] },
      shared: [],
    });
    expect(small(type.toBuffer({ a: 'x' }))).toEqual({ ok: true, value: { a: 'x' } });
  });
});

describe('Protobuf', () => {
  const read = messageReader({
    format: 'protobuf',
    schema: {
      path: 'value.proto',
      proto: 'syntax = "proto3";\nmessage Order {\n  string order_id = 1;\n  int64 cents = 2;\n}\n',
    },
    shared: [],
  });

  test('is read as its JSON mapping', () => {
    expect(read(Buffer.from([0x0a, 0x01, 0x61, 0x10, 0x05]))).toEqual({
      ok: true,
      value: { orderId: 'a', cents: '5' },
    });
  });

  test.each([
    ['cut off', [0x0a, 0x05, 0x61]],
    ['text that is no UTF-8', [0x0a, 0x01, 0xff]],
    ['no message at all', [0xff]],
  ])('%s is refused', (_what, wrong) => {
    expect(read(Buffer.from(wrong))).toEqual({
      ok: false,
      reason: 'the value is not Protobuf of the schema',
    });
  });
});

describe('the header of a registry', () => {
  test.each([
    ['avro', [0, 0, 0, 0, 7, 1, 2], [1, 2]],
    ['json-schema', [0, 0, 0, 0, 7, 0x7b, 0x7d], [0x7b, 0x7d]],
    ['protobuf', [0, 0, 0, 0, 7, 0, 9], [9]],
    // Two indexes, 1 and 0.
    ['protobuf', [0, 0, 0, 0, 7, 4, 2, 0, 9], [9]],
  ] as const)('%s %j', (format, whole, rest) => {
    expect([...(withoutHeader(format, Buffer.from(whole)) ?? [])]).toEqual([...rest]);
  });

  test.each([
    ['avro', [1, 0, 0, 0, 7, 1]],
    ['avro', [0, 0, 0]],
    ['protobuf', [0, 0, 0, 0, 7, 4, 2]],
    ['protobuf', [0, 0, 0, 0, 7, 1]],
  ] as const)('%s %j has none', (format, whole) => {
    expect(withoutHeader(format, Buffer.from(whole))).toBeUndefined();
  });
});
