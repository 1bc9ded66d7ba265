import { heldMetric, writtenMetric } from '../../model/metrics.ts';
import { literal, matches, series } from '../alerts/promql.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import { type Choice, mostTopics, panel, rate, type ResolvedDashboard } from './dashboard.ts';

type Row = ResolvedDashboard['rows'][number];

/** Reprocessing and dead letters, where there are such topics. */
export function failureRow(
  choices: readonly Choice[],
  of: (metric: string, choice: string) => string,
): Row[] {
  const has = (choice: string) => choices.some(({ name }) => name === choice);
  const panels = [
    ...(has('retry')
      ? [
          panel('Reprocessing', 'Messages a second that are tried again, by tier.', 'reqps', [
            [rate(of(writtenMetric, 'retry')), '{{topic}}'],
          ]),
        ]
      : []),
    ...(has('dead_letter')
      ? [
          panel('Dead letters', 'That are kept, read by an operator or not.', 'short', [
            [`${of(heldMetric, 'dead_letter')} > 0`, '{{topic}}'],
          ]),
          panel('New dead letters', 'Within the hour before.', 'short', [
            [`delta(${of(writtenMetric, 'dead_letter')}[1h]) > 0`, '{{topic}}'],
          ]),
        ]
      : []),
  ];
  return panels.length === 0 ? [] : [{ title: 'Failure', panels }];
}

/** Jobs by the pods that they have: a pod of a ScaledJob begins with its name. */
export function jobsRow(queues: readonly ResolvedQueue[]): Row[] {
  const readers = queues.flatMap(({ readers: own, executorClass }) =>
    own.map(({ scaledJob }) => ({ scaledJob, namespace: executorClass.namespace })),
  );
  if (readers.length === 0 || readers.length > mostTopics / 2) return [];
  const pods = (phase: string) =>
    readers.map(({ scaledJob, namespace }): [string, string] => [
      `sum(${series('kube_pod_status_phase', matches('namespace', [namespace]), `pod=~"${literal(scaledJob)}-.+"`, `phase="${phase}"`)})`,
      scaledJob,
    ]);
  return [
    {
      title: 'Jobs',
      panels: [
        panel('Pending', 'Jobs whose pod has no place yet, or no image.', 'short', pods('Pending')),
        panel('Running', 'Jobs at work.', 'short', pods('Running')),
        panel('Scaler errors', 'Times within the hour before that KEDA could not measure.', 'short', [
          [
            `sum by (scaledJob) (increase(${series(
              'keda_scaled_job_errors_total',
              matches(
                'scaledJob',
                readers.map(({ scaledJob }) => scaledJob),
              ),
            )}[1h]))`,
            '{{scaledJob}}',
          ],
        ]),
      ],
    },
  ];
}
