import { groupBy } from '../model/groups.ts';
import { committedMetric, heldMetric, lagMetric, writtenMetric } from '../model/metrics.ts';
import { compare } from '../model/problem.ts';
import { joinObjectName, type ObjectName, shortHash } from '../naming/object-name.ts';
import { literal, matches, series } from './alerts/promql.ts';
import type { ResolvedQueue } from './queue-settings.ts';
import type { Resolved, ResolvedSystem } from './resolve.ts';
import type { ResolvedFamily, ResolvedTopic } from './topic-settings.ts';

/** One line, or one for each of its labels. */
interface Query {
  readonly expr: string;
  /** `{{label}}` is the value of a label. */
  readonly legend: string;
}

export interface ResolvedPanel {
  readonly title: string;
  readonly description: string;
  /** As Grafana calls it. */
  readonly unit: 'short' | 'reqps' | 'percentunit' | 'bytes' | 'Bps' | 'ms';
  readonly queries: readonly Query[];
}

/** Names to choose from; all of them at first. */
interface Choice {
  readonly name: string;
  readonly label: string;
  readonly topics: readonly string[];
}

/** What Grafana shows of a system or an environment: every query and name is decided here. */
export interface ResolvedDashboard {
  readonly object: ObjectName;
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly choices: readonly Choice[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly ResolvedPanel[] }[];
}

/** Grafana puts in the interval that fits the width of a panel. */
const rate = (counter: string) => `rate(${counter}[$__rate_interval])`;

/** The topics of a choice: its values are regular expressions already, so that Grafana must not escape them. */
const chosen = (choice: string) => `topic=~"\${${choice}:pipe}"`;

/** A topic by its name and as some brokers' reporters write it, with `_` for `.`. */
export function topicPattern(topic: string): string {
  return literal(topic).replaceAll(String.raw`\.`, '[._]');
}

/**
 * A dashboard names its topics, and lies in a ConfigMap of at most 1 MiB: so many are safely below that. Above it a
 * system has several, and the environment's names none.
 */
const mostTopics = 2500;

/** What Grafana takes for a uid. */
const longestUid = 40;

function uidOf(...parts: readonly string[]): string {
  const whole = parts.join('-');
  const hash = shortHash(whole);
  return whole.length <= longestUid ? whole : `${whole.slice(0, longestUid - hash.length - 1)}-${hash}`;
}

const topicsOf = (systems: readonly ResolvedSystem[]): ResolvedTopic[] =>
  systems.flatMap(({ families }) => families.flatMap(({ topics }) => topics));

/**
 * One, or one a context where the system has too many topics for one; a context with too many has several.
 * @returns none where the environment has no alerts, or the system no topics there
 */
export function systemDashboards(system: ResolvedSystem): ResolvedDashboard[] {
  const { environment, families } = system;
  if (environment.alerts === 'off' || families.length === 0) return [];
  if (topicsOf([system]).length <= mostTopics) return [systemDashboard(system, [])];
  return [...groupBy(families, ({ contract }) => contract.address.context)]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([context, own]) =>
      shares(own).map((share, index, all) =>
        systemDashboard(partOf(system, share), all.length === 1 ? [context] : [context, String(index + 1)]),
      ),
    );
}

function partOf(system: ResolvedSystem, families: readonly ResolvedFamily[]): ResolvedSystem {
  const own = new Set(families);
  return { ...system, families, queues: system.queues.filter(({ family }) => own.has(family)) };
}

/** Families in their order, in shares of as many topics as a dashboard names. */
function shares(families: readonly ResolvedFamily[]): ResolvedFamily[][] {
  const found: ResolvedFamily[][] = [];
  let room = 0;
  for (const family of families) {
    room -= family.topics.length;
    if (room < 0) {
      found.push([]);
      room = mostTopics - family.topics.length;
    }
    found.at(-1)?.push(family);
  }
  return found;
}

/** @param part what of the system it shows: its context, and a number; nothing: all */
function systemDashboard(system: ResolvedSystem, part: readonly string[]): ResolvedDashboard {
  const { environment, declaration, queues } = system;
  const here = matches('namespace', [environment.kafka.namespace]);
  const of = (metric: string, choice = 'topic') => series(metric, here, chosen(choice));
  const named = topicsByChoice([system]);
  return {
    object: joinObjectName(environment.kafka.cluster, 'dashboard', [declaration.id, ...part].join('--')),
    uid: uidOf(environment.environment, [declaration.id, ...part].join('--')),
    title: `${[declaration.id, ...part].join(' ')} in ${environment.environment}`,
    tags: ['workstreams', environment.environment, declaration.id, ...part.slice(0, 1)],
    choices: named,
    rows: [
      {
        title: 'Reading',
        panels: [
          panel('Lag', 'Messages that a group has not read yet.', 'short', [
            [of(lagMetric), '{{consumergroup}} {{topic}}'],
          ]),
          panel('Read', 'Messages a second that a group commits.', 'reqps', [
            [rate(of(committedMetric)), '{{consumergroup}} {{topic}}'],
          ]),
        ],
      },
      {
        title: 'Throughput',
        panels: [
          panel('Written', 'Messages a second.', 'reqps', [[rate(of(writtenMetric)), '{{topic}}']]),
          panel(
            'Error rate',
            'Writes a second that brokers, or producers that count for themselves, failed on.',
            'reqps',
            [
              [
                `sum by (topic) (${rate(of('kafka_server_brokertopicmetrics_failedproducerequestspersec_total'))})`,
                'brokers {{topic}}',
              ],
              [
                `sum by (topic) (${rate(series('kafka_producer_errors_total', matches('namespace', [system.namespace]), chosen('topic')))})`,
                'producers {{topic}}',
              ],
            ],
          ),
        ],
      },
      ...failureRow(named, (metric, choice) => of(metric, choice)),
      ...jobsRow(queues),
      {
        title: 'Budget',
        panels: [
          panel('Partitions', 'What the system takes of the partition budget.', 'short', [
            [`sum(${of('kafka_topic_partitions')})`, 'partitions'],
          ]),
          panel('Storage', 'On the brokers’ disks, replicas counted.', 'bytes', [
            [`sum by (topic) (${of('kafka_log_log_size')})`, '{{topic}}'],
          ]),
        ],
      },
    ],
  };
}

/** @returns undefined where the environment has no alerts */
export function environmentDashboard({
  environment,
  systems,
  mirror,
}: Resolved): ResolvedDashboard | undefined {
  if (environment.alerts === 'off') return undefined;
  const { kafka, topics } = environment;
  const here = matches('namespace', [kafka.namespace]);
  const of = (metric: string, ...matchers: string[]) => series(metric, here, ...matchers);
  // The brokers' meters of all topics together have no topic.
  const all = (metric: string) =>
    `sum(${rate(of(`kafka_server_brokertopicmetrics_${metric}_total`, 'topic=""'))})`;
  const named = topicsByChoice(systems).filter(({ name }) => name !== 'topic');
  return {
    object: joinObjectName(kafka.cluster, 'dashboard'),
    uid: uidOf(environment.environment, 'kafka'),
    title: `Kafka in ${environment.environment}`,
    tags: ['workstreams', environment.environment],
    choices: named,
    rows: [
      {
        title: 'Brokers',
        panels: [
          panel(
            'Health',
            'Brokers that answer, partitions without a leader, partitions below min in-sync.',
            'short',
            [
              [`max(${of('kafka_brokers')})`, 'brokers'],
              [`max(${of('kafka_controller_kafkacontroller_offlinepartitionscount')})`, 'offline partitions'],
              [`sum(${of('kafka_server_replicamanager_underminisrpartitioncount')})`, 'under min in-sync'],
            ],
          ),
          panel('Time to write', 'What 99 of 100 writes take at most.', 'ms', [
            [
              `max by (pod) (${of('kafka_network_requestmetrics_totaltimems', 'request="Produce"', 'quantile="0.99"')})`,
              '{{pod}}',
            ],
          ]),
        ],
      },
      {
        title: 'Reading',
        panels: [
          panel('Lag', 'The ten groups that are furthest behind.', 'short', [
            [`topk(10, sum by (consumergroup) (${of(lagMetric)}))`, '{{consumergroup}}'],
          ]),
        ],
      },
      {
        title: 'Throughput',
        panels: [
          panel('Messages', 'Written and read, a second.', 'reqps', [
            [`sum(${rate(of(writtenMetric))})`, 'written'],
            [`sum(${rate(of(committedMetric))})`, 'read'],
          ]),
          panel('Bytes', 'In from producers, out to consumers, a second.', 'Bps', [
            [all('bytesinpersec'), 'in'],
            [all('bytesoutpersec'), 'out'],
          ]),
          panel('Error rate', 'Share of writes that the brokers failed on.', 'percentunit', [
            [`${all('failedproducerequestspersec')} / ${all('totalproducerequestspersec')}`, 'failed'],
          ]),
        ],
      },
      ...failureRow(named, (metric, choice) => of(metric, chosen(choice))),
      ...jobsRow(systems.flatMap(({ queues }) => queues)),
      ...(mirror === undefined
        ? []
        : [
            {
              title: 'Mirror',
              panels: [
                panel('Latency', 'From a record’s time in the other region to its copy here.', 'ms', [
                  [
                    `max by (source) (${of('kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg')})`,
                    '{{source}}',
                  ],
                ]),
                panel('Copied', 'Messages a second.', 'reqps', [
                  [
                    `sum by (source) (${of('kafka_connect_mirror_mirrorsourceconnector_record_rate')})`,
                    '{{source}}',
                  ],
                ]),
              ],
            },
          ]),
      {
        title: 'Budget',
        panels: [
          panel('Partitions', 'Of all topics, Kafka’s own too, and what contracts may take.', 'short', [
            [`sum(${of('kafka_topic_partitions')})`, 'partitions'],
            [`vector(${topics.partitionBudget})`, 'budget'],
          ]),
          panel('Storage', 'On the brokers’ disks, replicas counted, and what contracts may take.', 'bytes', [
            [`sum(${of('kafka_log_log_size')})`, 'used'],
            [`vector(${topics.storageBudget})`, 'budget'],
          ]),
        ],
      },
    ],
  };
}

type Row = ResolvedDashboard['rows'][number];

/** Reprocessing and dead letters, where there are such topics. */
function failureRow(choices: readonly Choice[], of: (metric: string, choice: string) => string): Row[] {
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
function jobsRow(queues: readonly ResolvedQueue[]): Row[] {
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

function panel(
  title: string,
  description: string,
  unit: ResolvedPanel['unit'],
  queries: readonly (readonly [string, string])[],
): ResolvedPanel {
  return { title, description, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) };
}

/** The topics of contracts, their retries and their dead letters, each a choice where there are any. */
function topicsByChoice(systems: readonly ResolvedSystem[]): Choice[] {
  const all = topicsOf(systems);
  if (all.length > mostTopics) return [];
  const choice = (name: string, label: string, roles: readonly ResolvedTopic['role'][]): Choice[] => {
    const topics = all.filter(({ role }) => roles.includes(role)).map((topic) => topic.name.value as string);
    return topics.length === 0 ? [] : [{ name, label, topics: topics.sort(compare) }];
  };
  return [
    ...choice('topic', 'Topic', ['source', 'former']),
    ...choice('retry', 'Retry', ['retry']),
    ...choice('dead_letter', 'Dead letters', ['dead-letter']),
  ];
}
