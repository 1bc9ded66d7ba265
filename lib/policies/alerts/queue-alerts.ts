import { secondsOf } from '../../model/text/duration.ts';
import { lagMetric } from '../../model/metrics.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import { alert, type AlertOwner, type ResolvedAlert } from './alert.ts';
import { matches, series } from './promql.ts';
import { scalerErrors } from './scaler-alerts.ts';

/** Of the failed jobs that KEDA keeps, so many in the last hour are no accident. */
const tooManyFailed = 3;

/** Alerts on the jobs that drain a queue; none where the environment starts none. */
export function jobAlerts(owner: AlertOwner, queue: ResolvedQueue): ResolvedAlert[] {
  const [first] = queue.readers;
  if (first === undefined) return [];
  const { namespace } = first;
  const here = matches('namespace', [namespace]);
  const jobs = queue.readers.map(({ scaledJob }) => scaledJob);
  const ofQueue = `* on (namespace, job_name) group_left (owner_name)\n  ${series('kube_job_owner', here, 'owner_kind="ScaledJob"', matches('owner_name', jobs))}`;
  const lately = secondsOf(queue.deadline.value) + 3600;
  const lag = series(
    lagMetric,
    matches('namespace', [owner.environment.kafka.namespace]),
    matches(
      'topic',
      queue.readers.map(({ topic }) => topic.name.value),
    ),
    matches('consumergroup', [queue.group.value]),
  );
  return [
    alert(owner, 'KedaScalerErrors', scalerErrors('scaled_job', 'scaledJob', namespace, jobs)),
    alert(
      owner,
      'KedaJobsFailing',
      `sum by (namespace, owner_name) (
  (${series('kube_job_failed', here, 'condition="true"')} == 1 and on (namespace, job_name) time() - ${series('kube_job_status_start_time', here)} < ${lately})
  ${ofQueue}
) >= ${tooManyFailed}`,
    ),
    alert(
      owner,
      'KedaJobsAtMaximum',
      `sum by (namespace, owner_name) (
  ${series('kube_job_status_active', here)}
  ${ofQueue}
) >= ${queue.maxJobs.value}
and on () sum(${lag}) > ${queue.maxJobs.value}`,
    ),
  ];
}
