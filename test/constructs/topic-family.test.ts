import { describe, expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { common, dev, failing, orders, partOfShop, rendered, tenants, work } from '../support/program.ts';

describe('props', () => {
  test('minimal: a topic with every default', () => {
    const props: ws.TopicFamilyProps = { contract: orders, environment: dev };
    const objects = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', props);
    });
    expect(objects).toEqual({
      'KafkaTopic dev-main-orders-evt-order--placed-v1': {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaTopic',
        metadata: {
          name: 'dev-main-orders-evt-order--placed-v1',
          namespace: 'kafka',
          labels: {
            ...partOfShop('source'),
            'strimzi.io/cluster': 'kafka',
            'workstreams.io/owner': 'shop',
            'workstreams.io/class': 'evt',
            'workstreams.io/classification': 'internal',
            'workstreams.io/pii': 'none',
          },
          annotations: {
            'workstreams.io/contract': 'shop/orders/evt/order-placed/v1',
            'workstreams.io/purpose': 'An order was placed',
            'workstreams.io/on-call': 'shop-primary',
            'workstreams.io/channel': '#shop',
            'workstreams.io/key': '{"field":"orderId","why":"What happens to one order stays in order"}',
            'workstreams.io/load': '{"messagesPerSecond":1,"bytesPerMessage":"1KiB"}',
            'workstreams.io/service-levels':
              '{"produceWithin":"1s","consumeWithin":"1m","lagThreshold":1000}',
            'workstreams.io/schema': '{"format":"json-schema","compatibility":"backward"}',
            'workstreams.io/producers': '[{"service":"checkout"}]',
            'workstreams.io/consumers': '[{"service":"billing"}]',
          },
        },
        spec: {
          topicName: 'dev.main.orders.evt.order-placed.v1',
          partitions: 1,
          replicas: 3,
          config: {
            'cleanup.policy': 'delete',
            'compression.type': 'producer',
            'max.message.bytes': '1048576',
            'min.insync.replicas': '2',
            'retention.ms': '604800000',
          },
        },
      },
    });
  });

  test.each([
    [{ type: 'string', pattern: '^o-' }, undefined],
    [{ type: 'integer' }, 'integer'],
    [{ type: 'object', properties: { id: { type: 'string' } } }, 'object e36382ec6abe'],
  ])('with keys of the schema %j: how they are written is noted where it is not as text', (value, noted) => {
    const keySchema = { ...orders.valueSchema, file: 'key.schema.json', value };
    const objects = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', { contract: { ...orders, keySchema }, environment: dev });
    });
    const topic = objects['KafkaTopic dev-main-orders-evt-order--placed-v1'] as Manifest;
    expect(topic.metadata.annotations?.['workstreams.io/key-schema']).toBe(noted);
  });

  test('all: another naming and tenant, and every term of the contract', () => {
    const contract = ws.contract('shop/orders/evt/order-placed/v2', {
      ...common,
      purpose: 'An order was placed',
      critical: true,
      partitions: { default: 3, 'shop-tenants': 12 },
      retention: '90d',
      cleanup: 'compact,delete',
      compression: 'zstd',
      maxMessageSize: '64KiB',
      retry: { tiers: ['1m', '2h'], attempts: 3 },
      deadLetter: { triage: 'The on-call looks', retention: '60d' },
    });
    const props: Required<ws.TopicFamilyProps> = {
      contract,
      environment: tenants,
      naming: ws.namingOf('shop', {
        topic: '{system}.{tenant}.{topic}.v{version}',
        retry: '{system}.{tenant}.{topic}.retry-{tier}.v{version}',
        deadLetter: '{system}.{tenant}.{topic}.dlq.v{version}',
      }),
      tenant: 'acme',
    };
    const objects = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', props);
    });
    expect(Object.values(objects).map(({ spec }) => [spec.topicName, spec.partitions, spec.config])).toEqual([
      [
        'shop.acme.order-placed.dlq.v2',
        1,
        {
          'cleanup.policy': 'delete',
          'compression.type': 'zstd',
          'max.message.bytes': '131072',
          'min.insync.replicas': '2',
          'retention.ms': '5184000000',
        },
      ],
      [
        'shop.acme.order-placed.retry-1m.v2',
        12,
        expect.objectContaining({ 'retention.ms': '604800000', 'max.message.bytes': '131072' }),
      ],
      ['shop.acme.order-placed.retry-2h.v2', 12, expect.objectContaining({ 'cleanup.policy': 'delete' })],
      [
        'shop.acme.order-placed.v2',
        12,
        {
          'cleanup.policy': 'compact,delete',
          'compression.type': 'zstd',
          'max.message.bytes': '65536',
          'min.insync.replicas': '2',
          'retention.ms': '7776000000',
        },
      ],
    ]);
  });

  test('of a catalogue: the topics that are resolved already', () => {
    const naming = { topic: '{system}.{topic}' };
    const system = ws.system('shop', { purpose: 'Sells things', naming, services: {} });
    const [family] = ws.resolve(ws.catalogOf([orders], [system]), dev).systems[0]?.families ?? [];
    if (family === undefined) throw new Error('no family');
    const props: Required<ws.ResolvedTopicFamilyProps> = { environment: dev, family };
    const objects = rendered((chart) => {
      expect(new ws.TopicFamily(chart, 'Topics', props).family).toBe(family);
    });
    expect(Object.keys(objects)).toEqual(['KafkaTopic shop-order--placed']);
  });
});

test('a family tells the names and objects of its topics', () => {
  rendered((chart) => {
    const topics = new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev });
    expect(topics.topicName).toBe('dev.main.orders.evt.order-placed.v1');
    expect(topics.retryTopicNames).toEqual([
      'dev.main.orders.rty.order-placed-1m.v1',
      'dev.main.orders.rty.order-placed-1h.v1',
    ]);
    expect(topics.deadLetter?.topicName).toBe('dev.main.orders.dlt.order-placed.v1');
    expect(topics.topics.map(({ name }) => name)).toEqual([
      'dev-main-orders-evt-order--placed-v1',
      'dev-main-orders-rty-order--placed--1m-v1',
      'dev-main-orders-rty-order--placed--1h-v1',
      'dev-main-orders-dlt-order--placed-v1',
    ]);
    expect(topics.deadLetter?.topic).toBe(topics.topics[3]);
    expect(
      new ws.TopicFamily(chart, 'Work', { contract: work, environment: dev }).deadLetter,
    ).toBeUndefined();
  });
});
