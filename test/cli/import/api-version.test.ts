import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { done, importingProject, importInto } from '../../support/imported.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

let copy: StackCopy;
beforeAll(() => {
  copy = importingProject();
});
afterAll(() => copy.dispose());

const metadata = { name: 'orders', namespace: 'kafka-qa', labels: { 'strimzi.io/cluster': 'kafka' } };
const of = (version: string) =>
  JSON.stringify([
    {
      apiVersion: `kafka.strimzi.io/${version}`,
      kind: 'KafkaTopic',
      metadata,
      spec: { partitions: 3, replicas: 1 },
    },
    {
      apiVersion: `kafka.strimzi.io/${version}`,
      kind: 'KafkaUser',
      metadata,
      spec: { authentication: { type: 'tls' } },
    },
  ]);
const imported = (version: string) =>
  done(importInto(copy, of(version), { environment: 'qa', system: 'older', dryRun: true }));
const hint =
  'the export has v1beta2, and v1 is rendered: if Strimzi serves no v1, set kafka.strimziApi: v1beta2 in environments/qa.yaml first\n';

test('an export of v1beta2, where v1 is rendered, says which key says so', () => {
  const { done: told, changes } = imported('v1beta2');
  expect(told).toMatch(/^qa: 1 topic, 1 user: 2 objects would change all the same\n/);
  expect(told).toContain(hint);
  expect(changes).toBe(true);
  expect(imported('v1').done).not.toContain('strimziApi');
});

test('where the environment says that v1beta2 is served, nothing would change', () => {
  const file = 'environments/qa.yaml';
  const text = copy.read(file);
  try {
    copy.edit(file, '  protocolVersion:', '  strimziApi: v1beta2\n  protocolVersion:');
    const { done: told, changes } = imported('v1beta2');
    expect(told).toMatch(/^qa: 1 topic, 1 user: no change\n/);
    expect([changes, told.includes('strimziApi')]).toEqual([false, false]);
    // The other way round, too.
    expect(imported('v1').done).toContain('the export has v1, and v1beta2 is rendered');
  } finally {
    copy.write(file, text);
  }
});
