import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Dispatcher } from '../../lib/constructs/workloads/dispatcher.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { ResolvedDispatcher } from '../../lib/policies/dispatchers.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { dispatching } from '../support/dispatching.ts';
import { fixtureEnvironment, fixtureUnits, type Mutable, resolvedIn } from '../support/fixture.ts';

const name = 'parcels-acme--redelivery-dispatcher';
const unitOf = (environment: Environment) => fixtureUnits(environment).get(`parcels/${name}`) ?? [];
const named = (all: readonly Manifest[], kind: string): Mutable => all.find((one) => one.kind === kind);
const kinds = (all: readonly Manifest[]) =>
  all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

test('a service that dispatches gets a Deployment, and one of two replicas a disruption budget', () => {
  expect(kinds(unitOf(dispatching(2)))).toEqual([
    `ConfigMap ${name}-1`,
    `Deployment ${name}`,
    `NetworkPolicy ${name}`,
    `PodDisruptionBudget ${name}`,
    `PodMonitor ${name}`,
  ]);
  const alone = unitOf(dispatching(1));
  expect(kinds(alone)).toEqual([
    `ConfigMap ${name}-1`,
    `Deployment ${name}`,
    `NetworkPolicy ${name}`,
    `PodMonitor ${name}`,
  ]);
  expect(named(alone, 'Deployment').spec.template.spec).not.toHaveProperty('topologySpreadConstraints');
  expect(unitOf(fixtureEnvironment('eu-prod'))).toEqual([]);
});

test('no one asks for metrics where there are no alerts, or Prometheus has no namespace', () => {
  expect(kinds(unitOf(dispatching(1, (terms) => (terms.alerts = 'off'))))).toEqual([
    `ConfigMap ${name}-1`,
    `Deployment ${name}`,
  ]);
  const closed = unitOf(dispatching(1, (terms) => (terms.monitoring.namespace = 'none')));
  expect(kinds(closed)).toEqual([`ConfigMap ${name}-1`, `Deployment ${name}`, `PodMonitor ${name}`]);
});

test('its pod is the service’s, and only Prometheus reaches it, at the port of metrics', () => {
  const all = unitOf(dispatching(2));
  const service = fixtureUnits(dispatching(2)).get('parcels/service-parcels-acme--redelivery') ?? [];
  const { metadata, spec } = named(all, 'Deployment').spec.template;
  expect(metadata.labels).toMatchObject(named(service, 'NetworkPolicy').spec.podSelector.matchLabels);
  expect(spec.serviceAccountName).toBe(named(service, 'ServiceAccount').metadata.name);
  expect(named(all, 'NetworkPolicy').spec.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ port: 9404, protocol: 'TCP' }],
    },
  ]);
  for (const kind of ['NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor']) {
    const { podSelector, selector } = named(all, kind).spec;
    expect((podSelector ?? selector).matchLabels).toEqual({
      'app.kubernetes.io/name': 'parcels-acme--redelivery',
      'workstreams.io/program': 'dispatcher',
    });
  }
  const variables = Object.fromEntries(
    spec.containers[0].env.map((one: Mutable) => [one.name, one.value ?? one.valueFrom]),
  );
  expect(variables).toMatchObject({
    KAFKA_GROUP_ID: 'parcels-acme--redelivery',
    KAFKA_GROUP_INSTANCE_ID: { fieldRef: { fieldPath: 'metadata.name' } },
    WORK_TOPICS_FOLDER: '/etc/workstreams/topics',
    WORK_HTTP_PORT: '9404',
  });
});

test('a file says what is known of each topic with retries, of its tenant alone', () => {
  const { data } = named(unitOf(dispatching(2)), 'ConfigMap');
  const files = Object.values(data as Record<string, string>).map((text): unknown => JSON.parse(text));
  expect(files).toContainEqual({
    topic: 'prod.acme.tracking.evt.parcel-scanned.v1',
    retries: [
      { topic: 'prod.acme.tracking.rty.parcel-scanned-1m.v1', delay: 60 },
      { topic: 'prod.acme.tracking.rty.parcel-scanned-15m.v1', delay: 900 },
      { topic: 'prod.acme.tracking.rty.parcel-scanned-2h.v1', delay: 7200 },
    ],
    deadLetter: 'prod.acme.tracking.dlt.parcel-scanned.v1',
    attempts: 4,
  });
  expect(files.every((one) => JSON.stringify(one).includes('prod.acme.'))).toBe(true);
});

test('files that are too large for one ConfigMap are in several, mounted as one folder, and change the pods', () => {
  const [dispatcher] = resolvedIn(dispatching(2)).systems.flatMap(({ dispatchers }) => dispatchers);
  if (dispatcher === undefined) throw new Error('no dispatcher');
  const render = (files: ResolvedDispatcher['files']): Manifest[] => {
    const chart = new Chart(new App(), 'chart');
    new Dispatcher(chart, 'Dispatcher', {
      system: 'parcels',
      namespace: 'parcels-eu',
      dispatcher: { ...dispatcher, files },
    });
    return chart.toJson() as Manifest[];
  };
  const text = 'x'.repeat(400 * 1024);
  const all = render({ 'c.json': text, 'a.json': text, 'b.json': text });
  const maps: Mutable[] = all.filter(({ kind }) => kind === 'ConfigMap');
  expect(maps.map(({ data }) => Object.keys(data))).toEqual([['a.json', 'b.json'], ['c.json']]);
  const { annotations } = named(all, 'Deployment').spec.template.metadata;
  const { volumes } = named(all, 'Deployment').spec.template.spec;
  expect(volumes.find((one: Mutable) => one.name === 'topics').projected.sources).toEqual(
    maps.map(({ metadata }) => ({ configMap: { name: metadata.name } })),
  );
  const other = named(render({ 'a.json': 'y' }), 'Deployment').spec.template.metadata.annotations;
  expect(other['workstreams.io/topics']).not.toBe(annotations['workstreams.io/topics']);
});
