import { Dashboard } from '../constructs/monitoring/dashboard.ts';
import { KafkaCluster } from '../constructs/kafka/kafka-cluster.ts';
import { KafkaOwnerFragment } from '../constructs/kafka/kafka-owner-fragment.ts';
import { Mirror } from '../constructs/kafka/mirror.ts';
import { PrometheusRules } from '../constructs/monitoring/prometheus-rules.ts';
import { WorkloadNamespace } from '../constructs/workloads/workload-namespace.ts';
import { platformFolder } from '../model/catalog.ts';
import { platformRules } from '../policies/alerts/platform-alerts.ts';
import { environmentDashboard } from '../policies/dashboards/environment-dashboard.ts';
import type { Resolved } from '../policies/resolve.ts';
import type { Unit } from './unit.ts';

const system = platformFolder;

/** What belongs to no system: the cluster itself or what its owner must set, the namespaces of programs, and the mirror of other regions. */
export function platformUnits(resolved: Resolved): Unit[] {
  const { environment, mirror, namespaces } = resolved;
  const cluster: Unit =
    environment.kafka.provision === 'owner'
      ? {
          name: 'kafka-owner-fragment',
          build: (chart) => {
            new KafkaOwnerFragment(chart, 'Fragment', { resolved });
          },
        }
      : {
          name: 'kafka',
          build: (chart) => {
            new KafkaCluster(chart, 'Kafka', { resolved });
          },
        };
  const rules = platformRules(resolved);
  const dashboard = environmentDashboard(resolved);
  return [
    ...(namespaces.length === 0
      ? []
      : [
          {
            name: 'namespaces',
            build: (chart) => {
              for (const { name, podSecurity } of namespaces)
                new WorkloadNamespace(chart, name, { environment, name, podSecurity });
            },
          } satisfies Unit,
        ]),
    cluster,
    ...(mirror === undefined
      ? []
      : [
          {
            name: 'mirror',
            build: (chart) => {
              new Mirror(chart, 'Mirror', { environment, mirror });
            },
          } satisfies Unit,
        ]),
    ...(rules === undefined
      ? []
      : [
          {
            name: 'alerts',
            build: (chart) => {
              new PrometheusRules(chart, 'Rules', { environment, system, component: 'alerts', rules });
            },
          } satisfies Unit,
        ]),
    ...(dashboard === undefined
      ? []
      : [
          {
            name: 'dashboard',
            build: (chart) => {
              new Dashboard(chart, 'Dashboard', { environment, system, dashboard });
            },
          } satisfies Unit,
        ]),
  ];
}
