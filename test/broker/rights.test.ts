import { expect, test } from '@jest/globals';
import {
  Admin,
  type BaseOptions,
  Consumer,
  kListApis,
  ListOffsetTimestamps,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { becomes } from '../support/becomes.ts';
import type { BrokerAcl } from '../support/broker.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

type Right = Omit<BrokerAcl, 'principal'>;

const topic = (name: string, ...operations: Right['operations']): Right => ({
  resourceType: 'topic',
  name,
  operations,
});
const group = (name: string, ...operations: Right['operations']): Right => ({
  resourceType: 'group',
  name,
  operations,
});
const transactionalId = (name: string, ...operations: Right['operations']): Right => ({
  resourceType: 'transactionalId',
  name,
  operations,
});
const onPrefix = (right: Right): Right => ({ ...right, patternType: 'prefix' });

/** 'done', or the broker's error codes in the order they came. */
async function outcome(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return 'done';
  } catch (error) {
    const codes = [...new Set(brokerErrors(error))];
    if (codes.length === 0) throw error;
    return codes.join(' ');
  }
}

function brokerErrors(error: unknown): string[] {
  const { apiId, errors = [], cause } = error as { apiId?: string; errors?: unknown[]; cause?: unknown };
  const nested = [...errors, ...(cause === undefined ? [] : [cause])].flatMap(brokerErrors);
  return apiId === undefined ? nested : [apiId, ...nested];
}

/** Leaves the group and closes, also when a stream is open or the join failed. */
function leave(consumer: Consumer<string, string, string, string>): Promise<void> {
  return new Promise((resolve) => consumer.close(true, () => resolve()));
}

/**
 * Asks with version 3 of AddPartitionsToTxn, the newest for clients: from version 4 on it is for brokers
 * alone, which the client's own choice of the highest version (1.35.0) does not heed.
 */
class TransactionalProducer extends Producer<string, string, string, string> {
  override [kListApis](callback: Parameters<Producer[typeof kListApis]>[0]): void {
    super[kListApis]((error, apis) => {
      for (const api of apis ?? []) if (api.name === 'AddPartitionsToTxn') api.maxVersion = 3;
      callback(error, apis);
    });
  }
}

describeWithBroker('the smallest rights that work', (broker) => {
  let users = 0;

  /** The options of a client that has these rights and no others. */
  async function clientWith(rights: Right[]): Promise<BaseOptions> {
    users += 1;
    const username = `user-${users}`;
    await broker().addScramUser(username, 'password');
    await broker().addAcls(rights.map((right) => ({ principal: `User:${username}`, ...right })));
    return {
      clientId: username,
      bootstrapBrokers: [broker().clientsBootstrap],
      sasl: { mechanism: 'SCRAM-SHA-512', username, password: 'password' },
      retries: 0,
    };
  }

  async function topicWithRecord(name: string): Promise<void> {
    await broker().createTopic(name, 1);
    await broker().produce(name, ['a']);
  }

  /** Reads one record as a member of the group, and commits it. */
  async function consume(rights: Right[], name: string, groupId: string): Promise<string> {
    const consumer = new Consumer({
      ...(await clientWith(rights)),
      groupId,
      deserializers: stringDeserializers,
    });
    try {
      return await outcome(async () => {
        const messages = await consumer.consume({
          topics: [name],
          mode: 'committed',
          fallbackMode: 'earliest',
          autocommit: false,
        });
        for await (const message of messages) {
          await message.commit();
          break;
        }
      });
    } finally {
      await leave(consumer);
    }
  }

  async function produce(
    rights: Right[],
    name: string,
    options: { idempotent: boolean; acks?: number } = { idempotent: false },
  ): Promise<string> {
    const producer = new Producer({
      ...(await clientWith(rights)),
      ...options,
      serializers: stringSerializers,
    });
    try {
      return await outcome(() => producer.send({ messages: [{ topic: name, partition: 0, value: 'b' }] }));
    } finally {
      await producer.close();
    }
  }

  /** Writes one record in a transaction of the given id. */
  async function produceInTransaction(rights: Right[], name: string, id: string): Promise<string> {
    const producer = new TransactionalProducer({
      ...(await clientWith(rights)),
      retries: 5,
      idempotent: true,
      transactionalId: id,
      serializers: stringSerializers,
    });
    try {
      return await outcome(async () => {
        const transaction = await producer.beginTransaction();
        await transaction.send({ messages: [{ topic: name, partition: 0, value: 'b' }] });
        await transaction.commit();
      });
    } finally {
      await producer.close();
    }
  }

  test('a consumer needs topic Read and group Read', async () => {
    await topicWithRecord('consumed');
    const read = topic('consumed', 'Read');
    const join = group('consumer', 'Read');

    expect(await consume([join], 'consumed', 'consumer')).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await consume([read], 'consumed', 'consumer')).toBe('GROUP_AUTHORIZATION_FAILED');
    expect(await consume([read, group('consumer', 'Describe')], 'consumed', 'consumer')).toBe(
      'GROUP_AUTHORIZATION_FAILED',
    );
    expect(await broker().committedOffsets('consumer')).toEqual({});
    expect(await consume([read, join], 'consumed', 'consumer')).toBe('done');
    expect(await broker().committedOffsets('consumer')).toEqual({ consumed: { 0: 1 } });
  });

  test('a producer, also to a dead letter topic, needs topic Write', async () => {
    await broker().createTopic('dead-letter', 1);
    expect(await produce([topic('dead-letter', 'Read')], 'dead-letter')).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await produce([topic('dead-letter', 'Write')], 'dead-letter')).toBe('done');
  });

  test('an idempotent producer needs topic Write, no right on the cluster', async () => {
    await broker().createTopic('idempotent', 1);
    const idempotent = { idempotent: true };
    expect(await produce([topic('idempotent', 'Describe')], 'idempotent', idempotent)).toBe(
      'CLUSTER_AUTHORIZATION_FAILED',
    );
    expect(await produce([topic('idempotent', 'Write')], 'idempotent', idempotent)).toBe('done');
  });

  test('a transactional producer needs topic Write and transactionalId Write, which implies Describe', async () => {
    await broker().createTopic('transactional', 1);
    const write = topic('transactional', 'Write');

    expect(await produceInTransaction([write], 'transactional', 'a')).toBe(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    );
    expect(await produceInTransaction([write, transactionalId('b', 'Describe')], 'transactional', 'b')).toBe(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    );
    expect(await produceInTransaction([transactionalId('c', 'Write')], 'transactional', 'c')).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
    expect(await produceInTransaction([write, transactionalId('d', 'Write')], 'transactional', 'd')).toBe(
      'done',
    );
  });

  test('a transaction that commits offsets needs group Read and Read on the topic they are of', async () => {
    await topicWithRecord('input');
    await broker().createTopic('output', 1);
    const read = topic('input', 'Read');
    const join = group('worker', 'Read');

    expect(await transfer('transfer-1', [read, group('worker', 'Describe')])).toBe(
      'GROUP_AUTHORIZATION_FAILED',
    );
    expect(await transfer('transfer-2', [topic('input', 'Describe'), join])).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
    expect(await broker().committedOffsets('worker')).toEqual({});
    expect(await transfer('transfer-3', [read, join])).toBe('done');
    // A commit is answered before its marker is in the log of offsets.
    await becomes(() => broker().committedOffsets('worker'), { input: { 0: 1 } });
  });

  /**
   * Moves a record from input to output with its offset in a transaction. The consumer has all it needs; the
   * rights are the producer's.
   */
  async function transfer(id: string, rights: Right[]): Promise<string> {
    const consumer = new Consumer({
      ...(await clientWith([topic('input', 'Read'), group('worker', 'Read')])),
      groupId: 'worker',
      deserializers: stringDeserializers,
    });
    const producer = new TransactionalProducer({
      ...(await clientWith([topic('output', 'Write'), transactionalId(id, 'Write'), ...rights])),
      idempotent: true,
      transactionalId: id,
      serializers: stringSerializers,
    });
    try {
      return await outcome(async () => {
        const messages = await consumer.consume({
          topics: ['input'],
          mode: 'committed',
          fallbackMode: 'earliest',
          autocommit: false,
        });
        for await (const message of messages) {
          const transaction = await producer.beginTransaction();
          await transaction.addConsumer(consumer);
          await transaction.send({ messages: [{ topic: 'output', partition: 0, value: message.value }] });
          await transaction.addOffset(message);
          await transaction.commit();
          break;
        }
      });
    } finally {
      await producer.close();
      await leave(consumer);
    }
  }

  test("KEDA's scaler needs topic Describe and group Describe", async () => {
    await topicWithRecord('scaled');
    const onTopic = topic('scaled', 'Describe');
    const onGroup = group('scaled-drain', 'Describe');

    expect(await measureLag([onGroup])).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await measureLag([onTopic])).toBe('GROUP_AUTHORIZATION_FAILED');
    expect(await measureLag([onTopic, onGroup])).toBe('done');
  });

  /** The requests of KEDA's kafka scaler: metadata, the group's offsets and the topic's end. */
  async function measureLag(rights: Right[]): Promise<string> {
    const admin = new Admin(await clientWith(rights));
    try {
      return await outcome(async () => {
        await admin.listConsumerGroupOffsets({
          groups: [{ groupId: 'scaled-drain', topics: [{ name: 'scaled', partitionIndexes: [0] }] }],
        });
        await admin.metadata({ topics: ['scaled'] });
        await admin.listOffsets({
          topics: [
            { name: 'scaled', partitions: [{ partitionIndex: 0, timestamp: ListOffsetTimestamps.LATEST }] },
          ],
        });
      });
    } finally {
      await admin.close();
    }
  }

  test('a read-only workbench reads under its prefixes and nowhere else, and writes nowhere', async () => {
    await topicWithRecord('acme.tracking.evt');
    await topicWithRecord('billing.evt');
    const rights = [onPrefix(topic('acme.', 'Read')), onPrefix(group('workbench-', 'Read'))];

    expect(await consume(rights, 'acme.tracking.evt', 'workbench-ann')).toBe('done');
    expect(await consume(rights, 'acme.tracking.evt', 'tracking')).toBe('GROUP_AUTHORIZATION_FAILED');
    expect(await consume(rights, 'billing.evt', 'workbench-ann')).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await produce(rights, 'acme.tracking.evt')).toBe('TOPIC_AUTHORIZATION_FAILED');
  });

  test('a Streams application makes its own topics under its prefix and no others', async () => {
    const rights = [onPrefix(topic('totals-', 'All'))];
    expect(await createTopic(rights, 'totals-store-changelog')).toBe('done');
    expect(await createTopic(rights, 'others-store-changelog')).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await createTopic([onPrefix(topic('totals-', 'Read', 'Write'))], 'totals-repartition')).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  async function createTopic(rights: Right[], name: string): Promise<string> {
    const admin = new Admin(await clientWith(rights));
    try {
      return await outcome(() => admin.createTopics({ topics: [name], partitions: 1, replicas: 1 }));
    } finally {
      await admin.close();
    }
  }
});
