import { describe, expect, test } from '@jest/globals';
import { scalerRules } from '../../lib/policies/alerts/scaler-thresholds.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { problemsOf } from '../support/promql.ts';
import { scaledGroups, scaledRows, watched } from '../support/scaled-rules.ts';
import { cancellations, orders, shop, type Shop } from '../support/scaled.ts';
import { promtoolTest } from './promtool-test.ts';
import { scaledScenarios } from './scaled-scenarios.ts';

/** For whom the thresholds of the first scaler of a shop are: `owner severity topic`. */
function toldOf({ systems: [system] }: Resolved): (string | undefined)[] | undefined {
  const [scaler] = system?.scalers ?? [];
  const rules = system && scaler && scalerRules(system, scaler);
  const [first] = rules?.groups.flatMap((group) => group.rules) ?? [];
  return first && ['owner', 'severity', 'source_topic'].map((label) => first.labels?.[label]);
}

const paging: Shop = { environment: { alerts: 'page' } };

describe('who is told of a Deployment that KEDA scales', () => {
  test('the owner of its topic, by the topic where there is one', () => {
    expect(toldOf(shop([orders({})], paging))).toEqual(['shop', 'page', 'shop.order-placed']);
    expect(toldOf(shop([orders({}), cancellations({})], paging))).toEqual(['shop', 'page', undefined]);
  });

  test('no one at night where the environment wakes no one, and none where it has no alerts', () => {
    expect(toldOf(shop([orders({})], { environment: { alerts: 'ticket' } }))).toEqual([
      'shop',
      'ticket',
      'shop.order-placed',
    ]);
    expect(toldOf(shop([orders({})], { environment: { alerts: 'off' } }))).toBeUndefined();
  });

  test('whoever watches KEDA is told when its metrics are missing', () => {
    const asked = (resolved: Resolved) =>
      scaledGroups(resolved)
        .flatMap(({ rules }) => rules.map(({ expr }) => expr))
        .join('\n');
    expect(asked(watched)).toContain('absent(keda_build_info)');
    expect(asked(shop([orders(undefined)], paging))).not.toContain('keda');
  });
});

test('alerts and dashboards ask only for declared metrics and labels', () => {
  const rules = scaledGroups().flatMap(({ rules: all }) => all.map(({ expr }) => expr));
  const queries = scaledRows().flatMap((rows) => Object.values(rows).flat());
  expect([...rules, ...queries].flatMap(problemsOf)).toEqual([]);
});

test('the system’s dashboard and the environment’s show replicas and what KEDA failed on', () => {
  const row = (system: string) => {
    const known = `workstreams:deployment:max_replicas{environment="eu-prod",${system},owner=~"\${owner}"}`;
    const replicas = (at: string) =>
      `max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="shop-apps"}${at}) and on (namespace, deployment) ${known}`;
    const errors = (at: string) =>
      `sum by (scaledObject) (increase(keda_scaled_object_errors_total[1h]${at})) and on (scaledObject) ${known}`;
    const most = `and on (namespace, deployment) topk(10, max by (namespace, deployment) (${replicas(' @ end()')}))`;
    return [
      `(${replicas('')}) ${most}`,
      `max by (namespace, deployment) (${known}) ${most}`,
      `(${errors('')}) and on (scaledObject) topk(20, max by (scaledObject) (${errors(' @ end()')}))`,
    ];
  };
  expect(scaledRows().map((rows) => rows['Deployments scaled by lag'])).toEqual([
    row('system="shop"'),
    row('system=~"${system}"'),
  ]);
});

describeWithPromtool('promtool', () => {
  test('accepts the rules, and every scenario ends as it says', () => {
    const rules = { groups: scaledGroups() };
    const tests = scaledScenarios.flatMap((scenario) => [
      promtoolTest(scenario, 'fires', 'eu-prod'),
      promtoolTest(scenario, 'silent', 'eu-prod'),
    ]);
    const files = {
      'rules.yaml': rules,
      'test.yaml': { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests },
    };
    const checked = promtool(files, ['check', 'rules', '--lint-fatal', 'rules.yaml']);
    expect([checked.code, checked.output]).toEqual([0, expect.stringContaining('SUCCESS')]);
    const { code, output } = promtool(files, ['test', 'rules', 'test.yaml']);
    expect(output).not.toContain('FAILED');
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });
});
