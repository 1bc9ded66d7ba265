import { pbkdf2, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  alterUserScramCredentialsV0,
  ConfigResourceTypes,
  ConfigSources,
  ConfigTypes,
  Connection,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  ProduceAcks,
  Producer,
  ResourcePatternTypes,
  ResourceTypes,
  ScramMechanisms,
  stringSerializers,
} from '@platformatic/kafka';
import { type BrokerProcess, type Joining, startBrokerProcess } from './broker/process.ts';

const resourceTypes = {
  topic: ResourceTypes.TOPIC,
  group: ResourceTypes.GROUP,
  transactionalId: ResourceTypes.TRANSACTIONAL_ID,
  cluster: ResourceTypes.CLUSTER,
};

const patternTypes = { literal: ResourcePatternTypes.LITERAL, prefix: ResourcePatternTypes.PREFIXED };

const operations = {
  Read: AclOperations.READ,
  Write: AclOperations.WRITE,
  Create: AclOperations.CREATE,
  Delete: AclOperations.DELETE,
  Alter: AclOperations.ALTER,
  AlterConfigs: AclOperations.ALTER_CONFIGS,
  Describe: AclOperations.DESCRIBE,
  DescribeConfigs: AclOperations.DESCRIBE_CONFIGS,
  ClusterAction: AclOperations.CLUSTER_ACTION,
  IdempotentWrite: AclOperations.IDEMPOTENT_WRITE,
  All: AclOperations.ALL,
};

/**
 * Rights of one principal on one resource, in the words of Strimzi's KafkaUser; always Allow, from any host.
 */
export interface BrokerAcl {
  /** `User:<name>` */
  principal: string;
  resourceType: keyof typeof resourceTypes;
  name: string;
  /** @default 'literal' */
  patternType?: keyof typeof patternTypes;
  operations: (keyof typeof operations)[];
}

interface BrokerOptions {
  /** Broker settings over the defaults. */
  properties?: Record<string, string>;
  /** A cluster that it joins. @default it is one of its own */
  joining?: Joining;
}

/** A setting of a topic as the broker describes it. */
export interface DescribedSetting {
  readonly name: string;
  /** `INT`, `LIST` */
  readonly type: string;
  readonly value: string;
  /** `DEFAULT_CONFIG` where neither the topic nor the broker's file says anything. */
  readonly source: string;
  /** Broker settings that give a default, in the order in which they are asked. */
  readonly broker: readonly string[];
}

/** Offsets by topic, then by partition. A partition that has none is absent. */
type Offsets = Record<string, Record<number, number>>;

const SCRAM_ITERATIONS = 4096;

/** Starts a broker of its own, with no topics, users or rights. Fails with the broker's log. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const node = await startBrokerProcess(options.properties, options.joining);
  const broker = new Broker(node);
  try {
    await until('the broker to answer', () => broker.isReady(), 60_000);
  } catch (error) {
    const log = node.log();
    await broker.stop();
    throw new Error(`the broker did not start\n${log}`, { cause: error });
  }
  return broker;
}

/**
 * A broker under test, driven by its super user. Every change is visible to clients once its promise
 * resolves.
 */
export class Broker {
  readonly adminBootstrap: string;
  readonly clientsBootstrap: string;
  /** What another broker needs to join this one. */
  readonly voters: string;
  readonly #node: BrokerProcess;
  readonly #admin: Admin;
  readonly #producer: Producer<string, string, string, string>;

  constructor(node: BrokerProcess) {
    this.#node = node;
    this.adminBootstrap = node.adminBootstrap;
    this.clientsBootstrap = node.clientsBootstrap;
    this.voters = node.voters;
    const client = {
      clientId: 'test-admin',
      bootstrapBrokers: [node.adminBootstrap],
      retries: 3,
      retryDelay: 50,
    };
    this.#admin = new Admin(client);
    this.#producer = new Producer({ ...client, serializers: stringSerializers });
  }

  /** Whether clients can be served, consumer groups included. */
  async isReady(): Promise<boolean> {
    try {
      await this.committedOffsets('test-ready');
      return true;
    } catch {
      return false;
    }
  }

  async createTopic(
    name: string,
    partitions = 1,
    configs: Record<string, string> = {},
    replicas = 1,
  ): Promise<void> {
    await this.#admin.createTopics({
      topics: [name],
      partitions,
      replicas,
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    });
    await until(`topic ${name} to have leaders`, async () => {
      const { topics } = await this.#admin.metadata({ topics: [name], forceUpdate: true });
      const found = topics.get(name)?.partitions ?? [];
      return found.length === partitions && found.every(({ leader }) => leader >= 0);
    });
    // The broker names itself the leader a moment before it is: a write to two partitions could then be repeated for both.
    await until(`topic ${name} to be led`, async () => {
      try {
        return Object.keys(await this.endOffsets(name)).length === partitions;
      } catch {
        return false;
      }
    });
  }

  /** Topics of one partition each. */
  async createTopics(names: readonly string[]): Promise<void> {
    await this.#admin.createTopics({ topics: [...names], partitions: 1, replicas: 1 });
    await until('the topics to be known', async () => {
      const known = new Set(await this.#admin.listTopics());
      return names.every((name) => known.has(name));
    });
  }

  /** Every setting of a topic (DescribeConfigs). */
  async describeTopic(name: string): Promise<DescribedSetting[]> {
    const [found] = await this.#admin.describeConfigs({
      resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: name }],
      includeSynonyms: true,
    });
    return (found?.configs ?? []).map((one) => ({
      name: one.name,
      type: wordOf(ConfigTypes, one.configType),
      value: one.value ?? '',
      source: wordOf(ConfigSources, one.configSource),
      broker: one.synonyms
        .filter(({ source }) => source !== ConfigSources.TOPIC_CONFIG)
        .map((synonym) => synonym.name),
    }));
  }

  /** Whether the broker would take a setting for a topic. */
  takesSetting(topic: string, name: string, value: string): Promise<boolean> {
    return this.setSettings(topic, { [name]: value }, true);
  }

  /** Sets settings of a topic in one request, as Strimzi does; whether the broker takes them. */
  async setSettings(topic: string, values: Record<string, string>, validateOnly = false): Promise<boolean> {
    try {
      await this.#admin.incrementalAlterConfigs({
        resources: [
          {
            resourceType: ConfigResourceTypes.TOPIC,
            resourceName: topic,
            configs: Object.entries(values).map(([name, value]) => ({
              ...{ name, value },
              configOperation: IncrementalAlterConfigOperationTypes.SET,
            })),
          },
        ],
        validateOnly,
      });
      return true;
    } catch (error) {
      if (codesOf(error).includes('INVALID_CONFIG')) return false;
      throw error;
    }
  }

  async addScramUser(name: string, password: string): Promise<void> {
    const salt = randomBytes(16);
    const saltedPassword = await promisify(pbkdf2)(password, salt, SCRAM_ITERATIONS, 64, 'sha512');
    const [host = '', port] = this.adminBootstrap.split(':');
    const connection = new Connection('test-admin');
    await connection.connect(host, Number(port));
    try {
      await alterUserScramCredentialsV0.api.async(
        connection,
        [],
        [
          {
            name,
            mechanism: ScramMechanisms.SCRAM_SHA_512,
            iterations: SCRAM_ITERATIONS,
            salt,
            saltedPassword,
          },
        ],
      );
    } finally {
      await connection.close();
    }
    await until(`user ${name} to log in`, () => this.#canLogIn(name, password));
  }

  async #canLogIn(username: string, password: string): Promise<boolean> {
    const [host = '', port] = this.clientsBootstrap.split(':');
    const connection = new Connection('test-login', {
      sasl: { mechanism: 'SCRAM-SHA-512', username, password },
    });
    try {
      await connection.connect(host, Number(port));
      return true;
    } catch {
      return false;
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  async addAcls(acls: BrokerAcl[]): Promise<void> {
    const creations = acls.flatMap((acl) =>
      acl.operations.map((operation) => ({
        principal: acl.principal,
        host: '*',
        permissionType: AclPermissionTypes.ALLOW,
        resourceType: resourceTypes[acl.resourceType],
        resourceName: acl.name,
        resourcePatternType: patternTypes[acl.patternType ?? 'literal'],
        operation: operations[operation],
      })),
    );
    if (creations.length === 0) return;
    await this.#admin.createAcls({ creations });
    await until('the ACLs to be in force', async () => {
      const found = await Promise.all(
        creations.map((creation) => this.#admin.describeAcls({ filter: creation })),
      );
      return found.every((resources) => resources.length > 0);
    });
  }

  /** Appends the values to one partition, in order. */
  async produce(topic: string, values: string[], partition = 0): Promise<void> {
    await this.#producer.send({ messages: values.map((value) => ({ topic, partition, value })) });
  }

  /** Appends messages with keys and headers to a topic; one without a partition goes where its key says. */
  async produceRecords(
    topic: string,
    records: readonly {
      readonly key?: string;
      readonly value: string | null;
      readonly headers?: Record<string, string>;
      readonly partition?: number;
    }[],
  ): Promise<void> {
    const messages = records.map((record) => ({ topic, ...record, value: record.value as string }));
    await this.#producer.send({ messages });
  }

  /** Whether a write with `acks=all` succeeds; false where too few replicas are in sync. */
  async takesWrite(topic: string): Promise<boolean> {
    try {
      const messages = [{ topic, partition: 0, value: 'v' }];
      await this.#producer.send({ messages, acks: ProduceAcks.ALL });
      return true;
    } catch (error) {
      if (codesOf(error).includes('NOT_ENOUGH_REPLICAS')) return false;
      throw error;
    }
  }

  /**
   * Appends the values to partition 0 in one transaction, whose marker takes one offset more. The broker answers the end
   * before it has written the marker.
   */
  async produceInTransaction(
    topic: string,
    values: string[],
    end: 'commit' | 'abort' = 'commit',
  ): Promise<void> {
    const { 0: start = 0 } = await this.endOffsets(topic);
    const producer = new Producer({
      clientId: 'test-admin',
      bootstrapBrokers: [this.adminBootstrap],
      serializers: stringSerializers,
      idempotent: true,
      transactionalId: `test-${topic}-${start}`,
    });
    try {
      const transaction = await producer.beginTransaction();
      await transaction.send({ messages: values.map((value) => ({ topic, partition: 0, value })) });
      await transaction[end]();
    } finally {
      await producer.close();
    }
    const next = start + values.length + 1;
    await until('the marker of the transaction', async () => (await this.endOffsets(topic))[0] === next);
  }

  /** Deletes every record of a partition before the offset, as retention would. */
  async deleteRecords(topic: string, beforeOffset: number, partition = 0): Promise<void> {
    await this.#admin.deleteRecords({
      topics: [{ name: topic, partitions: [{ partition, offset: BigInt(beforeOffset) }] }],
    });
  }

  /** What the group committed; partitions without a commit are absent. */
  async committedOffsets(group: string): Promise<Offsets> {
    const [found] = await this.#admin.listConsumerGroupOffsets({ groups: [group] });
    return Object.fromEntries(
      (found?.topics ?? []).map(({ name, partitions }) => [
        name,
        Object.fromEntries(
          partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]),
        ),
      ]),
    );
  }

  /** The end of each partition of the topic: the offset the next record gets. */
  async endOffsets(topic: string): Promise<Record<number, number>> {
    const { topics } = await this.#admin.metadata({ topics: [topic], forceUpdate: true });
    const count = topics.get(topic)?.partitionsCount ?? 0;
    const [found] = await this.#admin.listOffsets({
      topics: [
        {
          name: topic,
          partitions: Array.from({ length: count }, (_, partitionIndex) => ({
            partitionIndex,
            timestamp: ListOffsetTimestamps.LATEST,
          })),
        },
      ],
    });
    return Object.fromEntries(
      (found?.partitions ?? []).map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]),
    );
  }

  /** Kills the broker as a crash does, and starts it again with its data; ends when it answers. */
  async restart(): Promise<void> {
    this.#node.restart();
    await until('the broker to be gone', async () => !(await this.isReady()));
    await until('the broker to answer again', () => this.isReady());
  }

  /** What the broker logged, WARN and up. */
  log(): string {
    return this.#node.log();
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.#admin.close(), this.#producer.close()]);
    await this.#node.stop();
  }
}

/** The broker's codes in an error of the client, which nests them. */
function codesOf(error: unknown): string[] {
  const { apiId, errors = [] } = error as { readonly apiId?: string; readonly errors?: readonly unknown[] };
  return [...(apiId === undefined ? [] : [apiId]), ...errors.flatMap(codesOf)];
}

/** The word that a client has for a number of the protocol. */
function wordOf(words: Readonly<Record<string, number>>, number: number): string {
  return Object.entries(words).find(([, one]) => one === number)?.[0] ?? String(number);
}

/** Asks every 50 ms until the answer is yes. */
export async function until(what: string, check: () => Promise<boolean>, timeout = 120_000): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}`);
    await sleep(50);
  }
}
