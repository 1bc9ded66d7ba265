import { describe, expect, test } from '@jest/globals';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import avsc from 'avsc';
import { messagesOf } from '../../lib/model/catalog.ts';
import { contractFields } from '../../lib/model/schemas/contract-fields.ts';
import { inDependencyOrder, schemaReferences } from '../../lib/model/schemas/contract-references.ts';
import { descriptorOf } from '../../lib/model/schemas/protobuf/descriptor.ts';
import { protoSchema } from '../../lib/model/schemas/protobuf/schema.ts';
import { addressText } from '../../lib/model/terms/contract.ts';
import { resolvedIn, shipped, systemIn } from '../support/shipped.ts';

const { catalog } = shipped();
const omninode = catalog.contracts.filter(({ address }) => address.system === 'omninode');
const shared = messagesOf(catalog, 'omninode');

function counted(all: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(all)].sort().map((one) => [one, all.filter((x) => x === one).length]),
  );
}

describe('formats: "Avro or Protobuf preferred. JSON allowed for external bridges only"', () => {
  test('the gateway and the journal of operations are the bridges, kb has Protobuf, all other topics have Avro', () => {
    const wanted: Readonly<Record<string, string>> = { gateway: 'json-schema', kb: 'protobuf' };
    const bridges = omninode.filter(({ terms }) => terms.bridge !== undefined);
    const journal = 'omninode/orchestrator/ctl/operations-journal/v1';
    for (const { address, terms } of omninode) {
      const text = addressText(address);
      const format = text === journal ? 'json-schema' : (wanted[address.context] ?? 'avro');
      expect([text, terms.schema.format]).toEqual([text, format]);
    }
    expect(
      bridges.map(({ address }) => (address.context === 'gateway' ? 'gateway' : addressText(address))),
    ).toEqual([...Array<string>(6).fill('gateway'), journal]);
    expect(counted(omninode.map(({ terms }) => terms.schema.format))).toEqual({
      avro: 51,
      'json-schema': 7,
      protobuf: 7,
    });
  });

  test('the other systems keep the JSON that their seeds show', () => {
    const others = catalog.contracts.filter(({ address }) => address.system !== 'omninode');
    expect(counted(others.map(({ terms }) => terms.schema.format))).toEqual({ 'json-schema': 20 });
  });
});

describe('what the schemas said before in JSON they still say', () => {
  test('the same fields are keys', () => {
    expect(counted(omninode.map(({ terms }) => terms.key.field))).toEqual({
      analysis_id: 3,
      asset_id: 4,
      case_number: 1,
      client_id: 5,
      contract_id: 4,
      crawl_id: 3,
      decision_point: 1,
      depth: 1,
      detector: 2,
      index_name: 3,
      instance: 1,
      key_name: 3,
      kind: 1,
      lease_name: 1,
      memory_key: 3,
      node_id: 1,
      node_kind: 1,
      partition_of_catalog: 1,
      plan_id: 1,
      policy_id: 4,
      requester: 2,
      route: 1,
      run_id: 5,
      site: 2,
      source_topic: 3,
      space: 2,
      subject: 1,
      suite: 1,
      task_id: 2,
      tuple_id: 2,
    });
  });

  test('fields have the same annotations', () => {
    const fields = omninode.map((contract) => ({ contract, ...contractFields(contract, shared) }));
    const levels = (part: 'value' | 'key') =>
      counted(
        fields.flatMap((one) => one[part].flatMap(({ pii }) => (typeof pii === 'string' ? [pii] : []))),
      );
    expect([levels('value'), levels('key')]).toEqual([{ high: 7, low: 21 }, { none: 64 }]);
    const high = fields.flatMap(({ contract: { address }, value }) =>
      value
        .filter(({ pii }) => pii === 'high')
        .map(
          ({ path, encryption }) =>
            `${address.context}.${address.topic} ${path}: ${JSON.stringify(encryption)}`,
        ),
    );
    expect(high).toEqual([
      'gateway.client-registered contact: "envelope"',
      'intelcrawler.crawl-finding excerpt: "envelope"',
      'kb.search-replies results[].passage: "envelope"',
      'kb.search-requests query: "envelope"',
      'memory.embeddings after.vector: "envelope"',
      'memory.forget-subject identity: "envelope"',
      'memory.context-stamped content: "envelope"',
    ]);
  });
});

describe('others read the schemas', () => {
  test('avsc, with the types that each one needs read before it', () => {
    for (const contract of omninode.filter(({ terms }) => terms.schema.format === 'avro')) {
      const registry = {};
      const read = (schema: unknown) =>
        avsc.Type.forSchema(schema as never, { registry, wrapUnions: 'always', noAnonymousTypes: true });
      const needed = inDependencyOrder(schemaReferences(contract, 'value', shared));
      for (const { name, text } of needed) expect(read(JSON.parse(text)).name).toBe(name);
      const type = read(contract.valueSchema.value);
      for (const { value } of contract.samples)
        expect(JSON.parse(type.toString(type.fromString(JSON.stringify(value))))).toEqual(value);
    }
  });

  test('each type has one name of its own', () => {
    const names = omninode.flatMap(({ terms, valueSchema }) =>
      terms.schema.format === 'avro'
        ? [
            (valueSchema.value as { name: string; namespace: string }).namespace +
              '.' +
              (valueSchema.value as { name: string }).name,
          ]
        : [],
    );
    expect(new Set(names).size).toBe(51);
  });
});

test('shared types are all used', () => {
  const used = omninode.flatMap((contract) =>
    (['value', 'key'] as const).flatMap((part) =>
      inDependencyOrder(schemaReferences(contract, part, shared)),
    ),
  );
  const files = new Set(used.map(({ file }) => file));
  const unused = shared.filter(({ file }) => !files.has(file)).map(({ file }) => file);
  // Headers are named by no schema; dead letters by contracts that wrap them.
  expect(unused.map((file) => file.split('/').at(-1))).toEqual([
    'FailureHeaders.v1.schema.json',
    'DeadLetterEnvelope.v1.schema.json',
    'MessageHeaders.v1.schema.json',
    'QueryHeaders.v1.schema.json',
    'SignatureHeaders.v1.schema.json',
  ]);
});

test('each evt topic has a canary, which sends bytes that the schema reads', () => {
  const { canaries } = systemIn(resolvedIn('dev'), 'omninode');
  expect(counted(canaries.map(({ message }) => message.encoding))).toEqual({ base64: 12, text: 1 });
  for (const { family, message } of canaries) {
    const { valueSchema, samples, terms } = family.contract;
    const bytes = Buffer.from(message.value, 'base64');
    const read: Readonly<Record<string, () => unknown>> = {
      'json-schema': () => JSON.parse(message.value),
      avro: () => {
        const registry = {};
        const typeOf = (schema: unknown) =>
          avsc.Type.forSchema(schema as never, { registry, wrapUnions: 'always' });
        const needed = inDependencyOrder(schemaReferences(family.contract, 'value', shared));
        for (const { text } of needed) typeOf(JSON.parse(text));
        const type = typeOf(valueSchema.value);
        return JSON.parse(type.toString(type.fromBuffer(bytes)));
      },
      protobuf: () => {
        const schema = protoSchema(
          valueSchema.value,
          shared.map(({ value }) => value),
        );
        if (!schema.ok) throw new Error(schema.error);
        const type = descriptorOf(schema.value.file, schema.value.root);
        return toJson(type, fromBinary(type, bytes));
      },
    };
    expect(read[terms.schema.format]?.()).toEqual(samples[0]?.value);
  }
});
