import { expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/render.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type Mutable, resolvedIn, systemIn } from '../support/shipped.ts';

const resolved = resolvedIn('staging');
const units = [...renderEnvironment({ ...resolved, systems: [systemIn(resolved, 'omninode')] })];
const unit = (name: string): readonly Manifest[] => units.find((one) => one.unit === name)?.manifests ?? [];
const topic = unit('stage-acme-prism-evt-policy--updated-v1');
const service = unit('service-omninode-acme--canary');
const named = (all: readonly Manifest[], kind: string, name: string): Mutable =>
  all.find((one) => one.kind === kind && one.metadata.name === name);

const name = 'canary-acme-prism-policy--updated-v1';

test('a topic has its canary beside it: what it writes and when', () => {
  expect(topic.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'KafkaTopic stage-acme-prism-dlt-policy--updated-v1',
    'KafkaTopic stage-acme-prism-evt-policy--updated-v1',
    `ConfigMap ${name}`,
    `CronJob ${name}`,
    'PrometheusRule stage-acme-prism-evt-policy--updated-v1',
  ]);
});

test('a CronJob never runs two rounds at once, ends what hangs, and keeps little', () => {
  const { spec } = named(topic, 'CronJob', name);
  const { template: _, ...job } = spec.jobTemplate.spec;
  const { jobTemplate: __, ...cron } = spec;
  expect(cron).toEqual({
    schedule: '4-59/15 * * * *',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 900,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 2,
  });
  expect(job).toEqual({ backoffLimit: 0, activeDeadlineSeconds: 420 });
});

test('its pod is the service’s, as whom it connects and by whose NetworkPolicy it reaches the brokers', () => {
  const { metadata, spec } = named(topic, 'CronJob', name).spec.jobTemplate.spec.template;
  const policy = named(service, 'NetworkPolicy', 'omninode-acme--canary-kafka');
  expect(metadata.labels).toMatchObject(policy.spec.podSelector.matchLabels);
  expect(spec.serviceAccountName).toBe('omninode-acme--canary');
  expect(named(service, 'ServiceAccount', spec.serviceAccountName)).toBeDefined();
  expect(spec.restartPolicy).toBe('Never');
  expect(spec.containers[0].image).toBe(
    'registry.example.com/workstreams/kafka-tools@sha256:1111111111111111111111111111111111111111111111111111111111111111',
  );
});

test('all that it mounts is there, under the names by which it is mounted', () => {
  const { spec } = named(topic, 'CronJob', name).spec.jobTemplate.spec.template;
  const maps = spec.volumes.flatMap(({ configMap }: Mutable) => configMap?.name ?? []);
  expect(maps).toEqual(['omninode-acme--canary', 'omninode-acme--canary-script', name]);
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
  const { data } = named(service, 'ConfigMap', 'omninode-acme--canary');
  expect(Object.keys(data).sort()).toEqual(['client.properties', 'producer.properties']);
});

test('there is nothing of it where canaries are off', () => {
  const local = [...renderEnvironment(resolvedIn('local'))].flatMap(({ manifests }) => manifests);
  expect(local.filter(({ kind }) => kind === 'CronJob')).toEqual([]);
  expect(local.filter(({ metadata }) => metadata.name.endsWith('-script'))).toEqual([]);
});
