import { ExecutorClass } from '../../constructs/workloads/executor-class.ts';
import { NamespaceGuard } from '../../constructs/workloads/namespace-guard.ts';
import { PrometheusRules } from '../../constructs/monitoring/prometheus-rules.ts';
import { WorkRequestQueue } from '../../constructs/workloads/work-request-queue.ts';
import { Workbench } from '../../constructs/workloads/workbench.ts';
import { namingOf } from '../../model/terms/naming-terms.ts';
import { compare } from '../../model/text/problem.ts';
import { topicRules } from '../../policies/alerts/topic-alerts.ts';
import { readerOf } from '../../policies/queue-principals.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import { dashboardUnits, type System, type Unit } from '../system.ts';
import { services } from './services.ts';

const id = 'workrequests';

/**
 * Execution queues of the WorkRequests substrate: one unit a queue, one an executor class, the workbench,
 * and what guards the namespaces. Which of them exist is the environment's to say.
 */
export const workrequests: System = {
  id,
  naming: namingOf(id, {
    topic: '{context}.{executorClass}.{executorKind}.v{version}',
    retry: '{context}.{executorClass}.{executorKind}.rty-{tier}.v{version}',
    deadLetter: '{context}.{executorClass}.{executorKind}.dlt.v{version}',
    parts: { topic: '{executorClass}.{executorKind}' },
  }),
  services,
  messages: 'messages',
  units: (resolved) => {
    const { environment, namespace, queues, otherPrincipals } = resolved;
    const classes = usedClasses(resolved);
    const { workbench } = environment.workrequests;
    return [
      ...queues.map(
        (queue): Unit => ({
          name: queue.family.unit,
          build: (chart) => {
            new WorkRequestQueue(chart, 'Queue', {
              environment,
              system: id,
              queue,
              principals: queue.principals,
            });
            new PrometheusRules(chart, 'Rules', {
              environment,
              system: id,
              component: queue.base,
              rules: topicRules(resolved, queue.family, queue),
            });
          },
        }),
      ),
      ...classes.map(
        ({ name, terms }): Unit => ({
          name: `executor-class-${name}`,
          build: (chart) => {
            const listeners = queues
              .filter(({ parts }) => parts.executorClass === name)
              .map(
                (queue) => readerOf(queue, queue.principals)?.listener ?? environment.kafka.clientListener,
              );
            new ExecutorClass(chart, 'Class', { environment, system: id, name, terms, listeners });
          },
        }),
      ),
      ...(workbench && queues.length > 0
        ? [
            {
              name: 'workbench',
              build: (chart) => {
                new Workbench(chart, 'Workbench', {
                  environment,
                  system: id,
                  namespace,
                  principals: otherPrincipals,
                });
              },
            } satisfies Unit,
          ]
        : []),
      ...guards(resolved, classes),
      ...dashboardUnits(resolved),
    ];
  },
};

type UsedClass = { readonly name: string; readonly terms: ResolvedSystem['queues'][number]['executorClass'] };

/** The executor classes that have jobs here. */
function usedClasses({ queues }: ResolvedSystem): UsedClass[] {
  const used = new Map(
    queues
      .filter(({ readers }) => readers.length > 0)
      .map(({ parts, executorClass }) => [parts.executorClass, executorClass]),
  );
  return [...used].map(([name, terms]) => ({ name, terms })).sort((a, b) => compare(a.name, b.name));
}

function guards({ environment, namespace, queues }: ResolvedSystem, classes: readonly UsedClass[]): Unit[] {
  const workbench = environment.workrequests.workbench && queues.length > 0;
  const namespaces = new Set([
    ...(workbench ? [namespace] : []),
    ...classes.map(({ terms }) => terms.namespace),
  ]);
  return [...namespaces].sort(compare).map((one) => {
    const here = classes.filter(({ terms }) => terms.namespace === one);
    const alone =
      here.length === 1 && one !== namespace && one !== environment.kafka.namespace ? here[0] : undefined;
    return {
      name: one === namespace ? 'workloads' : `workloads-${one}`,
      build: (chart) => {
        new NamespaceGuard(chart, 'Guard', {
          environment,
          system: id,
          namespace: one,
          executors: here.length > 0,
          ...(alone === undefined ? {} : { most: alone.terms.resources }),
        });
      },
    };
  });
}
