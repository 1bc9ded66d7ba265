import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import type { ClientSettings } from './client-settings.ts';
import { brokerError, isCode, isPassing } from './broker-error.ts';
import { Coordinator } from './coordinator.ts';
import { type Delivery, readPartition } from './records.ts';

/** One partition that this member of the group owns. */
export interface OwnedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Messages that were fetched and not taken yet, by offset. */
  readonly waiting: Delivery[];
  /** The offset from which on is fetched next. */
  position: bigint;
  /** How far it can be read, as far as is known. */
  end: bigint;
  /** What the group has committed; undefined where it has nothing. */
  committed: bigint | undefined;
  /** The member lost it: what comes of its messages is neither committed nor sent on. */
  lost: boolean;
}

/** The most bytes that one fetch brings; a larger message comes alone. */
export interface FetchSize {
  readonly partition: number;
  /** From one broker. */
  readonly total: number;
}

const fetchSize: FetchSize = { partition: 1024 * 1024, total: 10 * 1024 * 1024 };

export interface GroupReaderOptions {
  readonly client: ClientSettings;
  readonly group: string;
  readonly topics: readonly string[];
  /** Milliseconds without a heartbeat after which the group gives the partitions of this member to others. */
  readonly sessionTimeout: number;
  /**
   * A name that this member has again when it starts again (KIP-345): it then goes on with its partitions at once, and no one
   * waits for the end of its session. No two members have one name. @default a new member each time
   */
  readonly instance?: string | undefined;
  /** What changed: for logs. */
  readonly onAssigned?: (partitions: readonly OwnedPartition[]) => void;
}

/**
 * A member of a consumer group that says of each partition when it is read on. Partitions come and go with rebalances: those
 * that are gone are marked as lost, and what was fetched of them is dropped.
 */
export class GroupReader {
  readonly #options: GroupReaderOptions;
  /** The member: heartbeats and commits, which no waiting fetch may hold up. */
  readonly #member: Consumer;
  /** Reads alone, on connections of its own. */
  readonly #fetcher: Consumer;
  readonly #coordinator: Coordinator;
  #owned = new Map<string, OwnedPartition>();
  #generation = -1;
  #memberId: string | null = null;
  #failure: Error | undefined;
  /** The group shares its partitions out again: this member may be about to lose what it has. */
  #rebalancing = false;
  /** One change of the assignment after the other. */
  #assigning: Promise<void> = Promise.resolve();

  private constructor(options: GroupReaderOptions) {
    this.#options = options;
    const { client, group, sessionTimeout, instance } = options;
    const settings = { ...client, groupId: group, autocommit: false, retries: 5, retryDelay: 200 };
    const heartbeatInterval = Math.min(3000, Math.floor(sessionTimeout / 4));
    this.#member = new Consumer({
      ...settings,
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout: sessionTimeout,
      ...(instance === undefined ? {} : { groupInstanceId: instance }),
    });
    this.#fetcher = new Consumer(settings);
    this.#coordinator = new Coordinator(client, group);
    this.#member.on('consumer:group:join', () => this.#assign());
    this.#member.on('consumer:group:rebalance', () => {
      this.#rebalancing = true;
    });
    this.#member.on('error', (error: Error) => this.#fail(error));
    this.#fetcher.on('error', (error: Error) => this.#fail(error));
  }

  /** @throws BrokerError where the brokers refuse, with the right that is missing */
  static async join(options: GroupReaderOptions): Promise<GroupReader> {
    const reader = new GroupReader(options);
    try {
      for (const topic of options.topics) reader.#member.topics.track(topic);
      // Before the group: a topic that is not there, or may not be read, would give an empty assignment.
      await reader.#metadata();
      await reader.#member.joinGroup();
      await reader.#assigning;
      if (reader.#failure !== undefined) throw reader.#failure;
      return reader;
    } catch (error) {
      await reader.close();
      throw brokerError(error, reader.#what());
    }
  }

  /** Whether the group is sharing its partitions out: what is begun now may be done by another member too. */
  get isRebalancing(): boolean {
    return this.#rebalancing;
  }

  /** Those that this member has now. */
  get partitions(): readonly OwnedPartition[] {
    return [...this.#owned.values()];
  }

  /**
   * Fetches once from the partitions that are named, and appends to their `waiting`.
   * @param wait milliseconds that the brokers wait for a first message
   * @param size brokers fill it in the order of the partitions
   * @throws BrokerError where that cannot pass by itself
   */
  async fetch(
    partitions: readonly OwnedPartition[],
    wait: number,
    size: FetchSize = fetchSize,
  ): Promise<void> {
    await this.#settled();
    const { topics } = await this.#metadata();
    const byLeader = new Map<number, OwnedPartition[]>();
    for (const one of partitions) {
      const leader = topics.get(one.topic)?.partitions[one.partition]?.leader ?? -1;
      if (leader >= 0) byLeader.set(leader, [...(byLeader.get(leader) ?? []), one]);
    }
    if (byLeader.size === 0) {
      await this.#metadata(true);
      return await sleep(Math.min(wait, 200));
    }
    await Promise.all([...byLeader].map(([node, mine]) => this.#fetchFrom(node, mine, wait, size)));
    if (this.#failure !== undefined) throw brokerError(this.#failure, this.#what());
  }

  async #fetchFrom(
    node: number,
    partitions: readonly OwnedPartition[],
    wait: number,
    size: FetchSize,
  ): Promise<void> {
    const { topics } = await this.#metadata();
    const names = new Map<string, string>();
    const asked = [...new Set(partitions.map(({ topic }) => topic))].map((topic) => {
      const found = topics.get(topic);
      const topicId = found?.id ?? '';
      names.set(topicId, topic);
      return {
        topicId,
        partitions: partitions
          .filter((one) => one.topic === topic)
          .map(({ partition, position }) => ({
            partition,
            currentLeaderEpoch: -1,
            fetchOffset: position,
            lastFetchedEpoch: -1,
            partitionMaxBytes: size.partition,
          })),
      };
    });
    let answer: Awaited<ReturnType<Consumer['fetch']>>;
    try {
      answer = await this.#fetcher.fetch({
        node,
        topics: asked,
        maxWaitTime: wait,
        minBytes: 1,
        maxBytes: size.total,
        isolationLevel: 1,
      });
    } catch (error) {
      if (isCode(error, 'OFFSET_OUT_OF_RANGE')) return await this.#toEarliest(partitions);
      if (!isPassing(error)) throw brokerError(error, this.#what());
      await this.#metadata(true).catch(() => undefined);
      return await sleep(200);
    }
    for (const { topicId, partitions: fetched } of answer.responses) {
      const topic = names.get(topicId);
      for (const one of fetched) {
        const owned = partitions.find(
          (mine) => mine.topic === topic && mine.partition === one.partitionIndex,
        );
        if (owned === undefined || owned.lost) continue;
        const { deliveries, next, end } = readPartition(owned.topic, one, owned.position);
        owned.waiting.push(...deliveries);
        owned.position = next;
        owned.end = end;
      }
    }
  }

  /**
   * Asks how far the partitions can be read: of one that is not fetched this is not known otherwise. Where the brokers do not
   * answer just now, nothing changes.
   */
  async refreshEnds(): Promise<void> {
    const { partitions } = this;
    if (partitions.length === 0) return;
    try {
      const ends = await this.#fetcher.listOffsets({
        topics: [...new Set(partitions.map(({ topic }) => topic))],
        timestamp: ListOffsetTimestamps.LATEST,
      });
      for (const one of partitions) {
        const end = ends.get(one.topic)?.[one.partition];
        if (end !== undefined && end > one.end) one.end = end;
      }
    } catch (error) {
      if (!isPassing(error)) throw brokerError(error, this.#what());
    }
  }

  /**
   * Commits how far partitions are done. What is lost is left out. Where the group is rebalancing nothing is committed, and
   * the answer is false: later is soon enough.
   */
  async commit(offsets: ReadonlyMap<OwnedPartition, bigint>): Promise<boolean> {
    await this.#settled();
    const mine = [...offsets].filter(([one, offset]) => !one.lost && one.committed !== offset);
    if (mine.length === 0) return true;
    // As of now: in another generation these partitions may be others'.
    const membership = { memberId: this.#memberId ?? '', generation: this.#generation };
    try {
      await this.#coordinator.commit(
        membership,
        mine.map(([{ topic, partition }, offset]) => ({ topic, partition, offset })),
      );
    } catch (error) {
      const moved = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'];
      if (moved.some((code) => isCode(error, code))) {
        // A heartbeat will say so too, and the member will join again; unless it has by now.
        if (membership.generation === this.#generation) this.#rebalancing = true;
        return false;
      }
      if (isPassing(error)) return false;
      throw brokerError(error, this.#what());
    }
    for (const [one, offset] of mine) one.committed = offset;
    return true;
  }

  /** Leaves the group, so that others have its partitions at once. */
  async close(): Promise<void> {
    for (const one of this.#owned.values()) one.lost = true;
    const closed = (client: Consumer) => new Promise<void>((done) => client.close(true, () => done()));
    await Promise.allSettled([closed(this.#member), closed(this.#fetcher), this.#coordinator.close()]);
  }

  /** Also where an assignment came while another was read. */
  async #settled(): Promise<void> {
    for (let seen = this.#assigning; ; seen = this.#assigning) {
      await seen;
      if (seen === this.#assigning) break;
    }
    if (this.#failure !== undefined) throw brokerError(this.#failure, this.#what());
  }

  #assign(): void {
    const { generationId, memberId } = this.#member;
    const assignments = this.#member.assignments ?? [];
    // Everyone gives up everything in a rebalance, so what comes back in the very next generation was no one else's.
    const goesOn = memberId === this.#memberId && generationId === this.#generation + 1;
    this.#generation = generationId;
    this.#memberId = memberId;
    const before = this.#owned;
    const kept = new Map<string, OwnedPartition>();
    const fresh: { topic: string; partition: number }[] = [];
    for (const { topic, partitions } of assignments) {
      for (const partition of partitions) {
        const known = goesOn ? before.get(`${topic} ${partition}`) : undefined;
        if (known === undefined) fresh.push({ topic, partition });
        else kept.set(`${topic} ${partition}`, known);
      }
    }
    for (const [name, one] of before) {
      if (kept.has(name)) continue;
      one.lost = true;
      one.waiting.length = 0;
    }
    this.#owned = kept;
    this.#assigning = this.#begin(kept, fresh, this.#assigning);
  }

  async #begin(
    kept: Map<string, OwnedPartition>,
    fresh: readonly { topic: string; partition: number }[],
    before: Promise<void>,
  ): Promise<void> {
    await before;
    try {
      const begun = await this.#positions(fresh);
      // Another assignment may have come meanwhile: it reads for itself.
      if (this.#owned !== kept) return;
      for (const one of begun) kept.set(`${one.topic} ${one.partition}`, one);
      this.#rebalancing = false;
      this.#options.onAssigned?.([...kept.values()]);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #positions(partitions: readonly { topic: string; partition: number }[]): Promise<OwnedPartition[]> {
    if (partitions.length === 0) return [];
    const topics = [...new Set(partitions.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: partitions.filter((one) => one.topic === topic).map(({ partition }) => partition),
    }));
    const [committed, earliest] = await Promise.all([
      this.#member.listCommittedOffsets({ topics }),
      this.#earliest(topics.map(({ topic }) => topic)),
    ]);
    return partitions.map(({ topic, partition }) => {
      const found = committed.get(topic)?.[partition] ?? -1n;
      const first = earliest.get(topic)?.[partition] ?? 0n;
      return {
        ...{ topic, partition, waiting: [], lost: false },
        committed: found < 0n ? undefined : found,
        // Retention may have deleted what was next.
        position: found < first ? first : found,
        // Not known before the first fetch: it is not idle yet.
        end: -1n,
      };
    });
  }

  async #earliest(topics: readonly string[]) {
    return await this.#fetcher.listOffsets({ topics: [...topics], timestamp: ListOffsetTimestamps.EARLIEST });
  }

  async #toEarliest(partitions: readonly OwnedPartition[]): Promise<void> {
    const earliest = await this.#earliest([...new Set(partitions.map(({ topic }) => topic))]);
    for (const one of partitions) {
      const first = earliest.get(one.topic)?.[one.partition] ?? 0n;
      if (one.position < first) one.position = first;
    }
  }

  async #metadata(forceUpdate = false) {
    return await this.#fetcher.metadata({ topics: [...this.#options.topics], forceUpdate });
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  #what() {
    const { group, topics, client } = this.#options;
    const brokers = client.bootstrapBrokers;
    return { brokers, reads: topics, group, user: client.sasl?.username?.toString() };
  }
}
