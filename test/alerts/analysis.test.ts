import { expect, test } from '@jest/globals';
import { analysisGroups } from '../support/analysing.ts';
import { problemsOf } from '../support/promql.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { analysisScenarios } from './analysis-scenarios.ts';
import { promtoolTest } from './promtool-test.ts';

test('its query asks only for what there is, and the owner of the reports is told', () => {
  const rules = analysisGroups().flatMap((group) => group.rules);
  expect(rules.map(({ alert }) => alert)).toEqual(['KafkaAnalysisSilent']);
  expect(rules.flatMap(({ expr }) => problemsOf(expr))).toEqual([]);
  expect(rules[0]).toMatchObject({
    labels: { owner: 'sales', system: 'shop' },
    annotations: { contact: 'sales-primary, #sales' },
  });
});

describeWithPromtool('promtool', () => {
  test('every scenario ends as it says', () => {
    const tests = analysisScenarios.flatMap((scenario) => [
      promtoolTest(scenario, 'fires', 'qa'),
      promtoolTest(scenario, 'silent', 'qa'),
    ]);
    const { code, output } = promtool(
      {
        'rules.yaml': { groups: analysisGroups() },
        'test.yaml': { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests },
      },
      ['test', 'rules', 'test.yaml'],
    );
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });
});
