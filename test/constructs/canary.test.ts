import { expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { environmentWith, fixtureObjects, fixtureUnits, type Mutable } from '../support/fixture.ts';
import { registryTerms } from '../support/registries.ts';

const units = fixtureUnits('eu-prod');
const topic = units.get('parcels/prod-acme-tracking-evt-parcel--scanned-v1') ?? [];
const service = units.get('parcels/service-parcels-acme--canary') ?? [];
const named = (all: readonly Manifest[], kind: string, name: string): Mutable =>
  all.find((one) => one.kind === kind && one.metadata.name === name);

const name = 'canary-acme-tracking-parcel--scanned-v1';

test('a topic has its canary beside it: what it writes and when', () => {
  expect(topic.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'KafkaTopic prod-acme-tracking-dlt-parcel--scanned-v1',
    'KafkaTopic prod-acme-tracking-evt-parcel--scanned-v1',
    'KafkaTopic prod-acme-tracking-rty-parcel--scanned--15m-v1',
    'KafkaTopic prod-acme-tracking-rty-parcel--scanned--1m-v1',
    'KafkaTopic prod-acme-tracking-rty-parcel--scanned--2h-v1',
    `ConfigMap ${name}`,
    `CronJob ${name}`,
    'PrometheusRule prod-acme-tracking-evt-parcel--scanned-v1',
  ]);
});

test('a CronJob never runs two rounds at once, ends what hangs, and keeps little', () => {
  const { spec } = named(topic, 'CronJob', name);
  const { template: _, ...job } = spec.jobTemplate.spec;
  const { jobTemplate: __, ...cron } = spec;
  expect(cron).toEqual({
    schedule: '9-59/10 * * * *',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 2,
  });
  expect(job).toEqual({ backoffLimit: 0, activeDeadlineSeconds: 360 });
});

test('its pod is the service’s, as whom it connects and by whose NetworkPolicy it reaches the brokers', () => {
  const { metadata, spec } = named(topic, 'CronJob', name).spec.jobTemplate.spec.template;
  const policy = named(service, 'NetworkPolicy', 'parcels-acme--canary-kafka');
  expect(metadata.labels).toMatchObject(policy.spec.podSelector.matchLabels);
  expect(spec.serviceAccountName).toBe('parcels-acme--canary');
  expect(named(service, 'ServiceAccount', spec.serviceAccountName)).toBeDefined();
  expect(spec.restartPolicy).toBe('Never');
  expect(spec.containers[0].image).toBe(
    'registry.example.com/tools/kafka@sha256:1111111111111111111111111111111111111111111111111111111111111111',
  );
});

test('all that it mounts is there, under the names by which it is mounted', () => {
  const { spec } = named(topic, 'CronJob', name).spec.jobTemplate.spec.template;
  const maps = spec.volumes.flatMap(({ configMap }: Mutable) => configMap?.name ?? []);
  expect(maps).toEqual(['parcels-acme--canary', 'parcels-acme--canary-script', name]);
  expect(Object.keys(named(service, 'ConfigMap', maps[0]).data)).toContain('client.properties');
  expect(Object.keys(named(service, 'ConfigMap', maps[1]).data)).toEqual(['canary.sh']);
  expect(Object.keys(named(topic, 'ConfigMap', maps[2]).data).sort()).toEqual([
    'headers',
    'key',
    'value.json',
  ]);
  expect(spec.containers[0].command).toEqual(['sh', '/etc/canary/bin/canary.sh']);
});

test('where there is a registry, its pod reaches it and has what it looks up there', () => {
  const environment = environmentWith('eu-prod', (terms) => {
    terms.schemaRegistry = registryTerms();
  });
  const all = fixtureUnits(environment);
  const beside = all.get('parcels/prod-acme-tracking-evt-parcel--scanned-v1') ?? [];
  const own = all.get('parcels/service-parcels-acme--canary') ?? [];
  const { spec } = named(beside, 'CronJob', name).spec.jobTemplate.spec.template;
  expect(spec.containers[0].env).toEqual(
    expect.arrayContaining([
      { name: 'SCHEMA_REGISTRY_URL', value: 'https://registry.example.com/apis/ccompat/v7' },
      { name: 'SCHEMA_REGISTRY_USERNAME_FILE', value: '/run/schema-registry/username' },
      { name: 'SCHEMA_REGISTRY_PASSWORD_FILE', value: '/run/schema-registry/password' },
    ]),
  );
  const { secret } = spec.volumes.find((one: Mutable) => one.name === 'schema-registry');
  expect(secret.secretName).toBe('registry-user');
  expect(spec.containers[0].volumeMounts).toContainEqual({
    name: 'schema-registry',
    mountPath: '/run/schema-registry',
    readOnly: true,
  });
  const { egress } = named(own, 'NetworkPolicy', 'parcels-acme--canary-kafka').spec;
  expect(egress).toContainEqual({
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'registry' } },
        podSelector: { matchLabels: { app: 'registry' } },
      },
    ],
    ports: [{ protocol: 'TCP', port: 8443 }],
  });

  const { data } = named(beside, 'ConfigMap', name);
  expect(Object.keys(data).sort()).toEqual(['headers', 'key.base64', 'schemas.json', 'value.base64']);
  const lookUps = JSON.parse(data['schemas.json']);
  const schemas = lookUps.map(({ request }: Mutable) => request.schema);
  expect(schemas.map((text: string) => typeof JSON.parse(text))).toEqual(['object', 'object', 'object']);
  expect(lookUps).toEqual([
    {
      subject: 'prod.acme.tracking.evt.parcel-scanned.v1-key',
      part: 'key',
      request: { schema: schemas[0], schemaType: 'JSON', references: [] },
    },
    {
      subject: 'parcels.DomainEvent.v1.schema.json',
      request: { schema: schemas[1], schemaType: 'JSON', references: [] },
    },
    {
      subject: 'prod.acme.tracking.evt.parcel-scanned.v1-value',
      part: 'value',
      request: {
        schema: schemas[2],
        schemaType: 'JSON',
        references: [
          { name: 'urn:workstreams:parcels:DomainEvent:v1', subject: 'parcels.DomainEvent.v1.schema.json' },
        ],
      },
    },
  ]);
  expect(JSON.parse(schemas[0])).toMatchObject({ type: 'string' });
});

test('the service has no file for the groups of its canaries', () => {
  const { data } = named(service, 'ConfigMap', 'parcels-acme--canary');
  expect(Object.keys(data).sort()).toEqual(['client.properties', 'producer.properties']);
});

test('there is nothing of it where canaries are off', () => {
  const dev = fixtureObjects('dev');
  expect(dev.length).toBeGreaterThan(0);
  expect(dev.filter(({ kind }) => kind === 'CronJob')).toEqual([]);
  expect(dev.filter(({ metadata }) => metadata.name.endsWith('-script'))).toEqual([]);
});
