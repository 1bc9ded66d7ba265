import { expect, test } from '@jest/globals';
import { rules } from '../../lib/governance/rules/index.ts';

test('the rules are these', () => {
  expect(rules.map(({ id }) => id)).toEqual([
    'access-matches-contract',
    'canary-per-event',
    'client-settings-consistent',
    'compaction-matches-class',
    'failure-headers-described',
    'headers-complete',
    'high-pii-encrypted',
    'image-pinned',
    'jobs-within-partitions',
    'known-context',
    'known-dead-letter-schema',
    'known-environment',
    'known-executor-class',
    'known-mirror-system',
    'known-produce-from',
    'known-service',
    'known-tenant',
    'load-within-message-size',
    'meaningful-key',
    'migrations-in-order',
    'monitoring-object-size',
    'namespace-selected-by-name',
    'network-peers-required',
    'no-duplicate-clients',
    'no-metadata-egress',
    'no-open-questions',
    'no-personal-contacts',
    'no-pinned-values',
    'no-placeholder-image',
    'no-privilege-escalation',
    'no-reserved-names',
    'no-secret-template',
    'no-shared-objects',
    'no-stale-entries',
    'no-tiering-with-compaction',
    'no-unused-exception',
    'no-wide-kafka-rights',
    'one-autoscaler-per-deployment',
    'one-consumer-per-command',
    'pii-annotated',
    'prefix-rights-contained',
    'processor-is-application',
    'queries-in-pairs',
    'replicas-within-partitions',
    'required-context-classes',
    'restricted-pods',
    'retention-in-range',
    'samples-required',
    'samples-without-secrets',
    'scale-to-zero-keeps-offsets',
    'scaled-consumer-consistent',
    'scaled-deployment-consistent',
    'scaler-counts-backlog',
    'scaler-uses-own-cluster',
    'scaling-before-alert',
    'schema-compatible',
    'tenant-isolation',
    'unique-application-prefix',
    'unique-groups',
    'unique-object-names',
    'unique-principals',
    'unique-queue-names',
    'unique-schema-subject',
    'unique-topic-names',
    'valid-exception',
    'valid-kafka-topic',
    'valid-kafka-user',
    'valid-lifecycle',
    'valid-topic-name',
    'within-partition-budget',
    'within-storage-budget',
    'work-queue-complete',
  ]);
});

test('these judge by the environments, and wait where one cannot be read', () => {
  const asking = rules.filter((rule) => rule.on === 'catalog' && rule.asksEnvironments === true);
  expect(asking.map(({ id }) => id)).toEqual([
    'known-environment',
    'known-executor-class',
    'known-tenant',
    'no-stale-entries',
  ]);
});

test('these judge by what is missing, and wait where a contract cannot be read', () => {
  const asking = rules.filter((rule) => rule.on === 'catalog' && rule.asksAll === true);
  expect(asking.map(({ id }) => id)).toEqual(['no-stale-entries']);
});
