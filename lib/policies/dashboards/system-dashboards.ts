import { committedMetric, lagMetric, writtenMetric } from '../../model/metrics.ts';
import { groupBy } from '../../model/groups.ts';
import { compare } from '../../model/text/problem.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import { matches, series } from '../alerts/promql.ts';
import type { ResolvedSystem } from '../resolve.ts';
import type { ResolvedFamily } from '../resolved-topic.ts';
import {
  chosen,
  mostTopics,
  panel,
  rate,
  type ResolvedDashboard,
  topicsByChoice,
  topicsOf,
  uidOf,
} from './dashboard.ts';
import { dispatcherRow, failureRow, jobsRow, replicasRow } from './rows.ts';

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
  const scalers = system.scalers.map((scaler) => ({
    ...scaler,
    consumers: scaler.consumers.filter(({ claims }) => claims.some(({ family }) => own.has(family))),
  }));
  return { ...system, families, queues: system.queues.filter(({ family }) => own.has(family)), scalers };
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
      ...dispatcherRow(system, named),
      ...jobsRow(queues),
      ...replicasRow([system]),
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
