import { describe, expect, test } from '@jest/globals';
import type { UnitChart } from '../../lib/constructs/render-unit.ts';
import * as ws from '../../lib/index.ts';
import { common, dev, open, orders, partOfShop, refused, rendered, rightsOf } from '../support/program.ts';

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

const tenants = ws.environment({
  environment: 'shop-tenants',
  topics: { env: 'dev' },
  tenants: ['acme', 'acme-labs'],
});

const failing = ws.contract('shop/orders/evt/order-placed/v1', {
  ...common,
  purpose: 'An order was placed',
  consumers: [{ service: 'billing', group: 'bills' }, { service: 'reports' }],
  retry: { tiers: ['1m', '1h'], attempts: 3 },
  deadLetter: { triage: 'The on-call looks' },
});

const work = ws.contract('shop/orders/work/order-picked/v1', { ...common, purpose: 'Orders to pick' });

const user = (chart: UnitChart, name: string, environment = dev) =>
  new ws.AclPolicy(chart, name, { environment, name, purpose: 'x' });

/** The rights of the user `u`, after grants on the topics of a contract. */
function granted(
  grant: (topics: ws.TopicFamily, policy: ws.AclPolicy) => void,
  props: Partial<ws.TopicFamilyProps> = {},
): string[] {
  const objects = rendered((chart) => {
    const topics = new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev, ...props });
    grant(topics, user(chart, 'u', props.environment));
  });
  return rightsOf(objects['KafkaUser u']);
}

test('verbs return the names that a client must be configured with', () => {
  const returned: ws.Granted[] = [];
  granted((topics, policy) => {
    returned.push(
      topics.grantWrite(policy, { transactionalId: 'checkout' }),
      topics.grantRead(policy),
      topics.grantRead(policy, { group: 'g', transactionalId: 'checkout' }),
      topics.grantProcess(policy, { as: 'sink', application: 'totals' }),
      topics.grantDispatch(policy),
      topics.grantReplay(policy),
    );
  });
  expect(returned).toEqual([
    { transactionalIdPrefix: 'main.checkout-' },
    { group: 'u' },
    { group: 'g', transactionalIdPrefix: 'main.checkout-' },
    { group: 'main.totals', transactionalIdPrefix: 'main.totals-' },
    { group: 'u' },
    {},
  ]);
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

describe('each verb gives the fewest rights', () => {
  test('grantWrite: one topic, as Strimzi reads it', () => {
    const { 'KafkaUser u': object } = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev }).grantWrite(
        user(chart, 'u'),
      );
    });
    expect(object.spec).toEqual({
      authentication: { type: 'tls' },
      authorization: {
        type: 'simple',
        acls: [
          {
            resource: { type: 'topic', name: 'dev.main.orders.evt.order-placed.v1', patternType: 'literal' },
            operations: ['Write'],
          },
        ],
      },
    });
  });

  test('grantWrite in transactions: the ids of one producer', () => {
    expect(
      granted((topics, policy) => {
        topics.grantWrite(policy, { transactionalId: 'checkout' });
      }),
    ).toEqual(['Write topic dev.main.orders.evt.order-placed.v1', 'Write transactionalId main.checkout-*']);
  });

  test('grantRead: the topic, the group, and where failures go', () => {
    expect(
      granted((topics, policy) => {
        topics.grantRead(policy, { group: 'g' });
      }),
    ).toEqual([
      'Read group g',
      'Write topic dev.main.orders.dlt.order-placed.v1',
      'Read topic dev.main.orders.evt.order-placed.v1',
      'Write topic dev.main.orders.rty.order-placed-1h.v1',
      'Write topic dev.main.orders.rty.order-placed-1m.v1',
    ]);
  });

  test('grantRead in transactions: failures are written in them', () => {
    expect(
      granted((topics, policy) => {
        topics.grantRead(policy, { group: 'g', transactionalId: 'bills' });
      }),
    ).toEqual([
      'Read group g',
      'Write topic dev.main.orders.dlt.order-placed.v1',
      'Read topic dev.main.orders.evt.order-placed.v1',
      'Write topic dev.main.orders.rty.order-placed-1h.v1',
      'Write topic dev.main.orders.rty.order-placed-1m.v1',
      'Write transactionalId main.bills-*',
    ]);
  });

  test('grantRead without a group: that of the contract, or the name of the principal', () => {
    const groupOf = (service: string) =>
      rightsOf(
        rendered((chart) => {
          const policy = new ws.AclPolicy(chart, 'P', { environment: dev, name: 'u', purpose: 'x', service });
          new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev }).grantRead(policy);
        })['KafkaUser u'],
      )[0];
    expect(groupOf('billing')).toBe('Read group bills');
    expect(groupOf('reports')).toBe('Read group u');
    expect(groupOf('others')).toBe('Read group u');
  });

  test('grantProcess: what a Kafka Streams application owns', () => {
    expect(
      granted((topics, policy) => {
        topics.grantProcess(policy, { as: 'source', application: 'totals' });
      }),
    ).toEqual([
      'Read group main.totals',
      'Write topic dev.main.orders.dlt.order-placed.v1',
      'Read topic dev.main.orders.evt.order-placed.v1',
      'Write topic dev.main.orders.rty.order-placed-1h.v1',
      'Write topic dev.main.orders.rty.order-placed-1m.v1',
      'All topic main.totals-*',
      'Write transactionalId main.totals-*',
    ]);
    expect(
      granted((topics, policy) => {
        topics.grantProcess(policy, { as: 'sink' });
      }),
    ).toEqual([
      'Read group u',
      'Write topic dev.main.orders.evt.order-placed.v1',
      'All topic u-*',
      'Write transactionalId u-*',
    ]);
  });

  test('grantDispatch: from the retries to the topic', () => {
    expect(
      granted((topics, policy) => {
        topics.grantDispatch(policy);
      }),
    ).toEqual([
      'Read group u',
      'Write topic dev.main.orders.evt.order-placed.v1',
      'Read topic dev.main.orders.rty.order-placed-1h.v1',
      'Read topic dev.main.orders.rty.order-placed-1m.v1',
    ]);
  });

  test('deadLetter.grantOperate: from the dead letters to the topic', () => {
    expect(
      granted((topics, policy) => {
        topics.deadLetter?.grantOperate(policy);
      }),
    ).toEqual([
      'Read group u',
      'Read topic dev.main.orders.dlt.order-placed.v1',
      'Write topic dev.main.orders.evt.order-placed.v1',
    ]);
    expect(
      granted((topics, policy) => {
        topics.deadLetter?.grantOperate(policy, { group: 'repairs' });
      })[0],
    ).toBe('Read group repairs');
  });

  test('grantReplay: the topic alone', () => {
    expect(
      granted((topics, policy) => {
        topics.grantReplay(policy);
      }),
    ).toEqual(['Write topic dev.main.orders.evt.order-placed.v1']);
  });

  test('several grants: one entry a resource, with all operations', () => {
    expect(
      granted((topics, policy) => {
        topics.grantWrite(policy);
        topics.grantRead(policy);
        topics.grantRead(policy);
      }),
    ).toEqual([
      'Read group u',
      'Write topic dev.main.orders.dlt.order-placed.v1',
      'Read+Write topic dev.main.orders.evt.order-placed.v1',
      'Write topic dev.main.orders.rty.order-placed-1h.v1',
      'Write topic dev.main.orders.rty.order-placed-1m.v1',
    ]);
  });

  test('of a tenant: its topics, and ids that those of its neighbours never begin like', () => {
    const of = (tenant: string) =>
      granted(
        (topics, policy) => {
          topics.grantWrite(policy, { transactionalId: 'checkout' });
        },
        { environment: tenants, contract: orders, tenant },
      );
    expect(of('acme')).toEqual([
      'Write topic dev.acme.orders.evt.order-placed.v1',
      'Write transactionalId acme.checkout-*',
    ]);
    expect(of('acme-labs')).toEqual([
      'Write topic dev.acme-labs.orders.evt.order-placed.v1',
      'Write transactionalId acme-labs.checkout-*',
    ]);
    expect(
      granted(
        (topics, policy) => {
          topics.grantProcess(policy, { as: 'sink', application: 'totals' });
        },
        { environment: tenants, contract: orders },
      ),
    ).toEqual([
      'Read group acme.totals',
      'Write topic dev.acme.orders.evt.order-placed.v1',
      'All topic acme.totals-*',
      'Write transactionalId acme.totals-*',
    ]);
  });

  test('where there is no authentication: no user', () => {
    const objects = rendered((chart) => {
      const topics = new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: open });
      const policy = user(chart, 'u', open);
      topics.grantWrite(policy);
      expect(policy.user).toBeUndefined();
    });
    expect(Object.keys(objects)).toEqual(['KafkaTopic sand-main-orders-evt-order--placed-v1']);
  });
});

describe('refused, with where, what and the fix', () => {
  const two = (
    grant: (topics: ws.TopicFamily, a: ws.AclPolicy, b: ws.AclPolicy) => void,
    contract = failing,
  ) =>
    refused((chart) => {
      grant(
        new ws.TopicFamily(chart, 'Topics', { contract, environment: dev }),
        user(chart, 'a'),
        user(chart, 'b'),
      );
    });

  test('a policy of another environment', () => {
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: open }).grantRead(
          user(chart, 'a'),
        );
      }),
    ).toBe(
      'test/a: it is of environment shop-dev, and sand.main.orders.evt.order-placed.v1 of shop-open\n  make one AclPolicy an environment',
    );
  });

  test('a second consumer of a work topic, also in a second group of the first', () => {
    expect(
      two((topics, a, b) => {
        topics.grantRead(a);
        topics.grantRead(a);
        topics.grantRead(b);
      }, work),
    ).toBe(
      'test/b: dev.main.orders.work.order-picked.v1 is of class work, and test/a consumes it already, in the group a\n  a work topic has one consumer: use class evt for several',
    );
    expect(
      two((topics, a) => {
        topics.grantRead(a);
        topics.grantRead(a, { group: 'second' });
      }, work),
    ).toContain('test/a consumes it already, in the group a\n');
    expect(
      two((topics, a, b) => {
        topics.grantProcess(a, { as: 'source' });
        topics.grantRead(b);
      }, work),
    ).toContain('test/a consumes it already');
  });

  test('a group that belongs to another principal, in whatever topic', () => {
    const said =
      'test/b: the group g belongs to test/a\n  leave the group out, or choose another: members of a group share its partitions';
    expect(
      two((topics, a, b) => {
        topics.grantRead(a, { group: 'g' });
        topics.grantRead(b, { group: 'g' });
      }),
    ).toBe(said);
    expect(
      two((topics, a, b) => {
        topics.grantRead(a, { group: 'g' });
        topics.deadLetter?.grantOperate(b, { group: 'g' });
      }),
    ).toBe(said);
  });

  test('a group that the contract gives to another service', () => {
    expect(
      two((topics, a) => {
        topics.grantRead(a, { group: 'bills' });
      }),
    ).toBe(
      'test/a: the contract gives the group bills to billing, and this is a\n  leave the group out, or choose another',
    );
  });

  test('a group that Kafka takes and rights do not', () => {
    expect(
      two((topics, a) => {
        topics.grantRead(a, { group: '*' });
      }),
    ).toMatch(/^test\/a: group: "\*" is no consumer group: .*\n {2}write another group$/);
  });

  test('transactional ids that overlap with those of another', () => {
    expect(
      two((topics, a, b) => {
        topics.grantWrite(a, { transactionalId: 'shop' });
        topics.grantWrite(a, { transactionalId: 'shop' });
        topics.grantWrite(b, { transactionalId: 'shop-eu' });
      }),
    ).toBe(
      'test/b: the transactional id main.shop-eu- begins with main.shop-, which belongs to test/a\n  choose another transactional id',
    );
    expect(
      two((topics, a, b) => {
        topics.grantWrite(a, { transactionalId: 'shop-eu' });
        topics.grantProcess(b, { as: 'sink', application: 'shop' });
      }),
    ).toBe(
      'test/b: what begins with main.shop- covers the transactional id main.shop-eu-, which belongs to test/a\n  choose another application id',
    );
  });

  test('an application that begins like a topic of another', () => {
    const dashed = {
      naming: ws.namingOf('shop', {
        topic: '{context}-{topic}.v{version}',
        segments: { context: { values: ['orders'] } },
      }),
      environment: dev,
    };
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'Topics', { contract: orders, ...dashed }).grantProcess(user(chart, 'a'), {
          as: 'source',
          application: 'orders',
        });
      }),
    ).toBe(
      'test/a: what begins with orders- covers the topic orders-order-placed.v1, which belongs to test/Topics\n  choose another application id',
    );
  });

  test('a tenant that crosses to another', () => {
    const topicsOf = (chart: UnitChart, tenant: string) =>
      new ws.TopicFamily(chart, tenant, { contract: orders, environment: tenants, tenant });
    expect(
      refused((chart) => {
        const policy = user(chart, 'a', tenants);
        topicsOf(chart, 'acme').grantRead(policy);
        topicsOf(chart, 'acme-labs').grantWrite(policy);
      }),
    ).toBe(
      'test/a: it belongs to tenant acme, and dev.acme-labs.orders.evt.order-placed.v1 to tenant acme-labs\n  make one AclPolicy a tenant',
    );
  });

  test('a tenant that the environment does not have', () => {
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'T', { contract: orders, environment: tenants, tenant: 'acmee' });
      }),
    ).toBe(
      'contract shop/orders/evt/order-placed/v1: 1 problem\n  tenant: shop-tenants has no tenant "acmee"\n    did you mean "acme"?',
    );
  });

  test('a name that the naming does not take', () => {
    const contract = ws.contract('shop/orders/evt/Order_placed/v1', { ...common, purpose: 'x' });
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'T', { contract, environment: dev });
      }),
    ).toContain('the topic "Order_placed" must be lowercase kebab, for example order-placed');
  });

  test('a contract that is rendered twice', () => {
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'One', { contract: orders, environment: dev });
        new ws.TopicFamily(chart, 'Two', { contract: orders, environment: dev });
      }),
    ).toBe(
      'test/Two: the topic dev.main.orders.evt.order-placed.v1 belongs to test/One\n  render a contract once in an environment',
    );
  });
});
