import { committedMetric, writtenMetric } from '../../model/metrics.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import { matches, series } from '../alerts/promql.ts';
import type { Resolved } from '../resolve.ts';
import { panel, rate, type ResolvedDashboard, uidOf } from './dashboard.ts';
import { dispatcherRow, failureRow, jobsRow, promiseRow, readingRow, replicasRow } from './rows.ts';
import { alerts, type Scope, variablesOf } from './scope.ts';

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
  // Of imported systems there are no thresholds to choose by.
  const scope: Scope = { environment, systems: systems.filter(({ imported }) => !imported) };
  return {
    object: joinObjectName(kafka.cluster, 'dashboard'),
    uid: uidOf(environment.environment, 'kafka'),
    title: `Kafka in ${environment.environment}`,
    tags: ['workstreams', environment.environment],
    variables: variablesOf(scope),
    firing: alerts(scope, 'alertstate="firing"'),
    rows: [
      promiseRow(scope),
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
      readingRow(scope),
      {
        title: 'Throughput',
        panels: [
          panel('Messages', 'Written and read, a second.', 'mps', [
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
      ...failureRow(scope),
      ...dispatcherRow(scope),
      ...jobsRow(scope),
      ...replicasRow(scope),
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
                panel('Copied', 'Messages a second.', 'mps', [
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
            [`vector(${topics.partitionBudget})`, 'budget', 'threshold'],
          ]),
          panel('Storage', 'On the brokers’ disks, replicas counted, and what contracts may take.', 'bytes', [
            [`sum(${of('kafka_log_log_size')})`, 'used'],
            [`vector(${topics.storageBudget})`, 'budget', 'threshold'],
          ]),
        ],
      },
    ],
  };
}
