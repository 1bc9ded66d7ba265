import { expect, test } from '@jest/globals';
import { environmentDashboard } from '../../lib/policies/dashboards/environment-dashboard.ts';
import { filledIn } from '../support/promql.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { resolvedIn } from '../support/fixture.ts';
import { renderedGroups } from '../support/rules.ts';

const groups = renderedGroups('eu-prod');
const panels = (environmentDashboard(resolvedIn('eu-prod'))?.rows ?? []).flatMap(({ panels: all }) => all);

/** The query of a panel, as Grafana asks it with what is chosen; nothing chosen is everything. */
function queryOf(title: string, index = 0, chosen: Readonly<Record<string, string>> = {}): string {
  const expr = panels.find((panel) => panel.title === title)?.queries[index]?.expr;
  if (expr === undefined) throw new Error(`no query ${index} of ${title}`);
  return filledIn(expr.replaceAll(/\$\{([a-z_]+)\}/g, (_, name: string) => chosen[name] ?? '.*'));
}

const delivered = 'prod.acme.tracking.evt.parcel-delivered.v1';
const invoices = 'ledger.invoices';
const lag = (group: string, topic: string) =>
  `kafka_consumergroup_lag{namespace="kafka-eu",consumergroup="${group}",topic="${topic}",partition="0"}`;
const offset = (what: string, topic: string) =>
  `kafka_topic_partition_${what}_offset{namespace="kafka-eu",topic="${topic}",partition="0"}`;
/** 600 unread messages of a topic that may have 500, and of one that may have 1000; and of one that is no contract's. */
const series = {
  [lag('parcels-acme--portal', delivered)]: '600x80',
  [lag('ledger-invoices', invoices)]: '600x80',
  [lag('someone', 'other')]: '9000x80',
  [offset('current', `${invoices}.dlq`)]: '12x80',
  [offset('oldest', `${invoices}.dlq`)]: '5x80',
  [offset('current', 'other')]: '100x80',
  [offset('oldest', 'other')]: '0x80',
  [`kafka_topic_partitions{namespace="kafka-eu",topic="${delivered}"}`]: '80x80',
  [`kafka_topic_partitions{namespace="kafka-eu",topic="${invoices}"}`]: '40x80',
  [`kafka_topic_partition_under_replicated_partition{namespace="kafka-eu",topic="${invoices}",partition="0"}`]:
    '1x80',
  [`kafka_log_log_size{namespace="kafka-eu",topic="ledger_invoices",partition="0",pod="0"}`]: '7x80',
  [`kafka_log_log_size{namespace="kafka-eu",topic="${delivered}",partition="0",pod="0"}`]: '8x80',
};

/** What a query gives after 10 minutes: values with the labels `topic` and `owner`, the largest first. */
function valuesOf(query: string): string[] {
  const thresholds = [delivered, invoices];
  const names = ['recordings', ...thresholds, 'topics'];
  const rules = groups.filter(({ name }) => names.includes(name));
  const { output } = promtool(
    {
      'rules.yaml': { groups: rules },
      'test.yaml': {
        rule_files: ['rules.yaml'],
        evaluation_interval: '30s',
        group_eval_order: names,
        tests: [
          {
            interval: '30s',
            input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
            // Never there: promtool prints what it finds instead.
            promql_expr_test: [
              { expr: query, eval_time: '10m', exp_samples: [{ labels: 'none', value: 1 }] },
            ],
          },
        ],
      },
    },
    ['test', 'rules', 'test.yaml'],
  );
  const got = /got:([^]*)/.exec(output)?.[1];
  if (got === undefined) throw new Error(output);
  return [...got.matchAll(/Labels:"?(\{.*?\})"? Value:(\S+)|(\{[^{}]*\}) (\S+)/g)].map((match) => {
    const labels = match[1] ?? match[3] ?? '';
    const value = (match[2] ?? match[4] ?? '').replace(/E\+00[,"]*$|[,"]+$/, '');
    const label = (name: string) => new RegExp(`[ {,]${name}=\\\\?"([^"\\\\]*)`).exec(labels)?.[1];
    return [Number(value), label('topic'), label('owner')].filter((part) => part !== undefined).join(' ');
  });
}

describeWithPromtool('dashboards', () => {
  test('count what is over its threshold, of what is chosen', () => {
    expect(valuesOf(queryOf('Groups over their threshold'))).toEqual(['1']);
    expect(valuesOf(queryOf('Groups over their threshold', 0, { owner: 'ledger' }))).toEqual(['0']);
    expect(valuesOf(queryOf('Groups over their threshold', 0, { tenant: 'acme' }))).toEqual(['1']);
    expect(valuesOf(queryOf('Groups over their threshold', 0, { group: 'ledger-invoices' }))).toEqual(['0']);
    expect(valuesOf(queryOf('Alerts firing'))).toEqual(['1']);
    expect(valuesOf(queryOf('Alerts firing', 0, { system: 'ledger' }))).toEqual(['0']);
  });

  test('count dead letters, partitions and partitions that lag behind, of contracts only', () => {
    expect(valuesOf(queryOf('Dead letters'))).toEqual(['7']);
    expect(valuesOf(queryOf('Partition budget'))).toEqual(['0.03']);
    expect(valuesOf(queryOf('Partition budget', 0, { context: 'invoices' }))).toEqual([]);
    expect(valuesOf(queryOf('Under-replicated partitions'))).toEqual(['1']);
  });

  test('list groups with what their contracts allow', () => {
    const list = (index: number) => valuesOf(queryOf('Lag by group', index)).sort();
    expect(list(0)).toEqual([`600 ${invoices} ledger`, `600 ${delivered} tracking`]);
    expect(list(1)).toEqual([`1000 ${invoices} ledger`, `500 ${delivered} tracking`]);
  });

  test('draw lag beside its threshold', () => {
    expect(valuesOf(queryOf('Lag', 0, { topic: delivered })).sort()).toEqual([`600 ${delivered}`]);
    expect(valuesOf(queryOf('Lag', 1, { topic: delivered })).sort()).toEqual([`500 ${delivered}`]);
  });
});
