import { describe, expect, test } from '@jest/globals';
import { topicThresholds } from '../../lib/policies/alerts/topic-thresholds.ts';
import type { Service } from '../../lib/model/terms/system.ts';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import { inventoryOf } from '../../lib/reports/inventory.ts';
import { operationsOf } from '../../lib/reports/asyncapi-operations.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { readersIn } from '../../lib/policies/roles/readers.ts';
import {
  plainSystem,
  resolved,
  rightsIn,
  saidBy,
  smallContract,
  smallEnvironment,
  type SmallStack,
  tenantSystem,
} from '../support/small-stack.ts';

const enricher: Service = { id: 'enricher', purpose: 'Joins orders with customers', streams: {} };
const web: Service = { id: 'web', purpose: 'Takes orders' };
const billing: Service = { id: 'billing', purpose: 'Bills' };

const orders = smallContract('shop/sales/evt/orders/v1', {
  producers: [{ service: 'web' }],
  processors: [{ service: 'enricher', as: 'source' }],
  deadLetter: { triage: 'The on-call looks' },
});
const enriched = smallContract('shop/sales/evt/enriched/v1', {
  processors: [{ service: 'enricher', as: 'sink' }],
  consumers: [{ service: 'billing' }],
  serviceLevels: {
    produceWithin: '5s',
    produceFrom: 'orders',
    consumeWithin: '1m',
    alertLag: 100,
  },
});

const shop = (...services: Service[]): SmallStack => ({
  contracts: [orders, enriched],
  systems: [plainSystem('shop', services.length > 0 ? services : [web, enricher, billing])],
  environment: smallEnvironment({ alerts: 'page' }),
});

describe('a processor', () => {
  test('reads its sources in the group of its application, writes its sinks, and owns what begins with it', () => {
    expect(rightsIn(shop(), 'shop-enricher')).toEqual([
      'Read group shop-enricher',
      'Write topic shop.enriched',
      'Read topic shop.orders',
      'Write topic shop.orders.dlq',
      'All topic shop-enricher-*',
      'Write transactionalId shop-enricher-*',
    ]);
  });

  test('has what its service reads and writes by itself apart from the application', () => {
    const returns = smallContract('shop/sales/evt/returns/v1', {
      producers: [{ service: 'enricher' }],
      consumers: [{ service: 'enricher' }],
    });
    const { contracts, ...rest } = shop();
    const [system] = resolved({ ...rest, contracts: [...contracts, returns] }).systems;
    const clients = system?.services.find(({ service }) => service.id === 'enricher')?.clients;
    expect([clients?.streams?.sources, clients?.streams?.sinks]).toEqual([
      ['shop.orders'],
      ['shop.enriched', 'shop.orders.dlq'],
    ]);
    expect(clients?.consumers.map(({ topics }) => topics)).toEqual([['shop.returns']]);
  });

  test('is named by the application that its service declares', () => {
    const named = shop(web, { ...enricher, streams: { application: 'order-join' } }, billing);
    const readers = (stack: SmallStack) =>
      resolved(stack).systems.flatMap(({ declaration, families }) =>
        families.flatMap((family) =>
          readersIn(declaration, family).map(({ service, group }) => `${service}: ${group}`),
        ),
      );
    expect(readers(named)).toEqual(['billing: shop-billing', 'enricher: order-join']);
    expect(readers(shop(web))).toEqual(['billing: shop-billing', 'enricher: shop-enricher']);
    expect(rightsIn(named, 'shop-enricher')).toEqual(
      expect.arrayContaining([
        'Read group order-join',
        'All topic order-join-*',
        'Write transactionalId order-join-*',
      ]),
    );
  });

  test('has what its contracts say and no more, by the access matrix', () => {
    const [system] = resolved(shop()).systems;
    if (system === undefined) throw new Error('no system');
    const names = ['shop.orders', 'shop.enriched', 'shop-enricher-store-changelog', 'shop-other-changelog'];
    const rows = accessMatrix(system.principals, names).filter(({ service }) => service === 'enricher');
    expect(
      rows.map(({ topic, operations, roles }) => [topic, operations.join(' '), roles.join(' ')]),
    ).toEqual([
      [
        'shop-enricher-store-changelog',
        'Read Write Create Delete Describe Alter DescribeConfigs AlterConfigs',
        'processor',
      ],
      ['shop.enriched', 'Write Describe', 'processor'],
      ['shop.orders', 'Read Describe', 'processor'],
    ]);
    expect(saidBy('access-matches-contract', shop())).toEqual([]);
  });

  test('gets properties of Kafka Streams, and no producer and no consumer of its own', () => {
    const service = resolved(shop()).systems[0]?.services.find((one) => one.service.id === 'enricher');
    if (service === undefined) throw new Error('no service');
    const files = clientConfiguration(service.clients, service.environment, undefined, service.name);
    expect(Object.keys(files)).toEqual(['client.properties', 'streams.properties']);
    expect(files['streams.properties']).toBe(
      [
        'application.id=shop-enricher',
        'processing.guarantee=exactly_once_v2',
        'producer.compression.type=gzip',
        // The dead letter topic takes more: what failed gets headers.
        'producer.max.request.size=1114112',
        '',
      ].join('\n'),
    );
  });

  test('writes in transactions: who reads its results reads what was committed', () => {
    const consumer = resolved(shop())
      .systems[0]?.services.find((one) => one.service.id === 'billing')
      ?.clients.consumers.find(({ group }) => group === 'shop-billing');
    expect(consumer?.committedOnly).toBe(true);
  });

  test('is watched in the group of its application, also for what it must pass on in time', () => {
    const [system] = resolved(shop()).systems;
    const labelsOf = (topic: string) => {
      const family = system?.families.find(({ contract }) => contract.address.topic === topic);
      if (system === undefined || family === undefined) throw new Error('no family');
      return topicThresholds(system, family, undefined).flatMap(({ kind, labels }) =>
        kind === 'reading' || kind === 'passingOn'
          ? [[kind, labels['topic'], labels['consumergroup'], labels['transactions'] ?? 'none']]
          : [],
      );
    };
    expect(labelsOf('orders')).toEqual([['reading', 'shop.orders', 'shop-enricher', 'none']]);
    // Marks of its transactions stay behind in each partition.
    expect(labelsOf('enriched')).toEqual([
      ['reading', 'shop.enriched', 'shop-billing', 'true'],
      ['passingOn', 'shop.orders', 'shop-enricher', 'none'],
    ]);
  });

  test('is in the inventory and in AsyncAPI as who reads and writes', () => {
    const all = resolved(shop());
    const rows = inventoryOf(all).map(({ topic, producers, consumers, consumerGroups }) => [
      topic,
      producers,
      consumers,
      consumerGroups,
    ]);
    expect(rows).toContainEqual(['shop.orders', ['web'], ['enricher'], ['shop-enricher']]);
    expect(rows).toContainEqual(['shop.enriched', ['enricher'], ['billing'], ['shop-billing']]);
    const [system] = all.systems;
    if (system === undefined) throw new Error('no system');
    const operations = Object.values(operationsOf(system, () => 'message')).map(({ title }) => title);
    expect(operations).toEqual(
      expect.arrayContaining([
        'enricher receives from shop.orders',
        'enricher sends to shop.enriched',
        'enricher sends to shop.orders.dlq',
      ]),
    );
  });
});

describe('rules know processors', () => {
  const withClients = (processors: { service: string; as: 'source' | 'sink' }[]) => ({
    ...shop(),
    contracts: [smallContract('shop/sales/evt/orders/v1', { producers: [{ service: 'web' }], processors })],
  });

  test('known-service fires on one that no one defines', () => {
    expect(saidBy('known-service', withClients([{ service: 'enricherr', as: 'source' }]))).toEqual([
      'processors[0].service: no service "enricherr" in system shop / did you mean "enricher"?; services are in contracts/shop/system.yaml',
    ]);
    expect(saidBy('known-service', shop())).toEqual([]);
  });

  test('processor-is-application fires on a service that declares no streams', () => {
    expect(saidBy('processor-is-application', withClients([{ service: 'billing', as: 'sink' }]))).toEqual([
      'processors[0].service: billing is a processor here and declares no streams / add `streams: {}` to the service, or name it in producers and consumers',
    ]);
    expect(saidBy('processor-is-application', shop())).toEqual([]);
  });

  test('no-duplicate-clients fires on one that is named twice as the same', () => {
    const twice = { service: 'enricher', as: 'source' } as const;
    expect(saidBy('no-duplicate-clients', withClients([twice, twice]))).toEqual([
      'processors[1]: enricher is named twice / remove one of them',
    ]);
    expect(saidBy('no-duplicate-clients', withClients([twice, { service: 'enricher', as: 'sink' }]))).toEqual(
      [],
    );
  });

  test('one-consumer-per-command counts one that obeys', () => {
    const commands = smallContract('shop/sales/cmd/refund/v1', {
      producers: [{ service: 'web' }],
      consumers: [{ service: 'billing' }],
      processors: [{ service: 'enricher', as: 'source' }],
    });
    expect(saidBy('one-consumer-per-command', { ...shop(), contracts: [commands] })).toEqual([
      'consumers: billing and enricher all obey these commands / name the one service that decides',
    ]);
  });

  test('client-settings-consistent fires where the service has no Java', () => {
    const without = shop(web, { ...enricher, client: { libraries: ['kafkajs'] } }, billing);
    expect(saidBy('client-settings-consistent', without)).toEqual([
      'services.enricher.client: application shop-enricher of enricher: Kafka Streams is a Java library, and java is not one of its libraries / add java to libraries, or name the service in producers and consumers',
    ]);
    expect(saidBy('client-settings-consistent', shop())).toEqual([]);
  });
});

describe('unique-application-prefix', () => {
  const application = (id: string): Service => ({ ...enricher, streams: { application: id } });
  const said = (id: string, ...others: Service[]) =>
    saidBy('unique-application-prefix', shop(web, application(id), billing, ...others));

  test('is silent where nothing else begins so', () => {
    expect(said('order-join')).toEqual([]);
    expect(saidBy('unique-application-prefix', shop())).toEqual([]);
  });

  test('fires on the group of another service', () => {
    expect(said('shop')).toEqual([
      'processors[0]: the application shop of enricher of shop owns what begins with shop-: the group shop-billing of billing of shop begins so / choose another application id for the service, or another name there',
    ]);
  });

  test('fires on a topic of a contract', () => {
    const stack = {
      ...shop(),
      systems: [plainSystem('shop', [web, application('order'), billing]), plainSystem('order-desk', [web])],
    };
    const desk = smallContract('order-desk/sales/evt/opened/v1', { producers: [{ service: 'web' }] });
    expect(saidBy('unique-application-prefix', { ...stack, contracts: [orders, desk] })).toEqual(
      expect.arrayContaining([
        'processors[0]: the application order of enricher of shop owns what begins with order-: the topic order-desk.opened of order-desk/sales/evt/opened/v1 begins so / choose another application id for the service, or another name there',
      ]),
    );
  });

  test('fires on the transactional id of another service', () => {
    const stack = shop({ ...web, transactionalId: 'join-web' }, application('join'), billing);
    expect(saidBy('unique-application-prefix', stack)).toEqual([
      'processors[0]: the application join of enricher of shop owns what begins with join-: the transactional id join-web- of web of shop begins so / choose another application id for the service, or another name there',
    ]);
  });

  test('names the first contract that has the application as a processor', () => {
    const joined = smallContract('shop/sales/evt/joined/v1', {
      consumers: [{ service: 'counter' }],
      processors: [{ service: 'enricher', as: 'sink' }],
    });
    const counted = smallContract('shop/sales/evt/counted/v1', {
      processors: [
        { service: 'enricher', as: 'source' },
        { service: 'counter', as: 'sink' },
      ],
    });
    const counter: Service = { id: 'counter', purpose: 'Counts', streams: { application: 'shop' } };
    const stack = {
      ...shop(web, enricher, billing, counter),
      contracts: [orders, enriched, joined, counted],
    };
    const owned = (name: string) =>
      `processors[1]: the application shop of counter of shop owns what begins with shop-: ${name} begins so / choose another application id for the service, or another name there`;
    expect(saidBy('unique-application-prefix', stack)).toEqual([
      owned('the application shop-enricher of enricher of shop'),
      owned('the group shop-billing of billing of shop'),
      owned('the transactional id shop-enricher- of enricher of shop'),
    ]);
  });

  test('fires on an application of another service', () => {
    const second: Service = { id: 'counter', purpose: 'Counts', streams: { application: 'join-count' } };
    const counted = smallContract('shop/sales/evt/counted/v1', {
      processors: [{ service: 'counter', as: 'sink' }],
    });
    const stack = shop(web, application('join'), billing, second);
    expect(
      saidBy('unique-application-prefix', { ...stack, contracts: [...stack.contracts, counted] }),
    ).toEqual(
      expect.arrayContaining([expect.stringContaining('the application join-count of counter of shop')]),
    );
  });
});

describe('with tenants', () => {
  const streams = { application: 'join' };
  const services: Service[] = [{ ...web, transactionalId: 'orders' }, { ...enricher, streams }, billing];
  const stack: SmallStack = {
    contracts: [orders, enriched],
    systems: [tenantSystem('shop', services)],
    environment: smallEnvironment({ tenants: ['acme', 'acme-labs'] }),
  };
  const prefixes = (user: string) =>
    rightsIn(stack, user).filter((right) => right.includes('*') || right.includes('group'));

  test('the tenant is in front of an application', () => {
    expect(prefixes('shop-acme--enricher')).toEqual([
      'Read group acme.join',
      'All topic acme.join-*',
      'Write transactionalId acme.join-*',
    ]);
    expect(prefixes('shop-acme-labs--enricher')).toEqual([
      'Read group acme-labs.join',
      'All topic acme-labs.join-*',
      'Write transactionalId acme-labs.join-*',
    ]);
  });

  test('and in front of a transactional id: no tenant’s prefix begins like another’s', () => {
    const ids = ['acme', 'acme-labs'].map((tenant) =>
      rightsIn(stack, `shop-${tenant}--web`).filter((right) => right.includes('transactionalId')),
    );
    expect(ids).toEqual([
      ['Write transactionalId acme.orders-*'],
      ['Write transactionalId acme-labs.orders-*'],
    ]);
    for (const rule of [
      'prefix-rights-contained',
      'tenant-isolation',
      'unique-application-prefix',
      'unique-groups',
    ])
      expect(saidBy(rule, stack)).toEqual([]);
  });

  test('where the application is not declared, the names of objects have the tenant already', () => {
    const unnamed = { ...stack, systems: [tenantSystem('shop', [web, enricher, billing])] };
    expect(rightsIn(unnamed, 'shop-acme--enricher')).toEqual(
      expect.arrayContaining(['Read group shop-acme--enricher', 'All topic shop-acme--enricher-*']),
    );
    expect(saidBy('unique-application-prefix', unnamed)).toEqual([]);
  });

  test('a client’s transactional id has the tenant in it', () => {
    const producing: Service = {
      ...web,
      transactionalId: 'orders',
      client: { producers: { reliable: { transactional: true } } },
    };
    const all = resolved({ ...stack, systems: [tenantSystem('shop', [producing, enricher, billing])] });
    const ids = (all.systems[0]?.services ?? []).flatMap(({ clients }) =>
      clients.producers.flatMap(({ transactionalId }) => transactionalId ?? []),
    );
    expect(ids).toEqual(['acme.orders', 'acme-labs.orders']);
  });
});
