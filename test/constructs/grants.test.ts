import { describe, expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import { dev, failing, open, orders, rendered, rightsOf, tenants, userNamed } from '../support/program.ts';

/** The rights of the user `u`, after grants on the topics of a contract. */
function granted(
  grant: (topics: ws.TopicFamily, policy: ws.AclPolicy) => void,
  props: Partial<ws.TopicFamilyProps> = {},
): string[] {
  const objects = rendered((chart) => {
    const topics = new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev, ...props });
    grant(topics, userNamed(chart, 'u', props.environment));
  });
  return rightsOf(objects['KafkaUser u']);
}

describe('each verb gives the fewest rights', () => {
  test('grantWrite: one topic, as Strimzi reads it', () => {
    const { 'KafkaUser u': object } = rendered((chart) => {
      new ws.TopicFamily(chart, 'Topics', { contract: failing, environment: dev }).grantWrite(
        userNamed(chart, 'u'),
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
      'Write topic dev.main.orders.dlt.order-placed.v1',
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

  test('grantReplay: not where the contract does not allow it', () => {
    expect(() =>
      granted(
        (topics, policy) => {
          topics.grantReplay(policy);
        },
        { contract: orders },
      ),
    ).toThrow(
      'the contract of dev.main.orders.evt.order-placed.v1 does not allow replay: readers get messages that they have had',
    );
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
      const policy = userNamed(chart, 'u', open);
      topics.grantWrite(policy);
      expect(policy.user).toBeUndefined();
    });
    expect(Object.keys(objects)).toEqual(['KafkaTopic sand-main-orders-evt-order--placed-v1']);
  });
});

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
