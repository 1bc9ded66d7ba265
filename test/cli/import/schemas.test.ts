import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadProject } from '../../../lib/cli/project.ts';
import { writeBackup } from '../../../lib/cli/schemas/write-backup.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { backupFiles } from '../../../lib/registry/backup.ts';
import { RegistryClient } from '../../../lib/registry/client.ts';
import { today } from '../../support/fixture.ts';
import { done, importingProject, importInto, refusal } from '../../support/imported.ts';
import { FakeRegistry } from '../../support/registry/fake-registry.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

let registry: FakeRegistry;
let copy: StackCopy;
beforeEach(async () => {
  registry = await FakeRegistry.start();
  copy = importingProject();
});
afterEach(async () => {
  await registry.stop();
  copy.dispose();
});

const topic = (name: string) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name, namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'kafka' } },
  spec: { partitions: 3, replicas: 3 },
});

/** Imports topics with what the registry has. */
async function imported(...names: string[]): Promise<string> {
  const client = new RegistryClient({ url: registry.url, fetch, wait: () => Promise.resolve() });
  const files = await backupFiles(client, {
    environment: 'eu-prod',
    registry: 'https://registry.example.com',
  });
  await writeBackup({ out: copy.path('backup'), environment: 'eu-prod', files });
  const text = JSON.stringify(names.map(topic));
  return done(importInto(copy, text, { schemas: copy.path('backup/eu-prod') })).done;
}

const folder = (name: string) => `contracts/inherited/imported/evt/${name}/v1`;
const contractOf = (name: string) =>
  parse(copy.read(`${folder(name)}/contract.yaml`)) as {
    readonly schema: object;
    readonly questions: readonly string[];
  };

function expectRight(): void {
  const project = loadProject({ root: copy.root, today });
  expect(project.ok ? [] : project.problems.map(formatProblem)).toEqual([]);
}

test('schemas of each format answer the question, with a sample that they take', async () => {
  const record = {
    type: 'record',
    name: 'Order',
    namespace: 'shop',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'state', type: { type: 'enum', name: 'State', symbols: ['NEW', 'PAID'] } },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'either', type: ['int', 'string'] },
      { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 4 } },
      { name: 'lines', type: { type: 'array', items: 'long' } },
    ],
  };
  registry.add('orders-value', '"string"', 'AVRO');
  registry.add('orders-value', JSON.stringify(record), 'AVRO');
  registry.add(
    'bills-value',
    JSON.stringify({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id', 'at', 'lines', 'kind'],
      properties: {
        id: { type: 'string', minLength: 3 },
        at: { type: 'string', format: 'date-time' },
        lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
        kind: { enum: ['a', 'b'] },
      },
      $defs: {
        line: { type: 'object', required: ['cents'], properties: { cents: { minimum: 5, type: 'integer' } } },
      },
    }),
  );
  registry.add('bills-key', '{"type":"string"}');
  registry.add(
    'moves-value',
    'syntax = "proto3";\npackage shop;\nmessage Move {\n  string id = 1;\n}\n',
    'PROTOBUF',
  );
  registry.configs.set('orders-value', { compatibility: 'FULL_TRANSITIVE' });
  const told = await imported('orders', 'bills', 'moves', 'unknown');
  expect(told).toContain('3 schemas from the registry: ');
  expect(contractOf('orders').schema).toEqual({ format: 'avro', compatibility: 'full-transitive' });
  expect(contractOf('bills').schema).toEqual({ format: 'json-schema', compatibility: 'none' });
  expect(contractOf('moves').schema).toEqual({ format: 'protobuf', compatibility: 'none' });
  const open = ['orders', 'bills', 'moves', 'unknown'].map((one) =>
    contractOf(one).questions.includes('schema'),
  );
  expect(open).toEqual([false, false, false, true]);
  expect(JSON.parse(copy.read(`${folder('orders')}/value.schema.avsc`))).toEqual(record);
  expect(JSON.parse(copy.read(`${folder('orders')}/samples/example.json`))).toEqual({
    id: 'x',
    state: 'NEW',
    note: null,
    either: { int: 0 },
    hash: 'xxxx',
    lines: [],
  });
  expect(JSON.parse(copy.read(`${folder('bills')}/samples/example.json`))).toEqual({
    id: 'xxx',
    at: '2000-01-01T00:00:00Z',
    lines: [{ cents: 5 }],
    kind: 'a',
  });
  expect(JSON.parse(copy.read(`${folder('bills')}/key.schema.json`))).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'string',
  });
  expect(copy.read(`${folder('moves')}/value.proto`)).toContain('message Move');
  expectRight();
});

test('what cannot be taken stays a question, with the reason', async () => {
  registry.add('base', '{"$id":"urn:b"}');
  registry.add('a-value', '{"properties":{"x":{"$ref":"urn:b"}}}', 'JSON', [
    { name: 'urn:b', subject: 'base', version: 1 },
  ]);
  registry.add('b-value', '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}');
  registry.add('c-value', 'type Query { a: String }', 'GRAPHQL');
  registry.add(
    'd-value',
    '{"type":"object","required":["x"],"properties":{"x":{"type":"string","pattern":"^[a-z]{7}$"}}}',
  );
  registry.add('e-value', '"string"', 'AVRO');
  const told = await imported('a', 'b', 'c', 'd', 'e');
  expect(told).toContain('0 schemas from the registry\n');
  expect(told).toContain('1 schema of the registry not taken, it names other subjects: a-value\n');
  expect(told).toContain('2 schemas of the registry not taken, it cannot be read: b-value, e-value\n');
  expect(told).toContain('1 schema of the registry not taken, its format is GRAPHQL: c-value\n');
  expect(told).toContain(
    '1 schema of the registry not taken, no message that it takes could be made: d-value\n',
  );
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect(contractOf(name).questions).toContain('schema');
  expectRight();
});

test('a folder that no pull has written is refused', () => {
  const text = JSON.stringify([topic('orders')]);
  expect(refusal(importInto(copy, text, { schemas: copy.path('nowhere') }))).toContain(
    'the file cannot be read',
  );
  copy.write('odd/registry.json', '{"schema":"x"}');
  const said = refusal(importInto(copy, text, { schemas: copy.path('odd') }));
  expect(said).toContain('this is no backup of a registry');
  expect(said).toContain('name a folder that `workstreams schemas pull` wrote: <out>/<environment>');
});
