import { AclPolicy } from '../constructs/kafka/acl-policy.ts';
import { TopicFamily } from '../constructs/kafka/topic-family.ts';
import { Dashboard } from '../constructs/monitoring/dashboard.ts';
import { PrometheusRules } from '../constructs/monitoring/prometheus-rules.ts';
import { Canary, CanaryScript } from '../constructs/workloads/canary.ts';
import { DeploymentScaler } from '../constructs/workloads/deployment-scaler.ts';
import { ExecutorClass } from '../constructs/workloads/executor-class.ts';
import { NamespaceGuard } from '../constructs/workloads/namespace-guard.ts';
import { ServiceClient } from '../constructs/workloads/service-client.ts';
import { Workbench } from '../constructs/workloads/workbench.ts';
import { WorkRequestQueue } from '../constructs/workloads/work-request-queue.ts';
import { scalerRules } from '../policies/alerts/scaler-thresholds.ts';
import { topicRules } from '../policies/alerts/topic-thresholds.ts';
import { systemDashboard } from '../policies/dashboards/system-dashboard.ts';
import { hasOnlyPrograms, namespacesOf } from '../policies/namespaces.ts';
import { readerOf } from '../policies/queue-principals.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import { adminUnits } from './admins.ts';
import { analysisUnits } from './analyses.ts';
import { dispatcherUnits } from './dispatchers.ts';
import type { Unit } from './unit.ts';

/**
 * What a system brings about in an environment: one unit a topic or queue with what follows from it, one a service,
 * one an executor class, the workbench, what guards its namespaces, and its dashboard.
 */
export function systemUnits(resolved: ResolvedSystem): Unit[] {
  if (resolved.imported) return importedUnits(resolved);
  return [
    ...topicUnits(resolved),
    ...serviceUnits(resolved),
    ...dispatcherUnits(resolved),
    ...adminUnits(resolved),
    ...analysisUnits(resolved),
    ...executorClassUnits(resolved),
    ...workbenchUnits(resolved),
    ...guardUnits(resolved),
    ...dashboardUnits(resolved),
  ];
}

function topicUnits(resolved: ResolvedSystem): Unit[] {
  const { declaration, environment, namespace, families, queues, canaries } = resolved;
  const { id: system } = declaration;
  const queueOf = new Map(queues.map((queue) => [queue.family, queue]));
  return families.map((family): Unit => {
    const queue = queueOf.get(family);
    return {
      name: family.unit,
      build: (chart) => {
        if (queue === undefined) new TopicFamily(chart, 'Topics', { environment, family });
        else {
          const { principals } = queue;
          new WorkRequestQueue(chart, 'Queue', { environment, queue, principals }).addExecutor();
        }
        new PrometheusRules(chart, 'Rules', {
          environment,
          system,
          component: queue?.base ?? family.source.role,
          rules: topicRules(resolved, family, queue),
        });
        for (const canary of canaries.filter((one) => one.family === family)) {
          new Canary(chart, 'Canary', { system, namespace, canary });
        }
      },
    };
  });
}

function serviceUnits(resolved: ResolvedSystem): Unit[] {
  const { declaration, environment, namespace, services, queueWriters, scalers, canaries } = resolved;
  const { id: system } = declaration;
  const writers = queueWriters.map(
    (service): Unit => ({
      name: `service-${service.name}`,
      build: (chart) => {
        new ServiceClient(chart, 'Client', { system, namespace, service });
      },
    }),
  );
  const clients = services.map(
    (service): Unit => ({
      name: `service-${service.name}`,
      build: (chart) => {
        new ServiceClient(chart, 'Client', { system, namespace, service });
        if (canaries.some((one) => one.service === service)) {
          new CanaryScript(chart, 'Script', { system, namespace, service });
        }
        for (const scaler of scalers.filter((one) => one.service === service)) {
          new DeploymentScaler(chart, 'Scaler', { system, namespace, scaler });
          const component = service.service.id;
          const rules = scalerRules(resolved, scaler);
          new PrometheusRules(chart, 'Rules', { environment, system, component, rules });
        }
      },
    }),
  );
  return [...clients, ...writers];
}

function executorClassUnits({ declaration, environment, queues, executorClasses }: ResolvedSystem): Unit[] {
  const { id: system } = declaration;
  return executorClasses.map(
    ({ name, terms, rendersLimits: limits }): Unit => ({
      name: `executor-class-${name}`,
      build: (chart) => {
        const listeners = queues
          .filter(({ executor }) => executor.executorClass === name)
          .map((queue) => readerOf(queue, queue.principals)?.listener ?? environment.kafka.clientListener);
        new ExecutorClass(chart, 'Class', { environment, system, name, terms, listeners, limits });
      },
    }),
  );
}

function workbenchUnits({ declaration, environment, namespace, workbench }: ResolvedSystem): Unit[] {
  if (workbench === undefined) return [];
  const { principals, groupPrefix } = workbench;
  return [
    {
      name: 'workbench',
      build: (chart) => {
        const system = declaration.id;
        new Workbench(chart, 'Workbench', { environment, system, namespace, principals, groupPrefix });
      },
    },
  ];
}

/** A guard for each namespace in which pods of the system run, where there is something to say of all of them. */
function guardUnits(resolved: ResolvedSystem): Unit[] {
  const { declaration, environment, namespace, executorClasses } = resolved;
  return namespacesOf(resolved).flatMap((one): Unit[] => {
    const here = executorClasses.filter(({ terms }) => terms.namespace === one);
    if (here.length === 0 && !hasOnlyPrograms(environment, one)) return [];
    const alone = here.find(({ aloneInNamespace }) => aloneInNamespace);
    const unit: Unit = {
      name: one === namespace ? 'workloads' : `workloads-${one}`,
      build: (chart) => {
        new NamespaceGuard(chart, 'Guard', {
          environment,
          system: declaration.id,
          namespace: one,
          executors: here.length > 0,
          ...(alone === undefined ? {} : { most: alone.terms.resources }),
        });
      },
    };
    return [unit];
  });
}

/** The dashboard of a system; none where the environment has no alerts. */
function dashboardUnits(resolved: ResolvedSystem): Unit[] {
  const { environment, declaration } = resolved;
  const dashboard = systemDashboard(resolved);
  if (dashboard === undefined) return [];
  return [
    {
      name: 'dashboard',
      build: (chart) => {
        new Dashboard(chart, 'Dashboard', { environment, system: declaration.id, dashboard });
      },
    },
  ];
}

/**
 * Topics and users that were there before their contracts: one unit each, and nothing for their workloads, which run
 * as they did.
 */
function importedUnits({ declaration, environment, families, importedPrincipals }: ResolvedSystem): Unit[] {
  return [
    ...families.map(
      (family): Unit => ({
        name: family.unit,
        build: (chart) => {
          new TopicFamily(chart, 'Topics', { environment, family });
        },
      }),
    ),
    ...importedPrincipals.map(
      (principal): Unit => ({
        name: `user-${principal.service}`,
        build: (chart) => {
          const { id: system } = declaration;
          const component = principal.service;
          new AclPolicy(chart, 'Access', { environment, system, component, principal });
        },
      }),
    ),
  ];
}
