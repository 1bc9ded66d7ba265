import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkManifest } from '../support/manifest-check.ts';
import type { Mutable } from '../support/shipped.ts';

const example = join(import.meta.dirname, '..', '..', 'examples', 'own-app');
const folder = mkdtempSync(join(tmpdir(), 'workstreams-own-app-'));
afterAll(() => rmSync(folder, { recursive: true }));

let objects: Mutable[] = [];
beforeAll(() => {
  execFileSync('npx', ['cdk8s', 'synth', '--output', folder], {
    cwd: example,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    stdio: 'pipe',
  });
  const text = readFileSync(join(folder, 'shop.k8s.yaml'), 'utf8');
  objects = parseAllDocuments(text).map((document) => document.toJS());
});

test('a program with no contract file and no YAML of its own renders objects that their schemas accept', () => {
  expect(readdirSync(example).sort()).toEqual(['README.md', 'cdk8s.yaml', 'main.ts']);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
    'ConfigMap shop-billing-toolrun-invoice',
    'KafkaTopic billing-toolrun-invoice-dlt-v1',
    'KafkaTopic billing-toolrun-invoice-v1',
    'KafkaTopic dev-main-orders-evt-order--placed-v1',
    'KafkaUser shop-billing',
    'KafkaUser shop-billing-toolrun-invoice-reader',
    'KafkaUser shop-billing-toolrun-invoice-scaler',
    'KafkaUser shop-billing-toolrun-invoice-writer',
    'NetworkPolicy shop-toolrun',
    'PriorityClass kafka-toolrun',
    'ResourceQuota shop-toolrun',
    'Role shop-billing-toolrun-invoice',
    'RoleBinding shop-billing-toolrun-invoice',
    'ScaledJob shop-billing-toolrun-invoice',
    'ServiceAccount shop-billing-toolrun-invoice',
    'TriggerAuthentication shop-billing-toolrun-invoice-scaler',
  ]);
  expect(objects.flatMap((one) => checkManifest(one))).toEqual([]);
});

const named = (kind: string, name: string) =>
  objects.find((one) => one.kind === kind && one.metadata.name === name);

test('the topic, the rights and the job are what the program says', () => {
  expect(named('KafkaTopic', 'dev-main-orders-evt-order--placed-v1').spec).toMatchObject({
    topicName: 'dev.main.orders.evt.order-placed.v1',
    partitions: 6,
    replicas: 3,
    config: { 'retention.ms': '604800000' },
  });
  expect(named('KafkaUser', 'shop-billing').spec.authorization.acls).toEqual([
    { operations: ['Read'], resource: { type: 'group', name: 'shop-billing', patternType: 'literal' } },
    {
      operations: ['Read'],
      resource: { type: 'topic', name: 'dev.main.orders.evt.order-placed.v1', patternType: 'literal' },
    },
  ]);
  const job = named('ScaledJob', 'shop-billing-toolrun-invoice');
  expect(job.spec.jobTargetRef.activeDeadlineSeconds).toBe(600);
  expect(job.spec.triggers[0].metadata.topic).toBe('billing.toolrun.invoice.v1');
});
