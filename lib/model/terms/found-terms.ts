import { z } from 'zod';
import type { UserType } from '../authentication/user-type.ts';
import { parseForeignObjectName } from '../../naming/object-name.ts';
import { dateField, fieldKinds, topicNameField } from './fields.ts';

const objectField = z
  .string()
  .register(fieldKinds, { text: 'the name of a KafkaTopic object' })
  .transform((text, context) => {
    const name = parseForeignObjectName(text);
    if (name.ok) return name.value;
    context.issues.push({ code: 'custom', message: name.error, input: text });
    return z.NEVER;
  });

const textMap = z.record(z.string().min(1).max(317), z.string().max(1000));
const number = z.int().min(1);

/** What one KafkaTopic has that the class and the environment would not give it. */
const foundTopic = z.strictObject({
  /** Of the KafkaTopic: another name over the same topic would delete it. */
  object: objectField.optional(),
  partitions: number.optional(),
  replicas: number.max(32_767).optional(),
  /** Kafka's topic configuration, each value as text. */
  config: textMap.optional(),
  /** What the KafkaTopic leaves to the broker: `partitions`, `replicas`, or keys of the configuration. */
  without: z.array(z.string().min(1)).optional(),
  /** Of others: ours stand beside them. */
  labels: textMap.optional(),
  annotations: textMap.optional(),
});

const foundIn = z.strictObject({
  /** The day of the export. */
  since: dateField,
  /** By the topic's name; what is not here follows from the contract. */
  topics: z.record(z.string(), foundTopic).optional(),
});

/** What an import found in the cluster, kept so that nothing changes; each line is to go when it is decided. */
export const foundField = z
  .strictObject({
    /** The topic's name where the folder cannot hold it; only in systems whose names are imported. */
    topic: topicNameField.optional(),
    /** By environment. */
    in: z.record(z.string(), foundIn),
  })
  .optional();

export type FoundTopic = z.output<typeof foundTopic>;

/** One right as the KafkaUser has it (KafkaUser v1, `authorization.acls`). */
export interface FoundAcl {
  /** @default allow */
  readonly type?: 'allow' | 'deny';
  readonly resource: {
    readonly type: 'topic' | 'group' | 'transactionalId' | 'cluster';
    /** Absent for the cluster. */
    readonly name?: string;
    /** @default literal */
    readonly patternType?: 'literal' | 'prefix';
  };
  readonly operations: readonly FoundOperation[];
  /** @default from everywhere */
  readonly host?: string;
}

export const foundOperations = [
  'All',
  'Alter',
  'AlterConfigs',
  'ClusterAction',
  'Create',
  'Delete',
  'Describe',
  'DescribeConfigs',
  'IdempotentWrite',
  'Read',
  'Write',
] as const;
export type FoundOperation = (typeof foundOperations)[number];

/** What a KafkaUser has that contracts and the environment would not give its service. What is absent follows from them. */
export interface FoundUser {
  /** Its name: under another one it would have other credentials. */
  readonly user: string;
  readonly authentication?: UserType;
  /** All of its rights; an empty list: it has no authorization. */
  readonly acls?: readonly FoundAcl[];
  /** All of its quotas; an empty map: none. */
  readonly quotas?: FoundQuotas;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface FoundQuotas {
  readonly producerByteRate?: number;
  readonly consumerByteRate?: number;
  readonly requestPercentage?: number;
  readonly controllerMutationRate?: number;
}
