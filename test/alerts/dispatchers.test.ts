import { expect, test } from '@jest/globals';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { systemDashboard } from '../../lib/policies/dashboards/system-dashboard.ts';
import { dispatching, dispatchingGroups } from '../support/dispatching.ts';
import { fixtureEnvironment, resolvedIn } from '../support/fixture.ts';
import { problemsOf } from '../support/promql.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { renderedGroups } from '../support/rules.ts';
import { dispatcherScenarios } from './dispatcher-scenarios.ts';
import { promtoolTest } from './promtool-test.ts';

test('each query of theirs asks only for what there is, and none is there where no dispatcher runs', () => {
  const rules = dispatchingGroups().flatMap((group) => group.rules);
  const own = rules.filter(({ expr }) => expr.includes('workstreams_dispatcher_'));
  expect(own.map(({ alert }) => alert)).toEqual([
    'KafkaRetriesBehind',
    'KafkaRetriesStuck',
    'KafkaRetriesFailing',
  ]);
  expect(own.flatMap(({ expr }) => problemsOf(expr))).toEqual([]);
  const without = renderedGroups('eu-prod').flatMap((group) => group.rules);
  expect(without.filter(({ expr }) => expr.includes('workstreams_dispatcher_'))).toEqual([]);
});

test('the dashboard of a system shows how its retries come back, where a dispatcher brings them', () => {
  const queriesOf = (environment: Environment) =>
    resolvedIn(environment)
      .systems.filter(({ declaration }) => declaration.id === 'parcels')
      .flatMap((system) => systemDashboard(system)?.rows ?? [])
      .filter(({ title }) => title === 'Retries that come back')
      .flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)));
  const queries = queriesOf(dispatching(1));
  expect(queries[0]).toContain(
    '(max by (topic) (workstreams_dispatcher_behind_seconds{namespace="parcels-eu"}) and on (topic) workstreams:topic:alert_written{environment="eu-prod",system="parcels",',
  );
  expect(queries.flatMap((query) => problemsOf(query))).toEqual([]);
  expect(queriesOf(fixtureEnvironment('eu-prod'))).toEqual([]);
});

describeWithPromtool('promtool', () => {
  test('every scenario ends as it says', () => {
    const rules = {
      groups: dispatchingGroups().filter(
        ({ name }) =>
          ['recordings', 'topics', 'topics-slow'].includes(name) ||
          dispatcherScenarios.some(({ as }) => as['source_topic'] === name),
      ),
    };
    const tests = dispatcherScenarios.flatMap((scenario) => [
      promtoolTest(scenario, 'fires', 'eu-prod'),
      promtoolTest(scenario, 'silent', 'eu-prod'),
    ]);
    const { code, output } = promtool(
      { 'rules.yaml': rules, 'test.yaml': { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests } },
      ['test', 'rules', 'test.yaml'],
    );
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });
});
