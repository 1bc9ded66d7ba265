import { describe, expect, test } from '@jest/globals';
import type { UnitChart } from '../../lib/constructs/render-unit.ts';
import * as ws from '../../lib/index.ts';
import {
  common,
  dev,
  failing,
  invoices,
  open,
  orders,
  refused,
  rendered,
  tenants,
  userNamed,
  work,
} from '../support/program.ts';

describe('topics refuse, with where, what and the fix', () => {
  const two = (
    grant: (topics: ws.TopicFamily, a: ws.AclPolicy, b: ws.AclPolicy) => void,
    contract = failing,
  ) =>
    refused((chart) => {
      grant(
        new ws.TopicFamily(chart, 'Topics', { contract, environment: dev }),
        userNamed(chart, 'a'),
        userNamed(chart, 'b'),
      );
    });

  test('a policy of another environment', () => {
    expect(
      refused((chart) => {
        new ws.TopicFamily(chart, 'Topics', { contract: orders, environment: open }).grantRead(
          userNamed(chart, 'a'),
        );
      }),
    ).toBe(
      'test/a: it is for environment shop-dev, and sand.main.orders.evt.order-placed.v1 is in shop-open\n  make one AclPolicy for each environment',
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
        new ws.TopicFamily(chart, 'Topics', { contract: orders, ...dashed }).grantProcess(
          userNamed(chart, 'a'),
          {
            as: 'source',
            application: 'orders',
          },
        );
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
        const policy = userNamed(chart, 'a', tenants);
        topicsOf(chart, 'acme').grantRead(policy);
        topicsOf(chart, 'acme-labs').grantWrite(policy);
      }),
    ).toBe(
      'test/a: it belongs to tenant acme, and dev.acme-labs.orders.evt.order-placed.v1 to tenant acme-labs\n  make one AclPolicy for each tenant',
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

const base = 'shop-billing-toolrun-invoice';

const billing = (chart: UnitChart) =>
  new ws.AclPolicy(chart, 'Billing', { environment: dev, name: 'billing', purpose: 'Bills orders' });

describe('a queue refuses, with where, what and the fix', () => {
  const queued = (use: (queue: ws.WorkRequestQueue, chart: UnitChart) => void, environment = dev) =>
    refused((chart) => {
      use(new ws.WorkRequestQueue(chart, 'Queue', { contract: invoices, environment }), chart);
    });

  test('a contract that is not a whole queue', () => {
    expect(
      refused((chart) => {
        new ws.WorkRequestQueue(chart, 'Queue', { contract: orders, environment: dev });
      }),
    ).toBe(`contract shop/orders/evt/order-placed/v1: 4 problems
  jobs drain topics of class work, and this is evt
    write work
  scaling: is missing
    add it, for example { deadline: '10m' }
  deadLetter: is missing
    add it with triage
  the topic "order-placed" must be {executorClass}.{executorKind}
    rename the topic`);
  });

  test('a second executor, and a reader beside the executor', () => {
    expect(
      queued((queue) => {
        queue.addExecutor();
        queue.addExecutor();
      }),
    ).toBe('test/Queue: it has an executor already\n  remove one of the two: both would drain it');
    expect(
      queued((queue, chart) => {
        queue.addExecutor();
        queue.topics.grantRead(billing(chart));
      }),
    ).toBe(
      `test/Billing: billing.toolrun.invoice.v1 is of class work, and test/Queue consumes it already, in the group ${base}-v1\n  a work topic has one consumer: use class evt for several`,
    );
    expect(
      queued((queue, chart) => {
        queue.topics.grantRead(billing(chart));
        queue.addExecutor();
      }),
    ).toContain('test/Billing consumes it already, in the group billing');
  });

  test('the group of the jobs for another topic', () => {
    expect(
      queued((queue, chart) => {
        queue.addExecutor();
        new ws.TopicFamily(chart, 'Orders', { contract: orders, environment: dev }).grantRead(
          billing(chart),
          {
            group: `${base}-v1`,
          },
        );
      }),
    ).toContain(`test/Billing: the group ${base}-v1 belongs to test/Queue\n`);
  });

  test('transactional ids of another', () => {
    expect(
      queued((queue, chart) => {
        queue.grantWrite(billing(chart), { transactionalId: 'bills' });
        queue.addExecutor({ transactionalId: 'bills-eu' });
      }),
    ).toBe(
      'test/Queue: the transactional id bills-eu- begins with bills-, which belongs to test/Billing\n  choose another transactional id',
    );
  });

  test('an executor class of another name or system', () => {
    const given = (system: string, name: string) =>
      queued((queue, chart) => {
        const terms = dev.queues.executorClasses['toolrun'];
        if (terms === undefined) throw new Error('no class');
        queue.addExecutor({
          executorClass: new ws.ExecutorClass(chart, 'Class', { environment: dev, system, name, terms }),
        });
      });
    const fix = '\n  give toolrun of shop in shop-dev';
    expect(given('shop', 'agentwork')).toBe(
      `test/Queue/Executor: the executor class agentwork of shop in shop-dev is not that of the queue${fix}`,
    );
    expect(given('store', 'toolrun')).toBe(
      `test/Queue/Executor: the executor class toolrun of store in shop-dev is not that of the queue${fix}`,
    );
    expect(
      refused((chart) => {
        new ws.ExecutorClass(chart, 'Class', { environment: dev, system: 'shop', name: 'toolrum' });
      }),
    ).toBe(
      'test/Class: shop-dev has no executor class "toolrum"\n  did you mean "toolrun"?; add it to the environment, or give its terms',
    );
  });

  test('jobs on a listener that pods of the class do not reach', () => {
    const environment = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      kafka: {
        listeners: [
          { name: 'tls', port: 9093, tls: true, authentication: 'tls' },
          { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
        ],
      },
      queues: { executorClasses: { toolrun: {} } },
    });
    expect(
      queued((queue, chart) => {
        const props = { environment, system: 'shop', name: 'toolrun' };
        const executorClass = new ws.ExecutorClass(chart, 'Class', props);
        queue.addExecutor({ executorClass, authentication: 'scram-sha-512' });
      }, environment),
    ).toBe(
      'test/Queue/Executor: its jobs connect to the listener scram, and pods of the class reach tls\n  name the listener in `listeners` of the ExecutorClass',
    );
  });

  test('an image without a digest where the environment pins by digest', () => {
    const pinned = ws.environment({
      environment: 'shop-prod',
      topics: { env: 'prod' },
      images: {
        pin: 'digest',
        placeholder: { repository: 'apache/kafka', digest: `sha256:${'a'.repeat(64)}` },
        workbench: { repository: 'apache/kafka', digest: `sha256:${'a'.repeat(64)}` },
      },
      queues: { executorClasses: { toolrun: {} } },
    });
    expect(
      queued((queue) => {
        queue.addExecutor({ image: 'registry.example.com/shop/printer:2' });
      }, pinned),
    ).toBe(
      'test/Queue/Executor: image: "registry.example.com/shop/printer:2" has no digest, and shop-prod pins images by digest\n  write <repository>@sha256:<64 hexadecimal digits>',
    );
    const image = `registry.example.com/shop/printer@sha256:${'b'.repeat(64)}`;
    rendered((chart) => {
      const queue = new ws.WorkRequestQueue(chart, 'Queue', { contract: invoices, environment: pinned });
      expect(queue.addExecutor({ image }).scaledJobs).toHaveLength(1);
    });
  });

  test('a variable of the queue itself', () => {
    expect(
      queued((queue) => {
        queue.addExecutor({ variables: { KAFKA_TOPIC: 'x' } });
      }),
    ).toBe(
      'test/Queue/Executor: the variable KAFKA_TOPIC is set by the queue\n  remove it, or choose another name',
    );
  });
});
