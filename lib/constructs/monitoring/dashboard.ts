import { createRequire } from 'node:module';
import type * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboards from '@grafana/grafana-foundation-sdk/dashboard';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import type { Column, Query, ResolvedDashboard, ResolvedPanel } from '../../policies/dashboards/dashboard.ts';
import { KubeConfigMap } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface DashboardProps {
  readonly environment: Environment;
  readonly system: string;
  readonly dashboard: ResolvedDashboard;
}

/** A Grafana dashboard, as a ConfigMap that Grafana's sidecar finds by its label (`grafana_dashboard`). */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { environment, system, dashboard }: DashboardProps) {
    super(scope, id);
    new KubeConfigMap(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'ConfigMap',
        name: dashboard.object,
        namespace: environment.kafka.namespace,
        system,
        component: 'dashboard',
        labels: { grafana_dashboard: '1' },
      }),
      data: { [`${dashboard.uid}.json`]: `${folded(JSON.parse(JSON.stringify(build(dashboard))))}\n` },
    });
  }
}

/** JSON in which what fits into a line is in one: a panel has 90 lines otherwise. */
function folded(value: unknown, indent = ''): string {
  const whole = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || whole.length + indent.length <= longestLine)
    return whole;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((one) => folded(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${folded(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

const longestLine = 120;

const datasource = { type: 'prometheus', uid: '${datasource}' };
/** Of the 24 columns that Grafana has, and rows of them. */
const sizes = {
  lines: { width: 12, height: 8 },
  stat: { width: 4, height: 4 },
  table: { width: 24, height: 9 },
} as const;

function build({ uid, title, tags, variables, firing, rows }: ResolvedDashboard): object {
  const { dashboards: grafana } = sdk();
  const builder = new grafana.DashboardBuilder(title)
    .uid(uid)
    .tags([...tags])
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .withVariable(new grafana.DatasourceVariableBuilder('datasource').label('Source').type('prometheus'))
    .annotation(
      new grafana.AnnotationQueryBuilder()
        .name('Alerts')
        .datasource(datasource)
        .enable(true)
        .iconColor('red')
        .expr(firing)
        .titleFormat('{{alertname}}')
        .textFormat('{{source_topic}} {{consumergroup}}')
        .step('60s'),
    );
  for (const { name, label, query } of variables) {
    builder.withVariable(
      new grafana.QueryVariableBuilder(name)
        .label(label)
        .datasource(datasource)
        .query(query)
        .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
        .sort(grafana.VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current({ text: 'All', value: '$__all' }),
    );
  }
  for (const row of rows) {
    builder.withRow(new grafana.RowBuilder(row.title));
    for (const one of row.panels) builder.withPanel(panel(one));
  }
  return builder.build();
}

function panel(one: ResolvedPanel) {
  const { drawing, title, description, unit, queries } = one;
  const { width, height } = sizes[drawing.as];
  const builder = drawn(one)
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .datasource(datasource)
    .span(width)
    .height(height);
  const { prometheus: source } = sdk();
  for (const [index, { expr, legend }] of queries.entries()) {
    const query = new source.DataqueryBuilder().refId(refIdOf(index)).expr(expr).legendFormat(legend);
    builder.withTarget(drawing.as === 'table' ? query.instant().format(source.PromQueryFormat.Table) : query);
  }
  return builder;
}

function refIdOf(index: number): string {
  return String.fromCodePoint(65 + index);
}

function drawn({ drawing, queries }: ResolvedPanel) {
  if (drawing.as === 'stat') return statPanel(drawing.redFrom);
  return drawing.as === 'table' ? tablePanel(drawing.columns) : lines(queries);
}

function lines(queries: readonly Query[]) {
  const { common: parts, timeseries: charts } = sdk();
  const builder = new charts.PanelBuilder()
    .legend(new parts.VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new parts.VizTooltipOptionsBuilder().mode(parts.TooltipDisplayMode.Multi));
  for (const [index, { threshold = false }] of queries.entries()) {
    if (!threshold) continue;
    builder.overrideByQuery(refIdOf(index), [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
      { id: 'custom.fillOpacity', value: 0 },
    ]);
  }
  return builder;
}

function statPanel(redFrom: number) {
  const { common: parts, dashboards: grafana, stat } = sdk();
  return new stat.PanelBuilder()
    .colorMode(parts.BigValueColorMode.Background)
    .graphMode(parts.BigValueGraphMode.None)
    .reduceOptions(new parts.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(
      new grafana.ThresholdsConfigBuilder().mode(grafana.ThresholdsMode.Absolute).steps([
        { value: null, color: 'green' },
        { value: redFrom, color: 'red' },
      ]),
    );
}

/** One row for what the queries have the same labels for; the largest of the first column first. */
function tablePanel(columns: readonly Column[]) {
  const { common: parts, table } = sdk();
  const builder = new table.PanelBuilder()
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
        renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
      },
    });
  const [first] = columns;
  if (first !== undefined)
    builder.sortBy([new parts.TableSortByFieldStateBuilder().displayName(first.title).desc(true)]);
  for (const { title, link } of columns) {
    if (link !== undefined)
      builder.overrideByName(title, [{ id: 'links', value: [{ ...link, targetBlank: true }] }]);
  }
  return builder;
}

type Sdk = {
  readonly common: typeof common;
  readonly dashboards: typeof dashboards;
  readonly timeseries: typeof timeseries;
  readonly prometheus: typeof prometheus;
  readonly stat: typeof stat;
  readonly table: typeof table;
};
let loaded: Sdk | undefined;

/** Loaded when the first dashboard is built: most commands, and environments without alerts, build none. */
function sdk(): Sdk {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = {
      common: require('@grafana/grafana-foundation-sdk/common') as Sdk['common'],
      dashboards: require('@grafana/grafana-foundation-sdk/dashboard') as Sdk['dashboards'],
      timeseries: require('@grafana/grafana-foundation-sdk/timeseries') as Sdk['timeseries'],
      prometheus: require('@grafana/grafana-foundation-sdk/prometheus') as Sdk['prometheus'],
      stat: require('@grafana/grafana-foundation-sdk/stat') as Sdk['stat'],
      table: require('@grafana/grafana-foundation-sdk/table') as Sdk['table'],
    };
  }
  return loaded;
}
