import { committedMetric, heldMetric, lagMetric, writtenMetric } from '../../model/metrics.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import { isScaled } from '../is-scaled.ts';
import type { Resolved } from '../resolve.ts';
import {
  alert,
  type AlertOwner,
  type ResolvedAlert,
  type ResolvedRecording,
  type ResolvedRules,
} from './alert.ts';
import { matches, series } from './promql.ts';
import { topicAlertGroups } from './topic-alerts.ts';

/** Copies that are older than this are of little use after a disaster. */
const mirrorMostMilliseconds = 5 * 60_000;

/**
 * What holds for the cluster as a whole, the series that alerts of topics, and dashboards, are written with, and the
 * alerts on all topics.
 * @returns undefined where the environment has no alerts
 */
export function platformRules(resolved: Resolved): ResolvedRules | undefined {
  const { environment } = resolved;
  if (environment.alerts === 'off') return undefined;
  return {
    object: joinObjectName(environment.kafka.cluster, 'platform'),
    groups: [
      { name: 'recordings', rules: recordings(environment.kafka.namespace) },
      { name: 'platform', rules: alerts(resolved) },
      ...topicAlertGroups(resolved),
    ],
  };
}

function recordings(kafka: string): ResolvedRecording[] {
  const of = (metric: string) => series(metric, matches('namespace', [kafka]));
  // Two exporters run side by side while one is replaced: each partition counts once.
  const once = (by: string, expr: string) =>
    `sum by (namespace, ${by}) (max by (namespace, ${by}, partition) (${expr}))`;
  return [
    {
      record: lagMetric,
      expr: once('consumergroup, topic', `clamp_min(${of('kafka_consumergroup_lag')}, 0)`),
    },
    {
      record: committedMetric,
      expr: once('consumergroup, topic', `${of('kafka_consumergroup_current_offset')} >= 0`),
    },
    { record: writtenMetric, expr: once('topic', of('kafka_topic_partition_current_offset')) },
    {
      record: heldMetric,
      expr: once(
        'topic',
        `${of('kafka_topic_partition_current_offset')} - ${of('kafka_topic_partition_oldest_offset')}`,
      ),
    },
  ];
}

function alerts({ environment, systems, mirror }: Resolved): ResolvedAlert[] {
  const { namespace, brokers } = environment.kafka;
  const owner: AlertOwner = { environment, system: 'platform', owner: 'platform' };
  const of = (metric: string, ...matchers: string[]) =>
    series(metric, matches('namespace', [namespace]), ...matchers);
  const seen = of('kafka_brokers');
  const strictest = Math.min(
    ...systems.flatMap(({ families }) =>
      families.map(({ contract }) => contract.terms.serviceLevels.produceWithin),
    ),
  );
  const scaled = isScaled({ systems });
  const sources: [string, string][] = [
    ['brokers', of('kafka_server_replicamanager_underminisrpartitioncount')],
    [
      'strimzi-states',
      series('strimzi_kafka_topic_resource_info', matches('exported_namespace', [namespace])),
    ],
    ['kube-state-metrics', of('kube_pod_status_phase')],
    ['prometheus', 'prometheus_rule_evaluation_failures_total'],
    ...(scaled ? [['keda', 'keda_build_info'] as [string, string]] : []),
  ];
  return [
    alert(
      owner,
      'KafkaOfflinePartitions',
      `max by (namespace) (${of('kafka_controller_kafkacontroller_offlinepartitionscount')}) > 0`,
    ),
    alert(
      owner,
      'KafkaUnderMinInSync',
      `sum by (namespace) (${of('kafka_server_replicamanager_underminisrpartitioncount')}) > 0`,
    ),
    alert(owner, 'KafkaTopicUnavailable', `max by (namespace) (${seen}) < ${brokers}\nor absent(${seen})`),
    // Whose topic it is, the series says: the rule is one for all, for nothing in it is a contract's.
    alert(
      { environment, system: '{{ $labels.system }}', owner: '{{ $labels.owner }}' },
      'KafkaTopicNotReady',
      `max by (exported_namespace, name, owner, system) (${series('strimzi_kafka_topic_resource_info', matches('exported_namespace', [namespace]), 'ready!="True"')}) > 0`,
    ),
    ...(Number.isFinite(strictest)
      ? [
          alert(
            owner,
            'KafkaProduceSlow',
            `max by (namespace, pod) (${of('kafka_network_requestmetrics_totaltimems', 'request="Produce"', 'quantile="0.99"')}) > ${strictest}`,
          ),
        ]
      : []),
    ...(mirror === undefined
      ? []
      : [
          alert(
            owner,
            'KafkaMirrorBehind',
            `max by (namespace, source, topic) (${of('kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg')}) > ${mirrorMostMilliseconds}\nor absent(${of('kafka_connect_mirror_mirrorsourceconnector_record_rate')})`,
          ),
        ]),
    alert(
      owner,
      'KafkaMetricsMissing',
      sources
        .map(([exporter, one]) => `label_replace(absent(${one}), "exporter", "${exporter}", "", "")`)
        .join('\nor '),
    ),
  ];
}
