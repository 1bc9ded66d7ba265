import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { done, importingProject, importInto } from '../../support/imported.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

let copy: StackCopy;
beforeAll(() => {
  copy = importingProject();
});
afterAll(() => copy.dispose());

const head = (kind: string, name: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind,
  metadata: { name, namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'kafka' }, annotations },
});
const topic = (config: object = {}, annotations: Record<string, string> = {}) => ({
  ...head('KafkaTopic', 'orders', annotations),
  spec: { partitions: 3, replicas: 3, config },
});
const user = (spec: object, annotations: Record<string, string> = {}) => ({
  ...head('KafkaUser', 'billing', annotations),
  spec,
});
const reads = {
  type: 'simple',
  acls: [{ resource: { type: 'topic', name: 'orders' }, operations: ['Describe', 'Read'] }],
};

/** Imports into a system of its own; the result, and what is written of the service. */
function imported(system: string, ...objects: object[]) {
  const { done: told, changes } = done(importInto(copy, JSON.stringify(objects), { system }));
  const file = `contracts/${system}/system.yaml`;
  const { services } = parse(copy.read(file)) as {
    services: Record<string, { imported: Record<string, Record<string, unknown>> }>;
  };
  const kept = services['billing']?.imported['eu-prod'];
  const contract = `contracts/${system}/imported/evt/orders/v1/contract.yaml`;
  const terms = objects.length > 1 ? (parse(copy.read(contract)) as Record<string, unknown>) : {};
  copy.remove(`contracts/${system}`);
  return { told, changes, kept, terms };
}

describe('all of a KafkaUser is kept, and nothing would change', () => {
  test.each<[string, object, Record<string, unknown>]>([
    [
      'where its password comes from',
      {
        authentication: {
          type: 'scram-sha-512',
          password: {
            valueFrom: { secretKeyRef: { name: 'billing-password', key: 'password', optional: true } },
          },
        },
        authorization: reads,
      },
      { password: { secret: 'billing-password', key: 'password', optional: true } },
    ],
    [
      'how long its certificate is valid',
      { authentication: { type: 'tls', validityDays: 30, renewalDays: 10 } },
      { certificate: { validityDays: 30, renewalDays: 10 } },
    ],
    [
      'how long, where only one of both is said',
      { authentication: { type: 'tls', renewalDays: 10 } },
      { certificate: { renewalDays: 10 } },
    ],
    [
      'a certificate of another authority',
      { authentication: { type: 'tls-external' }, authorization: reads },
      { authentication: 'tls-external' },
    ],
    [
      'labels and annotations of its Secret',
      {
        authentication: { type: 'tls' },
        template: { secret: { metadata: { labels: { team: 'a' }, annotations: { 'x.io/copy': 'b' } } } },
      },
      { secret: { labels: { team: 'a' }, annotations: { 'x.io/copy': 'b' } } },
    ],
    [
      'that an identity provider names it',
      { authorization: reads, quotas: { producerByteRate: 1024, requestPercentage: 55 } },
      { authentication: 'none', quotas: { producerByteRate: 1024, requestPercentage: 55 } },
    ],
    [
      'a right on the cluster, whose name Strimzi ignores',
      {
        authentication: { type: 'tls' },
        authorization: {
          type: 'simple',
          acls: [
            {
              resource: { type: 'cluster', name: 'kafka-cluster', patternType: 'literal' },
              operations: ['Describe'],
              host: '*',
            },
          ],
        },
      },
      { acls: [{ resource: { type: 'cluster' }, operations: ['Describe'] }] },
    ],
    [
      'that it has no rights, written as an empty list',
      { authentication: { type: 'tls' }, authorization: { type: 'simple', acls: [] } },
      {},
    ],
    [
      'a right of one operation, as before the API v1',
      {
        authentication: { type: 'tls' },
        authorization: {
          type: 'simple',
          acls: [
            {
              type: 'deny',
              resource: { type: 'topic', name: 'a', patternType: 'prefix' },
              operation: 'Write',
            },
          ],
        },
      },
      {
        acls: [
          {
            type: 'deny',
            resource: { type: 'topic', name: 'a', patternType: 'prefix' },
            operations: ['Write'],
          },
        ],
      },
    ],
  ])('%s', (_what, spec, kept) => {
    const { told, changes, kept: found } = imported('kept', topic(), user(spec));
    expect(told).toMatch(/^eu-prod: 1 topic, 1 user: no change\n/);
    expect(changes).toBe(false);
    expect(found).toMatchObject({ user: 'billing', ...kept });
  });

  test('when a GitOps controller applies it', () => {
    const wave = { 'argocd.argoproj.io/sync-wave': '3' };
    const { told, kept, terms } = imported(
      'waves',
      topic({}, wave),
      user({ authentication: { type: 'tls' }, authorization: reads }, wave),
    );
    expect(told).toMatch(/^eu-prod: 1 topic, 1 user: no change\n/);
    expect(kept).toMatchObject({ annotations: wave });
    expect(terms['imported']).toMatchObject({
      in: { 'eu-prod': { pinned: { orders: { annotations: wave } } } },
    });
  });

  test('but for what may be a secret in the head of its Secret: it is told', () => {
    const metadata = { annotations: { 'api-token': 'hunter2' } };
    const { told, changes, kept } = imported(
      'secrets',
      user({ authentication: { type: 'tls' }, template: { secret: { metadata } } }),
    );
    expect(told).toMatch(/^eu-prod: 0 topics, 1 user: 1 object would change all the same\n/);
    expect([changes, kept?.['secret']]).toEqual([true, undefined]);
    expect(told).not.toContain('hunter2');
  });
});

test('an owner and finalizers of others stay, are no change, and are told with what they do', () => {
  const { metadata, ...rest } = topic();
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop', uid: 'u' };
  const owned = { ...metadata, ownerReferences: [owner], finalizers: ['strimzi.io/topic-operator'] };
  const { told, changes } = imported(
    'owned',
    { ...rest, metadata: owned },
    user({ authentication: { type: 'tls' } }),
  );
  expect(told).toMatch(
    /^eu-prod: 1 topic, 1 user: no change\nKafkaTopic kafka-eu\/orders keeps what others have put there, destructive: .*once Deployment shop is gone.*; a plan asks for an approval until it is removed\n/,
  );
  expect(changes).toBe(false);
});

test('a list of settings is one text, as Strimzi joins it', () => {
  const { told, terms } = imported(
    'lists',
    topic({ 'cleanup.policy': ['compact', 'delete'], 'segment.bytes': 1_073_741_824 }),
    user({ authentication: { type: 'tls' } }),
  );
  expect(told).toMatch(/^eu-prod: 1 topic, 1 user: no change\n/);
  expect(terms).toMatchObject({ cleanup: 'compact,delete', settings: { 'segment.bytes': '1GiB' } });
});

test('more replicas than the environment has brokers are told', () => {
  const above = { ...head('KafkaTopic', 'orders'), spec: { partitions: 3, replicas: 5 } };
  const { told } = imported('replicas', above, user({ authentication: { type: 'tls' } }));
  expect(told).toContain(
    '\n1 topic with more replicas than the 3 brokers that environments/eu-prod.yaml says: orders (5)\n',
  );
});

describe('what scalers of others tell', () => {
  const scaler = (kind: string, name: string, metadata: object, spec: object = {}) => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind,
    metadata: { name, namespace: 'apps' },
    spec: {
      ...spec,
      triggers: [
        { type: 'cpu', metadata: { value: '60' } },
        {
          type: 'kafka',
          metadata: {
            bootstrapServers: 'kafka-kafka-bootstrap.kafka-eu.svc:9092',
            consumerGroup: name,
            topic: 'orders',
            ...metadata,
          },
        },
      ],
    },
  });
  const first = scaler('ScaledObject', 'stock', { lagThreshold: '50' }, { maxReplicaCount: 5 });

  test('their groups are consumers, their lag is when to call somebody; no user is made for them', () => {
    const { told, terms, kept } = imported(
      'hints',
      topic(),
      user({ authentication: { type: 'tls' }, authorization: reads }),
      first,
      scaler('ScaledJob', 'mail', {}, { maxReplicaCount: 2 }),
    );
    expect(told).toMatch(/^eu-prod: 1 topic, 1 user: no change\n/);
    expect(told).toContain('2 services for readers without a KafkaUser: stock, mail\n');
    expect(told).toContain(
      '2 objects left alone, scalers of others, read for groups and lag: what they run is theirs: ScaledObject apps/stock, ScaledJob apps/mail\n',
    );
    expect(told).not.toContain('exception');
    expect(terms).toMatchObject({
      serviceLevels: { alertLag: 250 },
      consumers: [
        { service: 'billing' },
        { service: 'stock', group: 'stock' },
        { service: 'mail', group: 'mail' },
      ],
    });
    expect(terms['questions']).toContain('serviceLevels');
    expect(kept).toBeDefined();
  });

  test('a user that may use the group is the one that reads in it', () => {
    const group = (name: string) => ({ resource: { type: 'group', name }, operations: ['Read'] });
    const acls = [...reads.acls, group('another'), group('stock')];
    const { told, terms } = imported(
      'groups',
      topic(),
      user({ authentication: { type: 'tls' }, authorization: { type: 'simple', acls } }),
      first,
    );
    expect(told).not.toContain('without a KafkaUser');
    expect(terms['consumers']).toEqual([{ service: 'billing', group: 'stock' }]);
  });

  test.each([
    ['another cluster', { bootstrapServers: 'other-kafka-bootstrap.kafka-eu:9092' }],
    ['another namespace', { bootstrapServers: 'kafka-kafka-bootstrap.kafka-qa:9092' }],
    ['the namespace that they are in', { bootstrapServers: 'kafka-kafka-bootstrap:9092' }],
    ['another topic', { topic: 'bills' }],
    ['no group', { consumerGroup: '' }],
  ])('of %s says nothing', (_what, metadata) => {
    const { told, terms } = imported(
      'elsewhere',
      topic(),
      user({ authentication: { type: 'tls' } }),
      scaler('ScaledObject', 'stock', metadata),
    );
    expect(told).toContain(
      '1 object left alone, scalers of others: what they run is theirs: ScaledObject apps/stock\n',
    );
    expect([terms['consumers'], terms['serviceLevels']]).toEqual([
      [],
      { produceWithin: '1s', consumeWithin: '1h', alertLag: 10_000 },
    ]);
  });

  test('at an address that is not of Strimzi is taken by its topic', () => {
    const { terms } = imported(
      'listener',
      topic(),
      user({ authentication: { type: 'tls' } }),
      scaler('ScaledObject', 'stock', { bootstrapServers: 'kafka.example.com:443' }),
    );
    expect(terms['consumers']).toEqual([{ service: 'stock', group: 'stock' }]);
  });
});
