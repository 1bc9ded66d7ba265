import { committedMetric, heldMetric, lagMetric, writtenMetric } from '../../model/metrics.ts';
import { runbookOf } from '../alerts/alert.ts';
import { above } from '../alerts/joined.ts';
import { matches, series } from '../alerts/promql.ts';
import { half, largest, ofLargest, panel, rate, type Row, stat, table } from './dashboard.ts';
import { alerts, chosenGroup, deployments, failures, type Scope, thresholdsOf, topics } from './scope.ts';

const subject = 'consumergroup, topic';

/** A metric of Kafka's. */
function kafka({ environment }: Scope, metric: string, ...matchers: readonly string[]): string {
  return series(metric, matches('namespace', [environment.kafka.namespace]), ...matchers);
}

function lag(scope: Scope, at = ''): string {
  return `${kafka(scope, lagMetric, chosenGroup)}${at} and on (topic) ${topics(scope)}`;
}

function readings(scope: Scope): string {
  return thresholdsOf(scope, 'reading', chosenGroup);
}

function has(scope: Scope, role: 'retry' | 'dead-letter'): boolean {
  return scope.systems.some(({ families }) =>
    families.some(({ topics: all }) => all.some((topic) => topic.role === role)),
  );
}

/** Whether what contracts promise is kept. */
export function promiseRow(scope: Scope): Row {
  const { partitionBudget } = scope.environment.topics;
  const over = above(kafka(scope, lagMetric), ['consumergroup', 'topic'], readings(scope), {
    comparison: '> bool',
    copied: ['namespace'],
  }).replaceAll('\n', ' ');
  return {
    title: 'Promises',
    panels: [
      stat(
        'Groups over their threshold',
        'Groups with more unread messages than `alertLag`, by topic.',
        `sum(max by (${subject}) (${over}))`,
      ),
      stat(
        'Groups late',
        'Groups whose oldest unread message is older than `consumeWithin`, by topic.',
        `count(max by (${subject}) (${alerts(scope, 'alertname="KafkaConsumerLate"', chosenGroup)} and on (source_topic) ${topics(scope)})) or vector(0)`,
      ),
      ...(has(scope, 'dead-letter')
        ? [
            stat(
              'Dead letters',
              'Messages in dead letter topics, read by an operator or not.',
              `sum(${kafka(scope, heldMetric)} and on (topic) ${failures(scope, 'dead-letter')})`,
            ),
          ]
        : []),
      stat(
        'Partition budget',
        'Partitions of the chosen topics, as a share of `topics.partitionBudget`.',
        `sum(${kafka(scope, 'kafka_topic_partitions')} and on (topic) ${topics(scope)}) / ${partitionBudget}`,
        { unit: 'percentunit', redFrom: 0.9 },
      ),
      stat(
        'Under-replicated partitions',
        'Partitions with fewer in-sync replicas than replicas.',
        `sum(${kafka(scope, 'kafka_topic_partition_under_replicated_partition')} and on (topic) ${topics(scope)})`,
      ),
      stat(
        'Alerts firing',
        'Alerts of the chosen topics.',
        `count(${alerts(scope, 'alertstate="firing"')} and on (source_topic) ${topics(scope)}) or vector(0)`,
      ),
    ],
  };
}

/** What each group has not read yet, the most first, beside what its contract allows. */
export function readingRow(scope: Scope): Row {
  const { runbooks, catalogue } = scope.environment.monitoring;
  const lagOf = (at: string) => lag(scope, at);
  const committed = (at: string) =>
    `${rate(kafka(scope, committedMetric, chosenGroup), at)} and on (topic) ${topics(scope)}`;
  const labels = `${subject}, owner, source_topic`;
  const withOwner = `max by (${labels}) (${kafka(scope, lagMetric)} + on (${subject}) group_right () (0 * ${readings(scope)}))`;
  return {
    title: 'Reading',
    panels: [
      table(
        'Lag by group',
        'The 20 groups that are furthest behind now, and what their contracts allow.',
        [
          `topk(20, ${withOwner})`,
          `max by (${labels}) (${readings(scope)}) and on (${labels}) topk(20, ${withOwner})`,
        ],
        [
          {
            field: 'Value #A',
            title: 'Unread',
            ...(runbooks === 'none'
              ? {}
              : { link: { title: 'Runbook', url: `${runbooks}/${runbookOf('KafkaConsumerLagHigh')}` } }),
          },
          { field: 'Value #B', title: 'Allowed' },
          { field: 'consumergroup', title: 'Group' },
          { field: 'topic', title: 'Topic' },
          {
            field: 'source_topic',
            title: 'Contract',
            ...(catalogue === 'none'
              ? {}
              : // Grafana's, not a template of ours.
                { link: { title: 'Page', url: `${catalogue}#/t/\${__value.raw}` } }),
          },
          { field: 'owner', title: 'Owner' },
        ],
      ),
      panel('Lag', 'Unread messages of a group. Dashed: `alertLag`.', 'short', [
        [largest(subject, lagOf, half), '{{consumergroup}} {{topic}}'],
        [ofLargest(subject, readings(scope), lagOf), 'allowed {{consumergroup}} {{topic}}', 'threshold'],
      ]),
      panel('Read', 'Messages a second that a group commits.', 'mps', [
        [largest(subject, committed), '{{consumergroup}} {{topic}}'],
      ]),
    ],
  };
}

/** What is written, and fails. */
export function writingPanels(scope: Scope): Row['panels'] {
  const workloads = matches('namespace', [...new Set(scope.systems.map(({ namespace }) => namespace))]);
  const written = (at: string) => `${rate(kafka(scope, writtenMetric), at)} and on (topic) ${topics(scope)}`;
  const failed = 'kafka_server_brokertopicmetrics_failedproducerequestspersec_total';
  const byBrokers = (at: string) => reported(scope, rate(kafka(scope, failed, 'topic!=""'), at));
  const byClients = (at: string) =>
    `sum by (topic) (${rate(series('kafka_producer_errors_total', workloads), at)}) and on (topic) ${topics(scope)}`;
  return [
    panel('Written', 'Messages a second.', 'mps', [[largest('topic', written), '{{topic}}']]),
    panel(
      'Failed writes',
      'Writes a second that brokers, or producers that count for themselves, failed on.',
      'wps',
      [
        [largest('topic', byBrokers, half), 'brokers {{topic}}'],
        [largest('topic', byClients, half), 'producers {{topic}}'],
      ],
    ),
  ];
}

/** What brokers report of a topic: some releases of their reporter write `_` for `.` in its name. */
function reported(scope: Scope, metric: string): string {
  const sum = `sum by (topic) (${metric})`;
  return `${sum} and on (topic) ${topics(scope)} or label_replace(${sum}, "folded", "$1", "topic", "(.+)") and on (folded) ${topics(scope, 'folded!=""')}`;
}

export function storagePanel(scope: Scope) {
  const size = (at: string) => reported(scope, `${kafka(scope, 'kafka_log_log_size', 'topic!=""')}${at}`);
  return panel('Storage by topic', 'On the brokers’ disks, replicas counted.', 'bytes', [
    [largest('topic', size), '{{topic}}'],
  ]);
}

/** Reprocessing and dead letters, where there are such topics. */
export function failureRow(scope: Scope): Row[] {
  const letters = failures(scope, 'dead-letter');
  const retried = (at: string) =>
    `${rate(kafka(scope, writtenMetric), at)} and on (topic) ${failures(scope, 'retry')}`;
  const held = (at: string) => `${kafka(scope, heldMetric)}${at} and on (topic) ${letters}`;
  const added = (at: string) => `delta(${kafka(scope, writtenMetric)}[15m]${at}) and on (topic) ${letters}`;
  const panels = [
    ...(has(scope, 'retry')
      ? [
          panel('Reprocessing', 'Messages a second that are tried again, by tier.', 'mps', [
            [largest('topic', retried), '{{topic}}'],
          ]),
        ]
      : []),
    ...(has(scope, 'dead-letter')
      ? [
          panel('Dead letters', 'That are kept, read by an operator or not.', 'short', [
            [largest('topic', held), '{{topic}}'],
          ]),
          panel(
            'New dead letters',
            'Within the 15 minutes before. Dashed: more than that is an alert.',
            'short',
            [
              [largest('topic', added, half), '{{topic}}'],
              [ofLargest('topic', letters, added), 'allowed {{topic}}', 'threshold'],
            ],
          ),
        ]
      : []),
  ];
  return panels.length === 0 ? [] : [{ title: 'Failure', panels }];
}

/** How retries come back, where dispatchers of ours run. */
export function dispatcherRow(scope: Scope): Row[] {
  const dispatching = scope.systems.filter(({ dispatchers }) => dispatchers.length > 0);
  if (dispatching.length === 0) return [];
  const here = matches(
    'namespace',
    dispatching.map(({ namespace }) => namespace),
  );
  const of = (what: string) => series(`workstreams_dispatcher_${what}`, here);
  const chosen = `and on (topic) ${failures(scope, 'retry')}`;
  const behind = (at: string) => `max by (topic) (${of('behind_seconds')}${at}) ${chosen}`;
  const done = (at: string) => `sum by (topic) (${rate(of('messages_total'), at)}) ${chosen}`;
  return [
    {
      title: 'Retries that come back',
      panels: [
        panel('Behind their time', 'Of the most late message.', 's', [
          [largest('topic', behind), '{{topic}}'],
        ]),
        panel('Come back', 'Messages a second that are written to their topic again.', 'mps', [
          [largest('topic', done), '{{topic}}'],
        ]),
      ],
    },
  ];
}

/** Jobs by the pods that they have: a pod's name is its ScaledJob's and two parts more. */
export function jobsRow(scope: Scope): Row[] {
  const namespaces = scope.systems.flatMap(({ queues }) =>
    queues.flatMap(({ readers }) => readers.map(({ namespace }) => namespace)),
  );
  if (namespaces.length === 0) return [];
  const by = 'namespace, owner_name';
  const jobs = thresholdsOf(scope, 'jobs');
  const pods = (phase: string) => (at: string) =>
    `sum by (${by}) (label_replace(${series('kube_pod_status_phase', matches('namespace', namespaces), `phase="${phase}"`)}${at}, "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (${by}) ${jobs}`;
  return [
    {
      title: 'Jobs',
      panels: [
        panel('Pending', 'Jobs whose pod has no place yet, or no image.', 'short', [
          [largest(by, pods('Pending')), '{{owner_name}}'],
        ]),
        panel('Running', 'Jobs at work. Dashed: `scaling.maxJobs`.', 'short', [
          [largest(by, pods('Running'), half), '{{owner_name}}'],
          [ofLargest(by, jobs, pods('Running')), 'at most {{owner_name}}', 'threshold'],
        ]),
        panel('Scaler errors of jobs', 'Times within the hour before that KEDA could not measure.', 'short', [
          [
            largest('scaledJob', (at) => errors('scaled_job', 'scaledJob', renamed(jobs), at)),
            '{{scaledJob}}',
          ],
        ]),
      ],
    },
  ];
}

const renamed = (jobs: string) => `label_replace(${jobs}, "scaledJob", "$1", "owner_name", "(.+)")`;

/** How often KEDA failed to measure. @param known thresholds of what is shown */
function errors(what: string, label: string, known: string, at: string): string {
  return `sum by (${label}) (increase(keda_${what}_errors_total[1h]${at})) and on (${label}) ${known}`;
}

/** Deployments that KEDA scales: how many replicas each is told to have. */
export function replicasRow(scope: Scope): Row[] {
  const namespaces = scope.systems
    .filter(({ scalers }) =>
      scalers.some(({ consumers }) => consumers.some(({ topics: all }) => all.length > 0)),
    )
    .map(({ namespace }) => namespace);
  if (namespaces.length === 0) return [];
  const by = 'namespace, deployment';
  const known = deployments(scope);
  const replicas = (at: string) =>
    `max by (${by}) (${series('kube_deployment_spec_replicas', matches('namespace', namespaces))}${at}) and on (${by}) ${known}`;
  return [
    {
      title: 'Deployments scaled by lag',
      panels: [
        panel('Replicas', 'That KEDA and its autoscaler ask for. Dashed: `maxReplicas`.', 'short', [
          [largest(by, replicas, half), '{{deployment}}'],
          [ofLargest(by, known, replicas), 'at most {{deployment}}', 'threshold'],
        ]),
        panel('Scaler errors', 'Times within the hour before that KEDA could not measure.', 'short', [
          [
            largest('scaledObject', (at) => errors('scaled_object', 'scaledObject', known, at)),
            '{{scaledObject}}',
          ],
        ]),
      ],
    },
  ];
}
