import { PrometheusRules } from '../../lib/constructs/monitoring/prometheus-rules.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import { scalerRules } from '../../lib/policies/alerts/scaler-thresholds.ts';
import { environmentDashboard } from '../../lib/policies/dashboards/environment-dashboard.ts';
import { systemDashboard } from '../../lib/policies/dashboards/system-dashboard.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { groupsIn, type RuleGroup } from './rules.ts';
import { cancellations, orders, shop } from './scaled.ts';

/** The shop in an environment that wakes people: billing has 1 to 6 replicas, one for 100 orders or 5 cancellations. */
export const watched: Resolved = shop([orders({ lagPerReplica: 100 }), cancellations({ lagPerReplica: 5 })], {
  environment: {
    alerts: 'page',
    monitoring: { runbooks: 'https://example.com/runbooks', labels: {} },
  },
});

/** What Prometheus gets of the scaled Deployments, and what their queries are made of. */
export function scaledGroups(resolved: Resolved = watched): RuleGroup[] {
  const { environment, systems } = resolved;
  const sets = [
    platformRules(resolved),
    ...systems.flatMap((system) => system.scalers.map((scaler) => scalerRules(system, scaler))),
  ];
  const rules = sets.flatMap((set) => set ?? []);
  const manifests = renderUnit('rules', (chart) => {
    for (const one of rules) {
      new PrometheusRules(chart, one.object, {
        environment,
        system: 'shop',
        component: 'billing',
        rules: one,
      });
    }
  });
  return groupsIn(manifests);
}

/** The rows of the shop's dashboard and of its environment's, by title, with their queries. */
export function scaledRows(): Record<string, string[]>[] {
  const dashboards = [...watched.systems.map(systemDashboard), environmentDashboard(watched)];
  return dashboards.map((dashboard) =>
    Object.fromEntries(
      (dashboard?.rows ?? []).map(({ title, panels }) => [
        title,
        panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
      ]),
    ),
  );
}
