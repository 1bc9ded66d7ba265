import { expect, test } from '@jest/globals';
import { rules } from '../../lib/governance/rules/index.ts';

test('the rules are these', () => {
  expect(rules.map(({ id }) => id)).toEqual([
    'access-as-contracted',
    'application-names-own',
    'baseline-classes',
    'canary-per-event',
    'client-settings-coherent',
    'command-authority',
    'compaction-allowed',
    'credentials-stay',
    'dead-letter-schema-known',
    'exception-current',
    'exception-used',
    'failure-headers-described',
    'headers-complete',
    'high-pii-encrypted',
    'image-pinned',
    'internal-names',
    'jobs-within-partitions',
    'kafka-rights-narrow',
    'kafka-topic-accepted',
    'kafka-user-accepted',
    'key-meaningful',
    'known-context',
    'known-environment',
    'known-executor-class',
    'known-mirror-system',
    'known-service',
    'known-tenant',
    'lifecycle-gates',
    'load-fits-message',
    'metadata-address-excepted',
    'migrations-in-order',
    'monitoring-object-fits',
    'namespace-by-name',
    'network-peers-named',
    'no-duplicate-clients',
    'no-escalation',
    'no-leftovers',
    'no-pinned-values',
    'no-placeholder-image',
    'no-shared-objects',
    'no-tiering-with-compaction',
    'one-autoscaler-per-deployment',
    'open-question',
    'owner-reachable',
    'partition-budget',
    'pii-annotated',
    'prefix-rights-contained',
    'processor-is-application',
    'produce-from-known',
    'query-pairs',
    'replicas-within-partitions',
    'restricted-pods',
    'retention-in-range',
    'samples-present',
    'samples-without-secrets',
    'scale-to-zero-keeps-offsets',
    'scaled-consumer-settings',
    'scaled-deployment-consistent',
    'scaler-counts-backlog',
    'scaler-trigger-own',
    'scaling-before-alert',
    'schema-compatible',
    'storage-budget',
    'tenant-isolation',
    'topic-name-grammar',
    'unique-groups',
    'unique-names',
    'unique-object-names',
    'unique-principals',
    'unique-queue-names',
    'unique-schema-subject',
    'work-queue-complete',
  ]);
});

test('these judge by the environments, and wait where one cannot be read', () => {
  const asking = rules.filter((rule) => rule.on === 'catalog' && rule.asksEnvironments === true);
  expect(asking.map(({ id }) => id)).toEqual([
    'known-environment',
    'known-executor-class',
    'known-tenant',
    'no-leftovers',
  ]);
});

test('these judge by what is missing, and wait where a contract cannot be read', () => {
  const asking = rules.filter((rule) => rule.on === 'catalog' && rule.asksAll === true);
  expect(asking.map(({ id }) => id)).toEqual(['no-leftovers']);
});
