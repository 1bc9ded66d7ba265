import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topicKind } from '../../lib/cli/new/topic-kind.ts';
import { fixtureCopy } from '../support/fixture.ts';
import { type Given, health, runIn } from '../support/new-answers.ts';
import type { StackCopy } from '../support/stack-copy.ts';

jest.setTimeout(120_000);

let copy: StackCopy;
beforeEach(() => {
  copy = fixtureCopy();
});
afterEach(() => {
  copy.dispose();
});

const run = async (given: Given) => await runIn(copy, topicKind, given, false);

describe('a topic, in each format', () => {
  const folder = 'contracts/ledger/accounts/evt/account-health/v1';

  test('protobuf', async () => {
    const done = await run({ ...health, key: 'account_id', format: 'protobuf' });
    expect(done).toContain('2. Write the real message in value.proto beside it');
    expect(copy.read(`${folder}/contract.yaml`)).toContain(
      'schema: { format: protobuf, compatibility: backward }',
    );
    expect(copy.read(`${folder}/value.proto`)).toBe(`syntax = "proto3";

package ledger.accounts;

import "google/protobuf/timestamp.proto";

// How each account does: limit and balance
message AccountHealth {
  // What the message is about, and its key.
  string account_id = 1;
  // When it happened.
  google.protobuf.Timestamp occurred_at = 2;
}
`);
    expect(JSON.parse(copy.read(`${folder}/samples/example.json`))).toEqual({
      accountId: 'accountId-1',
      occurredAt: '2026-01-01T00:00:00Z',
    });
  });

  test('avro', async () => {
    await run({ ...health, format: 'avro' });
    expect(JSON.parse(copy.read(`${folder}/value.schema.avsc`))).toEqual({
      type: 'record',
      name: 'AccountHealth',
      namespace: 'ledger.accounts',
      doc: 'How each account does: limit and balance',
      fields: [
        { name: 'accountId', doc: 'What the message is about, and its key.', type: 'string' },
        {
          name: 'occurredAt',
          doc: 'When it happened.',
          type: { type: 'long', logicalType: 'timestamp-millis' },
        },
      ],
    });
  });

  test('one that is not known is refused', async () => {
    expect(await run({ ...health, format: 'proto' })).toContain(
      '--format: "proto" is no format\n  known: json-schema, avro, protobuf',
    );
  });
});

describe('a topic of a system that says its formats', () => {
  const folder = 'contracts/ledger/accounts/evt/account-health/v1';
  const system = 'contracts/ledger/system.yaml';
  beforeEach(() => {
    copy.edit(
      system,
      'services:\n',
      'schemas: { formats: [json-schema, avro], bridges: [protobuf] }\nservices:\n',
    );
  });

  test('has the first of them, where none is named', async () => {
    copy.edit(system, 'formats: [json-schema, avro]', 'formats: [avro, json-schema]');
    await run(health);
    expect(copy.read(`${folder}/contract.yaml`)).toContain(
      'schema: { format: avro, compatibility: backward }',
    );
    expect(copy.read(`${folder}/contract.yaml`)).not.toContain('bridge');
  });

  test('is refused another one', async () => {
    expect(await run({ ...health, format: 'protobuf' })).toContain(
      '--format: "protobuf" is no format\n  known: json-schema, avro',
    );
  });

  test('may have those of bridges, and says who is on the other side', async () => {
    await run({ ...health, key: 'account_id', bridge: 'Auditors read it' });
    expect(copy.read(`${folder}/contract.yaml`)).toContain(
      'schema: { format: protobuf, compatibility: backward }\nbridge: Auditors read it\n',
    );
  });
});
