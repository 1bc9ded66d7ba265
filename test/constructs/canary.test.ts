import { expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { fixtureObjects, fixtureUnits, type Mutable } from '../support/fixture.ts';

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
