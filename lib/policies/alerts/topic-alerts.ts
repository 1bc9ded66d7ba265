import { duration } from '../../model/text/duration.ts';
import type { Resolved } from '../resolve.ts';
import type { ResolvedAlert, ResolvedRuleGroup } from './alert.ts';
import { dispatcherAlerts } from './dispatcher-alerts.ts';
import { readingAlerts, type Windows } from './reading-alerts.ts';
import { scalerThresholds } from './scaler-thresholds.ts';
import { type Threshold, thresholdInterval, type ThresholdKind } from './threshold.ts';
import { thresholdAlerts } from './threshold-alerts.ts';
import { topicThresholds } from './topic-thresholds.ts';
import { canaryAlerts, jobAlerts, scalerAlerts } from './workload-alerts.ts';
import { writingAlerts } from './writing-alerts.ts';

/**
 * The alerts on all topics of an environment, in two groups. For alerts that hold for 10 minutes or more Prometheus
 * restores after a start for how long they have held, once, in the second evaluation of their group. By then thresholds
 * have been evaluated if both have the same interval. Of others it restores nothing: they need not wait.
 */
export function topicAlertGroups(resolved: Resolved): ResolvedRuleGroup[] {
  const all = topicAlerts(resolved);
  const isSlow = (one: ResolvedAlert) => duration(one.for) >= duration('10m');
  return [
    { name: 'topics', interval: '30s', rules: all.filter((one) => !isSlow(one)) },
    { name: 'topics-slow', interval: thresholdInterval, rules: all.filter(isSlow) },
  ].filter(({ rules }) => rules.length > 0);
}

/**
 * The alerts on all topics of an environment, one rule a kind, each joined with the thresholds that stand with the
 * topics. Only kinds that some threshold is for.
 */
function topicAlerts(resolved: Resolved): ResolvedAlert[] {
  const { environment } = resolved;
  const systems = resolved.systems.filter(({ imported }) => !imported);
  const all = systems.flatMap((system) => {
    const queueOf = new Map(system.queues.map((queue) => [queue.family, queue]));
    return [
      ...system.families.flatMap((family) => topicThresholds(system, family, queueOf.get(family))),
      ...system.scalers.flatMap((scaler) => scalerThresholds(system, scaler)),
    ];
  });
  if (all.length === 0) return [];
  const labelsOf = (kind: ThresholdKind, label: string) => distinct(all, kind, label);
  const windows: Windows = {
    within: byLength(labelsOf('reading', 'within')),
    passedOnWithin: byLength(labelsOf('passingOn', 'within')),
    stalled: byLength(labelsOf('reading', 'window')),
  };
  const roles = labelsOf('topic', 'role');
  const [jobs, deployments, canaries] = (['jobs', 'deployment', 'canary'] as const).map((kind) =>
    labelsOf(kind, 'namespace'),
  );
  return [
    ...(windows.within.length === 0 ? [] : readingAlerts(environment, windows)),
    ...writingAlerts(environment, {
      retries: roles.includes('retry'),
      deadLetters: roles.includes('dead-letter'),
      workloads: labelsOf('topic', 'workloads'),
    }),
    ...dispatcherAlerts(
      environment,
      systems.filter(({ dispatchers }) => dispatchers.length > 0).map(({ namespace }) => namespace),
    ),
    ...(canaries === undefined || canaries.length === 0
      ? []
      : canaryAlerts(
          environment,
          canaries,
          1000 * Math.max(...all.filter(({ kind }) => kind === 'canary').map(({ value }) => value)),
        )),
    ...(jobs === undefined || jobs.length === 0 ? [] : jobAlerts(environment, jobs)),
    ...(deployments === undefined || deployments.length === 0 ? [] : scalerAlerts(environment, deployments)),
    ...thresholdAlerts(environment, {
      systems: systems.map(({ declaration }) => declaration.id),
      deployments: all.filter(({ kind }) => kind === 'deployment').length,
      windows,
      roles,
      kinds: [...new Set(all.map(({ kind }) => kind))],
    }),
  ];
}

function distinct(all: readonly Threshold[], kind: ThresholdKind, label: string): string[] {
  return [...new Set(all.flatMap((one) => (one.kind === kind ? (one.labels[label] ?? []) : [])))].sort();
}

function byLength(lengths: readonly string[]): string[] {
  return [...lengths].sort((a, b) => duration(a) - duration(b));
}
