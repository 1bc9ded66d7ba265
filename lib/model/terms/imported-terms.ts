import { z } from 'zod';
import { type UserType, userTypes } from '../authentication/user-type.ts';
import { parseForeignObjectName } from '../../naming/object-name.ts';
import { parseForeignPrincipalName } from '../../naming/principal.ts';
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
const pinnedTopic = z.strictObject({
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

const importedIn = z.strictObject({
  /** The day of the export. */
  since: dateField,
  /** By the topic's name; what is not here follows from the contract. */
  pinned: z.record(z.string(), pinnedTopic).optional(),
});

/** What an import brought in from the cluster, kept so that nothing changes; remove each line when it is decided. */
export const importedField = z
  .strictObject({
    /** The topic's name where the folder cannot hold it; only in systems whose naming is `imported`. */
    topic: topicNameField.optional(),
    /** By environment. */
    in: z.record(z.string(), importedIn),
  })
  .optional();

export type PinnedTopic = z.output<typeof pinnedTopic>;

/** One right as the KafkaUser has it (KafkaUser v1, `authorization.acls`). */
export interface ImportedAcl {
  /** @default allow */
  readonly type?: 'allow' | 'deny';
  readonly resource: {
    readonly type: 'topic' | 'group' | 'transactionalId' | 'cluster';
    /** Absent for the cluster. */
    readonly name?: string;
    /** @default literal */
    readonly patternType?: 'literal' | 'prefix';
  };
  readonly operations: readonly ImportedOperation[];
  /** @default from everywhere */
  readonly host?: string;
}

export const importedOperations = [
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
export type ImportedOperation = (typeof importedOperations)[number];

/** What a KafkaUser has that contracts and the environment would not give its service. What is absent follows from them. */
export interface ImportedUser {
  /** Its name: under another one it would have other credentials. */
  readonly user: string;
  readonly authentication?: UserType;
  /** All of its rights; an empty list: it has no authorization. */
  readonly acls?: readonly ImportedAcl[];
  /** All of its quotas; an empty map: none. */
  readonly quotas?: ImportedQuotas;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const importedAcl = z.strictObject({
  type: z.enum(['allow', 'deny']).exactOptional(),
  resource: z.strictObject({
    type: z.enum(['topic', 'group', 'transactionalId', 'cluster']),
    name: z.string().min(1).exactOptional(),
    patternType: z.enum(['literal', 'prefix']).exactOptional(),
  }),
  operations: z.array(z.enum(importedOperations)),
  host: z.string().min(1).exactOptional(),
});

const userField = z
  .string()
  .register(fieldKinds, { text: 'the name of a KafkaUser' })
  .superRefine((text, context) => {
    const name = parseForeignPrincipalName(text);
    if (!name.ok) context.issues.push({ code: 'custom', message: name.error, input: text });
  });

const rate = z.int().min(0);

/** A service's KafkaUser as it was imported, in one environment. */
export const importedUserField = z.strictObject({
  user: userField,
  authentication: z.enum(userTypes).exactOptional(),
  acls: z.array(importedAcl).exactOptional(),
  quotas: z
    .strictObject({
      producerByteRate: rate.exactOptional(),
      consumerByteRate: rate.exactOptional(),
      requestPercentage: rate.exactOptional(),
      controllerMutationRate: z.number().min(0).exactOptional(),
    })
    .exactOptional(),
  labels: textMap.exactOptional(),
  annotations: textMap.exactOptional(),
});

export interface ImportedQuotas {
  readonly producerByteRate?: number;
  readonly consumerByteRate?: number;
  readonly requestPercentage?: number;
  readonly controllerMutationRate?: number;
}
