import { readersOf } from '../model/contract-clients.ts';
import type { AsRetention } from '../model/kafka/topic-setting.ts';
import type { Retention } from '../model/kafka/retention.ts';
import type { Environment } from '../model/terms/environment.ts';
import { duration } from '../model/text/duration.ts';
import type { Size } from '../model/text/size.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

/** What one topic takes of the cluster, estimated from what its contract expects. */
export interface TopicCapacity {
  readonly topic: string;
  readonly partitions: number;
  /** Partitions with their replicas. */
  readonly replicas: number;
  /** On the brokers' disks, replicas counted. */
  readonly localBytes: number;
  /** In tiered storage, which keeps one copy of what has left the disks. */
  readonly remoteBytes: number;
  /** Bytes a second that producers send. */
  readonly written: number;
  /** Bytes a second that consumers and followers fetch. */
  readonly fetched: number;
  /** Whether it keeps messages without end: its bytes are those of one year then, unless it is limited by bytes. */
  readonly endless: boolean;
}

/** Of a hundred messages so many are expected to fail: what retry and dead letter topics are estimated with. */
export const failing = 1;

/**
 * Capacity of every topic of a family: load times retention times replication, as an upper bound. Compaction can
 * only make it less, and no one knows by how much; compression likewise.
 * @param environment says which share of the load is expected there
 */
export function capacityOf(family: ResolvedFamily, { topics }: Environment): TopicCapacity[] {
  const { load } = family.contract.terms;
  const expected = load.messagesPerSecond * load.bytesPerMessage * topics.loadFactor;
  return family.topics.map((topic) => {
    const derived = topic.role === 'retry' || topic.role === 'dead-letter';
    // While a name changes, its messages are on one of the two.
    const written = topic.role === 'former' ? 0 : derived ? (expected * failing) / 100 : expected;
    const stored = storedOf(topic, written);
    const readers = derived ? 1 : readersOf(family.contract).length;
    return {
      topic: topic.name.value,
      partitions: topic.partitions.value,
      replicas: topic.partitions.value * topic.replicas.value,
      localBytes: stored.local * topic.replicas.value,
      remoteBytes: stored.remote,
      written,
      fetched: written * (readers + topic.replicas.value - 1),
      endless: isEndless(topic),
    };
  });
}

/** Kafka's own, where a topic that was there before its contract leaves it to the broker. */
const usual = duration('7d');

/** What is kept without end has no upper bound: a year is estimated. */
const year = duration('365d');

/** Bytes of one copy on the brokers' disks and in tiered storage. */
function storedOf(
  topic: ResolvedTopic,
  written: number,
): { readonly local: number; readonly remote: number } {
  const { config, partitions } = topic;
  const bytes = (retention: Retention): number =>
    (written * (retention === 'endless' ? year : retention)) / 1000;
  const limit = (size: Size | 'endless' | AsRetention | undefined): number =>
    typeof size === 'number' ? size * partitions.value : Number.POSITIVE_INFINITY;
  const kept = config['retention.ms']?.value ?? usual;
  const all = Math.min(bytes(kept), limit(config['retention.bytes']?.value));
  if (config['remote.storage.enable']?.value !== true) return { local: all, remote: 0 };
  const hot = config['local.retention.ms']?.value ?? 'as-retention';
  const local = Math.min(
    all,
    bytes(hot === 'as-retention' ? kept : hot),
    limit(config['local.retention.bytes']?.value),
  );
  return { local, remote: all - local };
}

/** Whether nothing of a topic expires, neither by time nor by bytes. */
function isEndless({ config }: ResolvedTopic): boolean {
  return config['retention.ms']?.value === 'endless' && typeof config['retention.bytes']?.value !== 'number';
}
