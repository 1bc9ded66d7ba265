import type { PartitionFetcher, PartitionRange } from '../kafka/partition-fetcher.ts';
import type { Outgoing } from '../kafka/writer.ts';
import type { Journal } from '../operations/journal.ts';
import { Settled, type SettledText } from '../operations/settled.ts';

/** What can be done with a dead letter so that it is no longer open. */
export type SettledAs = 'redriven' | 'archived' | 'discarded';

/** Dead letters by what was done with them. */
export type Counts = Readonly<Record<SettledAs, number>>;

/** A redrive, discard or archive that has begun, as the journal has it: its audit record is made of it, also after a kill. */
export interface SessionState extends Counts {
  readonly id: string;
  readonly action: string;
  readonly by: string;
  readonly why: string;
  readonly filter: string;
  readonly transformation: string;
  /** RFC 3339. */
  readonly begunAt: string;
  /** Milliseconds since 1970, of the first and last dead letter. */
  readonly from: number;
  readonly to: number;
  readonly byFailureClass: Readonly<Record<string, number>>;
  readonly refused: number;
  /** How often each reason was met. */
  readonly causes: Readonly<Record<string, number>>;
}

interface PartitionState {
  readonly topicId: string;
  readonly settled: SettledText;
}

interface TopicState {
  /** What has begun and has not ended. */
  readonly session?: SessionState;
  readonly totals: Counts;
}

const none: Counts = { redriven: 0, archived: 0, discarded: 0 };

/** Which dead letters of a topic are settled, and what has begun, by the journal. */
export class Progress {
  readonly #topic: string;
  readonly #topicId: string;
  readonly #ranges: readonly PartitionRange[];
  readonly #partitions: Map<number, Settled>;
  readonly #before: TopicState;
  #totals: Record<SettledAs, number>;

  private constructor(
    { topic, topicId, ranges }: { topic: string; topicId: string; ranges: readonly PartitionRange[] },
    partitions: Map<number, Settled>,
    before: TopicState,
  ) {
    this.#topic = topic;
    this.#topicId = topicId;
    this.#ranges = ranges;
    this.#partitions = partitions;
    this.#before = before;
    this.#totals = { ...before.totals };
  }

  /**
   * @param topic the dead letter topic
   * @param journal undefined: nothing is settled
   */
  static async of(topic: string, fetcher: PartitionFetcher, journal: Journal | undefined): Promise<Progress> {
    const [topicId, ranges] = await Promise.all([fetcher.id(topic), fetcher.ranges(topic)]);
    const partitions = new Map(
      ranges.map((range) => [range.partition, settledOf(journal, topic, topicId, range)]),
    );
    const state = (journal?.get(keyOf(topic)) ?? {}) as Partial<TopicState>;
    const { session, totals = none } = state;
    return new Progress({ topic, topicId, ranges }, partitions, {
      ...(session === undefined ? {} : { session }),
      totals: { ...none, ...totals },
    });
  }

  /** What a command began that was killed. */
  get unfinished(): SessionState | undefined {
    return this.#before.session;
  }

  /** Dead letters that were settled since there is a journal. */
  get totals(): Counts {
    return this.#totals;
  }

  isSettled(partition: number, offset: bigint): boolean {
    return this.#partitions.get(partition)?.has(offset) ?? false;
  }

  /** The first offset of each partition before which all is settled. */
  firstOpen(): { readonly partition: number; readonly offset: bigint }[] {
    return this.#ranges.map(({ partition, first, end }) => {
      let offset = first;
      while (offset < end && this.isSettled(partition, offset)) offset += 1n;
      return { partition, offset };
    });
  }

  /** How many offsets are not settled: the letters that are open. */
  get waiting(): number {
    let open = 0;
    for (const { partition, first, end } of this.#ranges)
      for (let offset = first; offset < end; offset += 1n) if (!this.isSettled(partition, offset)) open += 1;
    return open;
  }

  /** @throws RangeError where the journal cannot keep the offset */
  settle(partition: number, offset: bigint, as: SettledAs): void {
    this.#partitions.get(partition)?.add(offset);
    this.#totals[as] += 1;
  }

  /**
   * The messages that make this the state.
   * @param changed the partitions of which something was settled
   * @param session undefined: nothing is going on
   */
  entries(
    journal: Journal,
    changed: ReadonlySet<number>,
    session: SessionState | undefined,
    by: string,
  ): Outgoing[] {
    const topicState: TopicState = { ...(session === undefined ? {} : { session }), totals: this.#totals };
    const states: [string, object][] = [...changed].map((partition) => [
      keyOf(this.#topic, partition),
      {
        topicId: this.#topicId,
        settled: (this.#partitions.get(partition) ?? Settled.from(0n)).write(),
      } satisfies PartitionState,
    ]);
    return [...states, [keyOf(this.#topic), topicState] as const].map(([key, state]) =>
      journal.entry(key, state, by),
    );
  }
}

function settledOf(
  journal: Journal | undefined,
  topic: string,
  topicId: string,
  { partition, first }: PartitionRange,
): Settled {
  const state = journal?.get(keyOf(topic, partition)) as PartitionState | undefined;
  // A topic that was made again begins its offsets again.
  return state === undefined || state.topicId !== topicId
    ? Settled.from(first)
    : Settled.read(state.settled).since(first);
}

function keyOf(topic: string, partition?: number): string {
  return partition === undefined ? `dead-letters/${topic}` : `dead-letters/${topic}/${partition}`;
}
