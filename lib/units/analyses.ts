import { PrometheusRules } from '../constructs/monitoring/prometheus-rules.ts';
import { Analysis } from '../constructs/workloads/analysis.ts';
import { analysisRules } from '../policies/alerts/analysis-alerts.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { Unit } from './unit.ts';

/** One an analysis of dead letters of the system. */
export function analysisUnits({ declaration, environment, namespace, analyses }: ResolvedSystem): Unit[] {
  const { id: system } = declaration;
  return analyses.map(
    (analysis): Unit => ({
      name: analysis.name,
      build: (chart) => {
        new Analysis(chart, 'Analysis', { system, namespace, analysis });
        const component = analysis.service.service.id;
        const rules = analysisRules(system, namespace, analysis);
        new PrometheusRules(chart, 'Rules', { environment, system, component, rules });
      },
    }),
  );
}
