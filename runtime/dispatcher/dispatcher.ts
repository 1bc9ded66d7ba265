import { setTimeout as sleep } from 'node:timers/promises';
import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import type { GroupReader, OwnedPartition } from '../kafka/group-reader.ts';
import type { Tier } from './decision.ts';
import { Lane, type LaneContext } from './lane.ts';
import type { TierState } from './metrics.ts';
import { PartitionQueue } from './queue.ts';

/** Bytes of messages in memory, from which on nothing is read: those that wait longest are given up, until half is free. */
const memory = 4 * 1024 * 1024;
const fetchSize = { partition: 128 * 1024, total: 1024 * 1024 };
/** The longest time that the loop rests, in milliseconds. */
const longestRest = 250;
/** After a fetch that brought nothing, in milliseconds. */
const shortestRest = 20;
/** Messages that are due within this time, in milliseconds, are not given up. */
const soon = 1000;
/** Milliseconds between two looks at the ends of partitions, which the metrics show. */
const endsPause = 10_000;
/** Milliseconds in which the loop must come round, or a rebalance end. */
const patience = 120_000;

/**
 * Brings messages of retry topics back to their primary topics when their time has come (decision 0025). A partition is read
 * no further than to a message that is not due. Commits after the write: at least once.
 */
export class Dispatcher {
  readonly #reader: GroupReader;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #tiers: ReadonlyMap<string, Tier>;
  readonly #stop: AbortSignal;
  #queues = new Map<OwnedPartition, PartitionQueue>();
  readonly #inWork = new Set<Promise<void>>();
  #failure: unknown;
  #committing: Promise<void> | undefined;
  #isUncommitted = false;
  #turn = 0;
  #endsAt = 0;
  /** Nothing is read before this time. */
  #notBefore = 0;
  #cameRound = Date.now();
  #settled = Date.now();
  #wake: () => void = () => undefined;

  constructor(
    topics: readonly CarriedTopic[],
    { reader, stop, ...context }: LaneContext & { readonly reader: GroupReader; readonly stop: AbortSignal },
  ) {
    this.#reader = reader;
    this.#stop = stop;
    this.#lanes = new Map(topics.map((one) => [one.topic, new Lane(one, context)]));
    this.#tiers = new Map(
      topics.flatMap((of) =>
        of.retries.map(({ topic, delay }, at): [string, Tier] => [
          topic,
          { of, delay: delay * 1000, attempt: at + 1 },
        ]),
      ),
    );
    stop.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Whether it goes on: a loop that hangs, or a group that never settles, is not helped by waiting. */
  get isAlive(): boolean {
    const now = Date.now();
    return now - this.#cameRound < patience && now - this.#settled < patience;
  }

  /** What the metrics show, by retry topic. */
  get state(): readonly TierState[] {
    const now = Date.now();
    const states = new Map([...this.#tiers.keys()].map((topic) => [topic, { topic, waiting: 0, behind: 0 }]));
    for (const queue of this.#queues.values()) {
      const state = states.get(queue.owned.topic);
      if (state === undefined || queue.owned.lost) continue;
      state.waiting += queue.waiting;
      state.behind = Math.max(state.behind, queue.behind(now));
    }
    return [...states.values()];
  }

  /**
   * Works until it is stopped; what is being written is then finished and committed.
   * @throws BrokerError where the brokers refuse for good
   */
  async run(): Promise<void> {
    try {
      while (!this.#stop.aborted && this.#failure === undefined) {
        this.#look();
        this.#begin();
        await this.#read();
        this.#giveUp();
        this.#commitSoon();
        await this.#rest();
      }
    } finally {
      await this.#finish();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Which partitions it has now. */
  #look(): void {
    this.#cameRound = Date.now();
    if (!this.#reader.isRebalancing) this.#settled = this.#cameRound;
    const queues = new Map<OwnedPartition, PartitionQueue>();
    for (const owned of this.#reader.partitions) {
      const tier = this.#tiers.get(owned.topic);
      if (tier !== undefined) queues.set(owned, this.#queues.get(owned) ?? new PartitionQueue(owned, tier));
    }
    this.#queues = queues;
  }

  #queuesOf({ topic }: Lane): PartitionQueue[] {
    return [...this.#queues.values()].filter(
      ({ owned, tier }) => tier.of.topic === topic.topic && !owned.lost,
    );
  }

  /** Writes what is due, also as soon as a write has ended. What is begun in a rebalance another member may do too. */
  #begin(): void {
    if (this.#stop.aborted || this.#failure !== undefined || this.#reader.isRebalancing) return;
    const now = Date.now();
    for (const lane of this.#lanes.values()) {
      const begun = lane.begin(this.#queuesOf(lane), now);
      if (begun === undefined) continue;
      const one: Promise<void> = begun.finally(() => {
        this.#inWork.delete(one);
        this.#isUncommitted = true;
        this.#commitSoon();
        this.#begin();
        this.#wake();
      });
      this.#inWork.add(one);
    }
  }

  /** Fetches once from those that may be read on. Nothing waits at the brokers: who waits there cannot be called. */
  async #read(): Promise<void> {
    const now = Date.now();
    if (now >= this.#endsAt) {
      this.#endsAt = now + endsPause;
      await this.#reader.refreshEnds();
    }
    if (this.#size() >= memory || now < this.#notBefore) return;
    const hungry = [...this.#queues.values()].filter(
      ({ readAt, owned }) => readAt !== undefined && readAt <= now && !owned.lost,
    );
    if (hungry.length === 0) return;
    this.#turn = (this.#turn + 1) % hungry.length;
    const inTurn = [...hungry.slice(this.#turn), ...hungry.slice(0, this.#turn)];
    await this.#reader.fetch(
      inTurn.map(({ owned }) => owned),
      0,
      fetchSize,
    );
    const read = Date.now();
    const received = hungry.reduce((sum, queue) => sum + queue.receive(read), 0);
    // A partition may have no leader just now: it is not asked without a pause.
    if (received === 0) this.#notBefore = read + shortestRest;
  }

  #size(): number {
    return [...this.#queues.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Where memory is full: what has the longest time to wait is read again then. */
  #giveUp(): void {
    let size = this.#size();
    if (size < memory) return;
    const now = Date.now();
    const waiting = [...this.#queues.values()]
      .map((queue) => ({ queue, until: this.#mayGoOnAt(queue) ?? 0 }))
      .filter(({ until }) => until > now + soon)
      .sort((a, b) => b.until - a.until);
    for (const { queue, until } of waiting) {
      if (size < memory / 2) return;
      size -= queue.size;
      queue.sleep(until);
    }
  }

  /** When the first message of a partition can be written. */
  #mayGoOnAt({ first, tier }: PartitionQueue): number | undefined {
    const lane = this.#lanes.get(tier.of.topic);
    return first === undefined ? undefined : Math.max(first.due, lane?.blockedUntil ?? 0);
  }

  /** Until something is due, or may be read, or a write has ended. */
  async #rest(): Promise<void> {
    const now = Date.now();
    const isFull = this.#size() >= memory;
    const times = [...this.#queues.values()].flatMap((queue) => {
      if (queue.readAt !== undefined) return isFull ? [] : [Math.max(queue.readAt, this.#notBefore)];
      // Where a write is on its way, its end wakes.
      return this.#lanes.get(queue.tier.of.topic)?.isBusy === true ? [] : [this.#mayGoOnAt(queue) ?? now];
    });
    const rest = this.#reader.isRebalancing
      ? longestRest
      : Math.min(longestRest, ...times.map((at) => at - now));
    if (rest <= 0 || this.#stop.aborted) return;
    const woken = new Promise<void>((done) => {
      this.#wake = done;
    });
    const timer = new AbortController();
    await Promise.race([woken, sleep(rest, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#inWork);
    await this.#committing;
    // A group that rebalances just now is waited for, a moment.
    for (let left = 20; left > 0 && !(await this.#reader.commit(this.#done()).catch(() => true)); left -= 1)
      await sleep(200);
  }

  #done(): Map<OwnedPartition, bigint> {
    return new Map(
      [...this.#queues].flatMap(([owned, { done }]): [OwnedPartition, bigint][] =>
        done === undefined ? [] : [[owned, done]],
      ),
    );
  }

  /** One commit at a time: what ends meanwhile is in the next. */
  #commitSoon(): void {
    if (this.#committing !== undefined || this.#failure !== undefined) return;
    if (!this.#isUncommitted && [...this.#done()].every(([{ committed }, offset]) => committed === offset))
      return;
    this.#isUncommitted = false;
    this.#committing = this.#commit().finally(() => {
      this.#committing = undefined;
      if (this.#isUncommitted && !this.#reader.isRebalancing) this.#commitSoon();
    });
  }

  async #commit(): Promise<void> {
    try {
      await this.#reader.commit(this.#done());
    } catch (error) {
      this.#failure ??= error;
      this.#wake();
    }
  }
}
