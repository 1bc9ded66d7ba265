import { describe, expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import {
  dev,
  open,
  orders,
  partOfShop,
  refused,
  rendered,
  resolvedShop,
  rightsOf,
} from '../support/program.ts';

const scram = ws.environment({
  environment: 'shop-dev',
  topics: { env: 'dev', loadFactor: 0.5 },
  kafka: {
    quotas: { headroom: 8, atLeast: '1KiB', requestPercentage: 50 },
    listeners: [
      { name: 'tls', port: 9093, tls: true, authentication: 'tls' },
      { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
    ],
  },
});

describe('props', () => {
  test('minimal: a user that may do nothing', () => {
    const props: ws.AclPolicyProps = { environment: dev, name: 'billing', purpose: 'Bills orders' };
    const objects = rendered((chart) => {
      const policy = new ws.AclPolicy(chart, 'Billing', props);
      expect([policy.principalName, policy.service]).toEqual(['billing', 'billing']);
      expect(policy.user?.node.path).toBe('test/Billing/Resource');
    });
    expect(objects).toEqual({
      'KafkaUser billing': {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaUser',
        metadata: {
          name: 'billing',
          namespace: 'kafka',
          labels: {
            'app.kubernetes.io/part-of': 'billing',
            'app.kubernetes.io/component': 'billing',
            'app.kubernetes.io/managed-by': 'workstreams',
            'strimzi.io/cluster': 'kafka',
            'workstreams.io/service': 'billing',
          },
          annotations: { 'workstreams.io/purpose': 'Bills orders' },
        },
        spec: { authentication: { type: 'tls' } },
      },
    });
  });

  test('minimal, with a grant: part of the system of the topics, without quotas', () => {
    const { 'KafkaUser billing': user } = rendered((chart) => {
      const policy = new ws.AclPolicy(chart, 'B', { environment: dev, name: 'billing', purpose: 'x' });
      new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: dev }).grantRead(policy);
    });
    expect(user.metadata.labels).toMatchObject(partOfShop('billing'));
    expect(user.spec).toEqual({
      authentication: { type: 'tls' },
      authorization: {
        type: 'simple',
        acls: [
          { resource: { type: 'group', name: 'billing', patternType: 'literal' }, operations: ['Read'] },
          {
            resource: { type: 'topic', name: 'dev.main.orders.evt.order-placed.v1', patternType: 'literal' },
            operations: ['Read'],
          },
        ],
      },
    });
  });

  test('all: another service, place and mechanism; quotas count what is written and read', () => {
    const props: Required<ws.AclPolicyProps> = {
      environment: scram,
      name: 'shop-both',
      purpose: 'Writes and reads orders',
      service: 'both',
      system: 'store',
      component: 'orders',
      tenant: 'main',
      authentication: 'scram-sha-512',
    };
    const { 'KafkaUser shop-both': user } = rendered((chart) => {
      const policy = new ws.AclPolicy(chart, 'Access', props);
      const topics = new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: scram });
      topics.grantWrite(policy);
      topics.grantRead(policy);
    });
    expect(user.metadata.labels).toMatchObject({
      'app.kubernetes.io/part-of': 'store',
      'app.kubernetes.io/component': 'orders',
      'workstreams.io/service': 'both',
    });
    expect(user.spec.authentication).toEqual({ type: 'scram-sha-512' });
    expect(rightsOf(user)).toEqual([
      'Read group shop-both',
      'Read+Write topic dev.main.orders.evt.order-placed.v1',
    ]);
    // One message of 1KiB a second, times 0.5 and 8.
    expect(user.spec.quotas).toEqual({
      producerByteRate: 4096,
      consumerByteRate: 4096,
      requestPercentage: 50,
    });
  });

  test('of a catalogue: the rights that follow from contracts, and no others', () => {
    const [principal] = resolvedShop(dev).systems[0]?.principals ?? [];
    if (principal === undefined) throw new Error('no principal');
    const props: Required<ws.ResolvedAclPolicyProps> = {
      environment: dev,
      system: 'shop',
      component: 'checkout',
      principal,
    };
    const { 'KafkaUser shop-main--checkout': user } = rendered((chart) => {
      new ws.AclPolicy(chart, 'Access', props);
    });
    expect(rightsOf(user)).toEqual(['Write topic dev.main.orders.evt.order-placed.v1']);
    expect(
      refused((chart) => {
        const policy = new ws.AclPolicy(chart, 'Access', props);
        new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: dev }).grantRead(policy);
      }),
    ).toBe(
      'test/Access: the rights of a resolved principal follow from contracts\n  name checkout in the contract',
    );
  });

  test('nothing where there is no authentication', () => {
    expect(
      rendered((chart) => {
        new ws.AclPolicy(chart, 'Access', { environment: open, name: 'x', purpose: 'x' });
      }),
    ).toEqual({});
  });
});

test('addRoles: what no verb grants, and never everything', () => {
  const add = (role: ws.Role) =>
    rendered((chart) => {
      new ws.AclPolicy(chart, 'P', { environment: dev, name: 'p', purpose: 'x' }).addRoles([role]);
    });
  const { 'KafkaUser p': user } = add({
    role: 'observer',
    topic: { prefix: 'shop.' },
    group: { prefix: 'look-' },
  });
  expect(rightsOf(user)).toEqual(['Read group look-*', 'Read topic shop.*']);
  expect(() => add({ role: 'producer', topic: { name: '*' } })).toThrow(
    'a right on "*" would be a right on everything',
  );
  expect(() => add({ role: 'producer', topic: { prefix: 'shop' } })).toThrow(
    'the prefix "shop" must end with',
  );
});

describe('refused', () => {
  test('a name that a KafkaUser cannot have', () => {
    expect(
      refused((chart) => {
        new ws.AclPolicy(chart, 'P', { environment: open, name: 'Shop_Billing', purpose: 'x' });
      }),
    ).toMatch(
      /^test\/P: name: "Shop_Billing" is no object name: .*\n {2}write lowercase letters, digits and "-"$/,
    );
  });

  test('two policies of one name in an environment, not in two', () => {
    const named = (environment: ws.Environment) => ({ environment, name: 'billing', purpose: 'x' });
    expect(
      refused((chart) => {
        new ws.AclPolicy(chart, 'Open', named(open));
        new ws.AclPolicy(chart, 'One', named(dev));
        new ws.AclPolicy(chart, 'Two', named(dev));
      }),
    ).toBe(
      'test/Two: the user billing belongs to test/One\n  rename one of the two: both would be one KafkaUser',
    );
  });

  test('topics of another tenant than its own', () => {
    expect(
      refused((chart) => {
        const props = { environment: dev, name: 'p', purpose: 'x', tenant: 'acme' };
        const topics = new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: dev });
        topics.grantWrite(new ws.AclPolicy(chart, 'P', props));
      }),
    ).toBe(
      'test/P: it belongs to tenant acme, and dev.main.orders.evt.order-placed.v1 to tenant main\n  make one AclPolicy for each tenant',
    );
  });
});
