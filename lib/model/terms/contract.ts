import { z } from 'zod';
import type { ContractAddress } from '../../naming/address.ts';
import { deploymentField } from './deployment-terms.ts';
import { described } from './described.ts';
import { contractException } from './exception.ts';
import {
  apiVersionField,
  consumerGroupField,
  dateField,
  durationField,
  idField,
  lineField,
  objectNameField,
  retentionField,
  sizeField,
  topicNameField,
} from './fields.ts';
import { importedField } from './imported-terms.ts';
import { questionsField } from './question-terms.ts';
import { settingsField } from './settings-terms.ts';
import { schemaTerms } from './schema-terms.ts';
import { formatDuration } from '../text/duration.ts';
import { classPolicies, declaredClasses, type TopicClass } from '../topic-class.ts';
import type { YamlSource } from '../text/yaml-source.ts';

const count = z.int('a whole number is wanted').min(1, 'at least 1 is wanted');

const partitionCount = count.max(10_000, 'at most 10000 partitions');

const partitions = z.union([
  partitionCount,
  z
    .strictObject({
      default: described(partitionCount, 'Partitions in each environment that has no entry of its own.', {
        examples: [1],
      }),
    })
    .catchall(described(partitionCount, 'Partitions in the environment with this name.', { examples: [6] })),
]);

/** `evt: 7d, work: 7d, …` */
const classDefaults = declaredClasses
  .map((name) => `${name}: ${formatDuration(classPolicies[name].retention.default)}`)
  .join(', ');

const owner = z.strictObject({
  team: described(idField, 'Team that owns the topic. Objects have it as a label.', {
    examples: ['billing'],
  }),
  onCall: described(lineField, 'Rotation that is called at night. Alerts name it.', {
    examples: ['billing-primary'],
  }),
  channel: described(lineField, 'Chat channel of the team. Alerts name it.', { examples: ['#billing'] }),
});

const producer = z.strictObject({
  service: described(
    idField,
    'Service that writes the topic, by its id in system.yaml. It gets the right to write it.',
    { examples: ['checkout'] },
  ),
});

const consumer = z.strictObject({
  service: described(
    idField,
    'Service that reads the topic, by its id in system.yaml. It may read the topic in its group, and write its retries and dead letters.',
    { examples: ['billing'] },
  ),
  group: described(consumerGroupField.optional(), 'Id of its consumer group.', {
    default: 'the name of the service’s objects; of a queue that jobs drain: <system>-<context>-<topic>-v<N>',
    examples: ['shop-billing'],
  }),
  deployment: described(
    deploymentField.optional(),
    'Scales the Deployment of this consumer by the lag of its group (KEDA ScaledObject). Write `{}` for every default.',
    { default: 'the Deployment is not scaled' },
  ),
});

const processor = z.strictObject({
  service: described(
    idField,
    'Kafka Streams application, by its id in system.yaml, where it has `streams`.',
    { examples: ['order-totals'] },
  ),
  as: described(
    z.enum(['source', 'sink']),
    '`source`: it reads the topic. `sink`: it writes its results to the topic.',
    { examples: ['source'] },
  ),
});

const scaling = z.strictObject({
  messagesPerJob: described(count.optional(), 'Unread messages that one job is started for.', {
    default: '1',
    examples: [1],
  }),
  maxJobs: described(count.optional(), 'Most jobs at a time. More jobs than partitions would idle.', {
    default: 'the number of partitions',
    examples: [6],
  }),
  pollingInterval: described(durationField.optional(), 'How often KEDA asks for the lag.', {
    default: '30s',
    examples: ['10s'],
  }),
  deadline: described(durationField, 'Longest time that a job may run. Kubernetes ends it after that.', {
    examples: ['30m'],
  }),
  retries: described(
    z.int().min(0).max(10).optional(),
    'How often Kubernetes restarts a failed job before it gives up, 0 to 10.',
    { default: '2', examples: [2] },
  ),
  name: described(
    objectNameField.optional(),
    'Name of the ScaledJob, and begin of the names of its users. With a tenant in topic names, the tenant is added.',
    { default: '<system>-<context>-<topic>, from v2 on with -v<N>', examples: ['shop-print-invoices'] },
  ),
  executorClass: described(
    idField.optional(),
    'Executor class whose namespace, resources and limits the jobs have: a key of `queues.executorClasses` in the environment.',
    {
      default: 'the part `executorClass` of the folder, where the system’s naming has it',
      examples: ['print'],
    },
  ),
  executorKind: described(
    idField.optional(),
    'Names the executor’s image together with the class: `images.executors` of the environment has `<class>.<kind>`.',
    {
      default: 'the part `executorKind` of the folder, where the system’s naming has it',
      examples: ['invoices'],
    },
  ),
});

const retry = z.strictObject({
  tiers: described(
    z.array(durationField).min(1).max(5),
    'Delays of the retry topics, the shortest first; each delay is one topic. 1 to 5 delays.',
    { examples: [['1m', '15m', '2h']] },
  ),
  attempts: described(
    z.int().min(1).max(20),
    'Deliveries of a message before it goes to the dead letter topic, the first one included. 1 to 20.',
    { examples: [4] },
  ),
});

const deadLetter = z.strictObject({
  retention: described(
    retentionField.optional(),
    'How long dead letters are kept: a duration from 30d to 90d, or `endless` with an exception. `topics.retentionCap` of the environment can shorten it.',
    { default: formatDuration(classPolicies.dlt.retention.default), examples: ['60d'] },
  ),
  triage: described(lineField, 'Who looks at dead letters, and what they do.', {
    examples: ['The on-call of billing reads them each morning, fixes the order, and replays them'],
  }),
  schema: described(
    lineField.optional(),
    '`$id` of a shared schema, for dead letters that are not written as the messages of the topic are.',
    { default: 'the schema of the topic', examples: ['urn:workstreams:DeadLetterEnvelope:v1'] },
  ),
});

const renamedFrom = z.strictObject({
  topic: described(
    topicNameField,
    'Earlier name of the topic. The phase under `renames` of an environment says which of the two names is in use there.',
    { examples: ['invoices.print.v1'] },
  ),
  object: described(
    objectNameField,
    'Name of the KafkaTopic object of the earlier topic. Strimzi deletes the topic when this object goes.',
    { examples: ['invoices-print-v1'] },
  ),
});

const load = z.strictObject({
  messagesPerSecond: described(
    z.number().positive(),
    'Messages a second that producers write in production on average.',
    { examples: [20] },
  ),
  bytesPerMessage: described(sizeField, 'Average size of a message.', { examples: ['2KiB'] }),
});

const serviceLevels = z.strictObject({
  produceWithin: described(
    durationField,
    'Longest time until a message is in the topic. With `produceFrom` an alert fires when it takes longer.',
    { examples: ['1s'] },
  ),
  produceFrom: described(
    lineField.optional(),
    'Folder of another topic of the system, which a producer of this one reads. `produceWithin` then runs from its records on.',
    {
      default: 'the time runs from the moment at which the producer has the message',
      examples: ['order-placed'],
    },
  ),
  consumeWithin: described(
    durationField,
    'Longest time until a consumer has read a message. An alert fires when the oldest unread message is older.',
    { examples: ['1m'] },
  ),
  alertLag: described(count, 'Unread messages of a group above which an alert fires.', { examples: [1000] }),
});

const deprecated = z.strictObject({
  state: described(
    z.literal('deprecated'),
    'The topic has a successor. Clients move to it until the last day.',
  ),
  until: described(dateField, 'Last day on which clients may use the topic.', { examples: ['2027-06-30'] }),
  successor: described(lineField, 'Contract that clients move to, by its folder below contracts/.', {
    examples: ['shop/orders/evt/order-placed/v2'],
  }),
});

export const contractSchema = z
  .strictObject({
    apiVersion: apiVersionField,
    kind: described(z.literal('Contract'), 'Kind of the file.'),
    purpose: described(lineField, 'What the topic is for, in one sentence.', {
      examples: ['An order was placed and paid'],
    }),
    owner: described(owner, 'Who answers for the topic. Alerts and reports name them.'),
    classification: described(
      z.enum(['public', 'internal', 'confidential', 'restricted']),
      'Who may see the data. Objects and the catalogue show it.',
      { examples: ['internal'] },
    ),
    pii: described(
      z.enum(['none', 'low', 'high']),
      'Highest level of personal data in a message. Fields of the schema are annotated with `x-pii`; `high` asks for encryption.',
      { examples: ['none'] },
    ),
    critical: described(
      z.boolean().default(false),
      'Whether the loss of the topic is worse than of others of its class. Class evt may be kept for 90d and more then, and class ctl uses tiered storage.',
      { examples: [true] },
    ),
    key: described(
      z.strictObject({
        field: described(
          lineField,
          'Required field of the value that producers send as the key; a dot leads into nested fields.',
          { examples: ['orderId'] },
        ),
        why: described(lineField, 'Why this key keeps the order that consumers need.', {
          examples: ['What happens to one order stays in order'],
        }),
      }),
      'Key of the messages. Kafka keeps the order of messages with equal keys.',
    ),
    partitions: described(
      partitions,
      'Partitions of the topic, 1 to 10000: one number, or one by environment with a `default`. They can only grow, and the keys move to other partitions then.',
      { examples: [6, { default: 1, prod: 6 }] },
    ),
    retention: described(
      retentionField.optional(),
      'How long messages are kept (`retention.ms`): a duration, or `endless`. The class has a range, and `topics.retentionCap` of the environment can shorten it.',
      {
        default: `the class’s (${classDefaults})`,
        examples: ['14d', 'endless'],
      },
    ),
    cleanup: described(
      z.enum(['delete', 'compact', 'compact,delete']).default('delete'),
      'What Kafka does with old messages (`cleanup.policy`): `delete` after the retention; `compact` keeps the last message of each key. Classes evt, ctl, cdc, met and aud may compact.',
      { examples: ['compact'] },
    ),
    maxMessageSize: described(
      sizeField,
      'Largest message (`max.message.bytes`). Retries and dead letters take 64KiB more, for failure headers.',
      { examples: ['1MiB'] },
    ),
    compression: described(
      z.enum(['producer', 'gzip', 'lz4', 'snappy', 'zstd', 'uncompressed']).default('producer'),
      'Compression of the topic (`compression.type`). `producer`: as the producer sends it.',
      { examples: ['lz4'] },
    ),
    settings: described(
      settingsField.optional(),
      'Further settings of the topic, by their Kafka names. Retries and dead letters do not get them.',
      { default: 'what Kafka or the brokers have', examples: [{ 'segment.bytes': '256MiB' }] },
    ),
    load: described(load, 'Load that is expected in production. Quotas and storage are estimated from it.'),
    serviceLevels: described(serviceLevels, 'What producers and consumers promise. Alerts measure it.'),
    schema: described(
      schemaTerms,
      'Schema of the messages; the file is beside the contract (`value.schema.json` or `value.schema.avsc`).',
    ),
    headers: described(
      z.array(idField).default([]),
      'Headers that each message has. The header schemas of the system describe them.',
      { examples: [['x-correlation-id', 'x-tenant']] },
    ),
    retry: described(
      retry.optional(),
      'Retry topics, which follow from this topic. A dispatcher writes their messages back after the delay.',
      { default: 'no retry topics' },
    ),
    deadLetter: described(
      deadLetter.optional(),
      'Dead letter topic, which follows from this topic. It has one partition. Class work requires it.',
      { default: 'no dead letter topic' },
    ),
    scaling: described(
      scaling.optional(),
      'Jobs that drain the topic, started by its lag (KEDA ScaledJob). Only class work may have it.',
      { default: 'no jobs; a service reads the topic' },
    ),
    producers: described(z.array(producer), 'Services that write the topic; `[]` for none.', {
      examples: [[{ service: 'checkout' }]],
    }),
    consumers: described(
      z.array(consumer),
      'Services that read the topic, each in its own group; `[]` for none. Class work has exactly one.',
      { examples: [[{ service: 'billing' }, { service: 'search', group: 'search-orders' }]] },
    ),
    processors: described(
      z.array(processor).default([]),
      'Kafka Streams applications that read the topic or write their results to it.',
      { examples: [[{ service: 'order-totals', as: 'source' }]] },
    ),
    renamedFrom: described(renamedFrom.optional(), 'Earlier name of this topic, while it is renamed.', {
      default: 'the topic has no other name',
    }),
    lifecycle: described(
      z.discriminatedUnion('state', [
        z.strictObject({ state: described(z.literal('active'), 'The topic is in use.') }),
        deprecated,
        z.strictObject({
          state: described(
            z.literal('retired'),
            'No one writes the topic. The contract stays until its folder is deleted, which deletes the topic.',
          ),
          since: described(dateField, 'First day without producers.', { examples: ['2026-12-31'] }),
        }),
      ]),
      'Whether clients may use the topic.',
      { examples: [{ state: 'active' }] },
    ),
    exceptions: described(
      z.array(contractException).default([]),
      'Rules that this contract may break, each until a last day.',
    ),
    questions: questionsField,
    imported: importedField,
  })
  .describe(
    'What one Kafka topic promises. The folder is its address: contracts/<system>/<context>/<class>/<topic>/v<N>.',
  );

/** What a contract file says, checked and typed. */
type ContractTerms = z.output<typeof contractSchema>;

/** A message that stands beside a contract as an example, as it was read. */
export interface Sample {
  readonly file: string;
  readonly value: unknown;
}

/** One topic's contract: where it stands, what it says, and the schema and samples beside it. */
export interface Contract {
  readonly address: ContractAddress & { readonly class: TopicClass };
  readonly terms: ContractTerms;
  readonly valueSchema: JsonSchemaFile;
  readonly keySchema: JsonSchemaFile | undefined;
  readonly samples: readonly Sample[];
  /** Asked for places; where a program made the contract, they name the call. */
  readonly source: YamlSource;
}

export interface JsonSchemaFile {
  readonly file: string;
  readonly value: unknown;
}

/** `billing/invoices/evt/invoice-sent/v1` */
export function addressText(address: ContractAddress): string {
  return [address.system, address.context, address.class, address.topic, `v${address.version}`].join('/');
}
