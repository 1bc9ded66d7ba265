import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { lettersShop, shopTopics } from '../support/letters-shop.ts';
import { type Mutable, stackAt } from '../support/stack-at.ts';

let root: string;
let stack: ReturnType<typeof stackAt>;
beforeAll(() => {
  root = lettersShop();
  stack = stackAt(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function unitOf(name: string, environment: Environment | string = 'qa'): readonly Manifest[] {
  const units = [...renderEnvironment(stack.resolvedIn(environment))];
  return units.find(({ unit }) => unit === name)?.manifests ?? [];
}
const named = (all: readonly Manifest[], kind: string): Mutable => all.find((one) => one.kind === kind);
const every = (text: string) =>
  stack.environmentWith('qa', (terms: Mutable) => (terms.runtime.analysis.every = text));

test('a service that operates dead letters gets a CronJob that runs as it, one at a time and with an end', () => {
  const all = unitOf('shop-desk-analysis');
  expect(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap shop-desk-analysis-1',
    'CronJob shop-desk-analysis',
    'PrometheusRule kafka-shop-desk-analysis',
  ]);
  const { spec } = named(all, 'CronJob');
  expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 600 });
  const { spec: job } = spec.jobTemplate;
  expect(job).toMatchObject({ backoffLimit: 1, activeDeadlineSeconds: 3600 });
  const service = unitOf('service-shop-desk');
  expect(job.template.metadata.labels).toMatchObject(
    named(service, 'NetworkPolicy').spec.podSelector.matchLabels,
  );
  expect(job.template.spec).toMatchObject({
    serviceAccountName: named(service, 'ServiceAccount').metadata.name,
    restartPolicy: 'Never',
    securityContext: { runAsNonRoot: true },
  });
});

test('is not there where the environment has it off, nor an alert where it has none', () => {
  const off = stack.environmentWith('qa', (terms: Mutable) => delete terms.runtime.analysis);
  expect(unitOf('shop-desk-analysis', off)).toEqual([]);
  const quiet = stack.environmentWith('qa', (terms: Mutable) => (terms.alerts = 'off'));
  expect(unitOf('shop-desk-analysis', quiet).map(({ kind }) => kind)).toEqual(['ConfigMap', 'CronJob']);
});

test.each([
  ['5m', /^[0-4]-59\/5 \* \* \* \*$/, 300],
  ['1h', /^[0-9]{1,2} \* \* \* \*$/, 3600],
  ['6h', /^[0-9]{1,2} [0-5]-23\/6 \* \* \*$/, 3600],
  ['1d', /^[0-9]{1,2} [0-9]{1,2} \* \* \*$/, 3600],
] as const)('the schedule of %s', (text, schedule, deadline) => {
  const { spec } = named(unitOf('shop-desk-analysis', every(text)), 'CronJob');
  expect(spec.schedule).toMatch(schedule);
  expect(spec.jobTemplate.spec.activeDeadlineSeconds).toBe(deadline);
});

test('its files say what it counts and where it reports, as its own service and without schemas of letters', () => {
  const { data } = named(unitOf('shop-desk-analysis'), 'ConfigMap');
  expect(Object.keys(data)).toEqual(['operations', 'shop-orders.json']);
  const orders = JSON.parse(data['shop-orders.json']);
  expect(orders).toMatchObject({
    ...{ topic: shopTopics.orders, deadLetter: shopTopics.letters, personalData: ['email'], subjects: [] },
    retries: [{ topic: shopTopics.retry, delay: 60 }],
  });
  expect(orders).not.toHaveProperty('schema');
  const [operations, ...others] = JSON.parse(data['operations']);
  expect(others).toEqual([]);
  expect(operations.operators).toEqual([
    {
      ...{ service: 'desk', principal: 'shop-desk', group: 'shop-desk', transactionalId: 'shop-desk-' },
      deadLettersOf: [shopTopics.orders],
      replaysInto: [],
    },
  ]);
  expect([operations.journal.topic, operations.audit.topic, operations.metrics.topic]).toEqual([
    ...[shopTopics.journal, shopTopics.audit, shopTopics.metrics],
  ]);
});
