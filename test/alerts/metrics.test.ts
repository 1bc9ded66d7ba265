import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { metrics, reportedBy } from '../../lib/model/metrics.ts';
import { fixtureObjects, type Mutable } from '../support/fixture.ts';
import { filledIn, problemsOf, selectorsOf } from '../support/promql.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { analysisGroups } from '../support/analysing.ts';
import { dispatchingGroups } from '../support/dispatching.ts';
import { renderedGroups } from '../support/rules.ts';
import { scaledGroups } from '../support/scaled-rules.ts';

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly type: string;
    readonly description?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly {
      readonly expr: string;
      readonly refId: string;
      readonly instant?: boolean;
      readonly format?: string;
    }[];
    readonly options?: { readonly sortBy?: unknown };
    readonly transformations?: readonly { readonly id: string; readonly options: unknown }[];
    readonly fieldConfig?: {
      readonly defaults: { readonly thresholds?: { readonly steps: unknown } };
      readonly overrides: readonly unknown[];
    };
  }[];
  readonly graphTooltip: number;
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly multi?: boolean; readonly allValue?: string }[];
  };
}

/** The dashboards of an environment by their object's name. */
function dashboardsOf(environment: string): Map<string, Dashboard> {
  return new Map(
    fixtureObjects(environment)
      .filter(({ metadata }) => metadata.labels?.['grafana_dashboard'] === '1')
      .map(({ metadata, data }): [string, Dashboard] => [
        metadata.name,
        JSON.parse(Object.values(data as Record<string, string>)[0] ?? '') as Dashboard,
      ]),
  );
}

const environments = ['qa', 'eu-prod'];
const expressions = (environment: string) =>
  renderedGroups(environment).flatMap(({ rules }) => rules.map(({ expr }) => expr));
const queries = (environment: string) =>
  [...dashboardsOf(environment).values()].flatMap(({ panels }) =>
    panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr)),
  );

test('a query that is none, a metric that no one gives, and a label that it has not are told', () => {
  expect(problemsOf('sum(kafka_brokers{namespace="a"}')).toEqual([
    'no PromQL at 32 of sum(kafka_brokers{namespace="a"}',
  ]);
  expect(problemsOf('kafka_consumer_group_lag{group="a"} > 1')).toEqual([
    'the metric kafka_consumer_group_lag is not declared',
  ]);
  expect(problemsOf('sum by (x) (rate(kafka_brokers{topic=~"${topic:pipe}"}[$__rate_interval]))')).toEqual([
    'kafka_brokers has no label topic',
  ]);
  expect(problemsOf('max(kafka_brokers{namespace="a"}) < 3 or absent(kafka_brokers{namespace="a"})')).toEqual(
    [],
  );
});

describe.each(environments)('%s', (environment) => {
  test('alerts ask only for declared metrics and labels', () => {
    const all = expressions(environment);
    expect(all.length).toBeGreaterThan(60);
    expect(all.flatMap(problemsOf)).toEqual([]);
  });

  test('every query of every dashboard parses and asks only for declared metrics and labels', () => {
    const all = queries(environment);
    expect(all.length).toBeGreaterThan(40);
    expect(all.flatMap(problemsOf)).toEqual([]);
  });

  test('there is one dashboard a system and one for the environment', () => {
    expect([...dashboardsOf(environment)].map(([name, { uid }]) => [name, uid]).sort()).toEqual([
      ['kafka-dashboard', `${environment}-kafka`],
      ['kafka-dashboard-ledger', `${environment}-ledger`],
      ['kafka-dashboard-parcels', `${environment}-parcels`],
      ['kafka-dashboard-sorting', `${environment}-sorting`],
    ]);
  });
});

test('what is declared is asked for, by an alert or a dashboard', () => {
  const scaled = scaledGroups().flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const dispatched = [...dispatchingGroups(), ...analysisGroups()].flatMap(({ rules }) =>
    rules.map(({ expr }) => expr),
  );
  const shown = environments.flatMap((environment) => [...expressions(environment), ...queries(environment)]);
  const asked = new Set(
    [...shown, ...scaled, ...dispatched].flatMap((query) => selectorsOf(query).map(({ metric }) => metric)),
  );
  expect(metrics.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
});

test('brokers and mirror are told to give what is declared of them, by the names before Prometheus’ endings', () => {
  expect(reportedBy('brokers')).toContain('kafka_server_brokertopicmetrics_failedproducerequestspersec');
  const objects: Mutable[] = fixtureObjects('eu-prod');
  const fragment = objects.find(({ metadata }) => metadata.name === 'kafka-owner-fragment');
  const { kafka } = parse(fragment.data['kafka.yaml']).spec;
  expect(kafka.metricsConfig.values.allowList).toEqual(reportedBy('brokers'));
  const mirror = objects.find(({ kind }) => kind === 'KafkaMirrorMaker2');
  expect(mirror.spec.metricsConfig.values.allowList).toEqual(reportedBy('mirror'));
});

test('the panels of a system, by row', () => {
  const { panels, templating, graphTooltip, annotations } = dashboardsOf('eu-prod').get(
    'kafka-dashboard-ledger',
  ) as Dashboard;
  expect(panels.map(({ title, type }) => (type === 'row' ? `# ${title}` : `${title} (${type})`))).toEqual([
    '# Promises',
    'Groups over their threshold (stat)',
    'Groups late (stat)',
    'Dead letters (stat)',
    'Partition budget (stat)',
    'Under-replicated partitions (stat)',
    'Alerts firing (stat)',
    '# Reading',
    'Lag by group (table)',
    'Lag (timeseries)',
    'Read (timeseries)',
    '# Throughput',
    'Written (timeseries)',
    'Failed writes (timeseries)',
    '# Failure',
    'Dead letters (timeseries)',
    'New dead letters (timeseries)',
    '# Deployments scaled by lag',
    'Replicas (timeseries)',
    'Scaler errors (timeseries)',
    '# Budget',
    'Partitions (timeseries)',
    'Storage by topic (timeseries)',
  ]);
  expect(templating.list.map(({ name, multi, allValue }) => [name, multi, allValue])).toEqual([
    ['datasource', false, undefined],
    ['owner', true, '.*'],
    ['context', true, '.*'],
    ['topic', true, '.*'],
    ['group', true, '.*'],
  ]);
  expect(graphTooltip).toBe(1);
  expect(annotations.list.map(({ name, expr }) => [name, expr])).toEqual([
    ['Alerts', 'ALERTS{alertstate="firing",environment="eu-prod",system="ledger",owner=~"${owner}"}'],
  ]);
});

test('a number of contracts is a dashed line, and a number that should not be is red', () => {
  const { panels } = dashboardsOf('eu-prod').get('kafka-dashboard-ledger') as Dashboard;
  const one = (title: string) => panels.find((panel) => panel.title === title)?.fieldConfig;
  expect(one('Lag')?.overrides).toEqual([
    {
      matcher: { id: 'byFrameRefID', options: 'B' },
      properties: [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
        { id: 'custom.fillOpacity', value: 0 },
      ],
    },
  ]);
  expect(one('Groups late')?.defaults.thresholds?.steps).toEqual([
    { value: null, color: 'green' },
    { value: 1, color: 'red' },
  ]);
});

test('the table has the group that is furthest behind first, with the names of its columns', () => {
  const { panels } = dashboardsOf('eu-prod').get('kafka-dashboard-ledger') as Dashboard;
  const { options, transformations, targets } = panels.find(({ type }) => type === 'table') ?? {};
  expect(options?.sortBy).toEqual([{ displayName: 'Unread', desc: true }]);
  expect(targets?.map(({ instant, format }) => [instant, format])).toEqual([
    [true, 'table'],
    [true, 'table'],
  ]);
  expect(transformations?.map(({ id }) => id)).toEqual(['merge', 'organize']);
  expect(transformations?.[1]?.options).toEqual({
    excludeByName: { Time: true },
    indexByName: { 'Value #A': 0, 'Value #B': 1, consumergroup: 2, topic: 3, source_topic: 4, owner: 5 },
    renameByName: {
      'Value #A': 'Unread',
      'Value #B': 'Allowed',
      consumergroup: 'Group',
      topic: 'Topic',
      source_topic: 'Contract',
      owner: 'Owner',
    },
  });
});

test('each panel says what it shows, and panels do not overlap', () => {
  for (const { panels } of dashboardsOf('eu-prod').values()) {
    expect(panels.filter(({ type, description = '' }) => type !== 'row' && description === '')).toEqual([]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  }
});

test('the environment shows jobs, mirror and budgets', () => {
  const { panels } = dashboardsOf('eu-prod').get('kafka-dashboard') as Dashboard;
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Promises',
    'Brokers',
    'Reading',
    'Throughput',
    'Failure',
    'Jobs',
    'Deployments scaled by lag',
    'Mirror',
    'Budget',
  ]);
  const budget = panels.filter(({ title }) => title === 'Partitions' || title === 'Storage');
  expect(budget.map(({ targets }) => targets?.[1]?.expr)).toEqual(['vector(4000)', 'vector(8796093022208)']);
});

test('an environment without alerts has neither rules nor dashboards nor monitors', () => {
  const objects = fixtureObjects('dev');
  expect(objects.length).toBeGreaterThan(0);
  expect(JSON.stringify(objects)).not.toMatch(
    /PrometheusRule|PodMonitor|grafana_dashboard|monitoring\.coreos/,
  );
});

describeWithPromtool('promtool', () => {
  test('reads every query of every dashboard', () => {
    const all = environments.flatMap(queries);
    const rules = all.map((query, index) => ({ record: `query:${index}`, expr: filledIn(query) }));
    const { code, output } = promtool({ 'rules.yaml': { groups: [{ name: 'queries', rules }] } }, [
      'check',
      'rules',
      'rules.yaml',
    ]);
    expect(output).toContain(`SUCCESS: ${all.length} rules found`);
    expect(code).toBe(0);
  });
});
