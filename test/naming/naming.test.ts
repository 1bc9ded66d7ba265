import { describe, expect, test } from '@jest/globals';
import type { ContractAddress } from '../../lib/naming/address.ts';
import { at, declared, names, namings, scope } from '../support/namings.ts';

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
      { class: 'work', topic: 'vision.read-label' },
      [
        'orders.vision.read-label.v1',
        'orders.vision.read-label.rty-15m.v1',
        'orders.vision.read-label.dlt.v1',
      ],
    ],
    [
      'queues',
      { class: 'work', topic: 'vision.read-label', version: 12 },
      [
        'orders.vision.read-label.v12',
        'orders.vision.read-label.rty-15m.v12',
        'orders.vision.read-label.dlt.v12',
      ],
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
    ['flat', { topic: 'parcel_events' }, ['parcel_events', 'parcel_events_retry_15m', 'parcel_events_dlq']],
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
      'depot.vision.read-label.dlt.v1',
      {
        kind: 'dead-letter',
        version: 1,
        segments: {
          context: 'depot',
          executorClass: 'vision',
          executorKind: 'read-label',
          topic: 'vision.read-label',
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
    ['queues', 'vision.read-label.v1'],
    ['queues', 'depot.vision.read-label.fast.v1'],
    ['dotted', 'shop'],
    ['dotted', 'shop..x'],
    ['dotted', 'other.x'],
    ['dotted', 'shop.commands.v1'],
    ['dotted', 'shop.commands.v02'],
    ['dotted', 'shop.commands.v2.v3'],
    ['flat', '_events'],
    ['flat', 'parcel'],
    ['flat', 'parcel_events_v1'],
  ])('%s does not read %s', (which, name) => {
    const naming = declared(namings[which]);
    expect(naming.parse(name)).toEqual({
      ok: false,
      error: `"${name}" does not have the form ${naming.text}`,
    });
  });

  test.each<[keyof typeof namings, Partial<ContractAddress>, string]>([
    ['queues', { topic: 'vision' }, 'the topic "vision" must be {executorClass}.{executorKind}'],
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
    ['flat', { topic: 'parcel' }, 'the topic "parcel" must match [a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)'],
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

  test('what may stand there any number of times is read back', () => {
    const naming = declared({ topic: '{system}.{topic}', segments: { topic: { pattern: 'a*b' } } });
    expect(naming.parse('shop.aab')).toMatchObject({ ok: true, value: { segments: { topic: 'aab' } } });
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
