import { expect, test } from '@jest/globals';
import type { SchemaFormat, SchemaFormats } from '../../lib/model/terms/schema-terms.ts';
import { system } from '../../lib/model/terms/program-system.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

/** What the rule says of one contract in a system with these formats. */
function said(format: SchemaFormat, schemas: SchemaFormats, bridge?: string): string[] {
  const contract = smallContract('shop/orders/evt/order-placed/v1', {
    schema: { format, compatibility: 'none' },
    ...(bridge === undefined ? {} : { bridge }),
  });
  const systems = [{ ...plainSystem('shop', []), schemas }];
  return saidBy('known-schema-format', { contracts: [contract], systems, environment: smallEnvironment() });
}

const strict: SchemaFormats = { formats: ['avro', 'protobuf'], bridges: ['json-schema'] };
const who = 'Partners read it by the HTTP gateway';

test('known-schema-format is silent on the formats of the system, and on those of bridges where there is one', () => {
  expect([said('avro', strict), said('protobuf', strict), said('json-schema', strict, who)]).toEqual([
    [],
    [],
    [],
  ]);
  // A bridge may have the format of all others.
  expect(said('avro', strict, who)).toEqual([]);
});

test('known-schema-format is silent where the system says nothing', () => {
  const { schemas } = system('shop', { purpose: 'x', naming: { topic: '{system}.{topic}' }, services: {} });
  expect(schemas).toEqual({ formats: ['json-schema', 'avro', 'protobuf'], bridges: [] });
  expect(said('json-schema', schemas)).toEqual([]);
});

test('known-schema-format fires on a format for bridges where there is none', () => {
  expect(said('json-schema', strict)).toEqual([
    'schema.format: "json-schema" is for bridges of shop / write avro or protobuf; if someone outside reads or writes the topic, say who under bridge',
  ]);
});

test('known-schema-format fires on a format that no contract of the system has', () => {
  const avro: SchemaFormats = { formats: ['avro'], bridges: ['json-schema'] };
  expect(said('protobuf', avro)).toEqual(['schema.format: "protobuf" is not a format of shop / write avro']);
  expect(said('protobuf', avro, who)).toEqual([
    'schema.format: "protobuf" is not a format of shop / write avro or json-schema',
  ]);
});

test('known-schema-format fires on a bridge that changes nothing', () => {
  expect(said('avro', { formats: ['avro'], bridges: [] }, who)).toEqual([
    'bridge: shop has no formats for bridges: it changes nothing / remove it, or name the formats of bridges under schemas.bridges in contracts/shop/system.yaml',
  ]);
});
