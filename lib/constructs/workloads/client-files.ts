import { mechanisms } from '../../model/authentication/index.ts';
import type { Lines } from '../../model/authentication/mechanism.ts';
import {
  bootstrapServers,
  clientListener,
  type Environment,
  securityProtocol,
} from '../../model/terms/environment.ts';
import type { ClientLibrary } from '../../model/terms/client-terms.ts';
import type { ClientSettings, ConsumerSettings, ProducerSettings } from '../../policies/client-settings.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { clientView, clusterCaFile } from './client-environment.ts';
import { clientPropertiesFile, javaClientProperties } from './client-properties.ts';
import { registryOf } from './registry-access.ts';
import {
  type Addition,
  javaDeserializers,
  javaSerdes,
  javaSerializers,
  kafkajsRegistry,
  librdkafkaRegistry,
} from './registry-files.ts';

/** Options of the three libraries that are written: a key that a library does not have cannot be written for it. */
type Writer = (
  clients: ClientSettings,
  environment: Environment,
  credentials: Credentials | undefined,
  name: string,
) => Record<string, string>;

/**
 * The files of a service's ConfigMap, for each library that it names: how to connect, one file a producer, one a
 * consumer group, one for its Kafka Streams application. A client takes the first and one of the others. Secrets stay in their own files.
 * @param name of the service, the client's id
 */
export function clientConfiguration(
  clients: ClientSettings,
  environment: Environment,
  credentials: Credentials | undefined,
  name: string,
): Record<string, string> {
  return Object.assign(
    {},
    ...clients.libraries.map((library) => writers[library](clients, environment, credentials, name)),
  ) as Record<string, string>;
}

/** Kafka's `ProducerConfig` and `ConsumerConfig`. */
const java: Writer = (clients, environment, credentials) => ({
  [clientPropertiesFile]: javaClientProperties(environment, credentials),
  ...Object.fromEntries(
    clients.producers.map((one) => [
      `${one.name}.properties`,
      properties(
        [
          ...commonProducer(one),
          ['max.in.flight.requests.per.connection', one.inFlight],
          ...(one.retries === undefined ? [] : ([['retries', one.retries]] as const)),
          ['max.request.size', one.maxRequestSize],
        ],
        one,
        javaSerializers(registryOf(environment), one.messages),
      ),
    ]),
  ),
  ...(clients.streams === undefined
    ? {}
    : { [streamsFile]: streamsProperties(clients.streams, environment) }),
  ...Object.fromEntries(
    clients.consumers.map((one) => [
      `consumer-${one.group}.properties`,
      properties(
        [
          ...commonConsumer(one),
          ['max.poll.records', one.pollRecords],
          ['fetch.max.wait.ms', one.fetchWait],
          ['partition.assignment.strategy', 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor'],
        ],
        undefined,
        javaDeserializers(registryOf(environment), one.messages),
      ),
    ]),
  ),
});

/** librdkafka's CONFIGURATION.md: C, C++, Go, Python and .NET. */
const librdkafka: Writer = (clients, environment, credentials, name) => ({
  'client.librdkafka.properties': properties([
    ['bootstrap.servers', bootstrapServers(environment)],
    ['client.id', name],
    ['security.protocol', securityProtocol(environment)],
    ...(credentials === undefined
      ? []
      : mechanisms[credentials.authentication].librdkafka(clientView(credentials))),
    ...(credentials?.clusterCa === undefined ? [] : ([['ssl.ca.location', clusterCaFile]] as const)),
  ]),
  ...Object.fromEntries(
    clients.producers.map((one) => [
      `${one.name}.librdkafka.properties`,
      properties(
        [
          ...commonProducer(one),
          ['max.in.flight.requests.per.connection', one.inFlight],
          ...(one.retries === undefined ? [] : ([['message.send.max.retries', one.retries]] as const)),
          ['message.max.bytes', one.maxRequestSize],
        ],
        one,
      ),
    ]),
  ),
  ...Object.fromEntries(
    clients.consumers.map((one) => [
      `consumer-${one.group}.librdkafka.properties`,
      properties([
        ...commonConsumer(one),
        ['fetch.wait.max.ms', one.fetchWait],
        ['partition.assignment.strategy', 'cooperative-sticky'],
      ]),
    ]),
  ),
  ...registryFile(environment, clients),
});

function registryFile(environment: Environment, clients: ClientSettings): Record<string, string> {
  const registry = registryOf(environment);
  return registry === undefined
    ? {}
    : { 'schema-registry.librdkafka.json': jsonText(librdkafkaRegistry(registry, clients)) };
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const streamsFile = 'streams.properties';

/**
 * Kafka's `StreamsConfig`. The application's group commits with what it writes, in transactions whose ids begin with
 * it; internal topics have the brokers' replication.
 */
function streamsProperties(one: NonNullable<ClientSettings['streams']>, environment: Environment): string {
  return properties(
    [
      ['application.id', one.application],
      ['processing.guarantee', 'exactly_once_v2'],
      ['producer.compression.type', one.compression],
      ...(one.maxRequestSize === undefined
        ? []
        : ([['producer.max.request.size', one.maxRequestSize]] as const)),
    ],
    undefined,
    javaSerdes(registryOf(environment), one.messages),
  );
}

/** What both call by the same name. */
function commonProducer(one: ProducerSettings): Lines {
  return [
    ['acks', { all: 'all', leader: '1', none: '0' }[one.acks]],
    ['enable.idempotence', one.idempotent],
    ['compression.type', one.compression],
    ['batch.size', one.batchSize],
    ['linger.ms', one.linger],
    ['retry.backoff.ms', one.backoff],
    ['retry.backoff.max.ms', one.longestBackoff],
    ['request.timeout.ms', one.requestTimeout],
    ['delivery.timeout.ms', one.deliveryTimeout],
  ];
}

function commonConsumer(one: ConsumerSettings): Lines {
  return [
    ['group.id', one.group],
    ['auto.offset.reset', one.offsetReset],
    ['enable.auto.commit', one.autoCommit !== undefined],
    ...(one.autoCommit === undefined ? [] : ([['auto.commit.interval.ms', one.autoCommit]] as const)),
    ['isolation.level', one.committedOnly ? 'read_committed' : 'read_uncommitted'],
    ['session.timeout.ms', one.sessionTimeout],
    ['heartbeat.interval.ms', one.heartbeat],
    ['max.poll.interval.ms', one.pollInterval],
    ['fetch.min.bytes', one.fetchMin],
    ['fetch.max.bytes', one.fetchMax],
  ];
}

function properties(lines: Lines, producer?: ProducerSettings, addition?: Addition): string {
  const transactions =
    producer?.transactionalId === undefined
      ? []
      : [
          `Each instance adds transactional.id: ${producer.transactionalId}- and what tells it from the others.`,
        ];
  return [
    ...[...transactions, ...(addition?.comments ?? [])].map((comment) => `# ${comment}\n`),
    ...[...lines, ...(addition?.lines ?? [])].map(([key, value]) => `${key}=${value}\n`),
  ].join('');
}

/**
 * KafkaJS takes objects: one for `new Kafka()`, and what `producer()`, `send()`, `consumer()`, `subscribe()` and
 * `run()` take. It has no batch size, no linger and no bound of records for one poll; it takes partitions by
 * RoundRobin, and a rebalance waits as long as work may take.
 */
const kafkajs: Writer = (clients, environment, credentials, name) => ({
  'kafkajs.json': jsonText({
    client: {
      clientId: name,
      brokers: [bootstrapServers(environment)],
      ssl: clientListener(environment).tls,
      ...kafkajsSasl(credentials),
    },
    ...kafkajsAccess(credentials)?.besides,
    producers: Object.fromEntries(
      clients.producers.map((one) => [
        one.name,
        {
          producer: {
            allowAutoTopicCreation: false,
            idempotent: one.idempotent,
            maxInFlightRequests: one.inFlight,
            retry: {
              initialRetryTime: one.backoff,
              maxRetryTime: one.longestBackoff,
              retries: one.retries ?? retriesWithin(one),
            },
          },
          send: {
            acks: { all: -1, leader: 1, none: 0 }[one.acks],
            timeout: one.requestTimeout,
            compression: kafkajsCompression[one.compression],
          },
          ...(one.transactionalId === undefined ? {} : { transactionalIdPrefix: `${one.transactionalId}-` }),
        },
      ]),
    ),
    consumers: Object.fromEntries(
      clients.consumers.map((one) => [
        one.group,
        {
          consumer: {
            groupId: one.group,
            allowAutoTopicCreation: false,
            sessionTimeout: one.sessionTimeout,
            heartbeatInterval: one.heartbeat,
            rebalanceTimeout: one.pollInterval,
            minBytes: one.fetchMin,
            maxBytes: one.fetchMax,
            maxWaitTimeInMs: one.fetchWait,
            readUncommitted: !one.committedOnly,
          },
          subscribe: { topics: one.topics, fromBeginning: one.offsetReset === 'earliest' },
          run: {
            autoCommit: one.autoCommit !== undefined,
            ...(one.autoCommit === undefined ? {} : { autoCommitInterval: one.autoCommit }),
          },
        },
      ]),
    ),
    ...kafkajsRegistryOf(environment, clients),
  }),
});

function kafkajsRegistryOf(environment: Environment, clients: ClientSettings) {
  const registry = registryOf(environment);
  return registry === undefined ? {} : { schemaRegistry: kafkajsRegistry(registry, clients) };
}

function kafkajsAccess(credentials: Credentials | undefined) {
  return credentials && mechanisms[credentials.authentication].kafkajs(clientView(credentials));
}

function kafkajsSasl(credentials: Credentials | undefined) {
  const sasl = kafkajsAccess(credentials)?.sasl;
  return sasl === undefined ? {} : { sasl };
}

/** `CompressionTypes` of KafkaJS. */
const kafkajsCompression = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** How often a doubling wait fits into the delivery time: KafkaJS counts and does not time. */
function retriesWithin({ backoff, longestBackoff, deliveryTimeout }: ProducerSettings): number {
  let retries = 0;
  for (let waited = 0, wait: number = backoff; waited + wait <= deliveryTimeout; retries += 1) {
    waited += wait;
    wait = Math.min(wait * 2, longestBackoff);
  }
  return Math.max(1, retries);
}

const writers: Readonly<Record<ClientLibrary, Writer>> = { java, librdkafka, kafkajs };
