import type { OwnedPartition } from '../kafka/group-reader.ts';
import type { Delivery } from '../kafka/records.ts';
import { type Decision, decide, type Tier } from './decision.ts';

/** A message that was read, and what becomes of it. */
export interface Entry extends Decision {
  readonly delivery: Delivery;
  /** Since when it is late, for metrics: not before it was written. */
  readonly lateFrom: number;
  /** Bytes that it takes in memory, roughly. */
  readonly size: number;
}

/** What a message takes besides its bytes, and what each of its headers takes. */
const entrySize = 400;
const headerSize = 150;

/** Partitions at whose end nothing was are asked again after so many milliseconds: less than the shortest delay. */
const pollPause = 250;
/** Milliseconds before the time of a message at which it is read again. */
const readAhead = 500;

/** The messages of one partition of a retry topic, in their order. The first one that is not due pauses all behind it. */
export class PartitionQueue {
  readonly owned: OwnedPartition;
  readonly tier: Tier;
  #entries: Entry[] = [];
  #size = 0;
  /** In work: what was taken and is neither written nor put back. */
  readonly #open = new Map<bigint, number>();
  /** The first message was read and not kept: when it is read again, and since when it is late. */
  #asleep: { readonly until: number; readonly lateFrom: number } | undefined;
  #polled = 0;
  /** Since when there may be messages that were not read. */
  #unreadSince: number | undefined = Date.now();

  constructor(owned: OwnedPartition, tier: Tier) {
    this.owned = owned;
    this.tier = tier;
  }

  /** Bytes of what it holds. */
  get size(): number {
    return this.#size;
  }

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  /** When it is read on, in milliseconds since 1970; undefined while it has messages. */
  get readAt(): number | undefined {
    if (this.#entries.length > 0) return undefined;
    if (this.#asleep !== undefined) return this.#asleep.until;
    const { position, end } = this.owned;
    return end < 0n || position < end ? 0 : this.#polled + pollPause;
  }

  /**
   * Takes over what was fetched, in bytes of its own: what is left of a fetch would keep all of it.
   * @returns how many messages
   */
  receive(now: number): number {
    const fetched = this.owned.waiting.length;
    this.#polled = now;
    if (fetched === 0) this.#unreadSince ??= this.#asleep?.lateFrom;
    this.#asleep = undefined;
    for (const delivery of this.owned.waiting.splice(0)) {
      const decision = decide(delivery, this.tier, now);
      const entry = {
        ...decision,
        delivery: copied(delivery),
        lateFrom: Math.max(decision.due, Math.min(delivery.timestamp, now)),
        size: sizeOf(delivery),
      };
      this.#entries.push(entry);
      this.#size += entry.size;
    }
    const { position, end } = this.owned;
    this.#unreadSince = end >= 0n && position >= end ? undefined : (this.#unreadSince ?? now);
    return fetched;
  }

  /** Takes the messages that are due, from the first on, within bounds; one that is larger alone. */
  takeDue(now: number, count: number, bytes: number): Entry[] {
    let taken = 0;
    let size = 0;
    for (const entry of this.#entries) {
      if (entry.due > now || taken >= count || (taken > 0 && size + entry.size > bytes)) break;
      taken += 1;
      size += entry.size;
    }
    const entries = this.#entries.splice(0, taken);
    this.#size -= size;
    for (const { delivery, lateFrom } of entries) this.#open.set(delivery.offset, lateFrom);
    return entries;
  }

  written(entries: readonly Entry[]): void {
    for (const { delivery } of entries) this.#open.delete(delivery.offset);
    if (this.#unreadSince !== undefined) this.#unreadSince = Date.now();
  }

  /** Puts what was taken last back to where it was. */
  putBack(entries: readonly Entry[]): void {
    for (const { delivery, size } of entries) {
      this.#open.delete(delivery.offset);
      this.#size += size;
    }
    this.#entries.unshift(...entries);
  }

  /** Gives up what it holds, to read it again shortly before `until`. */
  sleep(until: number): void {
    const [first] = this.#entries;
    if (first === undefined) return;
    this.owned.position = first.delivery.offset;
    this.#asleep = { until: until - readAhead, lateFrom: first.lateFrom };
    this.#entries = [];
    this.#size = 0;
  }

  /** The offset from which on a successor has to read; undefined before the first fetch. */
  get done(): bigint | undefined {
    const [open] = this.#open.keys();
    const next = open ?? this.first?.delivery.offset;
    return next ?? (this.owned.end < 0n ? undefined : this.owned.position);
  }

  /** Messages that are not written. */
  get waiting(): number {
    const { done, owned } = this;
    return done === undefined || owned.end < done ? 0 : Number(owned.end - done);
  }

  /** Seconds that its most late message is behind its time. */
  behind(now: number): number {
    const late = [
      ...this.#open.values(),
      ...(this.first === undefined ? [] : [this.first.lateFrom]),
      ...(this.#asleep === undefined ? [] : [this.#asleep.lateFrom]),
    ];
    // What was not read may be late; how late, no one knows before.
    if (late.length === 0 && this.#unreadSince !== undefined) late.push(this.#unreadSince);
    return Math.max(0, ...late.map((from) => now - from)) / 1000;
  }
}

function sizeOf({ key, value, headers }: Delivery): number {
  const bytes = (one: Buffer | null) => one?.length ?? 0;
  return headers.reduce(
    (sum, [name, one]) => sum + headerSize + name.length + bytes(one),
    entrySize + bytes(key) + bytes(value),
  );
}

function copied(delivery: Delivery): Delivery {
  const copy = (one: Buffer | null) => (one === null ? null : Buffer.from(one));
  return {
    ...delivery,
    ...{ key: copy(delivery.key), value: copy(delivery.value) },
    headers: delivery.headers.map(([name, one]) => [name, copy(one)] as const),
  };
}
