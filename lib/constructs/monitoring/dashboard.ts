import { createRequire } from 'node:module';
import type * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboards from '@grafana/grafana-foundation-sdk/dashboard';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import {
  type ResolvedDashboard,
  type ResolvedPanel,
  topicPattern,
} from '../../policies/dashboards/dashboard.ts';
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
      data: { [`${dashboard.uid}.json`]: `${JSON.stringify(build(dashboard), undefined, 1)}\n` },
    });
  }
}

const datasource = { type: 'prometheus', uid: '${datasource}' };
/** Of the 24 columns that Grafana has. */
const width = 12;
const height = 8;

function build({ uid, title, tags, choices, rows }: ResolvedDashboard): object {
  const { dashboards: grafana } = sdk();
  const builder = new grafana.DashboardBuilder(title)
    .uid(uid)
    .tags([...tags])
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(new grafana.DatasourceVariableBuilder('datasource').label('Source').type('prometheus'));
  for (const { name, label, topics } of choices) {
    builder.withVariable(
      new grafana.CustomVariableBuilder(name)
        .label(label)
        .multi(true)
        .includeAll(true)
        .current({ text: 'All', value: '$__all' })
        .values(topics.map((topic) => `${topic} : ${topicPattern(topic)}`).join(', ')),
    );
  }
  for (const row of rows) {
    builder.withRow(new grafana.RowBuilder(row.title));
    for (const one of row.panels) builder.withPanel(panel(one));
  }
  return builder.build();
}

function panel({ title, description, unit, queries }: ResolvedPanel) {
  const { common: parts, timeseries: charts, prometheus: source } = sdk();
  const builder = new charts.PanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .datasource(datasource)
    .legend(new parts.VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new parts.VizTooltipOptionsBuilder().mode(parts.TooltipDisplayMode.Multi))
    .span(width)
    .height(height);
  for (const [index, { expr, legend }] of queries.entries()) {
    builder.withTarget(
      new source.DataqueryBuilder()
        .refId(String.fromCodePoint(65 + index))
        .expr(expr)
        .legendFormat(legend),
    );
  }
  return builder;
}

type Sdk = {
  readonly common: typeof common;
  readonly dashboards: typeof dashboards;
  readonly timeseries: typeof timeseries;
  readonly prometheus: typeof prometheus;
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
    };
  }
  return loaded;
}
