import { z } from 'zod';
import type { ContractAddress } from '../../naming/address.ts';
import { consumerField, processorField, producerField } from './contract-client-terms.ts';
import { described } from './described.ts';
import { contractException } from './exception.ts';
import {
  apiVersionField,
  countField,
  idField,
  lineField,
  nameField,
  objectNameField,
  retentionField,
  sizeField,
  topicNameField,
} from './fields.ts';
import { deadLetterField, retryField } from './failure-terms.ts';
import { importedField } from './imported-terms.ts';
import { questionsField } from './question-terms.ts';
import { replayField } from './replay-terms.ts';
import { settingsField } from './settings-terms.ts';
import { lifecycleField } from './lifecycle-terms.ts';
import { scalingField } from './scaling-terms.ts';
import { loadField, serviceLevelsField } from './service-level-terms.ts';
import { schemaTerms } from './schema-terms.ts';
import { formatDuration } from '../text/duration.ts';
import { classPolicies, declaredClasses, type TopicClass } from '../topic-class.ts';
import type { YamlSource } from '../text/yaml-source.ts';

const partitionCount = countField.max(10_000, 'at most 10000 partitions');

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
  onCall: described(nameField, 'Rotation that is called at night. Alerts name it.', {
    examples: ['billing-primary'],
  }),
  channel: described(nameField, 'Chat channel of the team. Alerts name it.', { examples: ['#billing'] }),
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
          nameField,
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
    load: described(
      loadField,
      'Load that is expected in production. Quotas and storage are estimated from it.',
    ),
    serviceLevels: described(serviceLevelsField, 'What producers and consumers promise. Alerts measure it.'),
    schema: described(
      schemaTerms,
      'Schema of the messages; the file is beside the contract (`value.schema.json`, `value.schema.avsc` or `value.proto`).',
    ),
    bridge: described(
      lineField.optional(),
      'Who outside reads or writes the topic, and cannot use the formats of the system (`schemas.formats`). The contract may then have one of `schemas.bridges`.',
      { default: 'the topic is not a bridge', examples: ['Partners read it by the HTTP gateway'] },
    ),
    headers: described(
      z.array(idField).default([]),
      'Headers that each message has. The header schemas of the system describe them.',
      { examples: [['x-correlation-id', 'x-tenant']] },
    ),
    retry: described(
      retryField.optional(),
      'Retry topics, which follow from this topic. A dispatcher writes their messages back after the delay.',
      { default: 'no retry topics' },
    ),
    deadLetter: described(
      deadLetterField.optional(),
      'Dead letter topic, which follows from this topic. It has one partition. Class work requires it.',
      { default: 'no dead letter topic' },
    ),
    replay: described(
      replayField.optional(),
      'Whether `workstreams replay`, and services with the duty `replayer`, may write history to the topic again: readers get messages that they have had.',
      { default: 'not allowed' },
    ),
    scaling: described(
      scalingField.optional(),
      'Jobs that drain the topic, started by its lag (KEDA ScaledJob). Only class work may have it.',
      { default: 'no jobs; a service reads the topic' },
    ),
    producers: described(z.array(producerField), 'Services that write the topic; `[]` for none.', {
      examples: [[{ service: 'checkout' }]],
    }),
    consumers: described(
      z.array(consumerField),
      'Services that read the topic, each in its own group; `[]` for none. Class work has exactly one.',
      { examples: [[{ service: 'billing' }, { service: 'search', group: 'search-orders' }]] },
    ),
    processors: described(
      z.array(processorField).default([]),
      'Kafka Streams applications that read the topic or write their results to it.',
      { examples: [[{ service: 'order-totals', as: 'source' }]] },
    ),
    renamedFrom: described(renamedFrom.optional(), 'Earlier name of this topic, while it is renamed.', {
      default: 'the topic has no other name',
    }),
    lifecycle: described(lifecycleField, 'Whether clients may use the topic.', {
      examples: [{ state: 'active' }],
    }),
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
