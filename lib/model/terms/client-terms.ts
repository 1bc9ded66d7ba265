import { z } from 'zod';
import { countField, durationField, groupNameField, idField, sizeField } from './fields.ts';
import type { Duration } from '../text/duration.ts';
import type { Size } from '../text/size.ts';

/** Client libraries whose properties are written. */
export const clientLibraries = ['java', 'librdkafka', 'kafkajs'] as const;
export type ClientLibrary = (typeof clientLibraries)[number];

/** How a service's workload uses Kafka, where it says more than the defaults. */
export interface ClientTerms {
  /** What its workload is written with. @default java */
  readonly libraries?: readonly ClientLibrary[];
  /** Its producers by name. @default one, `producer`, reliable */
  readonly producers?: Readonly<Record<string, ProducerTerms>>;
  /** What it says of its consumer groups; which there are, contracts say. */
  readonly groups?: Readonly<Record<string, ConsumerTerms>>;
}

/** Neutral terms; what each library calls them is its renderer's to know. */
export interface ProducerTerms {
  /** Copies that must have a message before it counts as written. @default all that are in sync */
  readonly acks?: 'all' | 'leader' | 'none';
  /** Repeated sends leave one message (KIP-98). @default true */
  readonly idempotent?: boolean;
  /** It writes in transactions, with the service's transactional id and a number of its own behind it. @default false */
  readonly transactional?: boolean;
  /** Requests without an answer on one connection. @default 5; 1 in transactions */
  readonly inFlight?: number;
  /** Sends after the first that failed. @default as many as the delivery time allows */
  readonly retries?: number;
  /** Wait before the first repeated send; it doubles. @default 100ms */
  readonly backoff?: Duration;
  /** The longest wait between two sends. @default 1s */
  readonly longestBackoff?: Duration;
  /** Until when a message is written or given up. @default 2m */
  readonly deliveryTimeout?: Duration;
  /** Until when a broker has answered. @default 30s */
  readonly requestTimeout?: Duration;
  /** How long a batch waits to be filled. @default 5ms */
  readonly linger?: Duration;
  /** Of one partition's batch. @default 16KiB */
  readonly batchSize?: Size;
}

export interface ConsumerTerms {
  /** Members of the group. @default not said, and not judged */
  readonly replicas?: number;
  /** How often what was given to the program is committed by itself. @default off: it commits when the work is done */
  readonly autoCommit?: Duration;
  /** Without a heartbeat for so long a member is taken for dead. @default 45s */
  readonly sessionTimeout?: Duration;
  /** @default 3s */
  readonly heartbeat?: Duration;
  /** Between two polls: a member that works longer is taken for stuck. @default 5m */
  readonly pollInterval?: Duration;
  /** @default 500 */
  readonly pollRecords?: number;
  /** A broker waits for so many bytes. @default 1B */
  readonly fetchMin?: Size;
  /** @default 50MiB */
  readonly fetchMax?: Size;
  /** How long a broker waits for them. @default 500ms */
  readonly fetchWait?: Duration;
  /** Where a group begins that has committed nothing: `latest` skips what is there (decision 0002). @default earliest */
  readonly offsetReset?: 'earliest' | 'latest';
}

const producerTerms = z.strictObject({
  /** Copies that must have a message before it counts as written. @default all that are in sync */
  acks: z.enum(['all', 'leader', 'none']).exactOptional(),
  /** Repeated sends leave one message (KIP-98). @default true */
  idempotent: z.boolean().exactOptional(),
  /** It writes in transactions, with the service's transactional id and a number of its own behind it. @default false */
  transactional: z.boolean().exactOptional(),
  /** Requests without an answer on one connection. @default 5; 1 in transactions */
  inFlight: countField.exactOptional(),
  /** Sends after the first that failed. @default as many as the delivery time allows */
  retries: z.int().min(0).exactOptional(),
  /** Wait before the first repeated send; it doubles. @default 100ms */
  backoff: durationField.exactOptional(),
  /** The longest wait between two sends. @default 1s */
  longestBackoff: durationField.exactOptional(),
  /** Until when a message is written or given up. @default 2m */
  deliveryTimeout: durationField.exactOptional(),
  /** Until when a broker has answered. @default 30s */
  requestTimeout: durationField.exactOptional(),
  /** How long a batch waits to be filled. @default 5ms */
  linger: durationField.exactOptional(),
  /** Of one partition's batch. @default 16KiB */
  batchSize: sizeField.exactOptional(),
});

const consumerTerms = z.strictObject({
  /** Members of the group. @default not said, and not judged */
  replicas: countField.exactOptional(),
  /** How often what was given to the program is committed by itself. @default off: it commits when the work is done */
  autoCommit: durationField.exactOptional(),
  /** Without a heartbeat for so long a member counts as dead. @default 45s */
  sessionTimeout: durationField.exactOptional(),
  /** @default 3s */
  heartbeat: durationField.exactOptional(),
  /** Between two polls: a member that works longer counts as stuck. @default 5m */
  pollInterval: durationField.exactOptional(),
  /** @default 500 */
  pollRecords: countField.exactOptional(),
  /** A broker waits for so many bytes. @default 1B */
  fetchMin: sizeField.exactOptional(),
  /** @default 50MiB */
  fetchMax: sizeField.exactOptional(),
  /** How long a broker waits for them. @default 500ms */
  fetchWait: durationField.exactOptional(),
  /** Where a group begins that has committed nothing: `latest` skips what is there (decision 0002). @default earliest */
  offsetReset: z.enum(['earliest', 'latest']).exactOptional(),
});

/** How a service's workload uses Kafka, where it says more than the defaults. */
export const clientField = z.strictObject({
  /** What its workload is written with. @default java */
  libraries: z.array(z.enum(clientLibraries)).min(1).exactOptional(),
  /** Its producers by name. @default one, `producer`, reliable */
  producers: z.record(idField, producerTerms).exactOptional(),
  /** What it says of its consumer groups; which there are, contracts say. */
  groups: z.record(groupNameField, consumerTerms).exactOptional(),
});
