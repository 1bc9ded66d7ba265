import { expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/render.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { groupsIn } from '../support/rules.ts';
import { resolvedIn } from '../support/shipped.ts';

const groupsOf = (environment: string) =>
  groupsIn([...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) => manifests));

const prod = groupsOf('prod');

/** What the documents promise of a topic, as its alert has it. */
test.each([
  ['somastack.tools', 'KafkaConsumerLagHigh', 'consumergroup="somastack-tool-executor"} > 500\n'],
  ['rnle.commands', 'KafkaConsumerLagHigh', 'consumergroup="rnle-worker-commands"} > 1000\n'],
  ['rnle.commands', 'KafkaProducerErrors', 'rate(kafka_producer_errors_total{namespace="rnle-prod",'],
  ['execution_tasks', 'KafkaConsumerLagHigh', 'consumergroup="executions-k8s-worker"} > 100\n'],
  ['execution_tasks', 'KafkaProducedLate', 'topic="execution_events"} offset 1m)'],
  ['execution_tasks', 'KafkaProducedLate', 'consumergroup="executions-coordinator"'],
  [
    'execution_events',
    'KafkaConsumerLagHigh',
    'consumergroup=~"executions-coordinator|executions-sse|executions-projection|executions-saga-orchestrator|executions-monitoring"} > 5000\n',
  ],
])('%s: %s', (topic, name, expected) => {
  const rules = prod.find((group) => group.name === topic)?.rules;
  const { expr } = rules?.find(({ alert }) => alert === name) ?? {};
  expect(`${expr}\n`).toContain(expected);
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
