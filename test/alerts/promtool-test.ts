import type { Scenario } from './scenarios.ts';

/** One test of promtool: after `after` minutes of the series exactly these alerts of the name and topic fire. */
export function promtoolTest(scenario: Scenario, side: 'fires' | 'silent', environment: string) {
  const { alert, what, after, as } = scenario;
  const topic = as['source_topic'] === undefined ? '' : `,source_topic="${as['source_topic']}"`;
  const labels = { alertname: alert, environment, ...as };
  const shown = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return {
    name: `${alert} ${side}: ${what}`,
    interval: '30s',
    input_series: Object.entries(scenario[side]).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `ALERTS{alertname="${alert}",alertstate="firing"${topic}}`,
        eval_time: `${after}m`,
        exp_samples:
          side === 'fires' ? [{ labels: `ALERTS{alertstate="firing",${shown.join(',')}}`, value: 1 }] : [],
      },
    ],
  };
}
