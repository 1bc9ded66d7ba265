import { readersOf } from '../model/contract-clients.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

/** What one topic takes of the cluster, reckoned from what its contract expects. */
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
}

/** Of a hundred messages so many are expected to fail: what retry and dead letter topics are reckoned with. */
export const failing = 1;

/**
 * Capacity of every topic of a family: load times retention times replication, as an upper bound. Compaction can
 * only make it less, and nobody knows by how much; compression likewise.
 * @param environment says which share of the load is expected there
 */
export function capacityOf(family: ResolvedFamily, { topics }: Environment): TopicCapacity[] {
  const { load } = family.contract.terms;
  const expected = load.messagesPerSecond * load.bytesPerMessage * topics.loadShare;
  return family.topics.map((topic) => {
    const derived = topic.role === 'retry' || topic.role === 'dead-letter';
    // While a name changes, its messages are on one of the two.
    const written = topic.role === 'former' ? 0 : derived ? (expected * failing) / 100 : expected;
    const kept = secondsOf(topic, 'retention.ms') ?? usual;
    const hot = secondsOf(topic, 'local.retention.ms') ?? kept;
    const readers = derived ? 1 : readersOf(family.contract).length;
    return {
      topic: topic.name.value,
      partitions: topic.partitions.value,
      replicas: topic.partitions.value * topic.replicas.value,
      localBytes: written * Math.min(hot, kept) * topic.replicas.value,
      remoteBytes: written * Math.max(0, kept - hot),
      written,
      fetched: written * (readers + topic.replicas.value - 1),
    };
  });
}

/** Kafka's own, where a topic that was there before its contract leaves it to the broker. */
const usual = 7 * 86_400;

/** What is kept for ever has no upper bound: it is reckoned with a year. */
const forEver = 365 * 86_400;

function secondsOf({ config }: ResolvedTopic, key: string): number | undefined {
  const text = config[key]?.value;
  if (text === undefined) return undefined;
  return Number(text) < 0 ? forEver : Number(text) / 1000;
}
