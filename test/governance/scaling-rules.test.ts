import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { Service } from '../../lib/index.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { object, said } from '../support/said.ts';
import { namings } from '../support/namings.ts';
import { cancellations, orders, shopJudged } from '../support/scaled.ts';

const at = 'consumers[0].deployment';

test.each(rules.filter(({ on }) => on === 'environment').map(({ id }) => id))(
  '%s is silent on Deployments that are scaled as they should be',
  (id) => {
    expect(shopJudged(id, [orders({}), cancellations({ minReplicas: 2 })])).toEqual([]);
  },
);

describe('scaled-deployment-consistent', () => {
  const judged = (contracts: Parameters<typeof shopJudged>[1], more = {}) =>
    shopJudged('scaled-deployment-consistent', contracts, more);

  test.each([
    ['minReplicas', { minReplicas: 2 }, { minReplicas: 1 }, '2', '1'],
    ['maxReplicas', { maxReplicas: 3 }, { maxReplicas: { default: 2 } }, '3', '{"default":2}'],
    ['cooldown', { cooldown: '10m' }, { cooldown: '5m' }, '10m', '5m'],
    ['pollingInterval', { pollingInterval: '10s' }, { pollingInterval: '20s' }, '10s', '20s'],
  ] as const)('%s of one Deployment in two contracts, with both places', (term, one, other, a, b) => {
    expect(judged([orders(one), cancellations(other)])).toEqual([
      `${at}.${term}: ${term} ${a} of the Deployment shop-billing, and contract shop/orders/evt/order-cancelled/v1:1:1 says ${b} / write the same in both, or only in one of them`,
    ]);
  });

  test('is silent where all say the same, or one says it for all; the lag of a replica is each topic’s own', () => {
    expect(
      judged([
        orders({ minReplicas: 2, cooldown: '10m', lagPerReplica: 5 }),
        cancellations({ minReplicas: 2, lagPerReplica: 7 }),
      ]),
    ).toEqual([]);
  });

  test('is silent on two Deployments of one service', () => {
    expect(judged([orders({ minReplicas: 2 }), cancellations({ name: 'refunds', minReplicas: 1 })])).toEqual(
      [],
    );
  });

  test('a Deployment of two services', () => {
    const shipping = cancellations(undefined, {
      consumers: [{ service: 'shipping', deployment: { name: 'worker' } }],
    });
    expect(judged([orders({ name: 'worker' }), shipping])).toEqual([
      `${at}.name: the Deployment shop-apps/worker of shop-shipping is also that of shop-billing (contract shop/orders/evt/order-placed/v1:1:1) / leave name out, so that the service and its tenant name it, or name another Deployment`,
    ]);
  });

  test('a Deployment that two tenants would share, and none where their names tell them apart', () => {
    const tenants = { environment: { tenants: ['acme', 'umbrella'] }, naming: namings.namespaced };
    expect(judged([orders({ name: 'worker' })], tenants)).toEqual([
      `${at}.name: the Deployment shop-apps/worker of shop-umbrella--billing is also that of shop-acme--billing (contract shop/orders/evt/order-placed/v1:1:1) / leave name out, so that the service and its tenant name it, or name another Deployment`,
    ]);
    expect(judged([orders({})], tenants)).toEqual([]);
  });
});

describe('replicas-within-partitions', () => {
  const judged = (...contracts: Parameters<typeof shopJudged>[1]) =>
    shopJudged('replicas-within-partitions', contracts);

  test('more replicas than the topic that has most partitions', () => {
    expect(judged(orders({ maxReplicas: 7 }), cancellations({}))).toEqual([
      `${at}.maxReplicas: 7 replicas for 6 partitions / leave maxReplicas out (a replica a partition), raise partitions, or add an exception with a reason`,
    ]);
    expect(judged(orders({ maxReplicas: 6 }), cancellations({}))).toEqual([]);
  });

  test('one partition', () => {
    expect(judged(orders({ maxReplicas: 2 }, { partitions: 1 }))).toEqual([
      `${at}.maxReplicas: 2 replicas for 1 partition / leave maxReplicas out (a replica a partition), raise partitions, or add an exception with a reason`,
    ]);
  });

  test('a range that is empty, also by what follows from the partitions', () => {
    expect(judged(orders({ minReplicas: 7 }))).toEqual([
      `${at}.minReplicas: 7 replicas at the least and 6 at the most / write 6 or less, or raise maxReplicas and the partitions`,
    ]);
    expect(judged(orders({ minReplicas: 6 }))).toEqual([]);
  });

  test('is silent while a migration leaves the Deployment nothing to read', () => {
    const next = orders(undefined, { consumers: [{ service: 'shipping', deployment: {} }] }, 2);
    const during = (phase: 'dual' | 'drained') =>
      shopJudged('replicas-within-partitions', [orders({ maxReplicas: 7 }), next], {
        environment: { migrations: { 'shop/orders/evt/order-placed/v2': phase } },
      });
    expect([during('dual').length, during('drained')]).toEqual([1, []]);
  });

  test('is a choice that a contract may make, with a reason', () => {
    const exceptions = [
      { rule: 'replicas-within-partitions', reason: 'A warm stand-by', until: '2027-01-01' },
    ];
    expect(judged(orders({ maxReplicas: 7 }, { exceptions }))).toEqual([]);
  });
});

describe('scale-to-zero-keeps-offsets', () => {
  const judged = (...contracts: Parameters<typeof shopJudged>[1]) =>
    shopJudged('scale-to-zero-keeps-offsets', contracts);
  const fix = 'leave minReplicas out (1), shorten the retention to 7d, or add an exception with a reason';
  const lost =
    'without a replica the group shop-billing loses its offsets after 7d, and shop.order-placed keeps';

  test.each([
    [{ retention: '8d' as const }, 'messages for 8d'],
    [{ retention: 'endless' as const }, 'messages for ever'],
    [{ cleanup: 'compact' as const }, 'the last message of each key'],
  ])('%j', (terms, howLong) => {
    expect(judged(orders({ minReplicas: 0 }, terms))).toEqual([
      `${at}.minReplicas: ${lost} ${howLong}: they are processed again / ${fix}`,
    ]);
  });

  test('each of its topics counts, and is reported where the contract says 0', () => {
    expect(judged(orders({ minReplicas: 0 }), cancellations({}, { retention: '30d' }))).toEqual([
      `${at}.minReplicas: ${lost.replace('placed', 'cancelled')} messages for 30d: they are processed again / ${fix}`,
    ]);
  });

  test('is silent where the offsets outlive the messages, and where a replica always runs', () => {
    expect(judged(orders({ minReplicas: 0 }, { retention: '7d' }))).toEqual([]);
    expect(judged(orders({ minReplicas: 1 }, { retention: '30d' }))).toEqual([]);
  });

  test('a topic that is written in transactions never has no lag', () => {
    const services: readonly Service[] = [
      { id: 'checkout', purpose: 'Takes orders', transactionalId: 'checkout' },
      { id: 'billing', purpose: 'Bills orders' },
    ];
    const written = orders({ minReplicas: 0 }, { retention: '7d' });
    expect(shopJudged('scale-to-zero-keeps-offsets', [written], { services })).toEqual([
      `${at}.minReplicas: shop.order-placed is written in transactions, whose marks stay as a lag of 1 in each partition: KEDA never stops the Deployment / leave minReplicas out (1), or add an exception that says how the consumer commits past the marks`,
    ]);
    expect(shopJudged('scale-to-zero-keeps-offsets', [orders({})], { services })).toEqual([]);
  });
});

describe('scaling-before-alert', () => {
  const judged = (deployment: Parameters<typeof orders>[0]) =>
    shopJudged('scaling-before-alert', [orders(deployment)]);

  test('the second replica would start after the alert at 1000 messages', () => {
    expect(judged({ lagPerReplica: 1000 })).toEqual([
      `${at}.lagPerReplica: another replica starts above 1000 unread messages, and the alert fires above 1000 / leave lagPerReplica out, or write 166 or less, so that all replicas run before the alert (warning)`,
    ]);
    expect(judged({ lagPerReplica: 999 })).toEqual([]);
  });

  test('replicas that always run take their share before another starts', () => {
    expect(judged({ minReplicas: 3, lagPerReplica: 400 })).toEqual([
      `${at}.lagPerReplica: another replica starts above 1200 unread messages, and the alert fires above 1000 / leave lagPerReplica out, or write 166 or less, so that all replicas run before the alert (warning)`,
    ]);
    expect(judged({ minReplicas: 2, lagPerReplica: 400 })).toEqual([]);
  });

  test('of two topics that one Deployment reads, each is reported where it stands', () => {
    const second = (lagPerReplica: number) =>
      cancellations(undefined, {
        consumers: [{ service: 'checkout' }, { service: 'billing', deployment: { lagPerReplica } }],
      });
    const places = (...lags: [number, number]) =>
      shopJudged('scaling-before-alert', [orders({ lagPerReplica: lags[0] }), second(lags[1])]).map(
        (one) => one.split(':')[0],
      );
    expect([places(1000, 1), places(1, 1000)]).toEqual([
      [`${at}.lagPerReplica`],
      ['consumers[1].deployment.lagPerReplica'],
    ]);
  });

  test('is silent where there is nothing to scale to, and on the default', () => {
    expect(judged({ minReplicas: 2, maxReplicas: 2, lagPerReplica: 5000 })).toEqual([]);
    expect(judged({ minReplicas: 5 })).toEqual([]);
  });
});

describe('scaled-consumer-consistent', () => {
  const judged = (contracts: Parameters<typeof shopJudged>[1], more = {}) =>
    shopJudged('scaled-consumer-consistent', contracts, more);
  const billing = (group: object): { services: readonly Service[] } => ({
    services: [
      { id: 'checkout', purpose: 'Takes orders' },
      { id: 'billing', purpose: 'Bills orders', client: { groups: { 'shop-billing': group } } },
    ],
  });

  const otherGroup: readonly Service[] = [
    { id: 'checkout', purpose: 'Takes orders' },
    { id: 'billing', purpose: 'Bills orders' },
    { id: 'shipping', purpose: 'Ships orders', client: { groups: { 'shop-shipping': { replicas: 3 } } } },
  ];

  test('a consumer that begins at the latest message', () => {
    expect(judged([orders({})], billing({ offsetReset: 'latest' }))).toEqual([
      `${at}: the group shop-billing of billing in shop begins at latest: what KEDA starts replicas for would be skipped / remove offsetReset from its client settings: earliest is the default`,
    ]);
    expect(judged([orders({})], billing({ offsetReset: 'earliest' }))).toEqual([]);
    expect(judged([orders(undefined)], billing({ offsetReset: 'latest' }))).toEqual([]);
  });

  test('replicas that the client settings fix', () => {
    expect(judged([orders({})], billing({ replicas: 3 }))).toEqual([
      `${at}: 3 replicas in the client settings of billing in shop, and KEDA scales shop-billing from 1 to 6 / remove replicas of the group shop-billing from its client settings`,
    ]);
    expect(judged([orders({ minReplicas: 3, maxReplicas: 3 })], billing({ replicas: 3 }))).toEqual([]);
    for (const more of [{ minReplicas: 3 }, { minReplicas: 2, maxReplicas: 3 }])
      expect(judged([orders(more)], billing({ replicas: 3 }))).toHaveLength(1);
    expect(judged([orders({})], { services: otherGroup })).toEqual([]);
  });

  test('a polling interval where a replica always runs', () => {
    expect(judged([orders({ pollingInterval: '10s' })])).toEqual([
      `${at}.pollingInterval: pollingInterval has no effect with 1 replica at the least: Kubernetes asks at its own pace then / remove it, or write minReplicas: 0`,
    ]);
    expect(judged([orders({ pollingInterval: '10s', minReplicas: 2 })])[0]).toContain(
      ' has no effect with 2 replicas at the least: ',
    );
    expect(judged([orders({ pollingInterval: '10s', minReplicas: 0 })])).toEqual([]);
    expect(judged([orders({ minReplicas: 2 })])).toEqual([]);
    expect(judged([orders({ pollingInterval: '10s', minReplicas: { default: 0, 'eu-prod': 2 } })])).toEqual(
      [],
    );
  });

  test('a Deployment beside jobs', () => {
    const queue = orders({}, { scaling: { deadline: '10m', executorClass: 'batch', executorKind: 'bill' } });
    expect(judged([queue], { environment: { queues: { jobs: false } } })).toEqual([
      `${at}: jobs drain this topic (scaling), and this consumer would be a Deployment beside them / remove deployment, or scaling`,
    ]);
  });

  test('a Deployment of a system that is imported', () => {
    expect(judged([orders({})], { naming: 'imported' })).toEqual([
      `${at}: shop is imported, and nothing is rendered for its workloads / remove deployment`,
    ]);
    const withoutKeda = {
      workloads: { keda: 'none', namespaces: { shop: 'kafka' } },
      queues: { jobs: false },
    };
    expect(judged([orders({})], { environment: withoutKeda })).toEqual([]);
  });
});

describe('known-environment', () => {
  test.each(['minReplicas', 'maxReplicas'] as const)('%s of an environment that is misspelt', (term) => {
    const of = (name: string) =>
      shopJudged('known-environment', [orders({ [term]: { default: 2, [name]: 3 } })]);
    expect(of('eu-prd')).toEqual([
      `${at}.${term}.eu-prd: there is no environment "eu-prd" / did you mean "eu-prod"?`,
    ]);
    expect(of('eu-prod')).toEqual([]);
  });
});

/** A scaler as somebody else might write it. */
function scaler(
  kind: 'ScaledJob' | 'ScaledObject',
  metadata: Record<string, unknown>,
  type = 'kafka',
): Manifest {
  const whole = { topic: 't', version: '3.9.0', offsetResetPolicy: 'earliest', lagThreshold: '5' };
  // What a row sets to undefined is not there, as in YAML.
  const fields = Object.entries({ ...whole, ...metadata }).filter(([, value]) => value !== undefined);
  return object(kind, { spec: { triggers: [{ type, metadata: Object.fromEntries(fields) }] } });
}

describe.each(['ScaledJob', 'ScaledObject'] as const)('scaler-counts-backlog on a %s', (kind) => {
  const judged = (metadata: Record<string, unknown>, type?: string) =>
    said('scaler-counts-backlog', [scaler(kind, metadata, type)]);
  const field = (name: string) => `spec.triggers[0].metadata.${name}`;

  test('is silent on what is right, and on triggers of other kinds', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ excludePersistentLag: 'false', activationLagThreshold: '0' })).toEqual([]);
    expect(judged({ offsetResetPolicy: 'latest', topic: '' }, 'prometheus')).toEqual([]);
  });

  test.each<[Record<string, unknown>, string]>([
    [
      { offsetResetPolicy: 'latest' },
      `${field('offsetResetPolicy')}: "latest": what was written before the first commit does not count, and empty partitions do / write earliest, here and in the consumer`,
    ],
    [
      { offsetResetPolicy: undefined },
      `${field('offsetResetPolicy')}: is missing: what was written before the first commit does not count, and empty partitions do / write earliest, here and in the consumer`,
    ],
    [
      { scaleToZeroOnInvalidOffset: 'true' },
      `${field('scaleToZeroOnInvalidOffset')}: "true": where nothing has been committed nothing ever starts that could commit / remove it`,
    ],
    [
      { excludePersistentLag: 'true' },
      `${field('excludePersistentLag')}: "true": lag that does not move does not count: nothing starts where nothing runs / remove it`,
    ],
    [
      { activationLagThreshold: '1' },
      `${field('activationLagThreshold')}: "1": a backlog of no more than this waits for ever / remove it`,
    ],
    [
      { allowIdleConsumers: 'true' },
      `${field('allowIdleConsumers')}: "true": more start than there are partitions, and idle / remove it`,
    ],
    [
      { topic: undefined },
      `${field('topic')}: is missing: the lag of every topic of the group counts, and none where the group has committed nothing / name the topic`,
    ],
    [
      { version: undefined },
      `${field('version')}: is missing: KEDA speaks the protocol of Kafka 1.0, which Kafka 4 does not serve / write the protocol version of the environment`,
    ],
    [
      { lagThreshold: 5 },
      `${field('lagThreshold')}: is not text, and KEDA takes text only / put it in quotes`,
    ],
  ])('%p', (metadata, expected) => {
    expect(judged(metadata)).toEqual([expected]);
  });

  test('the other scaler for Kafka', () => {
    expect(judged({}, 'apache-kafka')).toEqual([
      'spec.triggers[0].type: the scaler apache-kafka is experimental, and its metadata differ / write kafka',
    ]);
  });

  test.each(['paused', 'paused-replicas', 'paused-scale-in', 'paused-scale-out'])('%s', (name) => {
    const annotations = { [`autoscaling.keda.sh/${name}`]: 'true', 'example.com/paused': 'true' };
    const paused = { ...scaler(kind, {}), metadata: { name: 'x', namespace: 'apps', annotations } };
    expect(said('scaler-counts-backlog', [paused])).toEqual([
      `metadata.annotations.autoscaling.keda.sh/${name}: paused by what is applied: it stays so whatever waits, and whoever resumes it is overruled / remove the annotation; pause it with kubectl annotate for as long as needed`,
    ]);
  });
});

describe('one-autoscaler-per-deployment', () => {
  const scaled = (name: string, target: string, kind = 'ScaledObject', namespace = 'apps'): Manifest => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace },
    spec: { scaleTargetRef: { name: target } },
  });
  const deployment = (spec: object) => object('Deployment', { spec }, 'worker');
  const judged = (...manifests: Manifest[]) => said('one-autoscaler-per-deployment', manifests);

  test('a second ScaledObject, or an autoscaler of another program', () => {
    expect(judged(scaled('a', 'worker'), scaled('b', 'worker'))).toEqual([
      'spec.scaleTargetRef.name: ScaledObject apps/a scales it too / remove one of the two',
    ]);
    expect(judged(scaled('a', 'worker', 'HorizontalPodAutoscaler'), scaled('b', 'worker'))).toEqual([
      'spec.scaleTargetRef.name: HorizontalPodAutoscaler apps/a scales it too / remove one of the two',
    ]);
  });

  test('is silent on other Deployments, namespaces and kinds', () => {
    const set = object('HorizontalPodAutoscaler', {
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'worker' } },
    });
    expect(
      judged(
        scaled('a', 'worker'),
        scaled('b', 'other'),
        scaled('c', 'worker', 'ScaledObject', 'elsewhere'),
        set,
      ),
    ).toEqual([]);
  });

  test('a fixed number of replicas beside it, whichever comes first', () => {
    const what = (id: string) =>
      `the number of replicas is fixed, and scaled by lag: see ${id} / remove spec.replicas of the Deployment`;
    expect(judged(deployment({ replicas: 3 }), scaled('a', 'worker'))).toEqual([
      `spec.scaleTargetRef.name: ${what('Deployment apps/worker')}`,
    ]);
    expect(judged(scaled('a', 'worker'), deployment({ replicas: 3 }))).toEqual([
      `spec.replicas: ${what('ScaledObject apps/a')}`,
    ]);
    expect(judged(scaled('a', 'worker'), deployment({}))).toEqual([]);
    expect(judged(deployment({ replicas: 3 }), scaled('a', 'other'))).toEqual([]);
  });
});
