import { expect, test } from '@jest/globals';
import { alertKinds } from '../../lib/policies/alerts/kinds.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { renderedGroups, type RuleGroup } from '../support/rules.ts';
import { analysisScenarios } from './analysis-scenarios.ts';
import { dispatcherScenarios } from './dispatcher-scenarios.ts';
import { promtoolTest } from './promtool-test.ts';
import { platformScenarios } from './platform-scenarios.ts';
import { scaledScenarios } from './scaled-scenarios.ts';
import { scenarios } from './scenarios.ts';

test('every alert has a scenario in which it fires and one in which it keeps silent', () => {
  const shown = new Set(
    [
      ...scenarios,
      ...platformScenarios,
      ...scaledScenarios,
      ...dispatcherScenarios,
      ...analysisScenarios,
    ].map(({ alert }) => alert),
  );
  expect([...shown].sort()).toEqual(Object.keys(alertKinds).sort());
});

describeWithPromtool('promtool', () => {
  test.each(['qa', 'eu-prod'])(
    'accepts all rules of %s, none of which says what another says',
    (environment) => {
      const groups = renderedGroups(environment);
      expect(groups.length).toBeGreaterThan(15);
      const { code, output } = promtool({ 'rules.yaml': { groups } }, [
        'check',
        'rules',
        '--lint-fatal',
        'rules.yaml',
      ]);
      expect(output).toContain(`SUCCESS: ${groups.flatMap(({ rules }) => rules).length} rules found`);
      expect(code).toBe(0);
    },
  );

  test('every scenario ends as it says', () => {
    const groups = renderedGroups('eu-prod');
    // Promtool reckons all rules of a file at every step: each scenario gets its contract's, and what they are made of.
    const byGroup = new Map<string, object[]>();
    for (const scenario of [...scenarios, ...platformScenarios]) {
      const group = scenario.thresholds ?? scenario.as['source_topic'] ?? 'platform';
      byGroup.set(group, [
        ...(byGroup.get(group) ?? []),
        promtoolTest(scenario, 'fires', 'eu-prod'),
        promtoolTest(scenario, 'silent', 'eu-prod'),
      ]);
    }
    const { code, output } = run(groups, byGroup);
    expect(output).not.toContain('FAILED');
    expect(output.match(/SUCCESS/g)?.length).toBe(byGroup.size);
    expect(code).toBe(0);
  });

  test('what the operator reads of a group that lags behind', () => {
    const delivered = 'prod.acme.tracking.evt.parcel-delivered.v1';
    const told = [
      {
        interval: '1m',
        input_series: [
          {
            series: `kafka_consumergroup_lag{namespace="kafka-eu",consumergroup="parcels-acme--portal",topic="${delivered}",partition="0"}`,
            values: '501x20',
          },
        ],
        alert_rule_test: [
          {
            eval_time: '10m',
            alertname: 'KafkaConsumerLagHigh',
            exp_alerts: [
              {
                exp_labels: {
                  namespace: 'kafka-eu',
                  consumergroup: 'parcels-acme--portal',
                  topic: delivered,
                  source_topic: delivered,
                  environment: 'eu-prod',
                  owner: 'tracking',
                  severity: 'ticket',
                  system: 'parcels',
                },
                exp_annotations: {
                  summary: `parcels-acme--portal is 501 messages behind on ${delivered}`,
                  description:
                    'More waits than the contract allows (alertLag): the group is slow, too small, or gone.',
                  steps: [
                    '1. Is lag growing or falling, and in one partition or in all? (dashboard, lag)',
                    '2. Do all members of the group run, and do their logs show errors or rebalances?',
                    '3. More written than expected? Add members, at most one a partition.',
                  ].join('\n'),
                  runbook_url: 'https://git.example.com/parcels/runbooks/kafka-consumer-lag-high.md',
                  catalogue_url: `https://parcels.example.com/catalogue.html#/t/${delivered}`,
                  contact: 'tracking-primary, #tracking',
                },
              },
            ],
          },
        ],
      },
    ];
    const { output } = run(renderedGroups('eu-prod'), new Map([[delivered, told]]));
    expect(output).toContain('SUCCESS');
  });
});

/** Tests by the group of rules that they are about, each group in a file of its own, in one run. */
function run(groups: readonly RuleGroup[], byGroup: ReadonlyMap<string, readonly object[]>) {
  const files = [...byGroup].map(([group, tests], index) => {
    const rules = groups.filter(
      ({ name }) =>
        name === group ||
        ['recordings', 'topics', 'topics-slow'].includes(name) ||
        /(?:-scaler|^platform)$/.test(name),
    );
    expect(rules.map(({ name }) => name)).toContain(group);
    return {
      name: `test-${index}.yaml`,
      rulesName: `rules-${index}.yaml`,
      rules: { groups: rules },
      test: { rule_files: [`rules-${index}.yaml`], evaluation_interval: '1m', tests },
    };
  });
  return promtool(
    Object.fromEntries(
      files.flatMap(({ name, test: content, rulesName, rules }) => [
        [name, content],
        [rulesName, rules],
      ]),
    ),
    ['test', 'rules', ...files.map(({ name }) => name)],
  );
}
