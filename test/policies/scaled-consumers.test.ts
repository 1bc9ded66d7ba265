import { describe, expect, test } from '@jest/globals';
import { principalsOf } from '../../lib/policies/resolve.ts';
import type { ResolvedScaledConsumer } from '../../lib/policies/resolved-scaler.ts';
import type { Setting } from '../../lib/policies/setting.ts';
import { namings } from '../support/namings.ts';
import { cancellations, orders, shop, shopSystem } from '../support/scaled.ts';

const told = ({ value, origin }: Setting<unknown>) => [
  value,
  origin.path === undefined ? `${origin.kind}: ${origin.note}` : `${origin.kind} ${origin.path.join('.')}`,
];

function only(consumers: readonly ResolvedScaledConsumer[] | undefined): ResolvedScaledConsumer {
  const [consumer, ...others] = consumers ?? [];
  if (consumer === undefined || others.length > 0) throw new Error(`${others.length + 1} scaled consumers`);
  return consumer;
}

describe('a contract that says only that its consumer is a Deployment', () => {
  const { scalers } = shopSystem([orders({})]);
  const consumer = only(scalers[0]?.consumers);

  test('scales the Deployment that is named as the service, by its group', () => {
    expect([consumer.name, told(consumer.deployment)]).toEqual([
      'shop-billing',
      ['shop-billing', 'naming: the name of the service'],
    ]);
    expect(consumer.topics.map(({ topic, group }) => [topic.name.value, ...told(group)])).toEqual([
      ['shop.order-placed', 'shop-billing', 'naming: the name of the service'],
    ]);
  });

  test('never stops it, gives each partition at most one replica, and scales out before the alert', () => {
    expect(told(consumer.minReplicas)).toEqual([1, 'default: a group with a member never loses its offsets']);
    expect(told(consumer.maxReplicas)).toEqual([
      6,
      'derived: a replica a partition of the topic that has most',
    ]);
    // 1000 messages of lag are what the alert fires above.
    expect(consumer.topics.map(({ lagPerReplica }) => told(lagPerReplica))).toEqual([
      [166, "derived: the alert's 1000 messages over 6 replicas: all run before it fires"],
    ]);
    expect([consumer.cooldown.value, consumer.pollingInterval.value]).toEqual([300_000, 30_000]);
  });
});

test('what a contract writes is taken, and known by its place', () => {
  const written = orders({
    name: 'biller',
    minReplicas: 2,
    maxReplicas: 4,
    lagPerReplica: 50,
    cooldown: '10m',
  });
  const consumer = only(shopSystem([written]).scalers[0]?.consumers);
  const at = 'contract consumers.0.deployment';
  expect(told(consumer.deployment)).toEqual(['biller', `${at}.name`]);
  expect(told(consumer.minReplicas)).toEqual([2, `${at}.minReplicas`]);
  expect(told(consumer.maxReplicas)).toEqual([4, `${at}.maxReplicas`]);
  expect(told(consumer.cooldown)).toEqual([600_000, `${at}.cooldown`]);
  expect(consumer.topics.map(({ lagPerReplica }) => told(lagPerReplica))).toEqual([
    [50, `${at}.lagPerReplica`],
  ]);
});

test('replicas by environment: its own number, or the default', () => {
  const of = (environment: string) => {
    const contract = orders({
      minReplicas: { default: 1, 'eu-prod': 3 },
      maxReplicas: { default: 2, 'eu-prod': 6 },
    });
    const { minReplicas, maxReplicas } = only(
      shopSystem([contract], { environment: { environment } }).scalers[0]?.consumers,
    );
    return [told(minReplicas), told(maxReplicas)];
  };
  expect(of('eu-prod')).toEqual([
    [3, 'contract consumers.0.deployment.minReplicas.eu-prod'],
    [6, 'contract consumers.0.deployment.maxReplicas.eu-prod'],
  ]);
  expect(of('qa')).toEqual([
    [1, 'contract consumers.0.deployment.minReplicas.default'],
    [2, 'contract consumers.0.deployment.maxReplicas.default'],
  ]);
});

describe('a service that reads several topics', () => {
  test('one Deployment has one scaler with a topic each; what one contract says holds for all', () => {
    const { scalers } = shopSystem([orders({}), cancellations({ minReplicas: 2, lagPerReplica: 5 })]);
    expect(scalers).toHaveLength(1);
    const consumer = only(scalers[0]?.consumers);
    expect([consumer.minReplicas.value, consumer.maxReplicas.value]).toEqual([2, 6]);
    expect(
      consumer.topics.map(({ topic, lagPerReplica }) => [topic.name.value, lagPerReplica.value]),
    ).toEqual([
      ['shop.order-cancelled', 5],
      ['shop.order-placed', 166],
    ]);
  });

  test('a topic that its contract does not scale by counts for nothing', () => {
    const consumer = only(shopSystem([orders({}), cancellations(undefined)]).scalers[0]?.consumers);
    expect(consumer.topics.map(({ topic }) => topic.name.value)).toEqual(['shop.order-placed']);
  });

  test('two Deployments have a scaler each, and one principal', () => {
    const { scalers } = shopSystem([orders({}), cancellations({ name: 'refunds' })]);
    expect(scalers.map(({ name, consumers }) => [name, consumers.map((one) => one.name)])).toEqual([
      ['shop-billing-scaler', ['refunds', 'shop-billing']],
    ]);
  });
});

describe('the principal of the scaler', () => {
  test('describes the topics and the group, and nothing else; KEDA owns it', () => {
    const resolved = shop([orders({}), cancellations({})]);
    const found = principalsOf(resolved).filter(({ name }) => name === 'shop-billing-scaler');
    expect(found.map(({ service, authentication, acls }) => [service, authentication, acls])).toEqual([
      [
        'keda',
        'tls',
        [
          {
            resource: { type: 'group', name: 'shop-billing', patternType: 'literal' },
            operations: ['Describe'],
          },
          {
            resource: { type: 'topic', name: 'shop.order-cancelled', patternType: 'literal' },
            operations: ['Describe'],
          },
          {
            resource: { type: 'topic', name: 'shop.order-placed', patternType: 'literal' },
            operations: ['Describe'],
          },
        ],
      ],
    ]);
  });

  test('has the least rate where the environment sets quotas: it reads no message', () => {
    const { scalers } = shopSystem(
      [orders({}, { load: { messagesPerSecond: 10_000, bytesPerMessage: '1KiB' } })],
      {
        environment: {
          kafka: { quotas: { headroom: 2, atLeast: '1MiB', requestPercentage: 50 } },
        },
      },
    );
    const quotas = scalers[0]?.principal?.quotas;
    expect([
      quotas?.consumerByteRate.value,
      quotas?.producerByteRate.value,
      quotas?.requestPercentage.value,
    ]).toEqual([1_048_576, 1_048_576, 50]);
  });

  test('is not there without authentication', () => {
    const { scalers } = shopSystem([orders({})], {
      environment: { kafka: { authorization: 'none', brokers: 1 } },
    });
    expect(scalers.map(({ principal, consumers }) => [principal, consumers.length])).toEqual([
      [undefined, 1],
    ]);
  });
});

test('nothing is scaled where the environment has no KEDA', () => {
  const workloads = { keda: 'none' as const };
  const resolved = shopSystem([orders({})], {
    environment: { workloads, queues: { jobs: false } },
  });
  expect(resolved.scalers).toEqual([]);
  expect(resolved.principals.map(({ name }) => name)).toEqual(['shop-checkout', 'shop-billing']);
});

test('a name that KEDA would refuse is cut: its autoscaler is called keda-hpa-<name>', () => {
  const name = `biller-${'x'.repeat(56)}`;
  const consumer = only(shopSystem([orders({ name })]).scalers[0]?.consumers);
  expect(consumer.deployment.value).toBe(name);
  expect(consumer.name).toMatch(/^biller-x+-[0-9][0-9a-v]{7}$/);
  expect(consumer.name).toHaveLength(54);
});

describe('tenants', () => {
  const environment = { tenants: ['acme', 'acme-labs'] };
  test('each has a Deployment and a scaler of its own', () => {
    // Dotted names have no tenant: the same contract in a system that has.
    const contract = orders({});
    const resolved = shopSystem([contract], { environment, naming: namings.namespaced });
    expect(
      resolved.scalers.map(({ name, principal, consumers }) => [
        name,
        principal?.tenant,
        ...consumers.map(({ deployment, topics }) => [
          deployment.value,
          ...topics.map((one) => one.topic.name.value),
        ]),
      ]),
    ).toEqual([
      ['shop-acme--billing-scaler', 'acme', ['shop-acme--billing', 'prod.acme.orders.evt.order-placed.v1']],
      [
        'shop-acme-labs--billing-scaler',
        'acme-labs',
        ['shop-acme-labs--billing', 'prod.acme-labs.orders.evt.order-placed.v1'],
      ],
    ]);
  });
});

test('Deployments and their topics are in the order of their names', () => {
  const { scalers } = shopSystem([cancellations({ name: 'zeta' }), orders({ name: 'alpha' })]);
  expect(scalers.flatMap(({ consumers }) => consumers.map(({ name }) => name))).toEqual(['alpha', 'zeta']);
  const renamed = shopSystem([orders({}, { renamedFrom: { topic: 'a.orders', object: 'a-orders' } })], {
    environment: { renames: { 'shop/orders/evt/order-placed/v1': 'dual' } },
  });
  const { topics } = only(renamed.scalers[0]?.consumers);
  expect(topics.map(({ topic }) => topic.name.value)).toEqual(['a.orders', 'shop.order-placed']);
});

test('what jobs drain scales no Deployment beside them', () => {
  const scaling = { deadline: '10m', executorClass: 'batch', executorKind: 'bill' } as const;
  const environment = { queues: { jobs: false } };
  expect(shopSystem([orders({}, { scaling })], { environment }).scalers).toEqual([]);
  expect(shopSystem([orders({})], { environment }).scalers).toHaveLength(1);
});

describe('while a topic moves to its next version', () => {
  const inPhase = (phase: 'dual' | 'drained', next: string) =>
    shopSystem([orders({}), orders(undefined, { consumers: [{ service: next, deployment: {} }] }, 2)], {
      environment: { migrations: { 'shop/orders/evt/order-placed/v2': phase } },
    }).scalers.map(({ name, principal, consumers }) => [
      name,
      principal?.roles.map(({ role }) => role),
      consumers.flatMap(({ topics }) => topics.map(({ topic }) => topic.name.value)),
    ]);

  test('both versions count as long as both are read', () => {
    expect(inPhase('dual', 'billing')).toEqual([
      ['shop-billing-scaler', ['scaler', 'scaler'], ['shop.order-placed', 'shop.order-placed.v2']],
    ]);
  });

  test('a service that has nothing left to read is no longer scaled, and its scaler keeps its user', () => {
    expect(inPhase('drained', 'shipping')).toEqual([
      ['shop-billing-scaler', ['resting'], []],
      ['shop-shipping-scaler', ['scaler'], ['shop.order-placed.v2']],
    ]);
  });
});
