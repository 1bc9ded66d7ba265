import type { Contract } from '../model/terms/contract.ts';
import type { PinnedTopic } from '../model/terms/imported-terms.ts';
import type { TopicClass } from '../model/topic-class.ts';
import type { Naming } from '../naming/naming.ts';
import type { ObjectName } from '../naming/object-name.ts';
import type { TopicName } from '../naming/topic-name.ts';
import type { Setting } from './setting.ts';
import type { TopicConfig } from './topic-config.ts';
import type { VersionMigration } from './version-migrations.ts';

/** What a topic is to its contract: itself, one that follows from it, or its earlier name. */
export type TopicRole = 'source' | 'former' | 'retry' | 'dead-letter';

/** Every setting of one KafkaTopic in one environment. */
export interface ResolvedTopic {
  readonly role: TopicRole;
  readonly class: TopicClass;
  readonly name: Setting<TopicName>;
  readonly object: Setting<ObjectName>;
  readonly partitions: Setting<number>;
  readonly replicas: Setting<number>;
  /** Kafka's topic configuration; `configTexts` makes the text that the Topic Operator compares. */
  readonly config: TopicConfig;
  /** Pinned settings that Kafka does not know or not allow: kept as text, since the cluster has them. */
  readonly unread: Readonly<Record<string, Setting<string>>>;
  /** Why no one should begin to use it, where that is so. */
  readonly deprecated: string | undefined;
  /** What of it is pinned as it was imported, where something is. */
  readonly pinned?: PinnedTopic;
}

/** A contract's topic in one environment, with all that follows from it. */
export interface ResolvedFamily {
  readonly contract: Contract;
  /** `shop/billing/work/print.invoices/v1` */
  readonly address: string;
  readonly naming: Naming;
  /**
   * `<env>.<tenant>.<context>.<class>.`: what the names of its namespace's topics begin with and no others; undefined
   * where names have no namespaces.
   */
  readonly namespace: string | undefined;
  /** What its file is named by: an object's name, whatever its KafkaTopic is called. */
  readonly unit: ObjectName;
  /** The tenant in its topics' names; undefined where names have none. */
  readonly tenant: string | undefined;
  /** The topic that the contract's address names, whether or not it exists yet in this phase. */
  readonly source: ResolvedTopic;
  readonly former: ResolvedTopic | undefined;
  readonly retries: readonly ResolvedTopic[];
  readonly deadLetter: ResolvedTopic | undefined;
  /** Those that exist in this environment, the source first. */
  readonly topics: readonly ResolvedTopic[];
  /** Of the source and its former name, those that producers write. */
  readonly written: readonly ResolvedTopic[];
  /** Of the source and its former name, those that consumers read. */
  readonly read: readonly ResolvedTopic[];
  /** The migrations to this version and away from it. */
  readonly migrations: readonly VersionMigration[];
}
