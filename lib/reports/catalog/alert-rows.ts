import { topicRules } from '../../policies/alerts/topic-alerts.ts';
import type { ResolvedQueue } from '../../policies/queue-settings.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import type { AlertRow } from './model.ts';

const queuesOf = new WeakMap<ResolvedSystem, ReadonlyMap<ResolvedFamily, ResolvedQueue>>();

/** The alerts of a contract's PrometheusRule in one environment. */
export function alertRows(system: ResolvedSystem, family: ResolvedFamily): AlertRow[] {
  const queues = queuesOf.get(system) ?? new Map(system.queues.map((queue) => [queue.family, queue]));
  queuesOf.set(system, queues);
  const rules = topicRules(system, family, queues.get(family))?.groups.flatMap((group) => group.rules) ?? [];
  return rules.flatMap((rule) =>
    'name' in rule
      ? {
          environment: system.environment.environment,
          name: rule.name,
          severity: rule.labels['severity'] ?? '',
          when: `${rule.annotations['summary'] ?? ''}, for ${rule.for}: ${rule.expr}`,
          runbook: rule.annotations['runbook_url'] ?? null,
        }
      : [],
  );
}
