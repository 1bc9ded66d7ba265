/** Series that make an alert fire, and the same with the least difference that keeps it silent. */
export interface Scenario {
  readonly alert: string;
  readonly what: string;
  /** Series by their name and labels; values as promtool writes them, one each 30 seconds. */
  readonly fires: Readonly<Record<string, string>>;
  readonly silent: Readonly<Record<string, string>>;
  /** When it is looked at, in minutes. */
  readonly after: number;
  /** Labels of what fires, besides `environment`. */
  readonly as: Readonly<Record<string, string>>;
}

const ns = 'namespace="ameide-prod"';
const written = (topic: string, partition = 0) =>
  `kafka_topic_partition_current_offset{${ns},topic="${topic}",partition="${partition}"}`;
const oldest = (topic: string) => `kafka_topic_partition_oldest_offset{${ns},topic="${topic}",partition="0"}`;
const committed = (group: string, topic: string) =>
  `kafka_consumergroup_current_offset{${ns},consumergroup="${group}",topic="${topic}",partition="0"}`;
const lag = (group: string, topic: string, partition = 0) =>
  `kafka_consumergroup_lag{${ns},consumergroup="${group}",topic="${topic}",partition="${partition}"}`;
const failed = (topic: string) =>
  `kafka_server_brokertopicmetrics_failedproducerequestspersec_total{${ns},pod="kafka-0",topic="${topic}"}`;
const mirrored = (metric: string) =>
  `kafka_connect_mirror_mirrorsourceconnector_${metric}{${ns},source="west",target="east",topic="west.rnle.commands",partition="0"}`;

const tools = 'somastack.tools';
const executor = 'somastack-tool-executor';
const somastack = { owner: 'somastack', system: 'somastack', source_topic: tools, namespace: 'ameide-prod' };
const rnle = { owner: 'rnle', system: 'rnle', source_topic: 'rnle.commands', namespace: 'ameide-prod' };
const executions = { owner: 'executions-platform', system: 'executions', namespace: 'ameide-prod' };
const platform = { owner: 'platform', system: 'platform' };
const verify = {
  owner: 'transformation-platform',
  system: 'workrequests',
  source_topic: 'transformation.toolrun.verify.v1',
  severity: 'page',
};
const created = 'prod.omnibase.onex.evt.contract-created.v1';
const succeeded =
  'kube_cronjob_status_last_successful_time{namespace="omninode-prod",cronjob="canary-omnibase-onex-contract--created-v1"}';
const job = (metric: string, index: number, more = '') =>
  `${metric}{${ns},job_name="workrequests-toolrun-verify-${index}"${more}}`;
const owned = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      job('kube_job_owner', index, ',owner_kind="ScaledJob",owner_name="workrequests-toolrun-verify"'),
      '1x240',
    ]),
  );
const jobs = (metric: string, count: number, value: string, more = '') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [job(metric, index, more), value]));
const scaled = { ...verify, owner_name: 'workrequests-toolrun-verify', namespace: 'ameide-prod' };

export const scenarios: readonly Scenario[] = [
  {
    alert: 'KafkaConsumerLagHigh',
    what: 'lag of 501 on somastack.tools, over two partitions; 500 is allowed, and -1 is no lag',
    fires: { [lag(executor, tools)]: '400x40', [lag(executor, tools, 1)]: '101x40' },
    silent: { [lag(executor, tools)]: '500x40', [lag(executor, tools, 1)]: '-1x40' },
    after: 10,
    as: { ...somastack, severity: 'ticket', consumergroup: executor, topic: tools },
  },
  {
    alert: 'KafkaConsumerLagHigh',
    what: 'lag of 1001 of rnle-worker-commands; 1000 is allowed, and who else looks does not matter',
    fires: { [lag('rnle-worker-commands', 'rnle.commands')]: '1001x40' },
    silent: {
      [lag('rnle-worker-commands', 'rnle.commands')]: '1000x40',
      [lag('console-consumer-1', 'rnle.commands')]: '90000x40',
    },
    after: 10,
    as: { ...rnle, severity: 'ticket', consumergroup: 'rnle-worker-commands', topic: 'rnle.commands' },
  },
  {
    alert: 'KafkaConsumerLate',
    what: 'a record of somastack.tools unread for more than its minute; a lag that is a second old is none',
    fires: { [written(tools)]: '10x40', [committed(executor, tools)]: '9x40' },
    silent: { [written(tools)]: '10+600x40', [committed(executor, tools)]: '0+600x40' },
    after: 10,
    as: { ...somastack, severity: 'page', consumergroup: executor, topic: tools },
  },
  {
    alert: 'KafkaConsumerLate',
    what: 'two records of rnle.command-results; one is the mark of a transaction, which nobody reads',
    fires: {
      [written('rnle.command-results')]: '10x40',
      [committed('rnle-api-results', 'rnle.command-results')]: '8x40',
    },
    silent: {
      [written('rnle.command-results')]: '10x40',
      [committed('rnle-api-results', 'rnle.command-results')]: '9x40',
    },
    after: 10,
    as: {
      ...rnle,
      severity: 'page',
      source_topic: 'rnle.command-results',
      consumergroup: 'rnle-api-results',
      topic: 'rnle.command-results',
    },
  },
  {
    alert: 'KafkaConsumerStalled',
    what: 'nothing committed for half an hour with lag; one commit in it is progress',
    fires: { [lag(executor, tools)]: '3x100', [committed(executor, tools)]: '7x100' },
    silent: { [lag(executor, tools)]: '3x100', [committed(executor, tools)]: '7x60 8x40' },
    after: 40,
    as: { ...somastack, severity: 'page', consumergroup: executor, topic: tools },
  },
  {
    alert: 'KafkaConsumerStalled',
    what: 'a topic written in transactions: more than one message a partition stays; one a partition may',
    fires: {
      [written('rnle.command-results')]: '10x100',
      [lag('rnle-api-results', 'rnle.command-results')]: '2x100',
      [committed('rnle-api-results', 'rnle.command-results')]: '8x100',
    },
    silent: {
      [written('rnle.command-results')]: '10x100',
      [lag('rnle-api-results', 'rnle.command-results')]: '1x100',
      [committed('rnle-api-results', 'rnle.command-results')]: '9x100',
    },
    after: 40,
    as: {
      ...rnle,
      severity: 'page',
      source_topic: 'rnle.command-results',
      consumergroup: 'rnle-api-results',
      topic: 'rnle.command-results',
    },
  },
  {
    alert: 'KafkaTopicNeverConsumed',
    what: 'messages in somastack.tools and no offset of its group; an offset of 0 is one',
    fires: { [written(tools)]: '5x240', [oldest(tools)]: '0x240' },
    silent: { [written(tools)]: '5x240', [oldest(tools)]: '0x240', [committed(executor, tools)]: '0x240' },
    after: 70,
    as: { ...somastack, severity: 'ticket', consumergroup: executor, topic: tools },
  },
  {
    alert: 'KafkaProducedLate',
    what: 'a request waits for the coordinator for more than 30 seconds and a scrape; other readers do not count',
    fires: {
      [written('execution_events')]: '100x40',
      [committed('executions-coordinator', 'execution_events')]: '99x40',
    },
    silent: {
      [written('execution_events')]: '100x40',
      [committed('executions-coordinator', 'execution_events')]: '100x40',
      [committed('executions-sse', 'execution_events')]: '9x40',
    },
    after: 10,
    as: {
      ...executions,
      severity: 'page',
      source_topic: 'execution_tasks',
      consumergroup: 'executions-coordinator',
      topic: 'execution_events',
    },
  },
  {
    alert: 'KafkaDeadLettersPresent',
    what: 'one dead letter that no operator has read; one that was read is seen',
    fires: {
      [written('rnle.commands.dlq')]: '4x60',
      [oldest('rnle.commands.dlq')]: '0x60',
      [committed('rnle-dead-letter-operator', 'rnle.commands.dlq')]: '3x60',
    },
    silent: {
      [written('rnle.commands.dlq')]: '4x60',
      [oldest('rnle.commands.dlq')]: '0x60',
      [committed('rnle-dead-letter-operator', 'rnle.commands.dlq')]: '4x60',
    },
    after: 25,
    as: { ...rnle, severity: 'ticket', topic: 'rnle.commands.dlq' },
  },
  {
    alert: 'KafkaDeadLettersPresent',
    what: 'dead letters where no operator has ever read any; none when all have expired',
    fires: {
      [written('transformation.toolrun.verify.dlt.v1')]: '4x60',
      [oldest('transformation.toolrun.verify.dlt.v1')]: '3x60',
    },
    silent: {
      [written('transformation.toolrun.verify.dlt.v1')]: '4x60',
      [oldest('transformation.toolrun.verify.dlt.v1')]: '4x60',
    },
    after: 25,
    as: {
      ...verify,
      severity: 'ticket',
      topic: 'transformation.toolrun.verify.dlt.v1',
      namespace: 'ameide-prod',
    },
  },
  {
    alert: 'KafkaDeadLettersGrowing',
    what: 'more than one command in a hundred fails; what capacity reckons with is no news',
    fires: { [written('rnle.commands.dlq')]: '0+10x60' },
    silent: { [written('rnle.commands.dlq')]: '0+5x60' },
    after: 25,
    as: { ...rnle, severity: 'page', topic: 'rnle.commands.dlq' },
  },
  {
    alert: 'KafkaRetriesStorming',
    what: 'one task in ten is tried again; one in twenty may',
    fires: { [written('execution_tasks_retry_1m')]: '0+17x80' },
    silent: { [written('execution_tasks_retry_1m')]: '0+7x80' },
    after: 30,
    as: {
      ...executions,
      severity: 'ticket',
      source_topic: 'execution_tasks',
      topic: 'execution_tasks_retry_1m',
    },
  },
  {
    alert: 'KafkaTopicNotReady',
    what: 'a KafkaTopic that is not ready, by its owner’s label; one without a condition yet is not ready either',
    fires: {
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="ameide-prod",name="rnle-commands",ready="False",owner="rnle",system="rnle"}':
        '1x60',
    },
    silent: {
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="ameide-prod",name="rnle-commands",ready="True",owner="rnle",system="rnle"}':
        '1x60',
      'strimzi_kafka_topic_resource_info{namespace="monitoring",exported_namespace="ameide-dev",name="rnle-commands",ready="False",owner="rnle",system="rnle"}':
        '1x60',
    },
    after: 25,
    as: {
      owner: 'rnle',
      system: 'rnle',
      severity: 'ticket',
      exported_namespace: 'ameide-prod',
      name: 'rnle-commands',
    },
  },
  {
    alert: 'KafkaProducerErrors',
    what: 'brokers fail on writes to rnle.commands, also where they write its dots as underscores; a count that stands is past',
    fires: { [failed('rnle_commands')]: '0+1x60' },
    silent: { [failed('rnle.commands')]: '7x60', [failed('other.commands')]: '0+1x60' },
    after: 15,
    as: { ...rnle, severity: 'page', topic: 'rnle_commands' },
  },
  {
    alert: 'KafkaProducerErrors',
    what: 'the worker itself counts failed writes, as the document names them; not where another environment’s worker does',
    fires: { 'kafka_producer_errors_total{namespace="rnle-prod",topic="rnle.commands"}': '0+1x60' },
    silent: { 'kafka_producer_errors_total{namespace="rnle-dev",topic="rnle.commands"}': '0+1x60' },
    after: 15,
    as: { ...rnle, severity: 'page', namespace: 'rnle-prod', topic: 'rnle.commands' },
  },
  {
    alert: 'KafkaCanarySilent',
    what: 'no round has ended well for half an hour; one ends every ten minutes',
    fires: { [succeeded]: '0x140' },
    silent: { [succeeded]: '0x20 600x20 1200x20 1800x20 2400x20 3000x20 3600x20' },
    after: 50,
    as: {
      owner: 'onex-platform',
      system: 'omninode',
      severity: 'ticket',
      source_topic: created,
      namespace: 'omninode-prod',
      cronjob: 'canary-omnibase-onex-contract--created-v1',
    },
  },
  {
    alert: 'KedaScalerErrors',
    what: 'KEDA fails to measure, whatever the scrape made of its namespace; an old count is past',
    fires: {
      'keda_scaled_job_errors_total{namespace="keda-system",exported_namespace="ameide-prod",scaledJob="workrequests-toolrun-verify"}':
        '0+1x60',
    },
    silent: {
      'keda_scaled_job_errors_total{namespace="ameide-prod",scaledJob="workrequests-toolrun-verify"}': '9x60',
      'keda_scaled_job_errors_total{namespace="ameide-staging",scaledJob="workrequests-toolrun-verify"}':
        '0+1x60',
    },
    after: 20,
    as: { ...verify, scaledJob: 'workrequests-toolrun-verify' },
  },
  {
    alert: 'KedaJobsFailing',
    what: 'three jobs failed lately; two may, and old ones are history',
    fires: {
      ...owned(3),
      ...jobs('kube_job_failed', 3, '1x240', ',condition="true"'),
      ...jobs('kube_job_status_start_time', 3, '0x240'),
    },
    silent: {
      ...owned(5),
      ...jobs('kube_job_failed', 5, '1x240', ',condition="true"'),
      ...jobs('kube_job_status_start_time', 5, '-6000x240'),
      ...jobs('kube_job_status_start_time', 2, '0x240'),
    },
    after: 5,
    as: scaled,
  },
  {
    alert: 'KedaJobsAtMaximum',
    what: 'all six jobs run and more than six messages wait; five jobs are not all',
    fires: {
      ...owned(6),
      ...jobs('kube_job_status_active', 6, '1x120'),
      [lag('workrequests-toolrun-verify-v1', 'transformation.toolrun.verify.v1')]: '7x120',
    },
    silent: {
      ...owned(6),
      ...jobs('kube_job_status_active', 5, '1x120'),
      [lag('workrequests-toolrun-verify-v1', 'transformation.toolrun.verify.v1')]: '7x120',
    },
    after: 40,
    as: { ...scaled, severity: 'ticket' },
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
    as: { ...platform, severity: 'page', namespace: 'ameide-prod' },
  },
  {
    alert: 'KafkaUnderMinInSync',
    what: 'a partition with one replica in sync; none, and not one of another cluster',
    fires: { [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '1x20' },
    silent: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x20',
      'kafka_server_replicamanager_underminisrpartitioncount{namespace="ameide-dev",pod="kafka-0"}': '4x20',
    },
    after: 8,
    as: { ...platform, severity: 'page', namespace: 'ameide-prod' },
  },
  {
    alert: 'KafkaTopicUnavailable',
    what: 'two of three brokers are seen; three are',
    fires: { [`kafka_brokers{${ns}}`]: '2x30' },
    silent: { [`kafka_brokers{${ns}}`]: '3x30' },
    after: 10,
    as: { ...platform, severity: 'page', namespace: 'ameide-prod' },
  },
  {
    alert: 'KafkaTopicUnavailable',
    what: 'nobody sees any broker of this cluster; somebody does',
    fires: { 'kafka_brokers{namespace="ameide-dev"}': '1x30' },
    silent: { [`kafka_brokers{${ns}}`]: '3x30' },
    after: 10,
    as: { ...platform, severity: 'page', namespace: 'ameide-prod' },
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
    as: { ...platform, severity: 'ticket', namespace: 'ameide-prod', pod: 'kafka-0' },
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
      namespace: 'ameide-prod',
      source: 'west',
      topic: 'west.rnle.commands',
    },
  },
  {
    alert: 'KafkaMirrorBehind',
    what: 'the mirror says nothing at all; it says that nothing comes',
    fires: {},
    silent: { [mirrored('record_rate')]: '0x60' },
    after: 20,
    as: { ...platform, severity: 'ticket', namespace: 'ameide-prod' },
  },
  {
    alert: 'KafkaMetricsMissing',
    what: 'KEDA is not scraped; it is',
    fires: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x60',
      'strimzi_kafka_topic_resource_info{exported_namespace="ameide-prod",name="a",ready="True"}': '1x60',
      [`kube_pod_status_phase{${ns},pod="kafka-0",phase="Running"}`]: '1x60',
    },
    silent: {
      [`kafka_server_replicamanager_underminisrpartitioncount{${ns},pod="kafka-0"}`]: '0x60',
      'strimzi_kafka_topic_resource_info{exported_namespace="ameide-prod",name="a",ready="True"}': '1x60',
      [`kube_pod_status_phase{${ns},pod="kafka-0",phase="Running"}`]: '1x60',
      'keda_build_info{namespace="keda-system"}': '1x60',
    },
    after: 25,
    as: { ...platform, severity: 'ticket', exporter: 'keda' },
  },
];
