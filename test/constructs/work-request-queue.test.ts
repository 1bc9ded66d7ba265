import { describe, expect, test } from '@jest/globals';
import type { UnitChart } from '../../lib/constructs/render-unit.ts';
import * as ws from '../../lib/index.ts';
import { namings } from '../support/namings.ts';
import { common, dev, invoices, open, partOfShop, rendered, rightsOf } from '../support/program.ts';
import type { Mutable } from '../support/fixture.ts';

const base = 'shop-billing-toolrun-invoice';

/** The queue with a record of what is done, and that record. */
const recorded = ws.contract('shop/billing/work/toolrun.invoice/v1', {
  ...common,
  purpose: 'Invoices to print',
  consumers: [{ service: 'printer' }],
  deadLetter: { triage: 'The on-call prints it by hand' },
  scaling: { deadline: '10m', outcomes: 'printed' },
});
const printed = ws.contract('shop/billing/evt/printed/v1', {
  ...common,
  purpose: 'Invoices that were printed',
  producers: [{ service: 'printer' }],
});

const orders = ws.contract('shop/billing/evt/orders/v1', { ...common, purpose: 'Orders' });

const drained = (props: ws.WorkRequestQueueProps, options?: ws.ExecutorOptions) =>
  rendered((chart) => {
    new ws.WorkRequestQueue(chart, 'Queue', props).addExecutor(options);
  });

const jobIn = (objects: Record<string, Mutable>, name = base) => {
  const { spec } = objects[`ScaledJob ${name}`];
  return { spec, container: spec.jobTargetRef.template.spec.containers[0] };
};

const billing = (chart: UnitChart, environment = dev) =>
  new ws.AclPolicy(chart, 'Billing', { environment, name: 'billing', purpose: 'Bills orders' });

describe('props of a queue', () => {
  test('minimal: its topics, and whoever is granted writes them', () => {
    const props: ws.WorkRequestQueueProps = { contract: invoices, environment: dev };
    const objects = rendered((chart) => {
      const queue = new ws.WorkRequestQueue(chart, 'Queue', props);
      expect(queue.topicName).toBe('billing.toolrun.invoice.v1');
      expect(queue.deadLetter?.topicName).toBe('billing.toolrun.invoice.dlt.v1');
      expect(queue.group).toBe(`${base}-v1`);
      expect(queue.writers).toEqual([]);
      expect(queue.grantWrite(billing(chart))).toEqual({});
    });
    expect(Object.keys(objects)).toEqual([
      'KafkaTopic billing-toolrun-invoice-dlt-v1',
      'KafkaTopic billing-toolrun-invoice-v1',
      'KafkaUser billing',
    ]);
    expect(rightsOf(objects['KafkaUser billing'])).toEqual(['Write topic billing.toolrun.invoice.v1']);
  });

  test('all: a naming and a tenant, and every term of the contract', () => {
    const environment = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      tenants: ['main', 'acme'],
      queues: { executorClasses: { toolrun: {} } },
    });
    const contract = ws.contract('shop/billing/work/toolrun.invoice/v1', {
      ...common,
      purpose: 'Invoices to print',
      partitions: 6,
      consumers: [{ service: 'printer', group: 'printers' }],
      deadLetter: { triage: 'The on-call prints it by hand' },
      retry: { tiers: ['1m'], attempts: 2 },
      scaling: {
        name: 'print-jobs',
        messagesPerJob: 5,
        maxJobs: 4,
        pollingInterval: '1m',
        deadline: '90s',
        retries: 0,
      },
    });
    const naming = ws.namingOf('shop', {
      topic: '{tenant}.{topic}.v{version}',
      retry: '{tenant}.{topic}.retry-{tier}.v{version}',
      deadLetter: '{tenant}.{topic}.dlq.v{version}',
      parts: { topic: '{executorClass}.{executorKind}' },
    });
    const props: Required<ws.WorkRequestQueueProps> = { contract, environment, naming, tenant: 'acme' };
    const objects = drained(props);
    const { spec, container } = jobIn(objects, 'print-jobs--acme');
    expect(spec).toMatchObject({ pollingInterval: 60, maxReplicaCount: 4 });
    expect(spec.jobTargetRef).toMatchObject({ activeDeadlineSeconds: 90, backoffLimit: 0 });
    expect(spec.triggers[0].metadata).toMatchObject({
      consumerGroup: 'printers',
      lagThreshold: '5',
      topic: 'acme.toolrun.invoice.v1',
    });
    expect(container.env).toContainEqual({
      name: 'KAFKA_RETRY_TOPICS',
      value: 'acme.toolrun.invoice.retry-1m.v1',
    });
    expect(rightsOf(objects['KafkaUser print-jobs--acme-reader'])).toEqual([
      'Read group printers',
      'Write topic acme.toolrun.invoice.dlq.v1',
      'Write topic acme.toolrun.invoice.retry-1m.v1',
      'Read topic acme.toolrun.invoice.v1',
    ]);
  });

  test('of a catalogue: the users that contracts name, and the same executor', () => {
    const system = ws.system('shop', { purpose: 'Sells', naming: namings.queues, services: {} });
    const [queue] = ws.resolve(ws.catalogOf([invoices], [system]), dev).systems[0]?.queues ?? [];
    if (queue === undefined) throw new Error('no queue');
    const props: Required<ws.ResolvedWorkRequestQueueProps> = {
      environment: dev,
      queue,
      principals: queue.principals,
    };
    const objects = rendered((chart) => {
      const own = new ws.WorkRequestQueue(chart, 'Queue', props);
      expect(own.writers.map(({ principalName }) => principalName)).toEqual([`${base}-writer`]);
      own.addExecutor();
    });
    const { [`KafkaUser ${base}-writer`]: writer, ...rest } = objects;
    expect(rightsOf(writer)).toEqual(['Write topic billing.toolrun.invoice.v1']);
    expect(rest).toEqual(drained({ contract: invoices, environment: dev }));
  });
});

describe('options of an executor', () => {
  test('minimal: a job a message, with users of its own and what its pods need', () => {
    const objects = drained({ contract: invoices, environment: dev });
    expect(Object.keys(objects)).toEqual([
      `Role ${base}`,
      `RoleBinding ${base}`,
      `ServiceAccount ${base}`,
      'KafkaTopic billing-toolrun-invoice-dlt-v1',
      'KafkaTopic billing-toolrun-invoice-v1',
      `KafkaUser ${base}-reader`,
      `KafkaUser ${base}-scaler`,
      `ConfigMap ${base}`,
      `TriggerAuthentication ${base}-scaler`,
      `ScaledJob ${base}`,
    ]);
    expect(rightsOf(objects[`KafkaUser ${base}-reader`])).toEqual([
      `Read group ${base}-v1`,
      'Write topic billing.toolrun.invoice.dlt.v1',
      'Read topic billing.toolrun.invoice.v1',
    ]);
    expect(rightsOf(objects[`KafkaUser ${base}-scaler`])).toEqual([
      `Describe group ${base}-v1`,
      'Describe topic billing.toolrun.invoice.v1',
    ]);
    expect(objects[`TriggerAuthentication ${base}-scaler`].spec).toEqual({
      secretTargetRef: [
        { parameter: 'ca', name: 'kafka-cluster-ca-cert', key: 'ca.crt' },
        { parameter: 'cert', name: `${base}-scaler`, key: 'user.crt' },
        { parameter: 'key', name: `${base}-scaler`, key: 'user.key' },
      ],
    });
    expect(objects[`ScaledJob ${base}`].metadata.labels).toEqual(partOfShop(base));
    const { spec, container } = jobIn(objects);
    expect(spec).toMatchObject({ pollingInterval: 30, maxReplicaCount: 1 });
    expect(spec.jobTargetRef).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 2 });
    expect(spec.triggers[0].metadata).toEqual({
      bootstrapServers: 'kafka-kafka-bootstrap.kafka:9093',
      consumerGroup: `${base}-v1`,
      topic: 'billing.toolrun.invoice.v1',
      lagThreshold: '1',
      offsetResetPolicy: 'earliest',
      limitToPartitionsWithLag: 'true',
      version: '3.9.0',
      tls: 'enable',
    });
    expect(container.image).toBe('docker.io/apache/kafka:4.2.0');
    expect(container.command.slice(0, 2)).toEqual(['sh', '-c']);
  });

  test('all: a class with terms of its own, a program, a listener and transactions', () => {
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
    const objects = rendered((chart) => {
      const terms = environment.queues.executorClasses['toolrun'];
      if (terms === undefined) throw new Error('no class');
      const resources = { ...terms.resources, memory: '2Gi' };
      const options: Required<ws.ExecutorOptions> = {
        executorClass: new ws.ExecutorClass(chart, 'Class', {
          environment,
          system: 'shop',
          name: 'toolrun',
          terms: { ...terms, resources },
          listeners: ['scram'],
        }),
        image: 'registry.example.com/shop/printer:2',
        command: ['printer', '--once'],
        variables: { PRINTER: 'office' },
        authentication: 'scram-sha-512',
        transactionalId: 'prints',
        outcomes: new ws.TopicFamily(chart, 'Printed', { contract: printed, environment }),
      };
      const executor = new ws.WorkRequestQueue(chart, 'Queue', {
        contract: recorded,
        environment,
      }).addExecutor(options);
      expect(executor.scaledJobs.map(({ name }) => name)).toEqual([base]);
      expect([executor.reader?.principalName, executor.scaler?.principalName]).toEqual([
        `${base}-reader`,
        `${base}-scaler`,
      ]);
    });
    const { spec, container } = jobIn(objects);
    expect(container).toMatchObject({
      image: 'registry.example.com/shop/printer:2',
      command: ['printer', '--once'],
      resources: { limits: { memory: '2Gi' } },
    });
    expect(container.env).toContainEqual({ name: 'PRINTER', value: 'office' });
    expect(container.env).toContainEqual({
      name: 'KAFKA_BOOTSTRAP_SERVERS',
      value: 'kafka-kafka-bootstrap.kafka:9094',
    });
    expect(container.env.map(({ name }: Mutable) => name)).not.toContain('KAFKA_HEAP_OPTS');
    expect(spec.triggers[0].metadata.bootstrapServers).toBe('kafka-kafka-bootstrap.kafka:9093');
    const reader = objects[`KafkaUser ${base}-reader`];
    expect(reader.spec.authentication).toEqual({ type: 'scram-sha-512' });
    expect(rightsOf(reader)).toContain('Write transactionalId prints-*');
    expect(rightsOf(reader)).toContain('Read+Write topic dev.main.billing.evt.printed.v1');
    const topic = { value: 'dev.main.billing.evt.printed.v1' };
    expect(container.env).toContainEqual({ name: 'KAFKA_OUTCOME_TOPICS', ...topic });
    expect(container.env).toContainEqual({ name: 'KAFKA_OUTCOME_WRITE_TOPIC', ...topic });
  });

  test('a record of outcomes is given as topics, and is that of the contract', () => {
    const drainedBy = (contract: ws.Contract, of?: ws.Contract) => () =>
      rendered((chart) => {
        const topics = of && new ws.TopicFamily(chart, 'Record', { contract: of, environment: dev });
        new ws.WorkRequestQueue(chart, 'Queue', { contract, environment: dev }).addExecutor(
          topics === undefined ? {} : { outcomes: topics },
        );
      });
    expect(drainedBy(recorded)).toThrow(
      'scaling.outcomes of the contract names printed, and its topics are not given',
    );
    expect(drainedBy(recorded, orders)).toThrow(
      'scaling.outcomes of the contract names printed, and its topics are not given',
    );
    expect(drainedBy(invoices, printed)).toThrow(
      'outcomes are given, and scaling.outcomes of the contract names no record',
    );
  });

  test('an image keeps its entry point, whether the program or the environment names it', () => {
    const named = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      images: { executors: { 'toolrun.invoice': { repository: 'shop/printer', tag: '2' } } },
      queues: { executorClasses: { toolrun: {} } },
    });
    const ofEnvironment = jobIn(drained({ contract: invoices, environment: named })).container;
    const ofProgram = jobIn(
      drained({ contract: invoices, environment: dev }, { image: 'docker.io/shop/printer:2' }),
    ).container;
    expect(ofEnvironment.image).toBe('docker.io/shop/printer:2');
    expect(ofEnvironment.command).toBeUndefined();
    expect(ofProgram).toEqual(ofEnvironment);
  });

  test('without authentication: jobs without users', () => {
    const objects = drained({ contract: invoices, environment: open });
    expect(Object.keys(objects)).toEqual([
      `Role ${base}`,
      `RoleBinding ${base}`,
      `ServiceAccount ${base}`,
      'KafkaTopic billing-toolrun-invoice-dlt-v1',
      'KafkaTopic billing-toolrun-invoice-v1',
      `ConfigMap ${base}`,
      `ScaledJob ${base}`,
    ]);
    const { spec } = jobIn(objects);
    expect(spec.triggers[0].authenticationRef).toBeUndefined();
    expect(spec.triggers[0].metadata.bootstrapServers).toBe('kafka-kafka-bootstrap.kafka:9092');
  });

  test('where the environment starts no jobs: none, and another may read', () => {
    const environment = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      queues: { jobs: false, executorClasses: { toolrun: {} } },
    });
    const objects = rendered((chart) => {
      const queue = new ws.WorkRequestQueue(chart, 'Queue', { contract: invoices, environment });
      const executor = queue.addExecutor();
      expect([executor.reader, executor.scaler, executor.scaledJobs]).toEqual([undefined, undefined, []]);
      const name = 'by-hand';
      queue.topics.grantRead(new ws.AclPolicy(chart, name, { environment, name, purpose: 'x' }));
    });
    expect(Object.keys(objects)).toEqual([
      'KafkaTopic billing-toolrun-invoice-dlt-v1',
      'KafkaTopic billing-toolrun-invoice-v1',
      'KafkaUser by-hand',
    ]);
  });
});

test('the dead letters of a queue have their operator', () => {
  const { 'KafkaUser billing': user } = rendered((chart) => {
    const queue = new ws.WorkRequestQueue(chart, 'Queue', { contract: invoices, environment: dev });
    queue.addExecutor();
    queue.deadLetter?.grantOperate(billing(chart), { group: 'repairs' });
  });
  expect(rightsOf(user)).toEqual([
    'Read group repairs',
    'Read topic billing.toolrun.invoice.dlt.v1',
    'Write topic billing.toolrun.invoice.v1',
  ]);
});
