import { Dashboard } from '../constructs/monitoring/dashboard.ts';
import type { UnitChart } from '../constructs/render-unit.ts';
import type { SystemDeclaration } from '../model/terms/service.ts';
import { systemDashboards } from '../policies/dashboards/system-dashboards.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';

/** What one contract, one service or one platform part brings about; one file of manifests. */
export interface Unit {
  /** File name without its ending; a DNS-1123 label, unique in the system. */
  readonly name: string;
  /** Adds the unit's objects to its chart. */
  readonly build: (chart: UnitChart) => void;
}

/** A system: what it declares to the catalogue, and what it renders in an environment. */
export interface System extends SystemDeclaration {
  readonly units: (resolved: ResolvedSystem) => Unit[];
}

/** The dashboards of a system, in one file; none where the environment has no alerts. */
export function dashboardUnits(resolved: ResolvedSystem): Unit[] {
  const { environment, declaration } = resolved;
  const dashboards = systemDashboards(resolved);
  return dashboards.length === 0
    ? []
    : [
        {
          name: 'dashboard',
          build: (chart) => {
            for (const dashboard of dashboards) {
              new Dashboard(chart, `Dashboard-${dashboard.uid}`, {
                environment,
                system: declaration.id,
                dashboard,
              });
            }
          },
        },
      ];
}
