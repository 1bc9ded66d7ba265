import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkManifest } from '../support/manifest-check.ts';
import { rightsOf } from '../support/program.ts';
import type { Mutable } from '../support/fixture.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const folder = mkdtempSync(join(tmpdir(), 'workstreams-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The objects of an example by `Kind name`, as its README says how to make them; each checked by the real schemas. */
function synthesized(name: string): Record<string, Mutable> {
  expect(readdirSync(join(examples, name)).sort()).toEqual(['README.md', 'cdk8s.yaml', 'main.ts']);
  execFileSync('npx', ['cdk8s', 'synth', '--output', join(folder, name)], {
    cwd: join(examples, name),
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    stdio: 'pipe',
  });
  const text = readFileSync(join(folder, name, 'shop.k8s.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map((document): Mutable => document.toJS());
  expect(objects.flatMap((one) => checkManifest(one))).toEqual([]);
  return Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
}

test('these are the examples', () => {
  expect(readdirSync(examples).sort()).toEqual(['executors', 'queue', 'topics']);
});

test('topics: what is granted is what users may do', () => {
  const objects = synthesized('topics');
  expect(Object.keys(objects).sort()).toEqual([
    'KafkaTopic dev-main-orders-dlt-order--placed-v1',
    'KafkaTopic dev-main-orders-evt-order--placed-v1',
    'KafkaUser billing',
    'KafkaUser checkout',
    'KafkaUser on-call',
  ]);
  expect(rightsOf(objects['KafkaUser checkout'])).toEqual([
    'Write topic dev.main.orders.evt.order-placed.v1',
    'Write transactionalId main.checkout-*',
  ]);
  expect(rightsOf(objects['KafkaUser billing'])).toEqual([
    'Read group shop-billing',
    'Write topic dev.main.orders.dlt.order-placed.v1',
    'Read topic dev.main.orders.evt.order-placed.v1',
  ]);
  expect(rightsOf(objects['KafkaUser on-call'])).toEqual([
    'Read group on-call',
    'Read topic dev.main.orders.dlt.order-placed.v1',
    'Write topic dev.main.orders.evt.order-placed.v1',
  ]);
});

test('queue: jobs of the program drain it', () => {
  const objects = synthesized('queue');
  expect(Object.keys(objects).sort()).toEqual([
    'ConfigMap shop-billing-tool-print',
    'KafkaTopic billing-tool-print-dlt-v1',
    'KafkaTopic billing-tool-print-v1',
    'KafkaUser billing',
    'KafkaUser shop-billing-tool-print-reader',
    'KafkaUser shop-billing-tool-print-scaler',
    'NetworkPolicy shop-tool',
    'PriorityClass kafka-tool',
    'ResourceQuota shop-tool',
    'Role shop-billing-tool-print',
    'RoleBinding shop-billing-tool-print',
    'ScaledJob shop-billing-tool-print',
    'ServiceAccount shop-billing-tool-print',
    'TriggerAuthentication shop-billing-tool-print-scaler',
  ]);
  expect(rightsOf(objects['KafkaUser billing'])).toEqual(['Write topic billing.tool.print.v1']);
  const { jobTargetRef, triggers } = objects['ScaledJob shop-billing-tool-print'].spec;
  expect(jobTargetRef.activeDeadlineSeconds).toBe(600);
  expect(jobTargetRef.template.spec.containers[0].image).toBe('registry.example.com/shop/printer:2');
  expect(triggers[0].metadata).toMatchObject({
    topic: 'billing.tool.print.v1',
    consumerGroup: 'shop-billing-tool-print-v1',
  });
});
