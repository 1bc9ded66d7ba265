import { describe, expect, test } from '@jest/globals';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { clientLibraries } from '../../lib/model/terms/client-terms.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import {
  environmentWith,
  fixtureEnvironment,
  fixtureObjects,
  type Mutable,
  resolvedIn,
} from '../support/fixture.ts';
import { Network } from '../support/network.ts';
import { registryTerms } from '../support/registries.ts';
import { plainSystem, resolved, smallContract, smallEnvironment } from '../support/small-stack.ts';

function withRegistry(name: string, props: Parameters<typeof registryTerms>[0] = {}) {
  return environmentWith(name, (terms) => {
    terms.schemaRegistry = registryTerms(props);
  });
}

/** The files of a service of the fixture, for every library. */
function filesOf(environment: ReturnType<typeof withRegistry>, name: string): Record<string, string> {
  const found = resolvedIn(environment)
    .systems.flatMap(({ services }) => services)
    .find((service) => service.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  const { clients, environment: seen, principal } = found;
  const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
  return clientConfiguration({ ...clients, libraries: clientLibraries }, seen, credentials, name);
}

const qa = withRegistry('qa');
const open = withRegistry('dev', { authentication: { type: 'none' } });

describe('Java', () => {
  test('the address, and credentials as references to files', () => {
    const files = filesOf(qa, 'ledger-invoicing');
    expect(files['client.properties']).toMatch(
      new RegExp(
        String.raw`
schema\.registry\.url=https://registry\.example\.com/apis/ccompat/v7
basic\.auth\.credentials\.source=USER_INFO
basic\.auth\.user\.info=\$\{dir:/run/schema-registry:username\}:\$\{dir:/run/schema-registry:password\}
$`,
      ),
    );
  });

  test('without authentication of brokers the reader of files is named all the same, and only then', () => {
    const known = withRegistry('dev');
    expect(filesOf(known, 'ledger-invoicing')['client.properties']).toContain('config.providers=dir\n');
    const none = filesOf(open, 'ledger-invoicing')['client.properties'];
    expect(none).not.toContain('config.providers');
    expect(none).toContain('\nschema.registry.url=');
    expect(none).not.toContain('basic.auth');
  });

  test('serializers of the one format, subjects by topic, and nothing is registered by the client', () => {
    expect(filesOf(qa, 'ledger-invoicing')['producer.properties']).toMatch(
      /\nkey\.serializer=org\.apache\.kafka\.common\.serialization\.StringSerializer\nvalue\.serializer=io\.confluent\.kafka\.serializers\.json\.KafkaJsonSchemaSerializer\nauto\.register\.schemas=false\nuse\.latest\.version=false\nnormalize\.schemas=true\nvalue\.subject\.name\.strategy=io\.confluent\.kafka\.serializers\.subject\.TopicNameStrategy\n$/,
    );
    expect(filesOf(qa, 'ledger-invoicing')['consumer-ledger-invoices.properties']).toMatch(
      /\nkey\.deserializer=org\.apache\.kafka\.common\.serialization\.StringDeserializer\nvalue\.deserializer=io\.confluent\.kafka\.serializers\.json\.KafkaJsonSchemaDeserializer\n$/,
    );
  });

  test('topics of several formats: no serializer, and the file says why', () => {
    const bulk = filesOf(qa, 'ledger-booking')['bulk.properties'] ?? '';
    expect(bulk.split('\n').slice(0, 2)).toEqual([
      '# No key.serializer: its topics have text (ledger.invoices), Avro (ledger.postings).',
      '# No value.serializer: its topics have JSON Schema (ledger.invoices), Avro (ledger.postings).',
    ]);
    expect(bulk).not.toMatch(/^(?:key|value)\.serializer/m);
    expect(bulk).toContain('\nkey.subject.name.strategy=');
  });

  test('Kafka Streams: no default serde, for its internal topics are in no registry', () => {
    const streams = filesOf(qa, 'ledger-balances')['streams.properties'];
    expect(streams).toMatch(/^# No default serde: internal topics have no subject/);
    expect(streams).toContain('\nauto.register.schemas=false\n');
    expect(streams).not.toContain('serde=');
  });
});

describe('a contract', () => {
  const shop = [
    plainSystem('shop', [
      { id: 'till', purpose: 'Sells' },
      { id: 'desk', purpose: 'Bills' },
    ]),
  ];
  function tillFiles(...contracts: (Partial<ContractProps> & { readonly at?: string })[]) {
    const environment = smallEnvironment({
      schemaRegistry: registryTerms({ authentication: { type: 'none' } }),
    });
    const { systems } = resolved({
      contracts: contracts.map(({ at = 'orders', ...props }) =>
        smallContract(`shop/trade/evt/${at}/v1`, {
          producers: [{ service: 'till' }],
          consumers: [{ service: 'desk' }],
          valueSchema: { type: 'object' },
          ...props,
        }),
      ),
      systems: shop,
      environment,
    });
    const till = systems.flatMap(({ services }) => services).find(({ service }) => service.id === 'till');
    if (till === undefined) throw new Error('no till');
    return clientConfiguration(
      { ...till.clients, libraries: clientLibraries },
      environment,
      undefined,
      'till',
    );
  }

  test('with a subject of its own: no strategy, which could not give it, and the subject where programs choose', () => {
    const files = tillFiles({
      schema: { format: 'json-schema', compatibility: 'backward', subject: 'all-orders-value' },
    });
    const producer = files['producer.properties'] ?? '';
    expect(producer).toMatch(
      /^# No value\.subject\.name\.strategy: no strategy of Confluent gives all-orders-value of shop\.orders\. The program brings its own\.\n/,
    );
    expect(producer).not.toMatch(/^value\.subject\.name\.strategy/m);
    const topics = {
      'shop.orders': {
        key: { format: 'text' },
        value: { format: 'json-schema', subject: 'all-orders-value' },
      },
    };
    expect(JSON.parse(files['schema-registry.librdkafka.json'] ?? '')).toEqual({
      client: { url: 'https://registry.example.com/apis/ccompat/v7' },
      serializer: { 'auto.register.schemas': false, 'use.latest.version': false, 'normalize.schemas': true },
      topics,
    });
    expect(JSON.parse(files['kafkajs.json'] ?? '')).toMatchObject({
      schemaRegistry: { client: { host: 'https://registry.example.com/apis/ccompat/v7' }, topics },
    });
  });

  test('without a known schema has no serializer and no subject', () => {
    const files = tillFiles({ valueSchema: true });
    expect(files['producer.properties']).toMatch(
      /^# No value\.serializer: its topics have no known schema \(shop\.orders\)\.\n/,
    );
    expect(JSON.parse(files['schema-registry.librdkafka.json'] ?? '')).toHaveProperty('topics', {
      'shop.orders': { key: { format: 'text' }, value: { format: 'unknown' } },
    });
  });

  test('written plainly has neither serializers nor subjects, also of its retries and dead letters', () => {
    const files = tillFiles({
      schema: { format: 'json-schema', compatibility: 'backward', wireFormat: 'plain' },
    });
    const producer = files['producer.properties'] ?? '';
    expect(producer.split('\n').slice(0, 1)).toEqual([
      '# No value.serializer: its topics have messages without the id of a schema (shop.orders).',
    ]);
    expect(producer).not.toMatch(/value.serializer=|schemas=|strategy=/);
    expect(JSON.parse(files['schema-registry.librdkafka.json'] ?? '')).toHaveProperty('topics', {
      'shop.orders': { key: { format: 'text' }, value: { format: 'plain' } },
    });
  });

  test('one of very many is not listed', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ at: `orders-${index}` }));
    const files = tillFiles(...many, { at: 'other', valueSchema: true });
    expect(files['producer.properties']).toContain(
      'JSON Schema (shop.orders-0, shop.orders-1, shop.orders-2 and 6 more), no known schema (shop.other).\n',
    );
  });
});

test('who sends retries on takes the bytes of the message that failed', () => {
  const files = filesOf(qa, 'parcels-acme--redelivery');
  const bytes = 'org.apache.kafka.common.serialization.ByteArray';
  expect(files['producer.properties']).toContain(
    `\nkey.serializer=${bytes}Serializer\nvalue.serializer=${bytes}Serializer\n`,
  );
  expect(files['producer.properties']).not.toContain('auto.register.schemas');
  expect(files['consumer-parcels-acme--redelivery.properties']).toContain(
    `\nkey.deserializer=${bytes}Deserializer\nvalue.deserializer=${bytes}Deserializer\n`,
  );
  const { topics }: Mutable = JSON.parse(files['schema-registry.librdkafka.json'] ?? '');
  expect(topics['qa.acme.tracking.rty.parcel-scanned-1m.v1'].value).toEqual({ format: 'json-schema' });
  expect(topics['qa.acme.tracking.evt.parcel-scanned.v1'].value).toEqual({ format: 'json-schema' });
});

test('no file holds a secret', () => {
  for (const { clients, environment: seen, principal, name } of resolvedIn(qa).systems.flatMap(
    ({ services }) => services,
  )) {
    const credentials = principal && credentialsFor(seen, principal.name, 'somewhere');
    const files = clientConfiguration({ ...clients, libraries: clientLibraries }, seen, credentials, name);
    for (const text of Object.values(files)) {
      expect(text.replaceAll(/\$\{dir:\/run\/[a-z/-]+:(?:password|username)\}/g, '')).not.toMatch(
        /password="?[^"]|:password|username\}/i,
      );
    }
  }
});

function podOf(objects: readonly Manifest[], kind: string, name: string): Mutable {
  const { spec }: Mutable = objects.find((one) => one.kind === kind && one.metadata.name === name);
  return (spec.jobTargetRef ?? spec).template.spec;
}

test.each<[string, string, string]>([
  ['the executor of a queue', 'ScaledJob', 'sorting-read-label'],
  ['the workbench', 'Deployment', 'sorting-workbench'],
])('%s has the variables of the registry and mounts its Secret', (_what, kind, name) => {
  const environment = environmentWith('dev', (terms) => {
    terms.schemaRegistry = registryTerms();
  });
  const objects = fixtureObjects(environment);
  const pod = podOf(objects, kind, name);
  expect(pod.containers[0].env).toEqual(
    expect.arrayContaining([
      { name: 'SCHEMA_REGISTRY_URL', value: 'https://registry.example.com/apis/ccompat/v7' },
      { name: 'SCHEMA_REGISTRY_USERNAME_FILE', value: '/run/schema-registry/username' },
      { name: 'SCHEMA_REGISTRY_PASSWORD_FILE', value: '/run/schema-registry/password' },
    ]),
  );
  expect(pod.containers[0].volumeMounts).toContainEqual({
    name: 'schema-registry',
    mountPath: '/run/schema-registry',
    readOnly: true,
  });
  expect(pod.volumes).toContainEqual({
    name: 'schema-registry',
    secret: {
      secretName: 'registry-user',
      items: [
        { key: 'username', path: 'username' },
        { key: 'password', path: 'password' },
      ],
      defaultMode: 0o440,
    },
  });
  const without = podOf(fixtureObjects('dev'), kind, name);
  expect(JSON.stringify(without)).not.toMatch(/registry-user|SCHEMA_REGISTRY/);
});

test('clients reach the registry, and no other port of it; without one they do not', () => {
  const from = {
    namespace: fixtureEnvironment('qa').workloads.namespaces['ledger'] ?? '',
    labels: { 'app.kubernetes.io/name': 'ledger-booking' },
    ip: '10.1.0.1',
  };
  const registry = { namespace: 'registry', labels: { app: 'registry' }, ip: '10.1.0.2' };
  const network = new Network(fixtureObjects(qa));
  expect(network.connects(from, registry, { port: 8443 })).toBe(true);
  expect(network.connects(from, registry, { port: 8080 })).toBe(false);
  expect(new Network(fixtureObjects('qa')).connects(from, registry, { port: 8443 })).toBe(false);
});
