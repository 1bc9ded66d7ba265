/** Who must be scraped for a metric to be there. */
type Exporter =
  /** Kafka exporter of the cluster (`kafkaExporter` in its Kafka): offsets and groups, by the names that they have. */
  | 'kafka-exporter'
  /** Brokers, by the Strimzi Metrics Reporter; which of theirs they give is this list's to say. */
  | 'brokers'
  /** MirrorMaker, by the Strimzi Metrics Reporter. */
  | 'mirror'
  /** kube-state-metrics as it comes. */
  | 'kube-state-metrics'
  /** kube-state-metrics that is told of Strimzi's kinds (`docs/alerts.md`). */
  | 'strimzi-states'
  /** KEDA's operator. */
  | 'keda'
  /** A service that counts what its client failed on. */
  | 'workload'
  /** A program under `runtime`, by the PodMonitor beside it. */
  | 'program'
  /** Prometheus of itself. */
  | 'prometheus'
  /** Recorded by rules of ours. */
  | 'rules';

export interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'summary' | 'info';
  /** Those that queries may ask for; `namespace` comes with the scrape where it is none of the metric's own. */
  readonly labels: readonly string[];
  readonly exporter: Exporter;
}

const metric = (
  exporter: Exporter,
  type: Metric['type'],
  name: string,
  ...labels: readonly string[]
): Metric => ({ name, type, labels: ['namespace', ...labels], exporter });

/** Lag of a group on a topic; a partition without an offset (-1) counts as none. */
export const lagMetric = 'namespace_consumergroup_topic:kafka_consumergroup_lag:sum';
/** What a group has committed on a topic, all partitions together. */
export const committedMetric = 'namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum';
/** Messages that were ever written to a topic. */
export const writtenMetric = 'namespace_topic:kafka_topic_partition_current_offset:sum';
/** Messages that a topic holds. */
export const heldMetric = 'namespace_topic:kafka_topic_partition_held:sum';

/**
 * Thresholds and routing, recorded a contract: each series says above which number an alert fires, for whom, and by
 * which labels the alert's rule joins it.
 */
export const thresholdMetrics = {
  /** A group on a topic: unread messages that the contract allows. */
  reading: 'workstreams:reading:alert_lag',
  /** A group whose reading another topic follows from: seconds until it must have passed a record on. */
  passingOn: 'workstreams:passing_on:within_seconds',
  /** A topic: messages that may be written to it within the window of its alert, if it has retries or dead letters. */
  topic: 'workstreams:topic:alert_written',
  /** A group whose reading of dead letters counts as having seen them: 1. */
  deadLetterOperator: 'workstreams:dead_letter:operator',
  /** A canary: seconds that may pass without a round that ends well. */
  canary: 'workstreams:canary:alert_seconds',
  /** A ScaledJob: jobs at most. */
  jobs: 'workstreams:jobs:max',
  /** A ScaledJob: seconds for which a failed job counts. */
  failedJobs: 'workstreams:jobs:failed_within_seconds',
  /** A Deployment that KEDA scales: replicas at most. */
  deployment: 'workstreams:deployment:max_replicas',
  /** A topic that a Deployment is scaled by: unread messages that all its replicas are for. */
  deploymentLag: 'workstreams:deployment:alert_lag',
} as const;

/** Labels that say what a threshold is about; no two of a contract have the same name and the same of these. */
export const thresholdSubjects = ['topic', 'consumergroup', 'owner_name', 'cronjob', 'deployment'] as const;

/** Of whom a series is, and who is notified. */
const routing = ['environment', 'owner', 'severity', 'source_topic', 'system'] as const;

/**
 * Every metric that alerts and dashboards ask for, and no other: a test holds both. Names of brokers and mirror are
 * those of the Strimzi Metrics Reporter, which are not those of the JMX exporter where a meter counts (`…persec_total`).
 */
export const metrics: readonly Metric[] = [
  metric('kafka-exporter', 'gauge', 'kafka_brokers'),
  metric(
    'kafka-exporter',
    'gauge',
    'kafka_consumergroup_current_offset',
    'consumergroup',
    'topic',
    'partition',
  ),
  metric('kafka-exporter', 'gauge', 'kafka_consumergroup_lag', 'consumergroup', 'topic', 'partition'),
  metric('kafka-exporter', 'gauge', 'kafka_topic_partition_current_offset', 'topic', 'partition'),
  metric('kafka-exporter', 'gauge', 'kafka_topic_partition_oldest_offset', 'topic', 'partition'),
  metric('kafka-exporter', 'gauge', 'kafka_topic_partition_under_replicated_partition', 'topic', 'partition'),
  metric('kafka-exporter', 'gauge', 'kafka_topic_partitions', 'topic'),

  metric('brokers', 'gauge', 'kafka_controller_kafkacontroller_offlinepartitionscount', 'pod'),
  metric('brokers', 'gauge', 'kafka_server_replicamanager_underminisrpartitioncount', 'pod'),
  metric('brokers', 'counter', 'kafka_server_brokertopicmetrics_bytesinpersec_total', 'topic', 'pod'),
  metric('brokers', 'counter', 'kafka_server_brokertopicmetrics_bytesoutpersec_total', 'topic', 'pod'),
  metric(
    'brokers',
    'counter',
    'kafka_server_brokertopicmetrics_failedproducerequestspersec_total',
    'topic',
    'pod',
  ),
  metric(
    'brokers',
    'counter',
    'kafka_server_brokertopicmetrics_totalproducerequestspersec_total',
    'topic',
    'pod',
  ),
  metric('brokers', 'summary', 'kafka_network_requestmetrics_totaltimems', 'request', 'quantile', 'pod'),
  metric('brokers', 'gauge', 'kafka_log_log_size', 'topic', 'partition', 'pod'),

  metric(
    'mirror',
    'gauge',
    'kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg',
    'source',
    'target',
    'topic',
    'partition',
  ),
  metric(
    'mirror',
    'gauge',
    'kafka_connect_mirror_mirrorsourceconnector_record_rate',
    'source',
    'target',
    'topic',
    'partition',
  ),

  metric('kube-state-metrics', 'gauge', 'kube_cronjob_created', 'cronjob'),
  metric('kube-state-metrics', 'gauge', 'kube_cronjob_status_last_successful_time', 'cronjob'),
  metric('kube-state-metrics', 'gauge', 'kube_deployment_spec_replicas', 'deployment'),
  metric('kube-state-metrics', 'gauge', 'kube_job_failed', 'job_name', 'condition'),
  metric('kube-state-metrics', 'gauge', 'kube_job_owner', 'job_name', 'owner_kind', 'owner_name'),
  metric('kube-state-metrics', 'gauge', 'kube_job_status_active', 'job_name'),
  metric('kube-state-metrics', 'gauge', 'kube_job_status_start_time', 'job_name'),
  metric('kube-state-metrics', 'gauge', 'kube_pod_status_phase', 'pod', 'phase'),

  metric(
    'strimzi-states',
    'info',
    'strimzi_kafka_topic_resource_info',
    'exported_namespace',
    'name',
    'ready',
    'owner',
    'system',
  ),

  metric('keda', 'counter', 'keda_scaled_job_errors_total', 'exported_namespace', 'scaledJob'),
  metric('keda', 'counter', 'keda_scaled_object_errors_total', 'exported_namespace', 'scaledObject'),
  metric('keda', 'gauge', 'keda_build_info'),

  metric('workload', 'counter', 'kafka_producer_errors_total', 'topic'),

  metric('program', 'gauge', 'workstreams_dispatcher_behind_seconds', 'topic'),
  metric('program', 'counter', 'workstreams_dispatcher_messages_total', 'topic'),
  metric('program', 'counter', 'workstreams_dispatcher_dead_letters_total', 'topic'),
  metric('program', 'counter', 'workstreams_dispatcher_write_failures_total', 'topic'),

  metric('rules', 'gauge', lagMetric, 'consumergroup', 'topic'),
  metric('rules', 'gauge', committedMetric, 'consumergroup', 'topic'),
  metric('rules', 'gauge', writtenMetric, 'topic'),
  metric('rules', 'gauge', heldMetric, 'topic'),

  metric(
    'rules',
    'gauge',
    thresholdMetrics.reading,
    ...routing,
    'consumergroup',
    'topic',
    'within',
    'window',
    'transactions',
  ),
  metric(
    'rules',
    'gauge',
    thresholdMetrics.passingOn,
    ...routing,
    'consumergroup',
    'topic',
    'within',
    'transactions',
  ),
  metric(
    'rules',
    'gauge',
    thresholdMetrics.topic,
    ...routing,
    'topic',
    'folded',
    'role',
    'dispatched',
    'name',
    'workloads',
    'context',
    'tenant',
    'contact',
    'triage',
  ),
  metric('rules', 'gauge', thresholdMetrics.deadLetterOperator, 'environment', 'consumergroup', 'topic'),
  metric('rules', 'gauge', thresholdMetrics.canary, ...routing, 'cronjob'),
  metric('rules', 'gauge', thresholdMetrics.jobs, ...routing, 'owner_name'),
  metric('rules', 'gauge', thresholdMetrics.failedJobs, 'environment', 'owner_name'),
  metric('rules', 'gauge', thresholdMetrics.deployment, ...routing, 'deployment', 'scaledObject', 'contact'),
  metric(
    'rules',
    'gauge',
    thresholdMetrics.deploymentLag,
    'environment',
    'consumergroup',
    'topic',
    'deployment',
  ),

  metric('prometheus', 'gauge', 'ALERTS', ...routing, 'alertname', 'alertstate', 'consumergroup', 'topic'),
  metric('prometheus', 'counter', 'prometheus_rule_evaluation_failures_total', 'rule_group'),
];

/** The metrics of an exporter by the names that the Strimzi Metrics Reporter has before it writes them out. */
export function reportedBy(exporter: 'brokers' | 'mirror'): string[] {
  return metrics
    .filter((one) => one.exporter === exporter)
    .map(({ name, type }) => (type === 'counter' ? name.replace(/_total$/, '') : name));
}

/** Seconds between two scrapes that our own monitors ask for, and by which an age may be measured wrongly. */
export const scrapeSeconds = 30;
