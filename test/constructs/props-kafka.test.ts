import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as ws from '../../lib/index.ts';
import { dev, rendered, resolvedShop } from '../support/program.ts';

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
    expect(Object.keys(objects)).toEqual(['Kafka kafka', 'KafkaNodePool node']);
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
