import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { schemaChecker } from '../../lib/model/schemas/json-schema.ts';
import { type Mutable, shipped } from '../support/shipped.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): Mutable => JSON.parse(readFileSync(path, 'utf8'));
const file = 'WorkRequestQueueMessage.v1.schema.json';

/** What readers and writers of v1 were promised. */
const locked = read(join(import.meta.dirname, file));
const current = read(join(root, 'contracts', 'workrequests', 'messages', file));

/** Said to whoever breaks v1. */
function verdict(next: JsonSchema): string[] {
  const found = breaks(locked, next, 'full').map(({ field, what }) => `${field}: ${what}`);
  return found.length === 0
    ? []
    : [...found, 'v1 is locked: make WorkRequestQueueMessage.v2 and v2 of the queues'];
}

test('WorkRequestQueueMessage v1 reads and writes as it was locked', () => {
  expect(verdict(current)).toEqual([]);
});

describe('the lock fires on what would break a reader or a writer', () => {
  const changed = (edit: (schema: Mutable) => void): string[] => {
    const next = structuredClone(locked);
    edit(next);
    return verdict(next);
  };

  test.each<[string, (schema: Mutable) => void, string]>([
    ['a new required field', (s) => s.required.push('priority'), 'priority: required on one side only'],
    [
      'a field no longer required',
      (s) => s.required.splice(s.required.indexOf('deadline'), 1),
      'deadline: required on one side only',
    ],
    [
      'another type',
      (s) => (s.properties.tenantId.type = 'integer'),
      'tenantId: type string on one side, integer on the other',
    ],
    [
      'a narrower pattern',
      (s) => (s.properties.capability.pattern = '^transformation$'),
      'capability: pattern differs',
    ],
    [
      'a wider bound',
      (s) => (s.properties.priority.maximum = 99),
      'priority: maximum 9 on one side, 99 on the other',
    ],
    [
      'a bound taken away',
      (s) => delete s.properties.input.properties.uri.maxLength,
      'input.uri: maxLength 2048 on one side, none on the other',
    ],
    [
      'values of parameters',
      (s) => (s.properties.parameters.additionalProperties.type = 'number'),
      'parameters.*: type string on one side, number on the other',
    ],
    [
      'unknown fields refused',
      (s) => (s.additionalProperties = false),
      '*: unknown fields are allowed on one side only',
    ],
    ['the ban on secrets lifted', (s) => delete s.propertyNames, 'propertyNames differs'],
    ['another format', (s) => (s.properties.requestedAt.format = 'date'), 'requestedAt: format differs'],
    ['alternatives', (s) => (s.anyOf = [{ required: ['priority'] }]), 'priority: required on one side only'],
  ])('%s', (_name, edit, expected) => {
    const said = changed(edit);
    expect(said.join('\n')).toContain(expected);
    expect(said.at(-1)).toBe('v1 is locked: make WorkRequestQueueMessage.v2 and v2 of the queues');
  });

  test.each<[string, (schema: Mutable) => void]>([
    ['an optional field', (s) => (s.properties.costCentre = { type: 'string' })],
    ['better words', (s) => (s.properties.tenantId.description = 'Another sentence.')],
    ['another order', (s) => (s.required = s.required.toReversed())],
  ])('and is silent on %s', (_name, edit) => {
    expect(changed(edit)).toEqual([]);
  });
});

describe('each queue', () => {
  const { check, problems } = schemaChecker([{ file, value: current }]);
  const contracts = shipped().catalog.contracts.filter(({ address }) => address.system === 'workrequests');

  test('the shared schema is whole', () => {
    expect(problems).toEqual([]);
  });

  test.each(contracts.map((contract) => [contract.address.topic, contract] as const))(
    '%s has three samples and more, all of them valid',
    (_topic, { valueSchema, samples }) => {
      expect(samples.length).toBeGreaterThanOrEqual(3);
      expect(check(valueSchema, samples)).toEqual([]);
    },
  );

  const contract = contracts.find(({ address }) => address.topic === 'toolrun.verify');
  const refused = (edit: (message: Mutable) => void): string[] => {
    const message: Mutable = structuredClone(contract?.samples[0]?.value);
    edit(message);
    if (!contract) throw new Error('no contract');
    return check(contract.valueSchema, [{ file: 'sample.json', value: message }]).map(
      ({ key, what }) => `${key}: ${what}`,
    );
  };

  test('takes its own executor only', () => {
    expect(refused((message) => (message.executorKind = 'generate'))).toEqual([
      'executorKind: the sample must be equal to constant (verify)',
    ]);
    expect(refused((message) => (message.capability = 'billing'))).toHaveLength(1);
  });

  test.each(['password', 'apiKey', 'accessToken', 'clientSecret'])('refuses a field named %s', (name) => {
    expect(refused((message) => (message[name] = 'x')).length).toBeGreaterThan(0);
    expect(refused((message) => (message.parameters = { [name]: 'x' })).length).toBeGreaterThan(0);
  });

  test.each(['workRequestId', 'deadline', 'traceparent', 'input', 'evidence'])('wants %s', (name) => {
    expect(refused((message) => delete message[name])[0]).toContain(`must have required property '${name}'`);
  });

  test('wants the digest of the input', () => {
    expect(refused((message) => (message.input.sha256 = 'abc'))[0]).toContain('must match pattern');
  });
});
