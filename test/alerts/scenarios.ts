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
  /** The topic whose thresholds are there. @default `source_topic` of what fires */
  readonly thresholds?: string;
}

const ns = 'namespace="kafka-eu"';
const written = (topic: string, partition = 0) =>
  `kafka_topic_partition_current_offset{${ns},topic="${topic}",partition="${partition}"}`;
const oldest = (topic: string) => `kafka_topic_partition_oldest_offset{${ns},topic="${topic}",partition="0"}`;
const committed = (group: string, topic: string) =>
  `kafka_consumergroup_current_offset{${ns},consumergroup="${group}",topic="${topic}",partition="0"}`;
const lag = (group: string, topic: string, partition = 0) =>
  `kafka_consumergroup_lag{${ns},consumergroup="${group}",topic="${topic}",partition="${partition}"}`;
const failed = (topic: string) =>
  `kafka_server_brokertopicmetrics_failedproducerequestspersec_total{${ns},pod="kafka-0",topic="${topic}"}`;

const delivered = 'prod.acme.tracking.evt.parcel-delivered.v1';
const portal = 'parcels-acme--portal';
const parcels = { owner: 'tracking', system: 'parcels', source_topic: delivered, namespace: 'kafka-eu' };
const ledger = { owner: 'ledger', system: 'ledger', namespace: 'kafka-eu' };
const invoices = { ...ledger, source_topic: 'ledger.invoices' };
const postings = {
  ...ledger,
  source_topic: 'ledger.postings',
  consumergroup: 'ledger-balances',
  topic: 'ledger.postings',
};
const sorting = { owner: 'sorting', system: 'sorting', severity: 'page' };
const labels = { ...sorting, source_topic: 'depot.vision.read-label.v1' };
const succeeded =
  'kube_cronjob_status_last_successful_time{namespace="parcels-eu",cronjob="canary-acme-tracking-parcel--scanned-v1"}';
const job = (metric: string, index: number, more = '') =>
  `${metric}{namespace="sorting-eu",job_name="sorting-read-label-${index}"${more}}`;
const owned = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      job('kube_job_owner', index, ',owner_kind="ScaledJob",owner_name="sorting-read-label"'),
      '1x240',
    ]),
  );
const jobs = (metric: string, count: number, value: string, more = '') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [job(metric, index, more), value]));
const scaled = { ...labels, owner_name: 'sorting-read-label', namespace: 'sorting-eu' };

export const scenarios: readonly Scenario[] = [
  {
    alert: 'KafkaConsumerLagHigh',
    what: 'lag of 501 on parcel-delivered, over two partitions; 500 is allowed, and -1 is no lag',
    fires: { [lag(portal, delivered)]: '400x40', [lag(portal, delivered, 1)]: '101x40' },
    silent: { [lag(portal, delivered)]: '500x40', [lag(portal, delivered, 1)]: '-1x40' },
    after: 10,
    as: { ...parcels, severity: 'ticket', consumergroup: portal, topic: delivered },
  },
  {
    alert: 'KafkaConsumerLagHigh',
    what: 'lag of 1001 of ledger-invoices; 1000 is allowed, and who else looks does not matter',
    fires: { [lag('ledger-invoices', 'ledger.invoices')]: '1001x40' },
    silent: {
      [lag('ledger-invoices', 'ledger.invoices')]: '1000x40',
      [lag('console-consumer-1', 'ledger.invoices')]: '90000x40',
    },
    after: 10,
    as: { ...invoices, severity: 'ticket', consumergroup: 'ledger-invoices', topic: 'ledger.invoices' },
  },
  {
    alert: 'KafkaConsumerLate',
    what: 'a record of parcel-delivered unread for more than its minute; a lag that is a second old is none',
    fires: { [written(delivered)]: '10x40', [committed(portal, delivered)]: '9x40' },
    silent: { [written(delivered)]: '10+600x40', [committed(portal, delivered)]: '0+600x40' },
    after: 10,
    as: { ...parcels, severity: 'page', consumergroup: portal, topic: delivered },
  },
  {
    alert: 'KafkaConsumerLate',
    what: 'two records of ledger.postings; one is the mark of a transaction, which no one reads',
    fires: {
      [written('ledger.postings')]: '10x40',
      [committed('ledger-balances', 'ledger.postings')]: '8x40',
    },
    silent: {
      [written('ledger.postings')]: '10x40',
      [committed('ledger-balances', 'ledger.postings')]: '9x40',
    },
    after: 10,
    as: { ...postings, severity: 'page' },
  },
  {
    alert: 'KafkaConsumerStalled',
    what: 'nothing committed for half an hour with lag; one commit in it is progress',
    fires: { [lag(portal, delivered)]: '3x100', [committed(portal, delivered)]: '7x100' },
    silent: { [lag(portal, delivered)]: '3x100', [committed(portal, delivered)]: '7x60 8x40' },
    after: 40,
    as: { ...parcels, severity: 'page', consumergroup: portal, topic: delivered },
  },
  {
    alert: 'KafkaConsumerStalled',
    what: 'a topic written in transactions: more than one message a partition stays; one a partition may',
    fires: {
      [written('ledger.postings')]: '10x100',
      [lag('ledger-balances', 'ledger.postings')]: '2x100',
      [committed('ledger-balances', 'ledger.postings')]: '8x100',
    },
    silent: {
      [written('ledger.postings')]: '10x100',
      [lag('ledger-balances', 'ledger.postings')]: '1x100',
      [committed('ledger-balances', 'ledger.postings')]: '9x100',
    },
    after: 40,
    as: { ...postings, severity: 'page' },
  },
  {
    alert: 'KafkaTopicNeverConsumed',
    what: 'messages in parcel-delivered and no offset of its group; an offset of 0 is one',
    fires: { [written(delivered)]: '5x240', [oldest(delivered)]: '0x240' },
    silent: {
      [written(delivered)]: '5x240',
      [oldest(delivered)]: '0x240',
      [committed(portal, delivered)]: '0x240',
    },
    after: 70,
    as: { ...parcels, severity: 'ticket', consumergroup: portal, topic: delivered },
  },
  {
    alert: 'KafkaProducedLate',
    what: 'a posting waits for the service of balances for more than 5 seconds and a scrape; other readers do not count',
    fires: {
      [written('ledger.postings')]: '100x40',
      [committed('ledger-balances', 'ledger.postings')]: '98x40',
    },
    silent: {
      [written('ledger.postings')]: '100x40',
      [committed('ledger-balances', 'ledger.postings')]: '99x40',
      [committed('console-consumer-1', 'ledger.postings')]: '9x40',
    },
    after: 10,
    as: { ...postings, severity: 'page', source_topic: 'ledger.balances' },
  },
  {
    alert: 'KafkaDeadLettersPresent',
    what: 'one dead letter that no operator has read; one that was read is seen',
    fires: {
      [written('ledger.invoices.dlq')]: '4x60',
      [oldest('ledger.invoices.dlq')]: '0x60',
      [committed('ledger-desk', 'ledger.invoices.dlq')]: '3x60',
    },
    silent: {
      [written('ledger.invoices.dlq')]: '4x60',
      [oldest('ledger.invoices.dlq')]: '0x60',
      [committed('ledger-desk', 'ledger.invoices.dlq')]: '4x60',
    },
    after: 25,
    as: { ...invoices, severity: 'ticket', topic: 'ledger.invoices.dlq' },
  },
  {
    alert: 'KafkaDeadLettersPresent',
    what: 'dead letters where no operator has ever read any; none when all have expired',
    fires: {
      [written('depot.vision.read-label.dlt.v1')]: '4x60',
      [oldest('depot.vision.read-label.dlt.v1')]: '3x60',
    },
    silent: {
      [written('depot.vision.read-label.dlt.v1')]: '4x60',
      [oldest('depot.vision.read-label.dlt.v1')]: '4x60',
    },
    after: 25,
    as: {
      ...labels,
      severity: 'ticket',
      topic: 'depot.vision.read-label.dlt.v1',
      namespace: 'kafka-eu',
    },
  },
  {
    alert: 'KafkaDeadLettersGrowing',
    what: 'more than one invoice in a hundred fails; what capacity reckons with is no news',
    fires: { [written('ledger.invoices.dlq')]: '0+10x60' },
    silent: { [written('ledger.invoices.dlq')]: '0+5x60' },
    after: 25,
    as: { ...invoices, severity: 'page', topic: 'ledger.invoices.dlq' },
  },
  {
    alert: 'KafkaRetriesStorming',
    what: 'one task in ten is tried again; one in twenty may',
    fires: { [written('depot.batch.plan-routes.rty-10m.v1')]: '0+7x80' },
    silent: { [written('depot.batch.plan-routes.rty-10m.v1')]: '0+3x80' },
    after: 30,
    as: {
      ...sorting,
      severity: 'ticket',
      namespace: 'kafka-eu',
      source_topic: 'depot.batch.plan-routes.v1',
      topic: 'depot.batch.plan-routes.rty-10m.v1',
    },
  },
  {
    alert: 'KafkaProducerErrors',
    what: 'brokers fail on writes to ledger.invoices, also where they write its dots as underscores; a count that stands is past',
    fires: { [failed('ledger_invoices')]: '0+1x60' },
    silent: { [failed('ledger.invoices')]: '7x60', [failed('other.invoices')]: '0+1x60' },
    after: 15,
    as: { ...invoices, severity: 'page', topic: 'ledger.invoices' },
  },
  {
    alert: 'KafkaProducerErrors',
    what: 'the client itself counts failed writes; not where another environment’s client does',
    fires: { 'kafka_producer_errors_total{namespace="ledger-eu",topic="ledger.invoices"}': '0+1x60' },
    silent: { 'kafka_producer_errors_total{namespace="ledger-dev",topic="ledger.invoices"}': '0+1x60' },
    after: 15,
    as: { ...invoices, severity: 'page', namespace: 'ledger-eu', topic: 'ledger.invoices' },
  },
  {
    alert: 'KafkaCanarySilent',
    what: 'no round has ended well for half an hour; one ends every ten minutes',
    fires: { [succeeded]: '0x140' },
    silent: { [succeeded]: '0x20 600x20 1200x20 1800x20 2400x20 3000x20 3600x20' },
    after: 50,
    as: {
      ...parcels,
      severity: 'ticket',
      source_topic: 'prod.acme.tracking.evt.parcel-scanned.v1',
      namespace: 'parcels-eu',
      cronjob: 'canary-acme-tracking-parcel--scanned-v1',
    },
  },
  {
    alert: 'KedaScalerErrors',
    what: 'KEDA fails to measure, whatever the scrape made of its namespace; an old count is past',
    fires: {
      'keda_scaled_job_errors_total{namespace="keda",exported_namespace="sorting-eu",scaledJob="sorting-read-label"}':
        '0+1x60',
    },
    silent: {
      'keda_scaled_job_errors_total{namespace="sorting-eu",scaledJob="sorting-read-label"}': '9x60',
      'keda_scaled_job_errors_total{namespace="sorting-qa",scaledJob="sorting-read-label"}': '0+1x60',
    },
    after: 20,
    as: { ...labels, scaledJob: 'sorting-read-label' },
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
      [lag('sorting-read-label-v1', 'depot.vision.read-label.v1')]: '7x120',
    },
    silent: {
      ...owned(6),
      ...jobs('kube_job_status_active', 5, '1x120'),
      [lag('sorting-read-label-v1', 'depot.vision.read-label.v1')]: '7x120',
    },
    after: 40,
    as: { ...scaled, severity: 'ticket' },
  },
];
