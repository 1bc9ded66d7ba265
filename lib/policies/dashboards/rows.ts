import { heldMetric, writtenMetric } from '../../model/metrics.ts';
import { literal, matches, series } from '../alerts/promql.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import type { ResolvedSystem } from '../resolve.ts';
import { type Choice, chosen, mostTopics, panel, rate, type ResolvedDashboard } from './dashboard.ts';

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

/** How retries come back, where dispatchers of ours run and retries are shown. */
export function dispatcherRow(
  { dispatchers, namespace }: Pick<ResolvedSystem, 'dispatchers' | 'namespace'>,
  choices: readonly Choice[],
): Row[] {
  if (dispatchers.length === 0 || !choices.some(({ name }) => name === 'retry')) return [];
  const of = (what: string) =>
    series(`workstreams_dispatcher_${what}`, matches('namespace', [namespace]), chosen('retry'));
  return [
    {
      title: 'Retries that come back',
      panels: [
        panel('Behind their time', 'Of the most late message.', 's', [
          [`max by (topic) (${of('behind_seconds')})`, '{{topic}}'],
        ]),
        panel('Come back', 'Messages a second that are written to their topic again.', 'reqps', [
          [`sum by (topic) (${rate(of('messages_total'))})`, '{{topic}}'],
        ]),
      ],
    },
  ];
}

/** Jobs by the pods that they have: a pod of a ScaledJob begins with its name. */
export function jobsRow(queues: readonly ResolvedQueue[]): Row[] {
  const readers = queues.flatMap((queue) => queue.readers);
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

/** Deployments that KEDA scales: how many replicas each is told to have. */
export function replicasRow(systems: readonly Pick<ResolvedSystem, 'namespace' | 'scalers'>[]): Row[] {
  const scaled = systems.flatMap(({ namespace, scalers }) =>
    scalers.flatMap(({ consumers }) =>
      consumers
        .filter(({ topics }) => topics.length > 0)
        .map(({ name, deployment }) => ({ namespace, name, deployment: deployment.value })),
    ),
  );
  if (scaled.length === 0 || scaled.length > mostTopics / 2) return [];
  return [
    {
      title: 'Deployments scaled by lag',
      panels: [
        panel(
          'Replicas',
          'That KEDA and its autoscaler ask for.',
          'short',
          scaled.map(({ namespace, deployment }): [string, string] => [
            `max(${series('kube_deployment_spec_replicas', matches('namespace', [namespace]), matches('deployment', [deployment]))})`,
            deployment,
          ]),
        ),
        panel('Scaler errors', 'Times within the hour before that KEDA could not measure.', 'short', [
          [
            `sum by (scaledObject) (increase(${series(
              'keda_scaled_object_errors_total',
              matches(
                'scaledObject',
                scaled.map(({ name }) => name),
              ),
            )}[1h]))`,
            '{{scaledObject}}',
          ],
        ]),
      ],
    },
  ];
}
