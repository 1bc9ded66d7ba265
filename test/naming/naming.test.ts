import { describe, expect, test } from '@jest/globals';
import type { ContractAddress, NameScope } from '../../lib/naming/address.ts';
import type { NamingDeclaration } from '../../lib/naming/naming-terms.ts';
import type { Naming } from '../../lib/naming/naming.ts';
import { namingOf } from '../../lib/model/terms/naming-terms.ts';
import { namings } from '../support/namings.ts';

const scope: NameScope = { env: 'prod', tenant: 'acme' };
const at = (change: Partial<ContractAddress>): ContractAddress => ({
  system: 'shop',
  context: 'orders',
  class: 'evt',
  topic: 'order-placed',
  version: 1,
  ...change,
});

/** Topic, a retry and the dead letter topic. */
function names(naming: Naming, address: ContractAddress, where = scope): string[] {
  return [
    naming.topic(address, where),
    naming.retry(address, where, '15m'),
    naming.deadLetter(address, where),
  ].map((one) => (one.ok ? one.value : one.error));
}

const declared = (declaration: NamingDeclaration, system = 'shop') => namingOf(system, declaration);

describe('four ways to name topics', () => {
  test.each<[keyof typeof namings, Partial<ContractAddress>, string[]]>([
    [
      'namespaced',
      {},
      [
        'prod.acme.orders.evt.order-placed.v1',
        'prod.acme.orders.rty.order-placed-15m.v1',
        'prod.acme.orders.dlt.order-placed.v1',
      ],
    ],
    [
      'namespaced',
      { version: 2 },
      [
        'prod.acme.orders.evt.order-placed.v2',
        'prod.acme.orders.rty.order-placed-15m.v2',
        'prod.acme.orders.dlt.order-placed.v2',
      ],
    ],
    [
      'queues',
      { class: 'work', topic: 'toolrun.verify' },
      ['orders.toolrun.verify.v1', 'orders.toolrun.verify.rty-15m.v1', 'orders.toolrun.verify.dlt.v1'],
    ],
    [
      'queues',
      { class: 'work', topic: 'toolrun.verify', version: 12 },
      ['orders.toolrun.verify.v12', 'orders.toolrun.verify.rty-15m.v12', 'orders.toolrun.verify.dlt.v12'],
    ],
    [
      'dotted',
      { topic: 'events.audit' },
      ['shop.events.audit', 'shop.events.audit.retry-15m', 'shop.events.audit.dlq'],
    ],
    [
      'dotted',
      { topic: 'tool_results', version: 2 },
      ['shop.tool_results.v2', 'shop.tool_results.retry-15m.v2', 'shop.tool_results.dlq.v2'],
    ],
    [
      'flat',
      { topic: 'execution_events' },
      ['execution_events', 'execution_events_retry_15m', 'execution_events_dlq'],
    ],
    [
      'flat',
      { topic: 'a_v2_events', version: 12 },
      ['a_v2_events_v12', 'a_v2_events_retry_15m_v12', 'a_v2_events_dlq_v12'],
    ],
  ])('%s of %j', (which, change, expected) => {
    expect(names(declared(namings[which]), at(change))).toEqual(expected);
  });

  test.each<[keyof typeof namings, string, object]>([
    [
      'namespaced',
      'prod.acme.orders.evt.order-placed.v1',
      {
        kind: 'topic',
        version: 1,
        segments: { env: 'prod', tenant: 'acme', context: 'orders', class: 'evt', topic: 'order-placed' },
      },
    ],
    [
      'namespaced',
      'prod.acme.orders.rty.order-placed-2h.v3',
      {
        kind: 'retry',
        version: 3,
        segments: { env: 'prod', tenant: 'acme', context: 'orders', topic: 'order-placed', tier: '2h' },
      },
    ],
    [
      'queues',
      'transformation.toolrun.verify.dlt.v1',
      {
        kind: 'dead-letter',
        version: 1,
        segments: {
          context: 'transformation',
          executorClass: 'toolrun',
          executorKind: 'verify',
          topic: 'toolrun.verify',
        },
      },
    ],
    [
      'dotted',
      'shop.events.audit',
      { kind: 'topic', version: 1, segments: { system: 'shop', topic: 'events.audit' } },
    ],
    [
      'dotted',
      'shop.commands.dlq.v12',
      { kind: 'dead-letter', version: 12, segments: { system: 'shop', topic: 'commands' } },
    ],
    [
      'flat',
      'agent_tasks_events_retry_1m_v2',
      { kind: 'retry', version: 2, segments: { topic: 'agent_tasks_events', tier: '1m' } },
    ],
  ])('%s reads %s', (which, name, value) => {
    expect(declared(namings[which]).parse(name)).toEqual({ ok: true, value });
  });

  test.each<[keyof typeof namings, string]>([
    ['namespaced', 'prod.acme.orders.evt.order-placed.v0'],
    ['namespaced', 'prod.acme.orders.evt.order-placed.v01'],
    ['namespaced', 'prod.acme.orders.evt.order-placed.v1000000'],
    ['namespaced', 'prod.acme.orders.evt.order-placed'],
    ['namespaced', 'prod.acme..evt.order-placed.v1'],
    ['namespaced', 'prod.acme.orders.evt.order_placed.v1'],
    ['namespaced', 'prod.acme.orders.evt.order--placed.v1'],
    ['namespaced', 'prod.acme.orders.evt.1order.v1'],
    ['namespaced', 'prod.acme.orders.xyz.order-placed.v1'],
    ['queues', 'toolrun.verify.v1'],
    ['queues', 'transformation.toolrun.verify.fast.v1'],
    ['dotted', 'shop'],
    ['dotted', 'shop..x'],
    ['dotted', 'other.x'],
    ['dotted', 'shop.commands.v1'],
    ['dotted', 'shop.commands.v02'],
    ['dotted', 'shop.commands.v2.v3'],
    ['flat', '_events'],
    ['flat', 'execution'],
    ['flat', 'execution_events_v1'],
  ])('%s does not read %s', (which, name) => {
    const naming = declared(namings[which]);
    expect(naming.parse(name)).toEqual({
      ok: false,
      error: `"${name}" does not have the form ${naming.text}`,
    });
  });

  test.each<[keyof typeof namings, Partial<ContractAddress>, string]>([
    ['queues', { topic: 'toolrun' }, 'the topic "toolrun" must be {executorClass}.{executorKind}'],
    ['queues', { topic: 'a.b.c' }, 'the topic "a.b.c" must be {executorClass}.{executorKind}'],
    [
      'namespaced',
      { topic: 'order_placed' },
      'the topic "order_placed" must be lowercase kebab, for example order-placed',
    ],
    [
      'namespaced',
      { class: 'dlt' },
      'the class "dlt" must be one of evt, work, cmd, qrs, ctl, cdc, met, aud, log',
    ],
    [
      'dotted',
      { topic: 'commands.v2' },
      'the topic "commands.v2" must not match .*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
    ],
    ['dotted', { topic: 'a*' }, 'the topic "a*" must match [a-z][a-z0-9]*([._-][a-z0-9]+)*'],
    ['dotted', { system: 'other' }, 'the system "other" must be shop'],
    ['dotted', { version: 1_000_000 }, 'the version "1000000" must be a whole number from 1 to 999999'],
    ['dotted', { version: 1.5 }, 'the version "1.5" must be a whole number from 1 to 999999'],
    [
      'flat',
      { topic: 'execution' },
      'the topic "execution" must match [a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)',
    ],
  ])('%s refuses %j', (which, change, error) => {
    expect(declared(namings[which]).topic(at(change), scope)).toEqual({ ok: false, error });
  });

  test('a tier is a duration', () => {
    expect(declared(namings.dotted).retry(at({}), scope, '15')).toEqual({
      ok: false,
      error: 'the tier "15" must be a duration, for example 15m',
    });
  });
});

describe('what other companies write', () => {
  test('<region>.<team>.<name>: the region is the environment’s', () => {
    const naming = declared({ topic: '{region}.{context}.{topic}' });
    const eu = { env: 'qa', segments: { region: 'eu' } };
    expect(naming.environmentSegments).toEqual(['region']);
    expect(names(naming, at({}), eu)).toEqual([
      'eu.orders.order-placed',
      'eu.orders.order-placed.retry-15m',
      'eu.orders.order-placed.dlq',
    ]);
    expect(names(naming, at({ version: 2 }), eu)[0]).toBe('eu.orders.order-placed.v2');
    expect(naming.parse('eu.orders.order-placed.dlq.v2')).toEqual({
      ok: true,
      value: {
        kind: 'dead-letter',
        version: 2,
        segments: { region: 'eu', context: 'orders', topic: 'order-placed' },
      },
    });
    expect(naming.topic(at({}), scope)).toEqual({
      ok: false,
      error: 'the environment has no segment {region}',
    });
    expect(naming.scopeProblem({ env: 'qa', segments: { region: 'EU' } })).toEqual({
      segment: 'region',
      what: '{region} "EU" must be lowercase kebab, for example order-placed',
    });
  });

  test('<domain>-<entity>-<event>: words without a dash', () => {
    const word = { pattern: '[a-z][a-z0-9]*' };
    const naming = declared({
      topic: '{context}-{entity}-{event}',
      parts: { topic: '{entity}-{event}' },
      segments: { context: word, entity: word, event: word },
    });
    const address = at({ topic: 'basket-emptied' });
    expect(names(naming, address)).toEqual([
      'orders-basket-emptied',
      'orders-basket-emptied-retry-15m',
      'orders-basket-emptied-dlq',
    ]);
    expect(names(naming, { ...address, version: 2 })).toEqual([
      'orders-basket-emptied-v2',
      'orders-basket-emptied-retry-15m-v2',
      'orders-basket-emptied-dlq-v2',
    ]);
    expect(naming.partsOf(address)).toEqual({ entity: 'basket', event: 'emptied' });
    expect(naming.parse('orders-basket-emptied')).toEqual({
      ok: true,
      value: {
        kind: 'topic',
        version: 1,
        segments: { context: 'orders', entity: 'basket', event: 'emptied', topic: 'basket-emptied' },
      },
    });
  });

  test('<Domain>.<Entity><Event>, with capitals: the events are known', () => {
    const naming = declared({
      topic: '{context}.{entity}{event}',
      parts: { topic: '{entity}{event}' },
      segments: {
        context: { pattern: '[A-Z][a-zA-Z0-9]*' },
        entity: { pattern: '([A-Z][a-z0-9]*)+', not: '.*(Created|Changed)' },
        event: { values: ['Created', 'Changed'] },
      },
    });
    expect(names(naming, at({ context: 'Sales', topic: 'OrderLineCreated' }))).toEqual([
      'Sales.OrderLineCreated',
      'Sales.OrderLineCreated.retry-15m',
      'Sales.OrderLineCreated.dlq',
    ]);
    expect(naming.partsOf(at({ context: 'Sales', topic: 'OrderLineChanged' }))).toEqual({
      entity: 'OrderLine',
      event: 'Changed',
    });
    expect(naming.folder('context', 'Sales')).toEqual({ ok: true, value: {} });
    expect(naming.folder('context', 'sales')).toEqual({
      ok: false,
      error: 'the context "sales" must match [A-Z][a-zA-Z0-9]*',
    });
    expect(naming.folder('topic', 'OrderCancelled')).toEqual({
      ok: false,
      error: 'the topic "OrderCancelled" must be {entity}{event}',
    });
  });

  test('without a version: v2 has one all the same', () => {
    const naming = declared({ topic: 'kafka_{context}_{topic}' });
    expect(naming.text).toBe('kafka_{context}_{topic}[_v{version}]');
    expect(names(naming, at({}))).toEqual([
      'kafka_orders_order-placed',
      'kafka_orders_order-placed_retry_15m',
      'kafka_orders_order-placed_dlq',
    ]);
    expect(names(naming, at({ version: 2 }))).toEqual([
      'kafka_orders_order-placed_v2',
      'kafka_orders_order-placed_retry_15m_v2',
      'kafka_orders_order-placed_dlq_v2',
    ]);
    expect(names(declared({ topic: '{topic}' }), at({ version: 3 }))).toEqual([
      'order-placed.v3',
      'order-placed.retry-15m.v3',
      'order-placed.dlq.v3',
    ]);
  });

  test('the version first, or in the middle', () => {
    expect(names(declared({ topic: 'v{version}.{topic}' }), at({ version: 2 }))).toEqual([
      'v2.order-placed',
      'v2.order-placed.retry-15m',
      'v2.order-placed.dlq',
    ]);
    const middle = declared({
      topic: '{context}[.v{version}].{topic}',
      segments: { topic: { not: '(v|retry-)[0-9].*|dlq' } },
    });
    expect(names(middle, at({ version: 2 }))).toEqual([
      'orders.v2.order-placed',
      'orders.v2.order-placed.retry-15m',
      'orders.v2.order-placed.dlq',
    ]);
  });

  test('only some texts, and some that are excluded', () => {
    const naming = declared({
      topic: '{env}.{topic}',
      segments: { env: { values: ['qa', 'live'] }, topic: { not: 'test-.*' } },
    });
    expect(naming.topic(at({}), { env: 'live' })).toEqual({ ok: true, value: 'live.order-placed' });
    expect(naming.topic(at({}), { env: 'dev' })).toEqual({
      ok: false,
      error: 'the env "dev" must be one of qa, live',
    });
    expect(naming.topic(at({ topic: 'test-x' }), { env: 'qa' })).toEqual({
      ok: false,
      error: 'the topic "test-x" must not match test-.*',
    });
    expect(naming.topic(at({ topic: 'X' }), { env: 'qa' })).toEqual({
      ok: false,
      error: 'the topic "X" must be lowercase kebab, for example order-placed',
    });
  });

  test('249 characters, and not one more', () => {
    const naming = declared({ topic: '{context}.{topic}' });
    const topic = 't'.repeat(242);
    expect(naming.topic(at({ topic }), scope)).toEqual({ ok: true, value: `orders.${topic}` });
    expect(naming.parse(`orders.${topic}`).ok).toBe(true);
    expect(naming.topic(at({ topic: `${topic}t` }), scope)).toEqual({
      ok: false,
      error: 'the topic name has 250 characters; Kafka allows 249',
    });
    expect(naming.deadLetter(at({ topic }), scope)).toEqual({
      ok: false,
      error: 'the topic name has 253 characters; Kafka allows 249',
    });
    expect(naming.parse(`orders.${topic}t`).ok).toBe(false);
  });
});

describe('imported names', () => {
  const naming = declared('imported');

  test('are any that Kafka takes', () => {
    expect(names(naming, at({ topic: 'Customer_Master.V2' }))).toEqual([
      'Customer_Master.V2',
      'Customer_Master.V2-retry-15m',
      'Customer_Master.V2-dlq',
    ]);
    expect(naming.topic(at({ topic: '..' }), scope)).toEqual({
      ok: false,
      error: '".." cannot be a topic name',
    });
    expect(naming.topic(at({ topic: 'a b' }), scope)).toEqual({
      ok: false,
      error: 'the topic "a b" must match .+',
    });
  });

  test('have no second version', () => {
    expect(naming.topic(at({ version: 2 }), scope)).toEqual({
      ok: false,
      error: 'an imported name has no second version: name the next one in another system',
    });
  });

  test('are read as topics, whatever they look like', () => {
    expect(naming.imported).toBe(true);
    expect(naming.parse('orders-dlq')).toEqual({
      ok: true,
      value: { kind: 'topic', version: 1, segments: { topic: 'orders-dlq' } },
    });
  });
});

describe('properties of a naming', () => {
  test('tenants: names have them, and an environment without one has no name', () => {
    expect(declared(namings.namespaced).hasTenants).toBe(true);
    expect(declared(namings.dotted).hasTenants).toBe(false);
    expect(declared(namings.namespaced).topic(at({}), { env: 'qa' })).toEqual({
      ok: false,
      error: 'the environment has no tenant',
    });
  });

  test('a namespace is what is before the topic, where it says the class and begins no other name', () => {
    const namespace = (declaration: NamingDeclaration) => declared(declaration).namespaceOf(at({}), scope);
    expect(namespace(namings.namespaced)).toBe('prod.acme.orders.evt.');
    expect(
      namespace({
        topic: '{class}.{context}.{topic}',
        retry: 'rty.{context}.{topic}-{tier}',
        deadLetter: 'dlt.{context}.{topic}',
      }),
    ).toBe('evt.orders.');
    // Without templates of their own, retries and dead letters begin so too.
    expect(namespace({ topic: '{context}.{class}.{topic}' })).toBeUndefined();
    // The class is not in it, or no separator is before the topic.
    expect(namespace(namings.dotted)).toBeUndefined();
    expect(
      namespace({
        topic: '{class}{topic}',
        retry: 'rty{topic}-{tier}',
        deadLetter: 'dlt{topic}',
        segments: { topic: { pattern: '[A-Z][a-z]*|order-placed' } },
      }),
    ).toBeUndefined();
    // "a-evt-" of context "a" also begins names of context "a-evt-b".
    const dashes = {
      topic: '{context}-{class}-x-{topic}.v{version}',
      retry: '{context}-rty-x-{topic}-{tier}.v{version}',
      deadLetter: '{context}-dlt-x-{topic}.v{version}',
    };
    expect(namespace({ ...dashes, segments: { context: { pattern: '[a-z]+' } } })).toBe('orders-evt-x-');
    expect(
      namespace({
        ...dashes,
        topic: '{context}.{class}.{topic}.v{version}',
        retry: 'RTY.{context}.{topic}-{tier}.v{version}',
        deadLetter: 'DLT.{context}.{topic}.v{version}',
        segments: { context: { pattern: '[a-z]+(.evt[.][a-z]+)?' }, topic: { pattern: '[a-z]+-[a-z]+' } },
      }),
    ).toBeUndefined();
  });

  test('what is before a segment, up to a separator', () => {
    const queues = declared(namings.queues);
    const address = at({ topic: 'toolrun.verify' });
    expect(queues.beginningOf(address, scope, ['executorKind'])).toBe('orders.toolrun.');
    expect(queues.beginningOf(address, scope, ['context'])).toBeUndefined();
    expect(declared(namings.dotted).beginningOf(at({}), scope, ['executorKind'])).toBeUndefined();
  });

  test('a name in common is without what differs by environment and tenant', () => {
    const common = (declaration: NamingDeclaration, change: Partial<ContractAddress> = {}) =>
      declared(declaration).commonName(at(change));
    expect(common(namings.namespaced)).toBe('orders.evt.order-placed.v1');
    expect(common(namings.dotted, { version: 2 })).toBe('shop.order-placed.v2');
    expect(common({ topic: '{region}.{context}.{topic}' })).toBe('orders.order-placed');
    const env = { pattern: '[a-z]+' };
    expect(common({ topic: '{context}.{env}-{topic}', segments: { env } })).toBe('orders.order-placed');
    expect(common({ topic: 'v{version}.{topic}.{env}', segments: { env } })).toBe('v1.order-placed');
    expect(common(namings.queues, { topic: 'toolrun.verify' })).toBe('orders.toolrun.verify.v1');
  });

  test('parts of a folder; none where it has none; a folder that has none of them is a defect of the caller', () => {
    expect(declared(namings.queues).parts).toEqual(['executorClass', 'executorKind']);
    expect(declared(namings.queues).partsOf(at({ topic: 'toolrun.verify' }))).toEqual({
      executorClass: 'toolrun',
      executorKind: 'verify',
    });
    expect(declared(namings.dotted).partsOf(at({}))).toEqual({});
    expect(() => declared(namings.queues).partsOf(at({}))).toThrow(
      'the topic "order-placed" must be {executorClass}.{executorKind}',
    );
    const both = declared({
      topic: '{team}.{domain}.{topic}',
      parts: { context: '{domain}-{team}' },
      segments: { domain: { values: ['sales', 'stock'] } },
    });
    expect(both.topic(at({ context: 'sales-web-shop' }), scope)).toEqual({
      ok: true,
      value: 'web-shop.sales.order-placed',
    });
    expect(both.parse('web-shop.sales.order-placed')).toMatchObject({
      value: { segments: { context: 'sales-web-shop' } },
    });
  });
});
