import { expect, test } from '@jest/globals';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import { clientLibraries } from '../../lib/model/terms/client-terms.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import type { ResolvedService } from '../../lib/policies/resolved-service.ts';
import { resolvedIn } from '../support/shipped.ts';

function serviceIn(environment: string, name: string): ResolvedService {
  const found = resolvedIn(environment)
    .systems.flatMap(({ services }) => services)
    .find((service) => service.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

function filesOf(environment: string, name: string): Record<string, string> {
  const { clients, environment: seen, principal } = serviceIn(environment, name);
  const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
  return clientConfiguration(clients, seen, credentials, name);
}

const worker = filesOf('prod', 'rnle-worker');

test('a service gets the files of the libraries that it names', () => {
  expect(Object.keys(worker)).toEqual([
    'kafkajs.json',
    'client.properties',
    'high-throughput.properties',
    'reliable.properties',
    'consumer-rnle-worker-commands.properties',
    'consumer-rnle-worker-control.properties',
    'consumer-rnle-worker-events.properties',
    'client.librdkafka.properties',
    'high-throughput.librdkafka.properties',
    'reliable.librdkafka.properties',
    'consumer-rnle-worker-commands.librdkafka.properties',
    'consumer-rnle-worker-control.librdkafka.properties',
    'consumer-rnle-worker-events.librdkafka.properties',
  ]);
  expect(Object.keys(filesOf('prod', 'rnle-operator'))).toEqual(['client.properties', 'producer.properties']);
});

test('the tuned consumer, in the words of each library', () => {
  expect(worker['consumer-rnle-worker-commands.properties']).toBe(
    `group.id=rnle-worker-commands
auto.offset.reset=earliest
enable.auto.commit=true
auto.commit.interval.ms=5000
isolation.level=read_uncommitted
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
  const librdkafka = worker['consumer-rnle-worker-commands.librdkafka.properties'];
  expect(librdkafka).toContain('fetch.wait.max.ms=500\npartition.assignment.strategy=cooperative-sticky\n');
  expect(librdkafka).not.toContain('max.poll.records');
  const { consumers } = JSON.parse(worker['kafkajs.json'] ?? '') as { consumers: Record<string, unknown> };
  expect(consumers['rnle-worker-commands']).toEqual({
    consumer: {
      groupId: 'rnle-worker-commands',
      allowAutoTopicCreation: false,
      sessionTimeout: 30_000,
      heartbeatInterval: 3000,
      rebalanceTimeout: 300_000,
      minBytes: 1024,
      maxBytes: 5_242_880,
      maxWaitTimeInMs: 500,
      readUncommitted: true,
    },
    subscribe: { topics: ['rnle.commands'], fromBeginning: true },
    run: { autoCommit: true, autoCommitInterval: 5000 },
  });
});

test('the producer in transactions leaves the end of its id to each instance', () => {
  expect(worker['reliable.properties']).toBe(
    `# Each instance adds transactional.id: rnle-worker-producer- and what tells it from the others.
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
max.request.size=1114112
`,
  );
  expect(worker['high-throughput.properties']).toContain('\nretries=10\n');
  expect(worker['high-throughput.librdkafka.properties']).toContain('\nmessage.send.max.retries=10\n');
});

test('KafkaJS counts the repeated sends that fit into the delivery time', () => {
  const { producers } = JSON.parse(worker['kafkajs.json'] ?? '') as {
    producers: Record<string, { producer: { retry: unknown } }>;
  };
  expect(producers['high-throughput']?.producer.retry).toEqual({
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
};

const keysOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split('=')[0] ?? '']));

test.each(['local', 'dev', 'staging', 'prod'])(
  'every key in %s is an option of its library',
  (environment) => {
    const services = resolvedIn(environment).systems.flatMap(({ services: all }) => all);
    for (const { clients, environment: seen, principal, name } of services) {
      const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
      for (const library of ['java', 'librdkafka'] as const) {
        const files = clientConfiguration({ ...clients, libraries: [library] }, seen, credentials, name);
        const known = options[library].split(/\s+/);
        expect(
          Object.values(files)
            .flatMap(keysOf)
            .filter((key) => !known.includes(key)),
        ).toEqual([]);
      }
    }
  },
);

test('no file holds a secret, and each is a text that ends with a line', () => {
  for (const environment of ['dev', 'prod']) {
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
