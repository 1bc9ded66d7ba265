import { expect, test } from '@jest/globals';
import { checkManifest } from '../support/manifest-check.ts';

function topic(spec: object, metadata: object = {}): unknown {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name: 'orders', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'main' }, ...metadata },
    spec,
  };
}

function user(authentication: object): unknown {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name: 'reader' },
    spec: {
      authentication,
      authorization: {
        type: 'simple',
        acls: [{ resource: { type: 'topic', name: 'orders', patternType: 'literal' }, operations: ['Read'] }],
      },
    },
  };
}

const TARGET = {
  alias: 'b',
  bootstrapServers: 'b:9092',
  groupId: 'mirror',
  configStorageTopic: 'mirror-configs',
  statusStorageTopic: 'mirror-status',
  offsetStorageTopic: 'mirror-offsets',
};

function mirror(spec: object): unknown {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaMirrorMaker2',
    metadata: { name: 'mirror' },
    spec,
  };
}

function kafka(kafkaSpec: object, entityOperator: object = {}): unknown {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: { name: 'main' },
    spec: {
      kafka: { listeners: [{ name: 'plain', port: 9092, type: 'internal', tls: false }], ...kafkaSpec },
      entityOperator,
    },
  };
}

test('a topic with partitions, replicas and a free config has no problem', () => {
  const config = { 'retention.ms': '604800000', 'cleanup.policy': 'compact,delete' };
  expect(checkManifest(topic({ partitions: 3, replicas: 3, config }))).toEqual([]);
});

test('a field no topic has is refused', () => {
  expect(checkManifest(topic({ partitions: 3, replica: 3 }))).toEqual(['spec.replica: unknown field']);
});

test('a topic without partitions to hold is refused, with the number that was given', () => {
  expect(checkManifest(topic({ partitions: 0 }))).toEqual(['spec.partitions: must be >= 1; got 0']);
});

test('status is not part of a manifest', () => {
  const object = topic({ partitions: 3 }) as Record<string, unknown>;
  expect(checkManifest({ ...object, status: {} })).toEqual(['status: unknown field']);
});

test('the v1beta2 that Strimzi no longer serves is refused, and v1 named', () => {
  const object = topic({ partitions: 3 }) as Record<string, unknown>;
  expect(checkManifest({ ...object, apiVersion: 'kafka.strimzi.io/v1beta2' })).toEqual([
    'no schema for kafka.strimzi.io/v1beta2/KafkaTopic; imports/schemas has kafka.strimzi.io/v1/KafkaTopic',
  ]);
});

test('a user with a mechanism Strimzi has is fine, another is refused', () => {
  expect(checkManifest(user({ type: 'scram-sha-512' }))).toEqual([]);
  expect(checkManifest(user({ type: 'scram-sha-256' }))).toEqual([
    'spec.authentication.type: must be one of tls, tls-external, scram-sha-512; got "scram-sha-256"',
  ]);
});

test("the CEL rules of a user's certificate days fire and stay silent", () => {
  expect(checkManifest(user({ type: 'tls', validityDays: 30, renewalDays: 10 }))).toEqual([]);
  expect(checkManifest(user({ type: 'scram-sha-512', validityDays: 30 }))).toEqual([
    "spec.authentication: 'validityDays' and 'renewalDays' can be configured only with 'type: tls'",
  ]);
  expect(checkManifest(user({ type: 'tls', validityDays: 10, renewalDays: 30 }))).toEqual([
    "spec.authentication: 'renewalDays' must be less than 'validityDays'.",
  ]);
});

test('MirrorMaker 2 needs replicas, a whole target and mirrors', () => {
  const mirrors = [{ source: { alias: 'a', bootstrapServers: 'a:9092' } }];
  expect(checkManifest(mirror({ replicas: 1, target: TARGET, mirrors }))).toEqual([]);
  expect(checkManifest(mirror({ target: { alias: 'b', bootstrapServers: 'b:9092' }, clusters: [] }))).toEqual(
    [
      'spec.clusters: unknown field',
      'spec.mirrors: is required',
      'spec.replicas: is required',
      'spec.target.configStorageTopic: is required',
      'spec.target.groupId: is required',
      'spec.target.offsetStorageTopic: is required',
      'spec.target.statusStorageTopic: is required',
    ],
  );
});

test('a metrics config of the Prometheus exporter needs its config map', () => {
  const valueFrom = { configMapKeyRef: { name: 'metrics', key: 'kafka' } };
  expect(checkManifest(kafka({ metricsConfig: { type: 'jmxPrometheusExporter', valueFrom } }))).toEqual([]);
  expect(checkManifest(kafka({ metricsConfig: { type: 'jmxPrometheusExporter' } }))).toEqual([
    'spec.kafka.metricsConfig: valueFrom property is required',
  ]);
});

test('the affinity in a pod template of Kafka is checked as Kubernetes has it', () => {
  const withAffinity = (affinity: object): unknown =>
    kafka({ template: { pod: { affinity } } }, { topicOperator: {} });
  expect(checkManifest(withAffinity({ podAntiAffinity: {} }))).toEqual([]);
  expect(checkManifest(withAffinity({ podAntiAfinity: {} }))).toEqual([
    'spec.kafka.template.pod.affinity.podAntiAfinity: unknown field',
  ]);
});

test('a node pool takes its roles and storage', () => {
  const pool = (spec: object): unknown => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaNodePool',
    metadata: { name: 'brokers', labels: { 'strimzi.io/cluster': 'main' } },
    spec: { replicas: 3, storage: { type: 'persistent-claim', size: '100Gi' }, ...spec },
  });
  expect(checkManifest(pool({ roles: ['broker'] }))).toEqual([]);
  expect(checkManifest(pool({ roles: ['brokers'] }))).toEqual([
    'spec.roles[0]: must be one of controller, broker; got "brokers"',
  ]);
});

test('a KafkaAccess needs the name of its Kafka', () => {
  const access = (spec: object): unknown => ({
    apiVersion: 'access.strimzi.io/v1alpha1',
    kind: 'KafkaAccess',
    metadata: { name: 'reader' },
    spec,
  });
  expect(checkManifest(access({ kafka: { name: 'main', namespace: 'kafka', listener: 'tls' } }))).toEqual([]);
  expect(checkManifest(access({ kafka: { listener: 'tls' } }))).toEqual(['spec.kafka.name: is required']);
});
