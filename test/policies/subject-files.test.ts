import { expect, test } from '@jest/globals';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import { readRegistration, registrationDigest, registrationParts } from '../../lib/policies/subject-files.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage, subjectsOf } from '../support/subjects.ts';

const environment = smallEnvironment();
const systems = [plainSystem('shop', [])];

function registrationOf(count: number) {
  const contracts = Array.from({ length: count }, (_, index) =>
    smallContract(`shop/sales/evt/orders-${index}/v1`, {
      valueSchema: { $ref: 'urn:money', title: 'é'.repeat(50) },
    }),
  );
  const money = sharedMessage('Money.schema.json', { $id: 'urn:money' }, 'all');
  return {
    environment: 'qa',
    keepsMetadata: true,
    asksBoth: false,
    excepted: { 'shop/sales/evt/orders-0/v1': '2027-01-01' },
    subjects: subjectsOf({ contracts, systems, environment }, [money]),
  };
}

const merged = (parts: readonly Readonly<Record<string, string>>[]) =>
  Object.assign({}, ...parts) as Record<string, string>;

test('what was written is read, however it was divided', () => {
  const registration = registrationOf(20);
  const whole = registrationParts(registration, 1_000_000);
  expect(whole.map((part) => Object.keys(part))).toEqual([['subjects-001.jsonl']]);
  expect(readRegistration(merged(whole))).toEqual(registration);
  const parts = registrationParts(registration, 2000);
  expect(parts.length).toBeGreaterThan(5);
  for (const text of Object.values(merged(parts))) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
  expect(readRegistration(merged(parts))).toEqual(registration);
});

test('a line that is too long has a file of its own', () => {
  const parts = registrationParts(registrationOf(2), 1);
  expect(new Set(Object.values(merged(parts)).map((text) => text.split('\n').length))).toEqual(new Set([2]));
  expect(readRegistration(merged(parts)).subjects).toHaveLength(3);
});

test('a message is written once, and is one for all that refer to it', () => {
  const [part = {}] = registrationParts(registrationOf(3), 1_000_000);
  expect(
    Object.values(part)
      .join('')
      .match(/urn:money\\"\}/g),
  ).toHaveLength(1);
  const { subjects } = readRegistration(part);
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'messages.Money.schema.json',
    'shop.orders-0-value',
    'shop.orders-1-value',
    'shop.orders-2-value',
  ]);
  expect(subjects.every(({ shared }) => shared[0] === subjects[1]?.shared[0])).toBe(true);
  expect(subjects[0]?.value).toBe(subjects[1]?.shared[0]?.value);
});

test('Protobuf keeps the path that others import', () => {
  const file = 'shop/sales/evt/orders/v1/value.proto';
  const proto =
    'syntax = "proto3";\nimport "messages/money.proto";\nmessage Order { Money total = 1; string id = 2; }\n';
  const contract = smallContract('shop/sales/evt/orders/v1', {
    schema: { format: 'protobuf', compatibility: 'backward' },
  });
  const contracts = [{ ...contract, valueSchema: { file, value: protoText(file, proto) } }];
  const money = sharedMessage('money.proto', 'syntax = "proto3";\nmessage Money { int64 cents = 1; }\n');
  const registration = {
    environment: 'qa',
    keepsMetadata: false,
    asksBoth: true,
    excepted: {},
    subjects: subjectsOf({ contracts, systems, environment }, [money]),
  };
  const read = readRegistration(merged(registrationParts(registration, 1_000_000)));
  expect(read).toEqual(registration);
  expect(read.subjects[1]?.references).toEqual([
    { name: 'messages/money.proto', subject: 'shop.money.proto' },
  ]);
});

test('files of nothing are refused', () => {
  expect(() => readRegistration({})).toThrow('do not say of which environment');
});

test('the digest is of the program and of each file with its name', () => {
  const digest = registrationDigest('program', { a: '1', b: '2' });
  expect(registrationDigest('program', { b: '2', a: '1' })).toBe(digest);
  for (const other of [
    registrationDigest('other', { a: '1', b: '2' }),
    registrationDigest('program', { a: '2', b: '1' }),
    registrationDigest('program', { a: '1' }),
  ])
    expect(other).not.toBe(digest);
});
