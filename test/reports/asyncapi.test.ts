import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from '../../lib/reports/asyncapi.ts';
import { SchemaBundle } from '../../lib/reports/asyncapi-schemas.ts';
import { ProjectCopy } from '../support/project-copy.ts';
import { contractWith, type Mutable, resolvedIn, shipped, systemIn } from '../support/shipped.ts';
import { workstreams } from '../support/workstreams.ts';

jest.setTimeout(60_000);
const copy = new ProjectCopy();
const folder = mkdtempSync(join(tmpdir(), 'workstreams-asyncapi-'));
afterAll(() => {
  copy.dispose();
  rmSync(folder, { recursive: true });
});

const document = (environment: string, system: string): Mutable =>
  asyncApiDocument(shipped().catalog, systemIn(resolvedIn(environment), system));

const everySystem = ['dev', 'local', 'prod', 'staging'].flatMap((environment) =>
  ['executions', 'omninode', 'rnle', 'somastack', 'workrequests'].map((system) => [system, environment]),
);

describe('the official parser', () => {
  const parser = new Parser();
  const parse = async (text: string) => {
    const { document: parsed, diagnostics } = await parser.parse(text);
    const told = diagnostics
      .filter(({ code }) => code !== 'asyncapi-latest-version')
      .map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
    return { parsed, told };
  };

  test.each(everySystem)('accepts %s in %s, and warns of nothing', async (system = '', environment = '') => {
    const { parsed, told } = await parse(JSON.stringify(document(environment, system)));
    expect(told).toEqual([]);
    const { families } = systemIn(resolvedIn(environment), system);
    expect(parsed?.channels().all()).toHaveLength(families.flatMap(({ topics }) => topics).length);
    expect(parsed?.operations().all().length).toBeGreaterThan(2);
  });

  test('takes an Avro schema as such', async () => {
    const avro = {
      ...contractWith('commands', (terms) => (terms.schema = { format: 'avro', compatibility: 'full' })),
      valueSchema: {
        file: 'value.schema.avsc',
        value: { type: 'record', name: 'Command', fields: [{ name: 'taskId', type: 'string' }] },
      },
      samples: [],
    };
    const { catalog } = shipped();
    const made: Mutable = asyncApiDocument(catalog, systemIn(resolvedIn('prod', [avro]), 'rnle'));
    expect(made.components.messages['worker.work.commands.v1'].payload).toEqual({
      schemaFormat: 'application/vnd.apache.avro+json;version=1.9.0',
      schema: avro.valueSchema.value,
    });
    expect((await parse(JSON.stringify(made))).told).toEqual([]);
  });

  test('would say so: of a binding, a reference and a sample that are wrong', async () => {
    const wrong = document('prod', 'rnle');
    wrong.channels['rnle-commands'].bindings.kafka.partitions = 'six';
    wrong.operations['rnle-worker.receive.rnle-commands'].messages[0].$ref =
      '#/channels/rnle-commands/messages/x';
    wrong.components.messages['worker.work.commands.v1'].examples[0].payload = 7;
    const { told } = await parse(JSON.stringify(wrong));
    expect(told.join('\n')).toContain('partitions');
    expect(told.length).toBeGreaterThan(1);
  });
});

test('a channel says what the topic is, with what Kafka is told', () => {
  const { channels } = document('prod', 'rnle');
  expect(Object.keys(channels)).toEqual([
    'rnle-command--results',
    'rnle-commands',
    'rnle-commands-dlq',
    'rnle-worker--control',
    'rnle-worker--events',
  ]);
  expect(channels['rnle-commands']).toEqual({
    address: 'rnle.commands',
    summary: 'Commands that other services want the RNLE worker to process',
    messages: { 'worker.work.commands.v1': { $ref: '#/components/messages/worker.work.commands.v1' } },
    tags: [{ name: 'class:work' }, { name: 'owner:rnle' }, { name: 'classification:confidential' }],
    bindings: {
      kafka: {
        topic: 'rnle.commands',
        partitions: 6,
        replicas: 3,
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          'compression.type': 'gzip',
          'max.message.bytes': 1048576,
          'min.insync.replicas': '2',
          'retention.ms': 604800000,
        },
        bindingVersion: '0.5.0',
      },
    },
    'x-contract': 'rnle/worker/work/commands/v1',
    'x-subject': 'rnle.commands-value',
    'x-role': 'source',
    'x-class': 'work',
    'x-owner': { team: 'rnle', onCall: 'rnle-primary', channel: '#rnle' },
    'x-classification': 'confidential',
    'x-pii': 'high',
    'x-critical': false,
    'x-lifecycle': { state: 'active' },
  });
});

test('servers are the listeners, with how a client proves who it is', () => {
  const { servers, components } = document('prod', 'rnle');
  expect(servers).toEqual({
    tls: {
      host: 'kafka-kafka-bootstrap.ameide-prod:9093',
      protocol: 'kafka-secure',
      summary: 'Listener tls of the cluster kafka',
      security: [{ $ref: '#/components/securitySchemes/tls' }],
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
    scram: {
      host: 'kafka-kafka-bootstrap.ameide-prod:9094',
      protocol: 'kafka-secure',
      summary: 'Listener scram of the cluster kafka',
      security: [{ $ref: '#/components/securitySchemes/scram-sha-512' }],
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
  });
  expect(components.securitySchemes).toEqual({
    'scram-sha-512': { type: 'scramSha512', description: 'User name and password, SCRAM-SHA-512' },
    tls: { type: 'X509', description: 'A client certificate (mutual TLS)' },
  });
  expect(document('local', 'rnle').servers).toEqual({
    plain: {
      host: 'kafka-kafka-bootstrap.ameide-local:9092',
      protocol: 'kafka',
      summary: 'Listener plain of the cluster kafka',
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
  });
});

test('an operation for each service and topic, with its group, also for what fails', () => {
  const { operations } = document('prod', 'rnle');
  expect(operations['rnle-worker.receive.rnle-commands']).toEqual({
    action: 'receive',
    channel: { $ref: '#/channels/rnle-commands' },
    title: 'rnle-worker receives from rnle.commands',
    summary: expect.any(String),
    messages: [{ $ref: '#/channels/rnle-commands/messages/worker.work.commands.v1' }],
    tags: [{ name: 'rnle' }, { name: 'service:rnle-worker' }],
    bindings: {
      kafka: { groupId: { type: 'string', enum: ['rnle-worker-commands'] }, bindingVersion: '0.5.0' },
    },
    'x-service': 'rnle-worker',
  });
  expect(Object.keys(operations).filter((id) => id.includes('commands-dlq'))).toEqual(
    expect.arrayContaining(['rnle-worker.send.rnle-commands-dlq']),
  );
});

test('a queue is read from where jobs read it, and by nobody where jobs are off', () => {
  const reads = (environment: string) =>
    Object.keys(document(environment, 'workrequests').operations).filter((id) => id.includes('.receive.'));
  expect(reads('dev')).toEqual([]);
  expect(reads('local')).toEqual([
    'agentwork-executor.receive.agentwork-coder-v1',
    'agentwork-executor.receive.transformation-agentwork-coder-v1',
    'toolrun-executor.receive.toolrun-generate-v1',
    'toolrun-executor.receive.toolrun-verify-v1',
    'toolrun-executor.receive.transformation-toolrun-generate-v1',
    'toolrun-executor.receive.transformation-toolrun-verify-v1',
  ]);
});

test('a canary reads what it writes, in its own group, where the environment has canaries', () => {
  const canary = (environment: string) =>
    Object.keys(document(environment, 'omninode').operations).filter((id) =>
      id.startsWith('canary.receive.'),
    );
  expect(canary('local')).toEqual([]);
  expect(canary('dev')).toHaveLength(13);
  expect(
    document('dev', 'omninode').operations['canary.receive.dev-omnibase-prism-evt-policy--updated-v1']
      .bindings.kafka.groupId,
  ).toEqual({ type: 'string', enum: ['canary-omnibase-prism-policy--updated-v1'] });
});

describe('a message', () => {
  const { components } = document('prod', 'omninode');
  const message = components.messages['validator.evt.test-run-completed.v1'];

  test('has its key, headers with what the shared schema says of them, payload and samples', () => {
    expect(message.bindings).toEqual({
      kafka: {
        key: { $ref: '#/components/schemas/validator.evt.test-run-completed.v1.key' },
        bindingVersion: '0.5.0',
      },
    });
    expect(message.headers.required).toContain('x-region');
    expect(message.headers.properties['x-encryption-scheme']).toEqual({
      description: 'How fields of the value are encrypted.',
      type: 'string',
      enum: ['none', 'envelope'],
    });
    expect(message.correlationId).toEqual({ location: '$message.header#/x-correlation-id' });
    expect(message.payload).toEqual({
      $ref: '#/components/schemas/validator.evt.test-run-completed.v1.value',
    });
    expect(message.examples.map(({ name }: { name: string }) => name)).toEqual(['failed', 'passed']);
  });

  test('that failed says so in its headers', () => {
    expect(components.messages['validator.evt.test-run-completed.v1.dead-letter'].headers.required).toContain(
      'x-failure-class',
    );
  });

  test('of a dead letter that is written otherwise has that schema', () => {
    const { title, payload } = document('prod', 'rnle').components.messages[
      'worker.work.commands.v1.dead-letter'
    ];
    expect([title, payload]).toEqual([
      'DeadLetteredCommand',
      { $ref: '#/components/schemas/messages.DeadLetteredCommand.v1' },
    ]);
  });

  test('keeps both what it refers to and what it says itself, for readers of draft 7', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const check = ajv.compile({ $ref: message.payload.$ref, components });
    const sample = message.examples[1].payload;
    const without = (key: string) => {
      const { [key]: _, ...rest } = sample;
      check(rest);
      return ajv.errorsText(check.errors);
    };
    expect(check(sample)).toBe(true);
    expect(without('event_id')).toContain("must have required property 'event_id'");
    expect(without('verdict')).toContain("must have required property 'verdict'");
  });
});

describe('the schemas of a document', () => {
  const file = (name: string, value: unknown) => ({
    file: `contracts/s/messages/${name}.schema.json`,
    value,
  });

  test('lead to one another inside of it, through loops and definitions', () => {
    const bundle = new SchemaBundle([
      file('Tree.v1', {
        $schema: 'x',
        $id: 'urn:s:Tree:v1',
        $defs: { leaf: { type: 'string' } },
        properties: { children: { items: { $ref: '#' } }, leaf: { $ref: '#/$defs/leaf' } },
      }),
    ]);
    const reference = bundle.add('own', {
      $ref: 'urn:s:Tree:v1',
      prefixItems: [{ $ref: 'urn:s:Tree:v1#/$defs/leaf' }],
      items: false,
      dependentRequired: { a: ['b'] },
      const: { $ref: 'left alone', $defs: 1 },
    });
    expect(reference).toEqual({ $ref: '#/components/schemas/own' });
    expect(bundle.schemas()).toEqual({
      'messages.Tree.v1': {
        definitions: { leaf: { type: 'string' } },
        properties: {
          children: { items: { $ref: '#/components/schemas/messages.Tree.v1' } },
          leaf: { $ref: '#/components/schemas/messages.Tree.v1/definitions/leaf' },
        },
      },
      own: {
        allOf: [{ $ref: '#/components/schemas/messages.Tree.v1' }],
        items: [{ $ref: '#/components/schemas/messages.Tree.v1/definitions/leaf' }],
        additionalItems: false,
        dependencies: { a: ['b'] },
        const: { $ref: 'left alone', $defs: 1 },
      },
    });
  });

  test('may have properties that are named as keywords', () => {
    const bundle = new SchemaBundle([]);
    bundle.add('own', { properties: { $id: { type: 'string' }, items: { type: 'array' } } });
    expect(bundle.schemas()).toEqual({
      own: { properties: { $id: { type: 'string' }, items: { type: 'array' } } },
    });
  });
});

test('the version changes with what the document says, and with nothing else', () => {
  const version = (messages: number): string => {
    const contract = contractWith('toolrun.verify', (terms) => {
      terms.partitions = messages;
    });
    const { catalog } = shipped();
    const info = asyncApiDocument(catalog, systemIn(resolvedIn('prod', [contract])))['info'] as Mutable;
    return info.version;
  };
  expect(version(3)).toBe(version(3));
  expect(version(3)).not.toBe(version(4));
  expect(version(3)).toMatch(/^0\.0\.0-[0-9a-f]{12}$/);
});

test('writes a folder a system, the same bytes each time, and prints one without a folder', async () => {
  const [first, second, printed] = await Promise.all([
    workstreams('asyncapi', '--env', 'prod', '--root', copy.root, '--out', join(folder, 'a')),
    workstreams('asyncapi', '--env', 'prod', '--root', copy.root, '--out', join(folder, 'b'), '--quiet'),
    workstreams('asyncapi', '--env', 'prod', '--root', copy.root, '--system', 'workrequests'),
  ]);
  expect([first.code, second.code, printed.code]).toEqual([0, 0, 0]);
  expect(first.stdout).toBe(`1 document below ${join(folder, 'a', 'prod')}\n`);
  expect(second.stdout).toBe('');
  expect(readdirSync(join(folder, 'a', 'prod'))).toEqual(['workrequests']);
  const written = readFileSync(join(folder, 'a', 'prod', 'workrequests', 'asyncapi.json'), 'utf8');
  expect(readFileSync(join(folder, 'b', 'prod', 'workrequests', 'asyncapi.json'), 'utf8')).toBe(written);
  expect(printed.stdout).toBe(written);
});

test('without a folder or a system it says what to add, and an unknown system is named', async () => {
  const [neither, unknown] = await Promise.all([
    workstreams('asyncapi', '--env', 'prod'),
    workstreams('asyncapi', '--env', 'prod', '--system', 'workrequest', '--root', copy.root),
  ]);
  expect(neither).toEqual({
    code: 1,
    stdout: '',
    stderr: 'several documents need a folder\n  add --out <folder>, or --system <id> to print one of them\n',
  });
  expect(unknown).toEqual({
    code: 1,
    stdout: '',
    stderr: 'there is no system "workrequest"\n  did you mean "workrequests"?\n',
  });
});
