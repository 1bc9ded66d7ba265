import { describe, expect, test } from '@jest/globals';
import { listenerPeers } from '../../lib/constructs/kafka/listener-peers.ts';
import { waveOf } from '../../lib/policies/gitops.ts';
import * as ws from '../../lib/index.ts';
import { rendered } from '../support/program.ts';
import { cancellations, orders, shop, type Shop } from '../support/scaled.ts';

/** The objects that scale billing, each checked by the schemas of KEDA, Strimzi and Kubernetes. */
function objects(contracts: readonly ws.Contract[], more: Shop = {}) {
  const [system] = shop(contracts, more).systems;
  const [scaler] = system?.scalers ?? [];
  if (system === undefined || scaler === undefined) throw new Error('nothing is scaled');
  const props: ws.DeploymentScalerProps = { system: 'shop', namespace: system.namespace, scaler };
  return rendered((chart) => {
    new ws.DeploymentScaler(chart, 'Scaler', props);
  });
}

const labels = {
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/component': 'billing',
  'app.kubernetes.io/managed-by': 'workstreams',
};

describe('minimal terms', () => {
  const all = objects([orders({})]);

  test('a user, its credentials, how KEDA proves who it is, and the scaler', () => {
    expect(Object.keys(all)).toEqual([
      'KafkaUser shop-billing-scaler',
      'KafkaAccess shop-billing-scaler',
      'TriggerAuthentication shop-billing-scaler',
      'ScaledObject shop-billing',
    ]);
    expect(all['TriggerAuthentication shop-billing-scaler'].metadata.namespace).toBe('shop-apps');
    expect(all['TriggerAuthentication shop-billing-scaler'].spec.secretTargetRef).toEqual([
      { parameter: 'ca', name: 'shop-billing-scaler', key: 'ssl.truststore.crt' },
      { parameter: 'cert', name: 'shop-billing-scaler', key: 'ssl.keystore.crt' },
      { parameter: 'key', name: 'shop-billing-scaler', key: 'ssl.keystore.key' },
    ]);
  });

  test('the scaler says nothing that has no effect while a replica always runs', () => {
    expect(all['ScaledObject shop-billing'].metadata).toEqual({
      name: 'shop-billing',
      namespace: 'shop-apps',
      labels,
    });
    expect(all['ScaledObject shop-billing'].spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop-billing' },
      minReplicaCount: 1,
      maxReplicaCount: 6,
      advanced: {
        horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } },
      },
      triggers: [
        {
          name: 'shop.order-placed',
          type: 'kafka',
          metadata: {
            bootstrapServers: 'kafka-kafka-bootstrap.kafka:9093',
            consumerGroup: 'shop-billing',
            topic: 'shop.order-placed',
            lagThreshold: '166',
            offsetResetPolicy: 'earliest',
            limitToPartitionsWithLag: 'true',
            version: '3.9.0',
            tls: 'enable',
          },
          authenticationRef: { name: 'shop-billing-scaler', kind: 'TriggerAuthentication' },
        },
      ],
    });
  });
});

describe('all the terms', () => {
  const all = objects([
    orders({
      name: 'biller',
      minReplicas: 0,
      maxReplicas: 4,
      lagPerReplica: 50,
      cooldown: '10m',
      pollingInterval: '10s',
    }),
    cancellations(
      { name: 'biller', lagPerReplica: 5 },
      {
        consumers: [
          { service: 'billing', group: 'refunds', deployment: { name: 'biller', lagPerReplica: 5 } },
        ],
      },
    ),
  ]);

  test('a Deployment that may stop: how it starts, stops, and what it has without its scaler', () => {
    const { triggers, ...spec } = all['ScaledObject biller'].spec;
    expect(spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'biller' },
      minReplicaCount: 0,
      maxReplicaCount: 4,
      pollingInterval: 10,
      cooldownPeriod: 600,
      advanced: {
        restoreToOriginalReplicaCount: true,
        horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } },
      },
    });
    expect(
      triggers.map(({ name, metadata }: { name: string; metadata: Record<string, string> }) => [
        name,
        metadata['consumerGroup'],
        metadata['lagThreshold'],
      ]),
    ).toEqual([
      ['shop.order-cancelled', 'refunds', '5'],
      ['shop.order-placed', 'shop-billing', '50'],
    ]);
  });
});

test('a topic that one Deployment reads in two groups has two triggers of different names', () => {
  const twice = orders(undefined, {
    consumers: [
      { service: 'billing', group: 'bills', deployment: {} },
      { service: 'billing', group: 'reminders', deployment: {} },
    ],
  });
  const { triggers } = objects([twice])['ScaledObject shop-billing'].spec;
  expect(triggers.map(({ name }: { name: string }) => name)).toEqual([
    'shop.order-placed bills',
    'shop.order-placed reminders',
  ]);
});

test('SCRAM: the username from a ConfigMap, for Strimzi’s Secret has none', () => {
  const scram = { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' as const };
  const all = objects([orders({})], { environment: { kafka: { listeners: [scram] } } });
  expect(all['ConfigMap shop-billing-scaler'].data).toEqual({ username: 'shop-billing-scaler' });
  expect(all['ScaledObject shop-billing'].spec.triggers[0].metadata).toMatchObject({
    tls: 'enable',
    sasl: 'scram_sha512',
  });
});

test('without authentication there is nothing but the scaler', () => {
  const all = objects([orders({})], { environment: { kafka: { authorization: 'none', brokers: 1 } } });
  expect(Object.keys(all)).toEqual(['ScaledObject shop-billing']);
  const [trigger] = all['ScaledObject shop-billing'].spec.triggers;
  expect(trigger.authenticationRef).toBeUndefined();
  expect(trigger.metadata.tls).toBeUndefined();
});

test('KEDA’s operator may connect where it scales a Deployment, and only there', () => {
  const keda = (contract: ws.Contract) =>
    JSON.stringify([...listenerPeers(shop([contract])).values()]).includes('keda-operator');
  expect([keda(orders({})), keda(orders(undefined))]).toEqual([true, false]);
});

test('nothing waits for a scaler: it is not healthy before the team’s Deployment is there', () => {
  expect(waveOf('ScaledObject')).toBe(waveOf('PrometheusRule'));
});
