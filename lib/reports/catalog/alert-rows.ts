import { groupBy } from '../../model/groups.ts';
import { annotationsOf } from '../../policies/alerts/alert.ts';
import { alertKinds } from '../../policies/alerts/kinds.ts';
import { topicThresholds } from '../../policies/alerts/topic-thresholds.ts';
import type { ResolvedQueue } from '../../policies/queue-settings.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { conditionOf } from './alert-condition.ts';
import type { AlertRow } from './model.ts';

const queuesOf = new WeakMap<ResolvedSystem, ReadonlyMap<ResolvedFamily, ResolvedQueue>>();

/** The alerts that a contract's thresholds are for in one environment, one row an alert. */
export function alertRows(system: ResolvedSystem, family: ResolvedFamily): AlertRow[] {
  const { environment } = system;
  if (environment.alerts === 'off') return [];
  const queues = queuesOf.get(system) ?? new Map(system.queues.map((queue) => [queue.family, queue]));
  queuesOf.set(system, queues);
  const decided = topicThresholds(system, family, queues.get(family)).flatMap((threshold) =>
    threshold.alerts.map((name) => ({ name, threshold })),
  );
  return [...groupBy(decided, ({ name }) => name)].map(([name, all]): AlertRow => {
    const { gravity, after } = alertKinds[name];
    return {
      environment: environment.environment,
      name,
      severity: gravity === 'page' ? (all[0]?.threshold.labels['severity'] ?? '') : gravity,
      when: `${all.map(({ threshold }) => conditionOf(name, threshold)).join('; ')}; for ${after}`,
      runbook: annotationsOf(environment, name)['runbook_url'] ?? null,
    };
  });
}
