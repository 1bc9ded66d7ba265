import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer, FetchIsolationLevels, ListOffsetTimestamps } from '@platformatic/kafka';
import { brokerError, isCode, isPassing } from './broker-error.ts';
import type { ClientSettings } from './client-settings.ts';
import { type Delivery, readPartition } from './records.ts';

/** A partition that is read without a group. */
interface Read {
  readonly partition: number;
  position: bigint;
  /** The first offset that is not read. */
  readonly end: bigint;
}

/** Where a scan of a topic begins, and how far it goes. */
export interface ScanRange {
  /** The first offset of each partition, for those that do not begin at their first message. */
  readonly from?: ReadonlyMap<number, bigint>;
  /** Milliseconds since 1970: messages that were written before are left out, as far as the brokers' time index knows. */
  readonly since?: number | undefined;
  /** The first offset of each partition that is not read; partitions without one are left out. @default the end of each now */
  readonly to?: ReadonlyMap<number, bigint> | undefined;
}

/** Offsets of a partition. */
export interface PartitionRange {
  readonly partition: number;
  readonly first: bigint;
  /** That of the next message to be written. */
  readonly end: bigint;
}

const partitionBytes = 1024 * 1024;
const wait = 500;
/** Milliseconds without any progress, after which what holds a partition up is an error. */
const patience = 120_000;

/**
 * Reads topics from an offset to the end that they have now, without a group and as a reader of committed messages. It keeps
 * one fetch in memory.
 */
export class PartitionFetcher {
  readonly #client: ClientSettings;
  readonly #consumer: Consumer;

  constructor(client: ClientSettings) {
    this.#client = client;
    // No group is joined: the client asks for a name all the same.
    this.#consumer = new Consumer({
      ...client,
      groupId: 'none',
      autocommit: false,
      retries: 5,
      retryDelay: 200,
    });
    this.#consumer.on('error', () => undefined);
  }

  /**
   * The offsets of each partition as they are now; the end counts what open transactions have written.
   * @throws BrokerError where the topic is not there, or may not be read
   */
  async ranges(topic: string): Promise<PartitionRange[]> {
    return await this.#asking(topic, async () => {
      const at = async (timestamp: bigint) =>
        (
          await this.#consumer.listOffsets({
            ...{ topics: [topic], timestamp, isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED },
          })
        ).get(topic) ?? [];
      const [first, end] = await Promise.all([
        at(ListOffsetTimestamps.EARLIEST),
        at(ListOffsetTimestamps.LATEST),
      ]);
      return end.map((last, partition) => ({ partition, first: first[partition] ?? 0n, end: last }));
    });
  }

  /**
   * The messages of a topic up to the end that it has now, or to an earlier one, those of one partition in their order.
   * @throws BrokerError where the brokers refuse, or a transaction that does not end holds a partition up
   */
  async *scan(topic: string, range: ScanRange = {}): AsyncGenerator<Delivery> {
    const { from, since, to } = range;
    const ranges = await this.ranges(topic);
    const times = since === undefined ? undefined : await this.#offsetsAt(topic, since);
    const reads = ranges.map(({ partition, first, end }): Read => {
      // The brokers answer -1 where every message is older.
      const byTime =
        times === undefined ? first : (times[partition] ?? -1n) < 0n ? end : (times[partition] as bigint);
      const position = [first, byTime, from?.get(partition) ?? 0n].reduce((a, b) => (a > b ? a : b));
      const last = to === undefined ? end : (to.get(partition) ?? 0n);
      return { partition, position, end: last < end ? last : end };
    });
    let moved = performance.now();
    for (;;) {
      const open = reads.filter(({ position, end }) => position < end);
      if (open.length === 0) return;
      for (const [partition, fetched] of await this.#fetch(topic, open)) {
        const read = open.find((one) => one.partition === partition) as Read;
        const { deliveries, next } = fetched;
        if (next > read.position) moved = performance.now();
        read.position = next;
        for (const one of deliveries) if (one.offset < read.end) yield one;
      }
      if (performance.now() - moved > patience) {
        throw brokerError(
          new Error(`${topic} could not be read to its end: a transaction may be open in it`),
          {},
        );
      }
    }
  }

  /** The id that the cluster gave a topic: another, where the topic was deleted and made again. */
  async id(topic: string): Promise<string> {
    return await this.#asking(topic, async () => {
      const { topics } = await this.#consumer.metadata({ topics: [topic], forceUpdate: true });
      return topics.get(topic)?.id ?? '';
    });
  }

  /** For each partition, messages from a time on, by their offsets: markers of transactions count too. */
  async countSince(topic: string, since: number): Promise<number> {
    const [ranges, times] = await Promise.all([this.ranges(topic), this.#offsetsAt(topic, since)]);
    return ranges.reduce((sum, { partition, first, end }) => {
      const at = times[partition] ?? -1n;
      return sum + (at < 0n ? 0 : Number(end - (at < first ? first : at)));
    }, 0);
  }

  async #offsetsAt(topic: string, time: number): Promise<readonly bigint[]> {
    return await this.#asking(topic, async () => {
      const found = await this.#consumer.listOffsets({ topics: [topic], timestamp: BigInt(time) });
      return found.get(topic) ?? [];
    });
  }

  async #fetch(topic: string, reads: readonly Read[]) {
    try {
      const { topics } = await this.#consumer.metadata({ topics: [topic] });
      const found = topics.get(topic);
      const leaders = new Map<number, Read[]>();
      for (const read of reads) {
        const leader = found?.partitions[read.partition]?.leader ?? -1;
        if (leader >= 0) leaders.set(leader, [...(leaders.get(leader) ?? []), read]);
      }
      if (leaders.size === 0) {
        await this.#consumer.metadata({ topics: [topic], forceUpdate: true });
        await sleep(200);
      }
      const answers = await Promise.all(
        [...leaders].map(([node, mine]) => this.#fetchFrom(node, found?.id ?? '', mine)),
      );
      return answers
        .flat()
        .map(
          (one) =>
            [
              one.partitionIndex,
              readPartition(
                topic,
                one,
                reads.find((read) => read.partition === one.partitionIndex)?.position ?? 0n,
              ),
            ] as const,
        );
    } catch (error) {
      if (isCode(error, 'OFFSET_OUT_OF_RANGE')) {
        // Retention deleted what was next.
        const ranges = await this.ranges(topic);
        for (const read of reads) {
          const first = ranges.find(({ partition }) => partition === read.partition)?.first ?? 0n;
          if (read.position < first) read.position = first;
        }
        return [];
      }
      if (!isPassing(error)) throw brokerError(error, this.#doing(topic));
      await this.#consumer.metadata({ topics: [topic], forceUpdate: true }).catch(() => undefined);
      await sleep(200);
      return [];
    }
  }

  async #fetchFrom(node: number, topicId: string, reads: readonly Read[]) {
    const { responses } = await this.#consumer.fetch({
      ...{ node, maxWaitTime: wait, minBytes: 1, isolationLevel: FetchIsolationLevels.READ_COMMITTED },
      topics: [
        {
          topicId,
          partitions: reads.map(({ partition, position }) => ({
            ...{ partition, currentLeaderEpoch: -1, fetchOffset: position, lastFetchedEpoch: -1 },
            partitionMaxBytes: partitionBytes,
          })),
        },
      ],
    });
    return responses.flatMap(({ partitions }) => partitions);
  }

  async #asking<T>(topic: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw brokerError(error, this.#doing(topic));
    }
  }

  #doing(topic: string) {
    return { reads: [topic], user: this.#client.sasl?.username?.toString() };
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => {
      this.#consumer.close(true, () => done());
    });
  }
}
