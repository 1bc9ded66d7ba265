import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { safeLoad } from 'js-yaml';
import { metrics, reportedBy } from '../../lib/model/metrics.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { systemDashboards } from '../../lib/policies/dashboards/system-dashboards.ts';
import type { ResolvedSystem } from '../../lib/policies/resolve.ts';
import { dashboardUnits } from '../../lib/units/system.ts';
import { goldenFolder } from '../support/golden.ts';
import { problemsOf, selectorsOf } from '../support/promql.ts';
import { renderedGroups } from '../support/rules.ts';
import { scaledGroups } from '../support/scaled-rules.ts';
import { contractWith, resolvedIn, systemIn } from '../support/shipped.ts';

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

/** The dashboards of an environment by their object's name, read from what is rendered. */
function dashboardsOf(environment: string): Map<string, Dashboard> {
  const folder = join(goldenFolder, environment);
  return new Map(
    readdirSync(folder)
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---\n/m))
      .filter((text) => /^ {4}grafana_dashboard: "1"$/m.test(text))
      .map((text): [string, Dashboard] => {
        const { metadata, data } = safeLoad(text) as {
          metadata: { name: string };
          data: Record<string, string>;
        };
        return [metadata.name, JSON.parse(Object.values(data)[0] ?? '') as Dashboard];
      }),
  );
}

const environments = ['dev', 'staging', 'prod'];
const expressions = (environment: string) =>
  renderedGroups(environment).flatMap(({ rules }) => rules.map(({ expr }) => expr));
const queries = (environment: string) =>
  [...dashboardsOf(environment).values()].flatMap(({ panels }) =>
    panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr)),
  );

test('a query that is none, a metric that nobody gives, and a label that it has not are told', () => {
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
    expect(all.length).toBeGreaterThan(400);
    expect(all.flatMap(problemsOf)).toEqual([]);
  });

  test('every query of every dashboard parses and asks only for declared metrics and labels', () => {
    const all = queries(environment);
    expect(all.length).toBeGreaterThan(60);
    expect(all.flatMap(problemsOf)).toEqual([]);
  });

  test('there is one dashboard a system and one for the environment', () => {
    expect([...dashboardsOf(environment)].map(([name, { uid }]) => [name, uid]).sort()).toEqual([
      ['kafka-dashboard', `${environment}-kafka`],
      ['kafka-dashboard-executions', `${environment}-executions`],
      ['kafka-dashboard-omninode', `${environment}-omninode`],
      ['kafka-dashboard-rnle', `${environment}-rnle`],
      ['kafka-dashboard-somastack', `${environment}-somastack`],
      ['kafka-dashboard-workrequests', `${environment}-workrequests`],
    ]);
  });
});

test('what is declared is asked for, by an alert or a dashboard', () => {
  const scaled = scaledGroups().flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const shown = environments.flatMap((environment) => [...expressions(environment), ...queries(environment)]);
  const asked = new Set(
    [...shown, ...scaled].flatMap((query) => selectorsOf(query).map(({ metric }) => metric)),
  );
  expect(metrics.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
});

test('brokers and mirror are told to give what is declared of them, by the names before Prometheus’ endings', () => {
  expect(reportedBy('brokers')).toContain('kafka_server_brokertopicmetrics_failedproducerequestspersec');
  const prod = readFileSync(join(goldenFolder, 'prod', 'platform.yaml'), 'utf8');
  for (const name of [...reportedBy('brokers'), ...reportedBy('mirror')]) {
    expect(prod).toMatch(new RegExp(`^ +- ${name}$`, 'm'));
  }
});

test('the panels of rnle, by row', () => {
  const { panels, templating } = dashboardsOf('prod').get('kafka-dashboard-rnle') as Dashboard;
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
    '# Budget',
    'Partitions',
    'Storage',
  ]);
  expect(panels[1]?.targets?.[0]?.expr).toBe(
    'namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="ameide-prod",topic=~"${topic:pipe}"}',
  );
  expect(templating.list.map(({ name, query }) => [name, query])).toEqual([
    ['datasource', 'prometheus'],
    [
      'topic',
      'rnle.command-results : rnle[._]command-results, rnle.commands : rnle[._]commands, rnle.worker-control : rnle[._]worker-control, rnle.worker-events : rnle[._]worker-events',
    ],
    ['dead_letter', 'rnle.commands.dlq : rnle[._]commands[._]dlq'],
  ]);
});

test('the environment shows jobs, mirror and budgets', () => {
  const { panels } = dashboardsOf('prod').get('kafka-dashboard') as Dashboard;
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Brokers',
    'Reading',
    'Throughput',
    'Failure',
    'Jobs',
    'Mirror',
    'Budget',
  ]);
  const budget = panels.filter(({ title }) => title === 'Partitions' || title === 'Storage');
  expect(budget.map(({ targets }) => targets?.[1]?.expr)).toEqual(['vector(12000)', 'vector(8796093022208)']);
});

test('an environment without alerts has neither rules nor dashboards nor monitors', () => {
  const folder = join(goldenFolder, 'local');
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
  expect(text).not.toMatch(/PrometheusRule|PodMonitor|grafana_dashboard|monitoring\.coreos/);
});

describe('a system of more topics than a ConfigMap can name', () => {
  /** Queues of each context; each has its dead letters beside it. */
  const queues = (counts: Readonly<Record<string, number>>) =>
    systemIn(
      resolvedIn(
        'prod',
        Object.entries(counts).flatMap(([context, count]) =>
          Array.from({ length: count }, (_, index) =>
            contractWith('toolrun.verify', () => {}, { context, topic: `toolrun.kind-${index}` }),
          ),
        ),
      ),
    );
  const shown = (system: ResolvedSystem) =>
    systemDashboards(system).map(({ object, uid, title, choices }) => [
      object,
      uid,
      title,
      choices.flatMap(({ topics }) => topics).length,
    ]);

  test('has one as long as it names all', () => {
    expect(shown(queues({ billing: 250, transformation: 1000 }))).toEqual([
      ['kafka-dashboard-workrequests', 'prod-workrequests', 'workrequests in prod', 2500],
    ]);
  });

  test('has one a context above that, with its topics and jobs alone', () => {
    const system = queues({ transformation: 1000, billing: 251 });
    expect(shown(system)).toEqual([
      [
        'kafka-dashboard-workrequests--billing',
        'prod-workrequests--billing',
        'workrequests billing in prod',
        502,
      ],
      [
        'kafka-dashboard-workrequests--transformation',
        'prod-workrequests--transformation',
        'workrequests transformation in prod',
        2000,
      ],
    ]);
    const [billing] = systemDashboards(system);
    const jobs = billing?.rows.find(({ title }) => title === 'Jobs')?.panels[0]?.queries ?? [];
    expect(jobs).toHaveLength(251);
  });

  test('has several of a context that is too large itself, each below 1 MiB, with every topic once', () => {
    const system = queues({ 'transformation-of-everything-else': 2600 });
    expect(shown(system)).toEqual([
      [
        'kafka-dashboard-workrequests--transformation-of-everyt-0fj4mnvc',
        'prod-workrequests--transformati-8cpqfjm7',
        'workrequests transformation-of-everything-else 1 in prod',
        2500,
      ],
      [
        'kafka-dashboard-workrequests--transformation-of-everyt-0demucln',
        'prod-workrequests--transformati-5vgeksd9',
        'workrequests transformation-of-everything-else 2 in prod',
        2500,
      ],
      [
        'kafka-dashboard-workrequests--transformation-of-everyt-7gommgs1',
        'prod-workrequests--transformati-4v7m54eh',
        'workrequests transformation-of-everything-else 3 in prod',
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
