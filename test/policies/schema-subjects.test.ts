import { describe, expect, test } from '@jest/globals';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import type { CompatibilityMode } from '../../lib/model/terms/schema-terms.ts';
import { strictest } from '../../lib/policies/registry-schemas.ts';
import { type SchemaSubject, schemaSubjects } from '../../lib/policies/schema-subjects.ts';
import { contractWith, environmentWith, fixture, resolvedIn } from '../support/fixture.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage, subjectsOf } from '../support/subjects.ts';

const systems = [plainSystem('shop', [])];
const environment = smallEnvironment();
const json = { format: 'json-schema', compatibility: 'backward' } as const;

/** `active orders-value -> shop.Money.v1.schema.json (urn:money)` */
function line({ state, subject, references }: SchemaSubject): string {
  const named = references.map((one) => `${one.subject} (${one.name})`).join(', ');
  return `${state} ${subject}${named === '' ? '' : ` -> ${named}`}`;
}

function ofSystem(system: string, where: Parameters<typeof resolvedIn>[0]): string[] {
  const { catalog } = fixture();
  return schemaSubjects(catalog, resolvedIn(where))
    .filter((one) => one.contracts.some((address) => address.startsWith(`${system}/`)))
    .map(line);
}

describe('the subjects of a stack', () => {
  test('are those of keys and values, and of dead letters with a schema of their own', () => {
    expect(ofSystem('ledger', 'qa')).toEqual([
      'active workstreams.OperationsJournal.v1.schema.json',
      'active ledger.balances-value',
      'active ledger.invoices-value',
      'active ledger.invoices.dlq-value',
      'active ledger.postings-key',
      'active ledger.postings-value',
      'active ledger.repairs-value -> workstreams.OperationsJournal.v1.schema.json (urn:workstreams:OperationsJournal:v1)',
    ]);
  });

  test('have no topic of retries, and none of dead letters that are written as their topic is', () => {
    const subjects = ofSystem('parcels', 'qa').filter((one) => one.includes('parcel-scanned'));
    const named = 'parcels.DomainEvent.v1.schema.json (urn:workstreams:parcels:DomainEvent:v1)';
    expect(subjects).toEqual([
      'active qa.acme.tracking.evt.parcel-scanned.v1-key',
      `active qa.acme.tracking.evt.parcel-scanned.v1-value -> ${named}`,
    ]);
  });

  test('are one for each tenant', () => {
    const subjects = ofSystem('parcels', 'eu-prod').filter((one) => one.includes('scan-pace'));
    expect(subjects).toEqual([
      'active prod.acme-labs.tracking.ctl.scan-pace.v1-value',
      'active prod.acme.tracking.ctl.scan-pace.v1-value',
    ]);
  });

  test('say system, tenant, owner, classification and personal data', () => {
    const found = schemaSubjects(fixture().catalog, resolvedIn('qa')).find(({ subject }) =>
      subject.includes('cmd.reroute-parcel'),
    );
    expect(found?.metadata).toEqual({
      contract: 'parcels/tracking/cmd/reroute-parcel/v1',
      system: 'parcels',
      tenant: 'acme',
      owner: 'tracking',
      classification: 'confidential',
      pii: 'high',
      'pii-fields': 'address high',
    });
    expect([found?.role, found?.topic, found?.format, found?.compatibility]).toEqual([
      'value',
      'qa.acme.tracking.cmd.reroute-parcel.v1',
      'JSON',
      'backward',
    ]);
  });
});

describe('a topic that is renamed', () => {
  const label = 'vision.read-label.v1-value';
  const inPhase = (phase: string) =>
    ofSystem(
      'sorting',
      environmentWith('qa', (terms) => {
        terms['renames'] = { 'sorting/depot/work/vision.read-label/v1': phase };
      }),
    )
      .filter((one) => one.includes('read-label'))
      .map((one) => one.split(' -> ')[0]);

  test.each([
    ['before', [`active ${label}`]],
    ['dual', [`active depot.${label}`, `active ${label}`]],
    ['cutover', [`active depot.${label}`, `active ${label}`]],
    ['drained', [`active depot.${label}`, `active ${label}`]],
    ['retired', [`active depot.${label}`, `retired ${label}`]],
  ])('in phase %s', (phase, expected) => {
    expect(inPhase(phase)).toEqual(expected);
  });
});

describe('a migration to another version', () => {
  const inPhase = (phase: string) =>
    ofSystem(
      'sorting',
      environmentWith('qa', (terms) => {
        terms['migrations'] = { 'sorting/depot/work/batch.plan-routes/v2': phase };
      }),
    )
      .filter((one) => one.includes('plan-routes'))
      .map((one) => one.split(' -> ')[0]);
  const [first, second] = [1, 2].map((version) => `depot.batch.plan-routes.v${version}-value`);

  test.each([
    ['before', [`active ${first}`]],
    ['dual', [`active ${first}`, `active ${second}`]],
    ['drained', [`active ${first}`, `active ${second}`]],
    ['retired', [`retired ${first}`, `active ${second}`]],
  ])('in phase %s', (phase, expected) => {
    expect(inPhase(phase)).toEqual(expected);
  });

  test('leaves out queues where an environment has none', () => {
    const where = environmentWith('qa', (terms) => {
      terms['queues'] = { ...(terms['queues'] as object), topics: false, workbench: false };
      terms['migrations'] = { 'sorting/depot/work/batch.plan-routes/v2': 'retired' };
    });
    expect(ofSystem('sorting', where)).toEqual([]);
  });
});

describe('the life of a contract', () => {
  const valueSchema = { type: 'object', properties: { id: { type: 'string' } } };
  const of = (props: Parameters<typeof smallContract>[1]) =>
    subjectsOf({ contracts: [smallContract('shop/sales/evt/orders/v1', props)], systems, environment });

  test('one that is retired has a retired subject, and a deprecated one an active one that names the next', () => {
    const retired = of({ valueSchema, lifecycle: { state: 'retired', since: '2026-01-01' } });
    expect(retired.map(line)).toEqual(['retired shop.orders-value']);
    const successor = 'shop/sales/evt/orders/v2';
    const [deprecated] = of({
      valueSchema,
      lifecycle: { state: 'deprecated', until: '2027-01-01', successor },
    });
    expect(deprecated?.state).toBe('active');
    expect(deprecated?.metadata['successor']).toBe(successor);
  });

  test('one that does not know its schema has an open subject', () => {
    expect(of({}).map(line)).toEqual(['open shop.orders-value']);
    expect(of({ valueSchema, questions: ['owner', 'schema'] }).map(line)).toEqual(['open shop.orders-value']);
    expect(of({ valueSchema, questions: ['owner'] }).map(line)).toEqual(['active shop.orders-value']);
  });

  test('one that names its subject has it under both names of its topic', () => {
    const props = {
      valueSchema,
      schema: { ...json, subject: 'sales-value' },
      renamedFrom: { topic: 'old.orders', object: 'old-orders' },
    } as const;
    const renames = { 'shop/sales/evt/orders/v1': 'dual' } as const;
    const contracts = [smallContract('shop/sales/evt/orders/v1', props)];
    const dual = subjectsOf({ contracts, systems, environment: smallEnvironment({ renames }) });
    expect(dual.map(line)).toEqual(['active sales-value']);
    const retired = smallEnvironment({ renames: { 'shop/sales/evt/orders/v1': 'retired' } });
    expect(subjectsOf({ contracts, systems, environment: retired }).map(line)).toEqual([
      'active sales-value',
    ]);
  });

  test('topics that were there before their contract are in the environment that has them', () => {
    expect(ofSystem('legacy', 'eu-prod')).toEqual(['active Customers_V2-value']);
    expect(ofSystem('legacy', 'dev')).toEqual([]);
    const contract = contractWith('customers', (terms) => {
      terms['questions'] = ['schema'];
    });
    const { catalog } = fixture();
    const found = schemaSubjects(catalog, resolvedIn('eu-prod', [contract]));
    expect(found.map(line)).toEqual(['open Customers_V2-value']);
  });
});

describe('shared messages', () => {
  const currency = sharedMessage('Currency.v1.schema.json', {
    $id: 'urn:shop:Currency',
    type: 'string',
  });
  const money = sharedMessage('Money.v1.schema.json', {
    $id: 'urn:shop:Money',
    type: 'object',
    properties: { in: { $ref: 'urn:shop:Currency' }, iban: { type: 'string', 'x-pii': 'high' } },
  });
  const order = (mode: CompatibilityMode, topic = 'orders') =>
    smallContract(`shop/sales/evt/${topic}/v1`, {
      schema: { format: 'json-schema', compatibility: mode },
      valueSchema: { type: 'object', properties: { total: { $ref: 'urn:shop:Money#/properties/in' } } },
    });

  test('come before what names them, also where they are named by each other', () => {
    const stack = { contracts: [order('backward')], systems, environment };
    expect(subjectsOf(stack, [money, currency]).map(line)).toEqual([
      'active shop.Currency.v1.schema.json',
      'active shop.Money.v1.schema.json -> shop.Currency.v1.schema.json (urn:shop:Currency)',
      'active shop.orders-value -> shop.Money.v1.schema.json (urn:shop:Money)',
    ]);
  });

  test('that no contract names have no subject', () => {
    const contracts = [smallContract('shop/sales/evt/orders/v1', { valueSchema: { type: 'object' } })];
    expect(subjectsOf({ contracts, systems, environment }, [money, currency]).map(line)).toEqual([
      'active shop.orders-value',
    ]);
  });

  test('keep what all who name them promise, and say their personal data', () => {
    const contracts = [order('backward-transitive'), order('forward', 'bills'), order('none', 'notes')];
    const [, found] = subjectsOf({ contracts, systems, environment }, [money, currency]);
    expect(found?.compatibility).toBe('full-transitive');
    expect(found?.metadata).toEqual({ system: 'shop', 'pii-fields': 'iban high' });
    expect(found?.contracts).toEqual([
      'shop/sales/evt/bills/v1',
      'shop/sales/evt/notes/v1',
      'shop/sales/evt/orders/v1',
    ]);
  });

  test('go with the last contract that names them', () => {
    const lifecycle = { state: 'retired', since: '2026-01-01' } as const;
    const gone = { ...order('full'), terms: { ...order('full').terms, lifecycle } };
    const states = (contracts: Parameters<typeof subjectsOf>[0]['contracts']) =>
      subjectsOf({ contracts, systems, environment }, [money, currency]).map(line).slice(0, 1);
    expect(states([gone])).toEqual(['retired shop.Currency.v1.schema.json']);
    expect(states([gone, order('full', 'bills')])).toEqual(['active shop.Currency.v1.schema.json']);
  });

  test('of Protobuf are the files of imports, and the options of ours', () => {
    const cash = sharedMessage(
      'cash.proto',
      'syntax = "proto3"; package shop; message Cash { int64 cents = 1; }',
    );
    const text = `syntax = "proto3";
      import "messages/cash.proto"; import "workstreams/options.proto"; import "google/protobuf/timestamp.proto";
      message Order { string id = 1 [(workstreams.pii) = "low"]; shop.Cash total = 2; google.protobuf.Timestamp at = 3; }`;
    const contracts = [
      smallContract('shop/sales/evt/orders/v1', {
        schema: { format: 'protobuf', compatibility: 'backward' },
        valueSchema: protoText('value.proto', text),
      }),
    ];
    const found = subjectsOf({ contracts, systems, environment }, [cash]);
    expect(found.map(line)).toEqual([
      'active shop.cash.proto',
      'active workstreams.options.proto',
      'active shop.orders-value -> shop.cash.proto (messages/cash.proto), workstreams.options.proto (workstreams/options.proto)',
    ]);
    expect(found[2]?.text).toBe(text);
    expect(found[2]?.metadata['pii-fields']).toBe('id low');
    expect(found[0]?.format).toBe('PROTOBUF');
  });

  test('of all systems have the name of their folder, and built-in ones ours', () => {
    const common = sharedMessage('Id.schema.json', { $id: 'urn:id', type: 'string' }, 'all');
    const contracts = [
      smallContract('shop/sales/evt/orders/v1', {
        valueSchema: { $defs: { a: { $ref: 'urn:id' } }, properties: { f: { $ref: 'urn:failure#/x' } } },
      }),
    ];
    const builtIn = {
      system: undefined,
      file: 'schemas/messages/Failure.v1.schema.json',
      value: { $id: 'urn:failure', x: { type: 'string' } },
    };
    expect(subjectsOf({ contracts, systems, environment }, [builtIn, common]).map(line)).toEqual([
      'active workstreams.Failure.v1.schema.json',
      'active messages.Id.schema.json',
      'active shop.orders-value -> workstreams.Failure.v1.schema.json (urn:failure), messages.Id.schema.json (urn:id)',
    ]);
  });
});

test.each([
  ['none', 'none', 'none'],
  ['none', 'backward', 'backward'],
  ['backward', 'forward', 'full'],
  ['backward-transitive', 'backward', 'backward-transitive'],
  ['backward-transitive', 'forward', 'full-transitive'],
  ['full', 'forward', 'full'],
  ['none', 'forward-transitive', 'forward-transitive'],
] as const)('what promises %s and %s is %s', (a, b, both) => {
  expect(strictest(a, b)).toBe(both);
  expect(strictest(b, a)).toBe(both);
});
