import { z } from 'zod';
import type { ContractAddress } from '../../naming/address.ts';
import { deploymentField } from './deployment-terms.ts';
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
import type { TopicClass } from '../topic-class.ts';
import type { YamlSource } from '../text/yaml-source.ts';

const count = z.int('a whole number is wanted').min(1, 'at least 1 is wanted');

const partitionCount = count.max(10_000, 'more than 10000 partitions are no topic of ours');

/** A number for every environment, or one for those that are named and `default` for the rest. */
const partitions = z.union([
  partitionCount,
  z.strictObject({ default: partitionCount }).catchall(partitionCount),
]);

const owner = z.strictObject({
  team: idField,
  /** The rotation that is called at night. */
  onCall: lineField,
  channel: lineField,
});

const producer = z.strictObject({ service: idField });

const consumer = z.strictObject({
  service: idField,
  /** @default the group that the system's naming gives this service on this topic */
  group: consumerGroupField.optional(),
  deployment: deploymentField.optional(),
});

/** A Kafka Streams application that reads the topic (source) or writes its results here (sink). */
const processor = z.strictObject({ service: idField, as: z.enum(['source', 'sink']) });

/** How jobs follow the lag of a `work` queue (KEDA ScaledJob). */
const scaling = z.strictObject({
  /** Messages that one job is for. @default 1 */
  messagesPerJob: count.optional(),
  /** @default the number of partitions: more jobs than partitions would idle */
  maxJobs: count.optional(),
  /** @default 30s */
  pollingInterval: durationField.optional(),
  /** A job that runs longer is ended. */
  deadline: durationField,
  /** Restarts of a failed job before it is given up. @default 2 */
  retries: z.int().min(0).max(10).optional(),
  /** @default <system>-<context>-<topic>, from v2 on with -v<N> */
  name: objectNameField.optional(),
  /** One of the environment's executor classes. @default the part `executorClass` of the system's naming */
  executorClass: idField.optional(),
  /** Names the executor's image together with the class. @default the part `executorKind` of the system's naming */
  executorKind: idField.optional(),
});

const retry = z.strictObject({
  tiers: z.array(durationField).min(1).max(5),
  /** Deliveries in all, the first one included, before a message goes to the dead letter topic. */
  attempts: z.int().min(1).max(20),
});

const deadLetter = z.strictObject({
  /** A duration, or `endless`. @default 30d */
  retention: retentionField.optional(),
  /** Who looks at it and what they do. */
  triage: lineField,
  /** `$id` of a shared schema, where dead letters are not written as their source is. @default the source's */
  schema: lineField.optional(),
});

/** An earlier name of the same topic; how far each environment has come is its phase under `renames`. */
const renamedFrom = z.strictObject({
  topic: topicNameField,
  /** The KafkaTopic object of that name: it must stay as it is, or the data goes with it. */
  object: objectNameField,
});

export const contractSchema = z
  .strictObject({
    apiVersion: apiVersionField,
    kind: z.literal('Contract'),
    purpose: lineField.describe('What the topic is for, in one sentence'),
    owner,
    classification: z.enum(['public', 'internal', 'confidential', 'restricted']),
    pii: z.enum(['none', 'low', 'high']),
    /** More is lost with this topic than with others of its class: longer retention, tiered storage. */
    critical: z.boolean().default(false),
    key: z.strictObject({ field: lineField, why: lineField }),
    partitions,
    retention: retentionField.optional().describe('Default: the class says; endless: until the topic goes'),
    cleanup: z.enum(['delete', 'compact', 'compact,delete']).default('delete'),
    maxMessageSize: sizeField,
    compression: z.enum(['producer', 'gzip', 'lz4', 'snappy', 'zstd', 'uncompressed']).default('producer'),
    settings: settingsField.optional(),
    load: z.strictObject({ messagesPerSecond: z.number().positive(), bytesPerMessage: sizeField }),
    serviceLevels: z.strictObject({
      produceWithin: durationField,
      /**
       * A topic of the same system that the producer reads: `produceWithin` runs from its records on.
       * @default the moment at which the producer has the message
       */
      produceFrom: lineField.optional(),
      consumeWithin: durationField,
      /** Messages of lag above which an alert fires. */
      alertLag: count,
    }),
    schema: schemaTerms,
    headers: z.array(idField).default([]),
    retry: retry.optional(),
    deadLetter: deadLetter.optional(),
    scaling: scaling.optional(),
    producers: z.array(producer),
    consumers: z.array(consumer),
    processors: z.array(processor).default([]),
    renamedFrom: renamedFrom.optional(),
    lifecycle: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('active') }),
      z.strictObject({ state: z.literal('deprecated'), until: dateField, successor: lineField }),
      z.strictObject({ state: z.literal('retired'), since: dateField }),
    ]),
    exceptions: z.array(contractException).default([]),
    questions: questionsField,
    imported: importedField,
  })
  .describe('What one Kafka topic promises');

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
