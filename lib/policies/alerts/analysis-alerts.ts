import { duration, type Duration, secondsOf } from '../../model/text/duration.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import type { ResolvedAnalysis } from '../analyses.ts';
import { alert, type ResolvedRules } from './alert.ts';
import { matches, series } from './promql.ts';

/** Seconds that one analysis may take: until the next one is due, at most an hour. */
export function analysisDeadline(every: Duration): number {
  return Math.min(secondsOf(every), secondsOf(duration('1h')));
}

/** Seconds without a run that ended well from which an analysis is silent: two runs were missed, or failed. */
function silentAfter(every: Duration): number {
  return 2 * secondsOf(every) + analysisDeadline(every);
}

/**
 * The alert on one analysis, beside its CronJob. The owner of the topic that it reports to is notified.
 * @returns undefined where the environment has no alerts
 */
export function analysisRules(
  system: string,
  namespace: string,
  { name, service, every, reports }: ResolvedAnalysis,
): ResolvedRules | undefined {
  const { environment } = service;
  const owner = reports[0]?.contract.terms.owner;
  if (environment.alerts === 'off' || owner === undefined) return undefined;
  const of = (metric: string) =>
    series(metric, matches('namespace', [namespace]), matches('cronjob', [name]));
  const by = 'namespace, cronjob';
  // A CronJob that is new has not ended yet.
  const last = `(\n  max by (${by}) (${of('kube_cronjob_status_last_successful_time')})\n  or max by (${by}) (${of('kube_cronjob_created')})\n)`;
  const silent = `time() - ${last} > ${silentAfter(every)}`;
  const absent = `absent(${of('kube_cronjob_created')})`;
  const found = alert(
    { environment, system, owner: owner.team },
    'KafkaAnalysisSilent',
    `${silent}\nor ${absent}`,
  );
  const contact = `${owner.onCall}, ${owner.channel}`;
  return {
    // Beside the KafkaTopics' rules of every system, in one namespace.
    object: joinObjectName(environment.kafka.cluster, name),
    groups: [
      {
        name,
        rules: [
          {
            ...found,
            // Each tenant has an analysis of its own, and so a rule.
            labels: { ...found.labels, cronjob: name },
            annotations: { ...found.annotations, contact },
          },
        ],
      },
    ],
  };
}
