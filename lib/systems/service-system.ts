import { Canary, CanaryScript } from '../constructs/workloads/canary.ts';
import { DeploymentScaler } from '../constructs/workloads/deployment-scaler.ts';
import { NamespaceGuard } from '../constructs/workloads/namespace-guard.ts';
import { PrometheusRules } from '../constructs/monitoring/prometheus-rules.ts';
import { ServiceClient } from '../constructs/workloads/service-client.ts';
import { TopicFamily } from '../constructs/kafka/topic-family.ts';
import type { SystemDeclaration } from '../model/terms/service.ts';
import { scalerRules } from '../policies/alerts/scaler-alerts.ts';
import { topicRules } from '../policies/alerts/topic-alerts.ts';
import { dashboardUnits, type System, type Unit } from './system.ts';

/**
 * A system whose topics are written and read by services that run all the time: one unit a topic with what
 * follows from it, one a service, and what guards the namespace.
 */
export function serviceSystem(declaration: SystemDeclaration): System {
  const { id: system } = declaration;
  return {
    ...declaration,
    units: (resolved) => {
      const { environment, namespace, families, services, scalers, canaries } = resolved;
      return [
        ...families.map(
          (family): Unit => ({
            name: family.unit,
            build: (chart) => {
              new TopicFamily(chart, 'Topics', { environment, family });
              new PrometheusRules(chart, 'Rules', {
                environment,
                system,
                component: family.source.role,
                rules: topicRules(resolved, family),
              });
              for (const canary of canaries.filter((one) => one.family === family)) {
                new Canary(chart, 'Canary', { system, namespace, canary });
              }
            },
          }),
        ),
        ...services.map(
          (service): Unit => ({
            name: `service-${service.name}`,
            build: (chart) => {
              new ServiceClient(chart, 'Client', { system, namespace, service });
              if (canaries.some((one) => one.service === service)) {
                new CanaryScript(chart, 'Script', { system, namespace, service });
              }
              for (const scaler of scalers.filter((one) => one.service === service)) {
                new DeploymentScaler(chart, 'Scaler', { system, namespace, scaler });
                new PrometheusRules(chart, 'Rules', {
                  environment,
                  system,
                  component: service.service.id,
                  rules: scalerRules(resolved, scaler),
                });
              }
            },
          }),
        ),
        ...(services.length === 0
          ? []
          : [
              {
                name: 'workloads',
                build: (chart) => {
                  new NamespaceGuard(chart, 'Guard', { environment, system, namespace, executors: false });
                },
              } satisfies Unit,
            ]),
        ...dashboardUnits(resolved),
      ];
    },
  };
}
