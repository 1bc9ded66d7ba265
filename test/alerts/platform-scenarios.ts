import type { Scenario } from './scenarios.ts';

const ns = 'namespace="kafka-eu"';
const platform = { owner: 'platform', system: 'platform' };
const mirrored = (metric: string) =>
  `kafka_connect_mirror_mirrorsourceconnector_${metric}{${ns},source="us",target="eu",topic="us.ledger.invoices",partition="0"}`;
const declared = (name: string) =>
  `strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="kafka-eu",name="${name}",ready="True",owner="ledger",system="ledger"}`;
const rulesFailed =
  'prometheus_rule_evaluation_failures_total{rule_group="/etc/prometheus/rules/k8s-0/kafka-eu-kafka-platform-1f.yaml;topics"}';
const lagOf = (within: string) =>
  `workstreams:reading:alert_lag{${ns},environment="eu-prod",source_topic="ledger.late",topic="ledger.late",consumergroup="a",within="${within}",window="30m"}`;
const threshold = (environment: string, topic: string) =>
  `workstreams:topic:alert_written{${ns},environment="${environment}",topic="${topic}",source_topic="${topic}"}`;

/** Of the cluster, and of the alerts themselves. */
export const platformScenarios: readonly Scenario[] = [
  {
    alert: 'KafkaTopicNotReady',
    what: 'a KafkaTopic that is not ready, by its owner’s label; one without a condition yet is not ready either',
    fires: {
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="kafka-eu",name="ledger-invoices",ready="False",owner="ledger",system="ledger"}':
        '1x60',
    },
    silent: {
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="kafka-eu",name="ledger-invoices",ready="True",owner="ledger",system="ledger"}':
        '1x60',
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="kafka-dev",name="ledger-invoices",ready="False",owner="ledger",system="ledger"}':
        '1x60',
    },
    after: 25,
    as: {
      owner: 'ledger',
      system: 'ledger',
      severity: 'ticket',
      exported_namespace: 'kafka-eu',
      name: 'ledger-invoices',
    },
  },
  {
    alert: 'KafkaOfflinePartitions',
    what: 'one partition without a leader; none on any controller',
    fires: {
      [`kafka_controller_kafkacontroller_offlinepartitionscount{${ns},pod="kafka-0"}`]: '0x20',
      [`kafka_controller_kafkacontroller_offlinepartitionscount{${ns},pod="kafka-1"}`]: '1x20',
    },
    silent: { [`kafka_controller_kafkacontroller_offlinepartitionscount{${ns},pod="kafka-1"}`]: '0x20' },
    after: 5,
    as: { ...platform, severity: 'page', namespace: 'kafka-eu' },
  },
  {
    alert: 'KafkaUnderMinInSync',
    what: 'a partition with one replica in sync; none, and not one of another cluster',
    fires: { [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '1x20' },
    silent: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x20',
      'kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka-dev",pod="kafka-0"}': '4x20',
    },
    after: 8,
    as: { ...platform, severity: 'page', namespace: 'kafka-eu' },
  },
  {
    alert: 'KafkaTopicUnavailable',
    what: 'two of three brokers are seen; three are',
    fires: { [`kafka_brokers{${ns}}`]: '2x30' },
    silent: { [`kafka_brokers{${ns}}`]: '3x30' },
    after: 10,
    as: { ...platform, severity: 'page', namespace: 'kafka-eu' },
  },
  {
    alert: 'KafkaTopicUnavailable',
    what: 'no one sees any broker of this cluster; somebody does',
    fires: { 'kafka_brokers{namespace="kafka-dev"}': '1x30' },
    silent: { [`kafka_brokers{${ns}}`]: '3x30' },
    after: 10,
    as: { ...platform, severity: 'page', namespace: 'kafka-eu' },
  },
  {
    alert: 'KafkaProduceSlow',
    what: '99 of 100 writes take up to 101 ms, and the strictest contract allows 100; the median may',
    fires: {
      [`kafka_network_requestmetrics_totaltimems{${ns},pod="kafka-0",request="Produce",quantile="0.99"}`]:
        '101x40',
    },
    silent: {
      [`kafka_network_requestmetrics_totaltimems{${ns},pod="kafka-0",request="Produce",quantile="0.99"}`]:
        '100x40',
      [`kafka_network_requestmetrics_totaltimems{${ns},pod="kafka-0",request="FetchConsumer",quantile="0.99"}`]:
        '500x40',
    },
    after: 15,
    as: { ...platform, severity: 'ticket', namespace: 'kafka-eu', pod: 'kafka-0' },
  },
  {
    alert: 'KafkaMirrorBehind',
    what: 'copies come six minutes late; four may',
    fires: {
      [mirrored('record_rate')]: '1x60',
      [mirrored('replication_latency_ms_avg')]: '360000x60',
    },
    silent: {
      [mirrored('record_rate')]: '1x60',
      [mirrored('replication_latency_ms_avg')]: '240000x60',
    },
    after: 20,
    as: {
      ...platform,
      severity: 'ticket',
      namespace: 'kafka-eu',
      source: 'us',
      topic: 'us.ledger.invoices',
    },
  },
  {
    alert: 'KafkaMirrorBehind',
    what: 'the mirror says nothing at all; it says that nothing comes',
    fires: {},
    silent: { [mirrored('record_rate')]: '0x60' },
    after: 20,
    as: { ...platform, severity: 'ticket', namespace: 'kafka-eu' },
  },
  {
    alert: 'KafkaMetricsMissing',
    what: 'KEDA is not scraped; it is',
    fires: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x60',
      'strimzi_kafka_topic_resource_info{exported_namespace="kafka-eu",name="a",ready="True"}': '1x60',
      [`kube_pod_status_phase{${ns},pod="kafka-0",phase="Running"}`]: '1x60',
      [rulesFailed]: '0x60',
    },
    silent: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x60',
      'strimzi_kafka_topic_resource_info{exported_namespace="kafka-eu",name="a",ready="True"}': '1x60',
      [`kube_pod_status_phase{${ns},pod="kafka-0",phase="Running"}`]: '1x60',
      [rulesFailed]: '0x60',
      'keda_build_info{namespace="keda"}': '1x60',
    },
    after: 25,
    as: { ...platform, severity: 'ticket', exporter: 'keda' },
  },
  {
    alert: 'KafkaThresholdMissing',
    what: 'a KafkaTopic whose thresholds are not there; the thresholds of ledger.invoices are',
    fires: { [declared('ledger-balances')]: '1x60', [declared('ledger-invoices')]: '1x60' },
    silent: { [declared('ledger-invoices')]: '1x60' },
    after: 25,
    thresholds: 'ledger.invoices',
    as: { ...platform, severity: 'ticket', exported_namespace: 'kafka-eu', name: 'ledger-balances' },
  },
  {
    alert: 'KafkaThresholdDoubled',
    what: 'another environment has thresholds of the same topic in the same cluster; it may have others',
    fires: { [threshold('eu-old', 'ledger.invoices')]: '0x60' },
    silent: { [threshold('eu-old', 'ledger.bills')]: '0x60' },
    after: 25,
    thresholds: 'ledger.invoices',
    as: { ...platform, severity: 'ticket', namespace: 'kafka-eu', topic: 'ledger.invoices' },
  },
  {
    alert: 'KafkaThresholdUnused',
    what: 'a threshold with an age that no rule asks for; 31s is asked for',
    fires: { [lagOf('45s')]: '1000x60' },
    silent: { [lagOf('31s')]: '1000x60' },
    after: 25,
    thresholds: 'ledger.invoices',
    as: { ...platform, severity: 'ticket', source_topic: 'ledger.late' },
  },
  {
    alert: 'KafkaRulesFailing',
    what: 'a rule of the platform fails at every evaluation; one that failed once is past',
    fires: { [rulesFailed]: '0+1x60' },
    silent: {
      [rulesFailed]: '7x60',
      'prometheus_rule_evaluation_failures_total{rule_group="/etc/prometheus/rules/k8s-0/kafka-dev-kafka-platform-1f.yaml;topics"}':
        '0+1x60',
    },
    after: 20,
    as: {
      ...platform,
      severity: 'page',
      rule_group: '/etc/prometheus/rules/k8s-0/kafka-eu-kafka-platform-1f.yaml;topics',
    },
  },
];
