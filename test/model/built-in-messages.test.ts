import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../lib/model/catalog.ts';
import { loadCatalog } from '../../lib/model/load-catalog.ts';
import { builtInMessages } from '../../lib/model/messages/built-in.ts';
import { schemaChecker } from '../../lib/model/schemas/json-schema.ts';
import { fixtureCopy } from '../support/fixture.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const draft = 'https://json-schema.org/draft/2020-12/schema';

describe('schemas that all systems share', () => {
  const file = 'contracts/messages/Money.v1.schema.json';
  const schema = (id: string) => `{ "$schema": "${draft}", "$id": "${id}", "type": "object" }`;
  const builtIn = [
    'schemas/messages/FailureHeaders.v1.schema.json',
    'schemas/messages/DeadLetterEnvelope.v1.schema.json',
    'schemas/messages/OperationsJournal.v1.schema.json',
  ];
  let copy: StackCopy;
  beforeEach(() => {
    copy = fixtureCopy();
  });
  afterEach(() => copy.dispose());

  const read = () => loadCatalog(copy.root);
  const common = () => {
    const catalog = read();
    if (!catalog.ok) return [];
    return ['ledger', 'sorting'].map((system) =>
      messagesOf(catalog.value, system)
        .filter((one) => one.system === undefined)
        .map((one) => one.file),
    );
  };

  test('are the built-in ones, and those of contracts/messages', () => {
    expect(common()).toEqual([builtIn, builtIn]);
    copy.write(file, schema('urn:shop:Money:v1'));
    expect(common()).toEqual([
      [...builtIn, file],
      [...builtIn, file],
    ]);
  });

  test('are reported once when they are wrong', () => {
    copy.write(file, schema('urn:shop:Money:v1').replace('object', 'objekt'));
    const wrong = read();
    expect(wrong.ok ? [] : wrong.problems.map(({ place }) => place.file)).toEqual([file]);
  });

  test('replace a built-in one with the same $id', () => {
    copy.write(file, schema('urn:workstreams:FailureHeaders:v1'));
    expect(common()).toEqual([
      [...builtIn.slice(1), file],
      [...builtIn.slice(1), file],
    ]);
  });
});

test('the built-in messages are valid, and accept what they are for', () => {
  const { check, problems } = schemaChecker(builtInMessages);
  expect(problems).toEqual([]);
  const headers = {
    'x-failure-class': 'timeout',
    'x-failure-reason': 'The service did not answer',
    'x-attempt': '3',
    'x-first-seen-ts': '2026-11-21T10:00:00Z',
    'x-last-seen-ts': '2026-11-21T10:05:00Z',
    'x-source-topic': 'orders',
    'x-source-partition': '0',
    'x-source-offset': '17',
    'x-consumer-group': 'billing',
  };
  const told = (failure: object, value: unknown) =>
    check(
      { file: 'value.schema.json', value: { $schema: draft, $ref: 'urn:workstreams:DeadLetterEnvelope:v1' } },
      [{ file: 'sample.json', value: { failure, key: 'bzE=', value, headers: { traceparent: '00-1' } } }],
    ).map(({ key, what }) => `${key}: ${what}`);
  expect(told(headers, 'eyJhIjoxfQ==')).toEqual([]);
  expect(told(headers, null)).toEqual([]);
  expect(told({ ...headers, 'x-attempt': '0' }, 'eyJhIjoxfQ==')).toEqual([
    'failure.x-attempt: the sample must match pattern "^[1-9][0-9]?$"',
  ]);
  expect(told(headers, 1)).toEqual(['value: the sample must be string,null (string, null)']);
});
