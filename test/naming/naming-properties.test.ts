import { describe, expect, test } from '@jest/globals';
import type { ContractAddress } from '../../lib/naming/address.ts';
import { namings as earlierNamings } from '../../lib/cli/upgrade/namings.ts';
import type { NamingDeclaration } from '../../lib/naming/naming-terms.ts';
import { at, declared, names, namings, scope } from '../support/namings.ts';

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
    const address = at({ topic: 'vision.read-label' });
    expect(queues.beginningOf(address, scope, ['executorKind'])).toBe('orders.vision.');
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
    expect(common(namings.queues, { topic: 'vision.read-label' })).toBe('orders.vision.read-label.v1');
  });

  test('parts of a folder; none where it has none; a folder that has none of them is a defect of the caller', () => {
    expect(declared(namings.queues).parts).toEqual(['executorClass', 'executorKind']);
    expect(declared(namings.queues).partsOf(at({ topic: 'vision.read-label' }))).toEqual({
      executorClass: 'vision',
      executorKind: 'read-label',
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

test.each(Object.entries(earlierNamings))(
  'the naming that %s becomes by an upgrade is accepted',
  (_grammar, naming) => {
    expect(declared(naming as NamingDeclaration).text).not.toBe('');
  },
);
