import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { metrics, reportedBy } from '../../lib/model/metrics.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { systemDashboards } from '../../lib/policies/dashboards/system-dashboards.ts';
import type { ResolvedSystem } from '../../lib/policies/resolve.ts';
import { dashboardUnits } from '../../lib/units/system.ts';
import { contractWith, fixtureObjects, type Mutable, resolvedIn, systemIn } from '../support/fixture.ts';
import { problemsOf, selectorsOf } from '../support/promql.ts';
import { dispatchingGroups } from '../support/dispatching.ts';
import { renderedGroups } from '../support/rules.ts';
import { scaledGroups } from '../support/scaled-rules.ts';

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly type: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
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
  const dispatched = dispatchingGroups().flatMap(({ rules }) => rules.map(({ expr }) => expr));
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
  const { panels, templating } = dashboardsOf('eu-prod').get('kafka-dashboard-ledger') as Dashboard;
  expect(panels.map(({ title, type }) => (type === 'row' ? `# ${title}` : title))).toEqual([
    '# Reading',
    'Lag',
    'Read',
    '# Throughput',
    'Written',
    'Error rate',
    '# Failure',
    'Dead letters',
    'New dead letters',
    '# Deployments scaled by lag',
    'Replicas',
    'Scaler errors',
    '# Budget',
    'Partitions',
    'Storage',
  ]);
  expect(panels[1]?.targets?.[0]?.expr).toBe(
    'namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka-eu",topic=~"${topic:pipe}"}',
  );
  expect(templating.list.map(({ name, query }) => [name, query])).toEqual([
    ['datasource', 'prometheus'],
    [
      'topic',
      'ledger.balances : ledger[._]balances, ledger.invoices : ledger[._]invoices, ledger.postings : ledger[._]postings, ledger.repairs : ledger[._]repairs',
    ],
    [
      'dead_letter',
      'ledger.invoices.dlq : ledger[._]invoices[._]dlq, ledger.postings.dlq : ledger[._]postings[._]dlq',
    ],
  ]);
});

test('the environment shows jobs, mirror and budgets', () => {
  const { panels } = dashboardsOf('eu-prod').get('kafka-dashboard') as Dashboard;
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
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

describe('a system of more topics than a ConfigMap can name', () => {
  /** Queues of each context; each has its dead letters beside it. */
  const queues = (counts: Readonly<Record<string, number>>) =>
    systemIn(
      resolvedIn(
        'eu-prod',
        Object.entries(counts).flatMap(([context, count]) =>
          Array.from({ length: count }, (_, index) =>
            contractWith('vision.read-label', (terms) => delete terms.renamedFrom, {
              context,
              topic: `vision.kind-${index}`,
            }),
          ),
        ),
      ),
      'sorting',
    );
  const shown = (system: ResolvedSystem) =>
    systemDashboards(system).map(({ object, uid, title, choices }) => [
      object,
      uid,
      title,
      choices.flatMap(({ topics }) => topics).length,
    ]);

  test('has one as long as it names all', () => {
    expect(shown(queues({ billing: 250, collection: 1000 }))).toEqual([
      ['kafka-dashboard-sorting', 'eu-prod-sorting', 'sorting in eu-prod', 2500],
    ]);
  });

  test('has one a context above that, with its topics and jobs alone', () => {
    const system = queues({ collection: 1000, billing: 251 });
    expect(shown(system)).toEqual([
      ['kafka-dashboard-sorting--billing', 'eu-prod-sorting--billing', 'sorting billing in eu-prod', 502],
      [
        'kafka-dashboard-sorting--collection',
        'eu-prod-sorting--collection',
        'sorting collection in eu-prod',
        2000,
      ],
    ]);
    const [billing] = systemDashboards(system);
    const jobs = billing?.rows.find(({ title }) => title === 'Jobs')?.panels[0]?.queries ?? [];
    expect(jobs).toHaveLength(251);
  });

  test('has several of a context that is too large itself, each below 1 MiB, with every topic once', () => {
    const system = queues({ 'collection-of-everything-that-remains': 2600 });
    expect(shown(system)).toEqual([
      [
        'kafka-dashboard-sorting--collection-of-everything-that-13915st2',
        'eu-prod-sorting--collection-of--127ekrf0',
        'sorting collection-of-everything-that-remains 1 in eu-prod',
        2500,
      ],
      [
        'kafka-dashboard-sorting--collection-of-everything-that-5j45ijl3',
        'eu-prod-sorting--collection-of--6h38s6q5',
        'sorting collection-of-everything-that-remains 2 in eu-prod',
        2500,
      ],
      [
        'kafka-dashboard-sorting--collection-of-everything-that-1glhob9h',
        'eu-prod-sorting--collection-of--5a9vv8d8',
        'sorting collection-of-everything-that-remains 3 in eu-prod',
        200,
      ],
    ]);
    const dashboards = systemDashboards(system);
    const topics = dashboards.flatMap(({ choices }) => choices.flatMap((choice) => choice.topics));
    expect(topics.sort()).toEqual(
      system.families.flatMap((family) => family.topics.map(({ name }) => String(name.value))).sort(),
    );
    expect(dashboards.every(({ uid }) => uid.length <= 40)).toBe(true);
    const [unit] = dashboardUnits(system);
    if (unit === undefined) throw new Error('no unit');
    const manifests = renderUnit(unit.name, unit.build);
    expect(manifests).toHaveLength(3);
    for (const manifest of manifests) {
      expect(Buffer.byteLength(JSON.stringify(manifest))).toBeLessThan(1024 * 1024);
    }
  });
});
