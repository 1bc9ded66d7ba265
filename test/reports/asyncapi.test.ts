import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from '../../lib/reports/asyncapi.ts';
import { SchemaBundle } from '../../lib/reports/asyncapi-schemas.ts';
import {
  contractWith,
  fixture,
  fixtureRoot,
  type Mutable,
  resolvedIn,
  systemIn,
} from '../support/fixture.ts';
import { workstreams } from '../support/workstreams.ts';

jest.setTimeout(60_000);
const folder = mkdtempSync(join(tmpdir(), 'workstreams-asyncapi-'));
afterAll(() => rmSync(folder, { recursive: true }));

const document = (environment: string, system: string): Mutable =>
  asyncApiDocument(fixture().catalog, systemIn(resolvedIn(environment), system));

const everySystem = ['dev', 'qa', 'eu-prod'].flatMap((environment) =>
  ['ledger', 'parcels', 'sorting'].map((system) => [system, environment]),
);
const imported = ['legacy', 'eu-prod'];

describe('the official parser', () => {
  const parser = new Parser();
  const parse = async (text: string) => {
    const { document: parsed, diagnostics } = await parser.parse(text);
    const told = diagnostics
      .filter(({ code }) => code !== 'asyncapi-latest-version')
      .map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
    return { parsed, told };
  };

  test.each([...everySystem, imported])(
    'accepts %s in %s, and warns of nothing',
    async (system = '', environment = '') => {
      const { parsed, told } = await parse(JSON.stringify(document(environment, system)));
      expect(told).toEqual([]);
      const { families } = systemIn(resolvedIn(environment), system);
      expect(parsed?.channels().all()).toHaveLength(families.flatMap(({ topics }) => topics).length);
      expect(parsed?.operations().all().length).toBeGreaterThan(1);
    },
  );

  test('takes an Avro schema as such', () => {
    const { payload } = document('eu-prod', 'ledger').components.messages['accounts.evt.postings.v1'];
    expect(payload).toEqual({
      schemaFormat: 'application/vnd.apache.avro+json;version=1.9.0',
      schema: {
        type: 'record',
        name: 'Posting',
        namespace: 'ledger',
        doc: 'An amount was booked to an account.',
        fields: [
          { name: 'account', type: 'string', doc: 'The account, and the message key.' },
          { name: 'cents', type: 'long', doc: 'The amount; negative for what is paid back.' },
        ],
      },
    });
  });

  test('would say so: of a binding, a reference and a sample that are wrong', async () => {
    const wrong = document('eu-prod', 'ledger');
    wrong.channels['ledger-invoices'].bindings.kafka.partitions = 'six';
    wrong.operations['invoicing.receive.ledger-invoices'].messages[0].$ref =
      '#/channels/ledger-invoices/messages/x';
    wrong.components.messages['accounts.work.invoices.v1'].examples[0].payload = 7;
    const { told } = await parse(JSON.stringify(wrong));
    expect(told.join('\n')).toContain('partitions');
    expect(told.length).toBeGreaterThan(1);
  });
});

test('a channel says what the topic is, with what Kafka is told', () => {
  const { channels } = document('eu-prod', 'ledger');
  expect(Object.keys(channels)).toEqual([
    'ledger-balances',
    'ledger-invoices',
    'ledger-invoices-dlq',
    'ledger-postings',
    'ledger-postings-dlq',
    'ledger-repairs',
  ]);
  expect(channels['ledger-invoices']).toEqual({
    address: 'ledger.invoices',
    summary: 'Orders for invoices',
    messages: { 'accounts.work.invoices.v1': { $ref: '#/components/messages/accounts.work.invoices.v1' } },
    tags: [{ name: 'class:work' }, { name: 'owner:ledger' }, { name: 'classification:confidential' }],
    bindings: {
      kafka: {
        topic: 'ledger.invoices',
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
    'x-contract': 'ledger/accounts/work/invoices/v1',
    'x-subject': 'ledger.invoices-value',
    'x-role': 'source',
    'x-class': 'work',
    'x-owner': { team: 'ledger', onCall: 'ledger-primary', channel: '#ledger' },
    'x-classification': 'confidential',
    'x-pii': 'none',
    'x-critical': false,
    'x-lifecycle': { state: 'active' },
  });
});

test('servers are the listeners, with how a client proves who it is', () => {
  const { servers, components } = document('eu-prod', 'ledger');
  expect(servers).toEqual({
    tls: {
      host: 'kafka-kafka-bootstrap.kafka-eu:9093',
      protocol: 'kafka-secure',
      summary: 'Listener tls of the cluster kafka',
      security: [{ $ref: '#/components/securitySchemes/tls' }],
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
    scram: {
      host: 'kafka-kafka-bootstrap.kafka-eu:9094',
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
  expect(document('dev', 'ledger').servers).toEqual({
    plain: {
      host: 'kafka-kafka-bootstrap.kafka-dev:9092',
      protocol: 'kafka',
      summary: 'Listener plain of the cluster kafka',
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
  });
});

test('an operation for each service and topic, with its group, also for what fails', () => {
  const { operations } = document('eu-prod', 'ledger');
  expect(operations['invoicing.receive.ledger-invoices']).toEqual({
    action: 'receive',
    channel: { $ref: '#/channels/ledger-invoices' },
    title: 'invoicing receives from ledger.invoices',
    summary: expect.any(String),
    messages: [{ $ref: '#/channels/ledger-invoices/messages/accounts.work.invoices.v1' }],
    tags: [{ name: 'ledger' }, { name: 'service:invoicing' }],
    bindings: {
      kafka: { groupId: { type: 'string', enum: ['ledger-invoices'] }, bindingVersion: '0.5.0' },
    },
    'x-service': 'invoicing',
  });
  expect(Object.keys(operations).filter((id) => id.includes('invoices-dlq'))).toEqual([
    'invoicing.send.ledger-invoices-dlq',
    'ledger-desk.receive.ledger-invoices-dlq',
  ]);
});

test('a queue is read from where jobs read it, and by no one where jobs are off', () => {
  const reads = (environment: string) =>
    Object.keys(document(environment, 'sorting').operations).filter((id) => id.includes('.receive.'));
  expect(reads('qa')).toEqual([]);
  expect(reads('dev')).toEqual([
    'label-reader.receive.depot-vision-read--label-v1',
    'label-reader.receive.vision-read-label-v1',
    'route-planner.receive.depot-batch-plan--routes-v2',
  ]);
});

test('a canary reads what it writes, in its own group, where the environment has canaries', () => {
  const canary = (environment: string) =>
    Object.entries<Mutable>(document(environment, 'parcels').operations)
      .filter(([id]) => id.startsWith('canary.receive.'))
      .map(([id, { bindings }]) => [id, bindings.kafka.groupId]);
  expect(canary('dev')).toEqual([]);
  expect(canary('qa')).toEqual([
    [
      'canary.receive.qa-acme-tracking-evt-parcel--delivered-v1',
      { type: 'string', enum: ['canary-acme-tracking-parcel--delivered-v1'] },
    ],
    [
      'canary.receive.qa-acme-tracking-evt-parcel--scanned-v1',
      { type: 'string', enum: ['canary-acme-tracking-parcel--scanned-v1'] },
    ],
  ]);
});

describe('a message', () => {
  const { components } = document('eu-prod', 'parcels');
  const message = components.messages['tracking.evt.parcel-scanned.v1'];

  test('has its key, headers with what the shared schema says of them, payload and samples', () => {
    expect(message.bindings).toEqual({
      kafka: {
        key: { $ref: '#/components/schemas/tracking.evt.parcel-scanned.v1.key' },
        bindingVersion: '0.5.0',
      },
    });
    expect(message.headers.required).toEqual(['x-trace-id', 'x-tenant', 'x-region', 'x-canary']);
    expect(message.headers.properties['x-canary']).toEqual({
      description: 'Set on messages that only test the way.',
      const: 'true',
    });
    expect(message.payload).toEqual({
      $ref: '#/components/schemas/tracking.evt.parcel-scanned.v1.value',
    });
    expect(message.examples.map(({ name }: { name: string }) => name)).toEqual(['depot', 'door']);
  });

  test('that has an id of what it is about says in which header', () => {
    const correlated = contractWith('parcel-scanned', (terms) => terms.headers.push('x-correlation-id'));
    const { correlationId } = (
      asyncApiDocument(fixture().catalog, systemIn(resolvedIn('eu-prod', [correlated]), 'parcels')) as Mutable
    ).components.messages['tracking.evt.parcel-scanned.v1'];
    expect(correlationId).toEqual({ location: '$message.header#/x-correlation-id' });
    expect(message.correlationId).toBeUndefined();
  });

  test('that failed says so in its headers', () => {
    expect(components.messages['tracking.evt.parcel-scanned.v1.dead-letter'].headers.required).toContain(
      'x-failure-class',
    );
  });

  test('of a dead letter that is written otherwise has that schema', () => {
    const { title, payload } = document('eu-prod', 'ledger').components.messages[
      'accounts.work.invoices.v1.dead-letter'
    ];
    expect([title, payload]).toEqual([
      'RefusedInvoice',
      { $ref: '#/components/schemas/messages.RefusedInvoice.v1' },
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
    expect(without('depot')).toContain("must have required property 'depot'");
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

  test('lead where references by anchor, by relative URI and inside of an $id of its own lead', () => {
    const bundle = new SchemaBundle([
      file('Money.v1', {
        $id: 'https://s.example/types/Money',
        $defs: {
          amount: { $anchor: 'amount', type: 'integer' },
          'a/b': {
            $id: 'inner/',
            $defs: { c: { type: 'string' } },
            properties: { c: { $ref: '#/$defs/c' } },
          },
          any: true,
        },
        prefixItems: [{ $ref: '#amount' }, { $ref: '#/prefixItems/0' }],
        items: { $ref: '#/$defs/any' },
      }),
      file('Order.v1', {
        $id: 'https://s.example/types/Order',
        properties: { total: { $ref: 'Money#amount' } },
      }),
    ]);
    bundle.add('own', {
      allOf: [{ type: 'object' }],
      $ref: 'https://s.example/types/Order',
      properties: {
        first: { $ref: '#/allOf/0' },
        rest: { $ref: 'https://s.example/types/Money#/items' },
        inner: { $ref: 'https://s.example/types/inner/#/properties/c' },
      },
    });
    const money = '#/components/schemas/messages.Money.v1';
    expect(bundle.schemas()).toEqual({
      'messages.Money.v1': {
        definitions: {
          amount: { $anchor: 'amount', type: 'integer' },
          'a/b': {
            definitions: { c: { type: 'string' } },
            properties: { c: { $ref: `${money}/definitions/a~1b/definitions/c` } },
          },
          any: true,
        },
        items: [{ $ref: `${money}/definitions/amount` }, { $ref: `${money}/items/0` }],
        additionalItems: true,
      },
      'messages.Order.v1': { properties: { total: { $ref: `${money}/definitions/amount` } } },
      own: {
        allOf: [{ type: 'object' }, { $ref: '#/components/schemas/messages.Order.v1' }],
        properties: {
          first: { $ref: '#/components/schemas/own/allOf/0' },
          rest: { $ref: `${money}/additionalItems` },
          inner: { $ref: `${money}/definitions/a~1b/properties/c` },
        },
      },
    });
  });

  test('that are part of a shared schema lead into it', () => {
    const headers = {
      $id: 'urn:s:Headers',
      properties: { id: { $ref: '#/$defs/id' } },
      $defs: { id: { type: 'string' } },
    };
    const bundle = new SchemaBundle([file('Headers.v1', headers)]);
    expect(bundle.inline(headers.properties.id)).toEqual({
      $ref: '#/components/schemas/messages.Headers.v1/definitions/id',
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
    const contract = contractWith('vision.read-label', (terms) => {
      terms.partitions = messages;
    });
    const { catalog } = fixture();
    const info = asyncApiDocument(catalog, systemIn(resolvedIn('eu-prod', [contract]), 'sorting'))[
      'info'
    ] as Mutable;
    return info.version;
  };
  expect(version(3)).toBe(version(3));
  expect(version(3)).not.toBe(version(4));
  expect(version(3)).toMatch(/^0\.0\.0-[0-9a-f]{12}$/);
});

test('writes a folder a system, the same bytes each time, and prints one without a folder', async () => {
  const asyncapi = (...args: string[]) =>
    workstreams('asyncapi', '--env', 'eu-prod', '--root', fixtureRoot, ...args);
  const [first, second, printed] = await Promise.all([
    asyncapi('--out', join(folder, 'a')),
    asyncapi('--out', join(folder, 'b'), '--quiet'),
    asyncapi('--system', 'sorting'),
  ]);
  expect([first.code, second.code, printed.code]).toEqual([0, 0, 0]);
  expect(first.stdout).toBe(`4 documents below ${join(folder, 'a', 'eu-prod')}\n`);
  expect(second.stdout).toBe('');
  const systems = ['ledger', 'legacy', 'parcels', 'sorting'];
  expect(readdirSync(join(folder, 'a', 'eu-prod')).sort()).toEqual(systems);
  const written = (out: string, system: string) =>
    readFileSync(join(folder, out, 'eu-prod', system, 'asyncapi.json'), 'utf8');
  for (const system of systems) expect(written('b', system)).toBe(written('a', system));
  expect(printed.stdout).toBe(written('a', 'sorting'));
});

test('without a folder or a system it says what to add, and an unknown system is named', async () => {
  const [neither, unknown] = await Promise.all([
    workstreams('asyncapi', '--env', 'eu-prod', '--root', fixtureRoot),
    workstreams('asyncapi', '--env', 'eu-prod', '--system', 'sortin', '--root', fixtureRoot),
  ]);
  expect(neither).toEqual({
    code: 1,
    stdout: '',
    stderr: 'several documents need a folder\n  add --out <folder>, or --system <id> to print one of them\n',
  });
  expect(unknown).toEqual({
    code: 1,
    stdout: '',
    stderr: 'there is no system "sortin"\n  did you mean "sorting"?\n',
  });
});
