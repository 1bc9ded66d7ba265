import { expect, test } from '@jest/globals';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import { type ClientLibrary, clientLibraries } from '../../lib/model/terms/client-terms.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import type { ResolvedService } from '../../lib/policies/resolved-service.ts';
import { resolvedIn } from '../support/fixture.ts';

function serviceIn(environment: string, name: string): ResolvedService {
  const found = resolvedIn(environment)
    .systems.flatMap(({ services }) => services)
    .find((service) => service.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

/** The files of a service, for other libraries than it names where they are given. */
function filesOf(
  environment: string,
  name: string,
  libraries?: readonly ClientLibrary[],
): Record<string, string> {
  const { clients, environment: seen, principal } = serviceIn(environment, name);
  const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
  const asked = libraries === undefined ? clients : { ...clients, libraries };
  return clientConfiguration(asked, seen, credentials, name);
}

const booking = filesOf('eu-prod', 'ledger-booking');
const invoicing = filesOf('eu-prod', 'ledger-invoicing', clientLibraries);

test('a service gets the files of the libraries that it names', () => {
  expect(Object.keys(booking)).toEqual([
    'client.properties',
    'bulk.properties',
    'reliable.properties',
    'client.librdkafka.properties',
    'bulk.librdkafka.properties',
    'reliable.librdkafka.properties',
    'kafkajs.json',
  ]);
  expect(Object.keys(filesOf('eu-prod', 'ledger-invoicing', ['kafkajs', 'java', 'librdkafka']))).toEqual([
    'kafkajs.json',
    'client.properties',
    'producer.properties',
    'consumer-ledger-invoices.properties',
    'client.librdkafka.properties',
    'producer.librdkafka.properties',
    'consumer-ledger-invoices.librdkafka.properties',
  ]);
  expect(Object.keys(filesOf('eu-prod', 'ledger-history'))).toEqual([
    'client.properties',
    'producer.properties',
  ]);
});

interface KafkaJs {
  readonly producers: Readonly<Record<string, { readonly producer: { readonly retry: unknown } }>>;
  readonly consumers: Readonly<Record<string, { readonly consumer: object }>>;
}
const kafkaJsOf = (files: Record<string, string>) => JSON.parse(files['kafkajs.json'] ?? '') as KafkaJs;

test('the tuned consumer, in the words of each library', () => {
  expect(invoicing['consumer-ledger-invoices.properties']).toBe(
    `group.id=ledger-invoices
auto.offset.reset=earliest
enable.auto.commit=true
auto.commit.interval.ms=5000
isolation.level=read_committed
session.timeout.ms=30000
heartbeat.interval.ms=3000
max.poll.interval.ms=300000
fetch.min.bytes=1024
fetch.max.bytes=5242880
max.poll.records=100
fetch.max.wait.ms=500
partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor
`,
  );
  const librdkafka = invoicing['consumer-ledger-invoices.librdkafka.properties'];
  expect(librdkafka).toContain('fetch.wait.max.ms=500\npartition.assignment.strategy=cooperative-sticky\n');
  expect(librdkafka).not.toContain('max.poll.records');
  expect(kafkaJsOf(invoicing).consumers['ledger-invoices']).toEqual({
    consumer: {
      groupId: 'ledger-invoices',
      allowAutoTopicCreation: false,
      sessionTimeout: 30_000,
      heartbeatInterval: 3000,
      rebalanceTimeout: 300_000,
      minBytes: 1024,
      maxBytes: 5_242_880,
      maxWaitTimeInMs: 500,
      readUncommitted: false,
    },
    subscribe: { topics: ['ledger.invoices'], fromBeginning: true },
    run: { autoCommit: true, autoCommitInterval: 5000 },
  });
});

test('a consumer of what no transaction writes does not wait for one', () => {
  const archive = filesOf('eu-prod', 'parcels-acme--archive', clientLibraries);
  for (const library of ['', '.librdkafka']) {
    expect(archive[`consumer-parcels-acme--archive${library}.properties`]).toContain(
      '\nisolation.level=read_uncommitted\n',
    );
  }
  expect(kafkaJsOf(archive).consumers['parcels-acme--archive']?.consumer).toMatchObject({
    readUncommitted: true,
  });
});

test('the producer in transactions leaves the end of its id to each instance', () => {
  expect(booking['reliable.properties']).toBe(
    `# Each instance adds transactional.id: ledger-booking- and what tells it from the others.
acks=all
enable.idempotence=true
compression.type=gzip
batch.size=16384
linger.ms=5
retry.backoff.ms=100
retry.backoff.max.ms=1000
request.timeout.ms=30000
delivery.timeout.ms=120000
max.in.flight.requests.per.connection=1
max.request.size=1048576
`,
  );
  expect(booking['bulk.properties']).toContain('\nretries=10\n');
  expect(booking['bulk.librdkafka.properties']).toContain('\nmessage.send.max.retries=10\n');
});

test('KafkaJS counts the repeated sends that fit into the delivery time', () => {
  const { producers } = kafkaJsOf(booking);
  expect(producers['bulk']?.producer.retry).toEqual({
    initialRetryTime: 100,
    maxRetryTime: 30_000,
    retries: 10,
  });
  // 100, 200, 400, 800 ms, and 118 times a second: two minutes.
  expect(producers['reliable']?.producer.retry).toEqual({
    initialRetryTime: 100,
    maxRetryTime: 1000,
    retries: 122,
  });
});

/** What each library has of what we write; a wrong key is silently ignored by some. */
const options = {
  // org.apache.kafka.clients.{CommonClientConfigs,producer.ProducerConfig,consumer.ConsumerConfig} 4.2
  java: `acks auto.commit.interval.ms auto.offset.reset batch.size bootstrap.servers compression.type config.providers
    config.providers.dir.class delivery.timeout.ms enable.auto.commit enable.idempotence fetch.max.bytes
    fetch.max.wait.ms fetch.min.bytes group.id heartbeat.interval.ms isolation.level linger.ms
    max.in.flight.requests.per.connection max.poll.interval.ms max.poll.records max.request.size
    partition.assignment.strategy request.timeout.ms retries retry.backoff.max.ms retry.backoff.ms sasl.jaas.config
    sasl.mechanism security.protocol session.timeout.ms ssl.keystore.certificate.chain ssl.keystore.key
    ssl.keystore.type ssl.truststore.location ssl.truststore.type`,
  // CONFIGURATION.md of librdkafka 2.x
  librdkafka: `acks auto.commit.interval.ms auto.offset.reset batch.size bootstrap.servers client.id compression.type
    delivery.timeout.ms enable.auto.commit enable.idempotence fetch.max.bytes fetch.min.bytes fetch.wait.max.ms group.id
    heartbeat.interval.ms isolation.level linger.ms max.in.flight.requests.per.connection max.poll.interval.ms
    message.max.bytes message.send.max.retries partition.assignment.strategy request.timeout.ms retry.backoff.max.ms
    retry.backoff.ms sasl.mechanism sasl.username security.protocol session.timeout.ms ssl.ca.location
    ssl.certificate.location ssl.key.location`,
  // org.apache.kafka.streams.StreamsConfig 4.2, which passes `producer.*` on
  streams: 'application.id processing.guarantee producer.compression.type producer.max.request.size',
};

const keysOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split('=')[0] ?? '']));

test.each(['dev', 'qa', 'eu-prod'])('every key in %s is an option of its library', (environment) => {
  const services = resolvedIn(environment).systems.flatMap(({ services: all }) => all);
  for (const { clients, environment: seen, principal, name } of services) {
    const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
    for (const library of ['java', 'librdkafka'] as const) {
      const files = clientConfiguration({ ...clients, libraries: [library] }, seen, credentials, name);
      const unknown = Object.entries(files).flatMap(([file, text]) => {
        const known = options[file === 'streams.properties' ? 'streams' : library].split(/\s+/);
        return keysOf(text).filter((key) => !known.includes(key));
      });
      expect(unknown).toEqual([]);
    }
  }
});

test('no file holds a secret, and each is a text that ends with a line', () => {
  for (const environment of ['qa', 'eu-prod']) {
    for (const { clients, environment: seen, principal, name } of resolvedIn(environment).systems.flatMap(
      ({ services }) => services,
    )) {
      const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
      const files = clientConfiguration({ ...clients, libraries: clientLibraries }, seen, credentials, name);
      for (const text of Object.values(files)) {
        expect(text.endsWith('\n')).toBe(true);
        // The Java client takes the password from a file, by reference.
        expect(text.replace('password="${dir:/run/kafka/user:password}"', '')).not.toMatch(/password/i);
      }
    }
  }
});
