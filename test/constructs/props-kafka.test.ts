import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as ws from '../../lib/index.ts';
import { common, dev, open, orders, rendered, resolvedShop } from '../support/program.ts';

const partOfShop = (component: string) => ({
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/managed-by': 'workstreams',
});

describe('TopicFamily', () => {
  test('minimal props: a topic with every default', () => {
    const props: ws.TopicFamilyProps = { environment: dev, family: ws.familyOf(orders, dev) };
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

  test('all the props: another name, size, time and what follows from failures', () => {
    const options: Required<ws.FamilyOptions> = {
      naming: ws.namingOf('shop', { topic: '{system}.{topic}' }),
      tenant: 'acme',
    };
    const contract = ws.contract('shop/orders/evt/order-placed/v2', {
      ...common,
      purpose: 'An order was placed',
      critical: true,
      partitions: { default: 3, 'shop-dev': 12 },
      retention: '90d',
      cleanup: 'compact,delete',
      compression: 'zstd',
      maxMessageSize: '64KiB',
      retry: { tiers: ['1m', '2h'], attempts: 3 },
      deadLetter: { triage: 'The on-call looks', retention: '60d' },
    });
    const props: Required<ws.TopicFamilyProps> = {
      environment: dev,
      family: ws.familyOf(contract, dev, options),
    };
    const objects = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', props);
    });
    expect(Object.values(objects).map(({ spec }) => [spec.topicName, spec.partitions, spec.config])).toEqual([
      [
        'shop.order-placed.dlq.v2',
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
        'shop.order-placed.retry-1m.v2',
        12,
        expect.objectContaining({ 'retention.ms': '604800000', 'max.message.bytes': '131072' }),
      ],
      ['shop.order-placed.retry-2h.v2', 12, expect.objectContaining({ 'cleanup.policy': 'delete' })],
      [
        'shop.order-placed.v2',
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
});

describe('AclPolicy', () => {
  const family = ws.familyOf(orders, dev);

  test('minimal props: a user with the rights of one role, and no quotas where the environment has none', () => {
    const principal: ws.PrincipalProps = {
      name: 'shop-billing',
      purpose: 'Bills orders',
      roles: ws.reads(family, 'billing'),
    };
    const props: ws.AclPolicyProps = {
      environment: dev,
      system: 'shop',
      component: 'billing',
      principals: ws.principalFor(dev, principal),
    };
    const objects = rendered((chart) => {
      new ws.AclPolicy(chart, 'Access', props);
    });
    expect(objects).toEqual({
      'KafkaUser shop-billing': {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaUser',
        metadata: {
          name: 'shop-billing',
          namespace: 'kafka',
          labels: {
            ...partOfShop('billing'),
            'strimzi.io/cluster': 'kafka',
            'workstreams.io/service': 'shop-billing',
          },
          annotations: { 'workstreams.io/purpose': 'Bills orders' },
        },
        spec: {
          authentication: { type: 'tls' },
          authorization: {
            type: 'simple',
            acls: [
              { resource: { type: 'group', name: 'billing', patternType: 'literal' }, operations: ['Read'] },
              {
                resource: {
                  type: 'topic',
                  name: 'dev.main.orders.evt.order-placed.v1',
                  patternType: 'literal',
                },
                operations: ['Read'],
              },
            ],
          },
        },
      },
    });
  });

  test('all the props: quotas from what the topics expect, several roles, a service of another name', () => {
    const scram = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      kafka: {
        quotas: { headroom: 4, atLeast: '1KiB', requestPercentage: 50 },
        listeners: [{ name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' }],
      },
    });
    const principal: Required<ws.PrincipalProps> = {
      name: 'shop-both',
      purpose: 'Writes and reads orders',
      roles: [...ws.writes(family), ...ws.reads(family, 'both')],
      service: 'both',
      families: [family],
    };
    const props: Required<ws.AclPolicyProps> = {
      environment: scram,
      system: 'shop',
      component: 'orders',
      principals: ws.principalFor(scram, principal),
    };
    const { 'KafkaUser shop-both': user } = rendered((chart) => {
      new ws.AclPolicy(chart, 'Access', props);
    });
    expect(user.metadata.labels['workstreams.io/service']).toBe('both');
    expect(user.spec.authentication).toEqual({ type: 'scram-sha-512' });
    expect(
      user.spec.authorization.acls.map(({ operations }: { operations: string[] }) => operations),
    ).toEqual([['Read'], ['Read', 'Write']]);
    // One message of 1KiB a second, four times.
    expect(user.spec.quotas).toEqual({
      producerByteRate: 4096,
      consumerByteRate: 4096,
      requestPercentage: 50,
    });
  });

  test('nothing where there is no authentication', () => {
    const principals = ws.principalFor(open, { name: 'x', purpose: 'x', roles: ws.writes(family) });
    expect(
      rendered((chart) => {
        new ws.AclPolicy(chart, 'Access', { environment: open, system: 'shop', component: 'x', principals });
      }),
    ).toEqual({});
  });
});

describe('KafkaCluster', () => {
  const provision = { version: '4.2.0', storage: '10Gi', resources: { cpu: '500m', memory: '1Gi' } };
  const single = (kafka: ws.EnvironmentProps['kafka']) =>
    ws.environment({
      environment: 'laptop',
      topics: { env: 'sand' },
      kafka: { provision, brokers: 1, ...kafka },
      workloads: { namespaces: { shop: 'shop' }, credentials: { delivery: 'kafka-access' } },
    });

  test('minimal props: one node and its namespaces, for clients without authentication', () => {
    const props: ws.KafkaClusterProps = { resolved: resolvedShop(single({ authorization: 'none' })) };
    const objects = rendered((chart) => {
      new ws.KafkaCluster(chart, 'Kafka', props);
    });
    expect(Object.keys(objects)).toEqual([
      'Namespace kafka',
      'Namespace shop',
      'Kafka kafka',
      'KafkaNodePool node',
    ]);
    const { spec } = objects['Kafka kafka'];
    expect(spec.kafka.version).toBe('4.2.0');
    expect(spec.kafka.authorization).toBeUndefined();
    expect(spec.kafka.listeners).toEqual([
      {
        name: 'plain',
        port: 9092,
        type: 'internal',
        tls: false,
        networkPolicyPeers: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
            podSelector: {
              matchLabels: { 'app.kubernetes.io/part-of': 'shop' },
              matchExpressions: [
                {
                  key: 'app.kubernetes.io/name',
                  operator: 'In',
                  values: ['shop-main--billing', 'shop-main--checkout'],
                },
              ],
            },
          },
        ],
      },
    ]);
    expect(objects['KafkaNodePool node'].spec.storage).toEqual({
      type: 'persistent-claim',
      size: '10Gi',
      deleteClaim: false,
      kraftMetadata: 'shared',
    });
  });

  test('all the props: with mutual TLS and an authorizer', () => {
    const props: Required<ws.KafkaClusterProps> = { resolved: resolvedShop(single({})) };
    const { 'Kafka kafka': kafka } = rendered((chart) => {
      new ws.KafkaCluster(chart, 'Kafka', props);
    });
    expect(kafka.spec.kafka.authorization).toEqual({ type: 'simple' });
    expect(kafka.spec.kafka.listeners[0].authentication).toEqual({ type: 'tls' });
    expect(kafka.spec.kafka.config['min.insync.replicas']).toBe(1);
  });

  test("refuses an environment whose cluster is its owner's", () => {
    expect(() =>
      rendered((chart) => {
        new ws.KafkaCluster(chart, 'Kafka', { resolved: resolvedShop(dev) });
      }),
    ).toThrow('the cluster is rendered by its owner');
  });
});

test('KafkaOwnerFragment: its props, minimal and all, are one environment', () => {
  const props: Required<ws.KafkaOwnerFragmentProps> = { resolved: resolvedShop(dev) };
  const objects = rendered((chart) => {
    new ws.KafkaOwnerFragment(chart, 'Fragment', props);
  });
  expect(Object.keys(objects)).toEqual(['ConfigMap kafka-owner-fragment']);
  const { spec } = parse(objects['ConfigMap kafka-owner-fragment'].data['kafka.yaml']);
  expect(spec.kafka.config).toMatchObject({ 'default.replication.factor': 3, 'min.insync.replicas': 2 });
  expect(spec.kafka.listeners[0]).toMatchObject({ name: 'tls', port: 9093, authentication: { type: 'tls' } });
});

test('Mirror: its props, minimal and all, are an environment and what it copies', () => {
  const environment = ws.environment({
    environment: 'shop-east',
    topics: { env: 'prod' },
    mirror: {
      region: 'east',
      systems: { shop: ['evt'] },
      peers: [
        {
          region: 'west',
          bootstrapServers: 'west.example.com:9093',
          authentication: 'tls',
          user: 'for-east',
          trustedCertificates: 'west-ca',
        },
      ],
    },
  });
  const { mirror } = resolvedShop(environment);
  if (mirror === undefined) throw new Error('nothing is mirrored');
  const props: Required<ws.MirrorProps> = { environment, mirror };
  const objects = rendered((chart) => {
    new ws.Mirror(chart, 'Mirror', props);
  });
  expect(Object.keys(objects)).toEqual([
    'KafkaUser kafka-mirror',
    'KafkaUser mirror-for-west',
    'KafkaMirrorMaker2 kafka-mirror',
  ]);
  const { spec } = objects['KafkaMirrorMaker2 kafka-mirror'];
  expect(spec.target).toMatchObject({ alias: 'east', bootstrapServers: 'kafka-kafka-bootstrap.kafka:9093' });
  expect(spec.mirrors.map(({ topicsPattern }: { topicsPattern: string }) => topicsPattern)).toEqual([
    String.raw`prod\.main\.orders\.evt\.order-placed\.v1`,
  ]);
});
