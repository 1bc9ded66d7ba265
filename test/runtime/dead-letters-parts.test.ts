import { describe, expect, test } from '@jest/globals';
import type { CarriedContract } from '../../lib/model/carried-contract.ts';
import { valueBytes } from '../../lib/model/schemas/message-bytes.ts';
import { ValueCodec } from '../../runtime/operations/value-codec.ts';
import { differences } from '../../runtime/dead-letters/difference.ts';
import { letterOf, redrivenHeaders } from '../../runtime/dead-letters/letter.ts';
import { Progress } from '../../runtime/dead-letters/progress.ts';
import { Redaction } from '../../runtime/dead-letters/redaction.ts';
import { clientProperties } from '../../runtime/kafka/client-properties.ts';
import type { PartitionFetcher } from '../../runtime/kafka/partition-fetcher.ts';
import type { Delivery } from '../../runtime/kafka/records.ts';
import type { Journal } from '../../runtime/operations/journal.ts';
import { SchemaIds } from '../../runtime/operations/schema-ids.ts';
import { Settled } from '../../runtime/operations/settled.ts';
import { ulid } from '../../runtime/operations/ulid.ts';

const ids = SchemaIds.of({});
const draft = 'https://json-schema.org/draft/2020-12/schema';
const jsonSchema = {
  $schema: draft,
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', 'x-pii': 'none' },
    customer: {
      type: 'object',
      properties: { email: { type: 'string', 'x-pii': 'high' }, vip: { type: 'boolean' } },
    },
    notes: { type: 'array', items: { type: 'string', 'x-pii': 'low' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
};
const base: CarriedContract = {
  ...{ topic: 'orders', retries: [], deadLetter: 'orders.dlq', attempts: 1 },
  ...{ environment: 'qa', system: 'shop', contract: 'shop/orders/evt/orders/v1' },
  owner: { team: 't', onCall: 'o', channel: '#c' },
  ...{ classification: 'internal', wireFormat: 'plain', subjects: [], personalKey: false },
  personalData: ['customer.email', 'notes[]'],
  schema: { format: 'json-schema', schema: jsonSchema, shared: [] },
};
const delivery = (value: unknown, headers: Delivery['headers'] = []): Delivery => ({
  ...{ topic: 'orders.dlq', partition: 0, offset: 7n, timestamp: 0, headers },
  key: Buffer.from('k'),
  value: Buffer.from(JSON.stringify(value)),
});

describe('what is redacted', () => {
  const redaction = new Redaction(base);

  test('are fields that the contract marks, at every depth', () => {
    const value = { id: '1', customer: { email: 'a@b.c', vip: true }, notes: ['n', 'm'], labels: { a: 'b' } };
    expect(redaction.value(value)).toEqual({
      id: '1',
      customer: { email: '[redacted]', vip: true },
      notes: ['[redacted]', '[redacted]'],
      labels: { a: 'b' },
    });
  });

  test('are fields that the schema does not know, and what cannot be read', () => {
    expect(redaction.value({ id: '1', eMail: 'a@b.c', customer: 'a@b.c', notes: 'n' })).toEqual({
      ...{ id: '1', eMail: '[redacted]', customer: '[redacted]', notes: '[redacted]' },
    });
    expect(redaction.value(undefined)).toBe('[redacted]');
  });

  test('is nothing where the contract marks nothing', () => {
    const open = new Redaction({ ...base, personalData: [] });
    expect(open.value({ eMail: 'a@b.c' })).toEqual({ eMail: 'a@b.c' });
    expect([open.hides, redaction.hides]).toEqual([false, true]);
  });

  test('is told in unions of Avro, and never leaves a record of one field open', () => {
    const schema = {
      ...{ type: 'record', name: 'Order' },
      fields: [
        { name: 'why', type: ['null', 'string'], default: null },
        { name: 'mail', type: ['null', 'string'], default: null, 'x-pii': 'low' },
        {
          name: 'person',
          type: {
            type: 'record',
            name: 'Person',
            fields: [{ name: 'name', type: 'string', 'x-pii': 'low' }],
          },
        },
      ],
    };
    const avro = new Redaction({
      ...base,
      personalData: ['mail', 'person.name'],
      schema: { format: 'avro', schema, shared: [] },
    });
    expect(avro.value({ why: { string: 'w' }, mail: { string: 'm' }, person: { name: 'n' } })).toEqual({
      ...{ why: { string: 'w' }, mail: '[redacted]', person: { name: '[redacted]' } },
    });
  });

  test('is the key, where the contract marks its field', () => {
    expect([redaction.key('k'), new Redaction({ ...base, personalKey: true }).key('k')]).toEqual([
      'k',
      '[redacted]',
    ]);
  });
});

describe('a value', () => {
  test('of Avro keeps numbers of 64 bits when it is written again', async () => {
    const schema = { type: 'record', name: 'O', fields: [{ name: 'n', type: 'long' }] };
    const contract: CarriedContract = { ...base, schema: { format: 'avro', schema, shared: [] } };
    const codec = new ValueCodec(contract, ids);
    const bytes = Buffer.from(valueBytes({ format: 'avro', schema, shared: [] }, { n: '9007199254740993' }));
    const { json } = codec.read(bytes);
    expect(json).toEqual({ n: '9007199254740993' });
    expect(await codec.write(json, bytes)).toEqual(bytes);
  });

  test('that is not valid is still read as JSON', () => {
    expect(new ValueCodec(base, ids).read(Buffer.from('{"a":1}'))).toEqual({
      json: { a: 1 },
      invalid: 'the value breaks #/required',
    });
  });

  test('of a registry begins with the id that the registry has', async () => {
    const codec = new ValueCodec(
      {
        ...base,
        wireFormat: 'confluent',
        subjects: [{ subject: 's', part: 'value', format: 'JSON', text: '{}', references: [] }],
      },
      ids,
    );
    expect(codec.read(Buffer.from('\u0000\u0000\u0000\u0000\u0007{"id":"1"}'))).toEqual({
      json: { id: '1' },
      invalid: undefined,
    });
    await expect(codec.write({ id: '1' }, null)).rejects.toThrow(
      'values of s begin with the id of their schema: set SCHEMA_REGISTRY_URL',
    );
  });
});

test('a dead letter in an envelope is the message in it, with why it failed', () => {
  const contract: CarriedContract = {
    ...base,
    deadLetterSchema: { format: 'json-schema', schema: true, shared: [] },
  };
  const envelope = {
    failure: { 'x-failure-class': 'defect', 'x-failure-reason': 'why', 'x-redrive-count': '2' },
    headers: { 'x-a': '1' },
    key: Buffer.from('order-1').toString('base64'),
    value: Buffer.from('{"id":"1"}').toString('base64'),
  };
  const letter = letterOf(delivery(envelope), contract, new ValueCodec(contract, ids));
  expect([letter.key?.toString(), letter.read, letter.class, letter.reason, letter.redriven]).toEqual([
    ...['order-1', { json: { id: '1' }, invalid: undefined }, 'defect', 'why', 2],
  ]);
  expect(redrivenHeaders(letter, 'S').map(([name, value]) => `${name}: ${String(value)}`)).toEqual([
    ...['x-a: 1', 'x-redrive-count: 3', 'x-operation-id: S'],
  ]);
});

test('differences are told at the outermost place that says them', () => {
  const before = { a: 1, b: { c: [1, 2], d: 'x' }, e: null };
  const after = { a: 1, b: { c: [1, 3], d: { y: 1 } }, f: null };
  expect(differences(before, after)).toEqual([
    { path: 'b.c[1]', before: 2, after: 3 },
    { path: 'b.d', before: 'x', after: { y: 1 } },
    { path: 'e', before: null, after: undefined },
    { path: 'f', before: undefined, after: null },
  ]);
});

test('what is settled counts for the topic with its id alone: one that was made again has its letters open', async () => {
  const settled = Settled.from(0n);
  settled.add(3n);
  const state = { topicId: 'first', settled: settled.write() };
  const journal = {
    get: (key: string) => (key === 'dead-letters/orders.dlq/0' ? state : undefined),
  } as unknown as Journal;
  const isSettled = async (id: string) => {
    const fetcher = {
      id: () => Promise.resolve(id),
      ranges: () => Promise.resolve([{ partition: 0, first: 0n, end: 9n }]),
    } as unknown as PartitionFetcher;
    return (await Progress.of('orders.dlq', fetcher, journal)).isSettled(0, 3n);
  };
  expect([await isSettled('first'), await isSettled('second')]).toEqual([true, false]);
});

test('client.properties is read as the variables of a pod are', () => {
  expect(
    clientProperties(`# of a service
bootstrap.servers=a:9093,b:9093
security.protocol = SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="desk" password="\${dir:/run/kafka/user:password}";
ssl.truststore.location=/ca.crt
linger.ms=5
`),
  ).toEqual({
    variables: {
      KAFKA_BOOTSTRAP_SERVERS: 'a:9093,b:9093',
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'desk',
      KAFKA_SASL_PASSWORD_FILE: '/run/kafka/user/password',
      KAFKA_SSL_CA_FILE: '/ca.crt',
    },
    contents: {},
  });
  expect(clientProperties('sasl.jaas.config=x required username=a password="p;w";').contents).toEqual({
    KAFKA_SASL_PASSWORD_FILE: 'p;w',
  });
});

test('ids sort by the time at which they were made', () => {
  expect(ulid(1_772_442_677_000)).toMatch(/^01KJ[0-9A-HJKMNP-TV-Z]{22}$/);
  expect(ulid(1) < ulid(2)).toBe(true);
  expect(ulid(1)).not.toBe(ulid(1));
});
