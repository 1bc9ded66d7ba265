import { secondsOf } from '../../model/text/duration.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import type { AlertOwner } from './alert.ts';
import { routingOf, type Threshold } from './threshold.ts';

/** A ScaledJob each of those that drain a queue; none where the environment starts none. */
export function jobThresholds(owner: AlertOwner, queue: ResolvedQueue): Threshold[] {
  return queue.readers.flatMap(({ namespace, scaledJob }): Threshold[] => [
    {
      kind: 'jobs',
      value: queue.maxJobs.value,
      labels: { ...routingOf(owner), namespace, owner_name: scaledJob },
      alerts: ['KedaScalerErrors', 'KedaJobsFailing', 'KedaJobsAtMaximum'],
    },
    {
      kind: 'failedJobs',
      // An hour after the latest at which a job that started then may have ended.
      value: secondsOf(queue.deadline.value) + 3600,
      labels: { environment: owner.environment.environment, namespace, owner_name: scaledJob },
      alerts: [],
    },
  ]);
}
