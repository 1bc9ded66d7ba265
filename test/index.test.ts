import { expect, test } from '@jest/globals';
import * as ws from '../lib/index.ts';
import { common } from './support/program.ts';

test('the public face has these values, and no other', () => {
  expect(Object.keys(ws).sort()).toEqual([
    'AclPolicy',
    'ArgoApplications',
    'Canary',
    'CanaryScript',
    'ClientNetworkPolicy',
    'CredentialBridge',
    'DefaultDeny',
    'DeploymentScaler',
    'ExecutorClass',
    'FluxKustomizations',
    'InvalidTerms',
    'InvalidUse',
    'KafkaCluster',
    'KafkaOwnerFragment',
    'Mirror',
    'NamespaceGuard',
    'ServiceClient',
    'TopicFamily',
    'WorkRequestQueue',
    'Workbench',
    'WorkloadNamespace',
    'catalogOf',
    'classPolicies',
    'contract',
    'credentialsFor',
    'duration',
    'environment',
    'namingOf',
    'patchObject',
    'resolve',
    'size',
    'system',
  ]);
});

/** What a call that must fail says. */
function said(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ws.InvalidTerms);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

test('a contract says all that is wrong with it at once, by key and without a file', () => {
  const wrong = { ...common, purpose: 'a\nb', retention: '7 d', partition: 3 } as never;
  expect(said(() => ws.contract('Shop/orders/evn/x', wrong))).toBe(`contract Shop/orders/evn/x: 6 problems
  "Shop" is no system
    write lowercase kebab, for example order-intake
  "evn" is no class of a contract
    did you mean "evt"?
  "Shop/orders/evn/x" does not end with a version
    write <system>/<context>/<class>/<topic>/v1
  purpose: "a\\nb": the text has more than one line
  retention: "7 d": a duration is a whole number with ms, s, m, h or d behind it, for example 7d, or endless
  partition: unknown key
    did you mean "partitions"?`);
});

test('an environment is checked as a whole', () => {
  const wrong = {
    environment: 'a',
    topics: { env: 'dev' },
    kafka: { replication: 5 },
    tenant: [],
  } as never;
  expect(said(() => ws.environment(wrong))).toBe(`environment a: 2 problems
  tenant: unknown key
    did you mean "tenants"?
  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less`);
});

test('what a program leaves out has these values, and durations and sizes are numbers', () => {
  const { terms } = ws.contract('shop/orders/evt/order-placed/v1', {
    ...common,
    purpose: 'x',
    retention: '14d',
  });
  expect(terms).toEqual({
    apiVersion: 'workstreams.io/v1',
    kind: 'Contract',
    ...common,
    purpose: 'x',
    retention: 1_209_600_000,
    classification: 'internal',
    pii: 'none',
    critical: false,
    partitions: 1,
    cleanup: 'delete',
    maxMessageSize: 1_048_576,
    compression: 'producer',
    load: { messagesPerSecond: 1, bytesPerMessage: 1024 },
    serviceLevels: { produceWithin: 1000, consumeWithin: 60_000, alertLag: 1000 },
    schema: { format: 'json-schema', compatibility: 'backward' },
    headers: [],
    processors: [],
    producers: [],
    consumers: [],
    lifecycle: { state: 'active' },
    exceptions: [],
  });
});
