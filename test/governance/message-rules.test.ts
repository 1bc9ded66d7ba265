import { expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { contractWith, fixture, type Mutable } from '../support/fixture.ts';
import { judged } from '../support/judged.ts';

/** A contract whose key is a required field of this name. */
function keyedBy(field: string): Contract {
  const contract = contractWith('parcel-scanned', (terms) => (terms.key.field = field));
  const value = structuredClone(contract.valueSchema.value) as Mutable;
  value.properties[field] = { type: 'string' };
  value.required.push(field);
  return { ...contract, valueSchema: { ...contract.valueSchema, value } };
}

test.each([
  'message_id',
  'messageId',
  'EVENTID',
  'command_id',
  'query_id',
  'record_id',
  'envelope_id',
  'correlation_id',
  'causation_id',
  'request_id',
  'trace_id',
  'span_id',
  'uuid',
  'guid',
  'nonce',
  'random',
  'random_part',
  'idempotency_key',
  'partition',
  'offset',
])('meaningful-key: the key %s tells messages apart', (field) => {
  expect(judged('meaningful-key', [keyedBy(field)])).toEqual([
    `key.field: "${field}" tells messages apart, not what they are about: no two would be in order / write the id of the thing that changes, or add an exception with a reason`,
  ]);
});

test.each([
  'order_id',
  'parent_message_id',
  'event',
  'event_id_of_order',
  'guide',
  'partition_plan',
  'offsets',
])('meaningful-key: the key %s says what a message is about', (field) => {
  expect(judged('meaningful-key', [keyedBy(field)])).toEqual([]);
});

test('meaningful-key: what is an open question is not judged', () => {
  const open = (...questions: string[]) =>
    judged('meaningful-key', [
      contractWith('parcel-scanned', (terms) =>
        Object.assign(terms, { key: { field: 'x', why: 'y' }, questions }),
      ),
    ]).length;
  expect([open('key'), open('schema'), open('load')]).toEqual([0, 0, 1]);
});

test('headers-complete: a field of another shared schema is no header', () => {
  const { messages } = fixture().catalog;
  const titles = messages.map(({ value }) => (value as { title?: string }).title);
  expect(titles).toContain('EncryptedField');
  const contract = contractWith('reroute-parcel', (terms) => terms.headers.push('ciphertext'));
  expect(judged('headers-complete', [contract])).toEqual([
    expect.stringContaining('no header schema of parcels describes "ciphertext"'),
  ]);
});
