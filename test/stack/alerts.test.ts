import { expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/render.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { groupsIn } from '../support/rules.ts';
import { resolvedIn } from '../support/shipped.ts';

const groupsOf = (environment: string) =>
  groupsIn([...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) => manifests));

const prod = groupsOf('prod');

/** When the lag of a topic's readers is too high: whose, and how many messages. */
test.each([
  ['somastack.tools', 'consumergroup="somastack-tool-executor"} > 500'],
  ['rnle.commands', 'consumergroup="rnle-worker-commands"} > 1000'],
  [
    'execution_events',
    'consumergroup=~"executions-coordinator|executions-sse|executions-projection|executions-saga-orchestrator|executions-monitoring"} > 5000',
  ],
])('lag of %s', (topic, expected) => {
  const rules = prod.find(({ name }) => name === topic)?.rules;
  const { expr } = rules?.find(({ alert }) => alert === 'KafkaConsumerLagHigh') ?? {};
  expect(expr?.slice(-expected.length)).toBe(expected);
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
