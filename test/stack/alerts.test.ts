import { expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { thresholdMetrics } from '../../lib/model/metrics.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { groupsIn } from '../support/rules.ts';
import { resolvedIn } from '../support/shipped.ts';

const groupsOf = (environment: string) =>
  groupsIn([...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) => manifests));

const prod = groupsOf('prod');

/** What the documents promise of a topic, as its thresholds have it. */
test.each([
  ['somastack.tools', 'reading', 'somastack-tool-executor', 'vector(500)', '90s'],
  ['rnle.commands', 'reading', 'rnle-worker-commands', 'vector(1000)', '330s'],
  ['execution_tasks', 'reading', 'executions-k8s-worker', 'vector(100)', '90s'],
  ['execution_tasks', 'passingOn', 'executions-coordinator', 'vector(30)', '1m'],
  ['execution_events', 'reading', 'executions-projection', 'vector(5000)', '35s'],
] as const)('%s: %s by %s', (topic, kind, consumergroup, expr, within) => {
  const rules = prod.find((group) => group.name === topic)?.rules ?? [];
  const found = rules.filter(
    ({ record, labels }) => record === thresholdMetrics[kind] && labels?.['consumergroup'] === consumergroup,
  );
  expect(found.map((rule) => [rule.expr, rule.labels?.['within']])).toEqual([[expr, within]]);
});

test('a service that counts its own failed writes is asked in its namespace', () => {
  const rules = prod.find((group) => group.name === 'rnle.commands')?.rules ?? [];
  expect(rules[0]?.labels?.['workloads']).toBe('rnle-prod');
  const errors = prod.flatMap((group) => group.rules).find(({ alert }) => alert === 'KafkaProducerErrors');
  expect(errors?.expr).toMatch(/kafka_producer_errors_total\{namespace=~"[^"]*rnle-prod/);
});

describeWithPromtool('promtool', () => {
  test.each([
    ['dev', groupsOf('dev')],
    ['staging', groupsOf('staging')],
    ['prod', prod],
  ])('accepts all rules of %s', (_environment, groups) => {
    expect(groups.length).toBeGreaterThan(80);
    const { code, output } = promtool({ 'rules.yaml': { groups } }, [
      'check',
      'rules',
      '--lint-fatal',
      'rules.yaml',
    ]);
    expect([code, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
