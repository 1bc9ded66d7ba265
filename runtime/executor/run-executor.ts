import { setTimeout as sleep } from 'node:timers/promises';
import { type GroupReaderOptions, GroupReader, type OwnedPartition } from '../kafka/group-reader.ts';
import type { Delivery } from '../kafka/records.ts';
import { Writer } from '../kafka/writer.ts';
import type { Log } from '../log.ts';
import type { Handle } from './command.ts';
import {
  attemptOf,
  type FailureRoutes,
  headerText,
  isForAnotherGroup,
  type Outcome,
  reroute,
} from './outcome.ts';

/** How an executor drains its queue. */
export interface ExecutorSettings {
  readonly reader: Omit<GroupReaderOptions, 'onAssigned'>;
  readonly routes: FailureRoutes;
  /** Messages in work at once, of different keys. */
  readonly concurrency: number;
  /** Milliseconds without a message after which it ends. */
  readonly idle: number;
  /** Milliseconds from its start in which it must end; undefined: no end is set. */
  readonly deadline: number | undefined;
  /** The most milliseconds for one message; undefined: what is left of the deadline. */
  readonly messageTime: number | undefined;
  /** Milliseconds that a message in work has after a stop. It is then ended, and read again by the next run. */
  readonly grace: number;
}

export interface ExecutorWork {
  readonly handle: Handle;
  /** A sentence without any part of the value where the message breaks its contract; undefined: it does not. */
  readonly check: (delivery: Delivery) => string | undefined;
  readonly log: Log;
  /** Aborted by SIGTERM: begins nothing, and ends when what is in work has ended. */
  readonly stop: AbortSignal;
}

/** What came of a run. */
export interface ExecutorResult {
  readonly done: number;
  readonly retried: number;
  readonly deadLettered: number;
  readonly passedOver: number;
  readonly why: 'idle' | 'stopped' | 'deadline';
}

/** How long one fetch waits for a message, in milliseconds: how soon a stop or an outcome is seen. */
const fetchWait = 500;
/** Part of the deadline that is kept for the last commit, and for leaving the group; in milliseconds. */
const farewell = 5000;

/**
 * Drains the topics of a group until they are idle: reads, checks, handles, routes failures, commits in order.
 *
 * @throws BrokerError where the brokers refuse for good, Error where a message has nowhere to go
 */
export async function drain(settings: ExecutorSettings, work: ExecutorWork): Promise<ExecutorResult> {
  const { log } = work;
  const reader = await GroupReader.join({
    ...settings.reader,
    onAssigned: (partitions) =>
      log.info('partitions assigned', {
        count: partitions.length,
        partitions: partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(','),
      }),
  });
  const writer = new Writer(settings.reader.client);
  try {
    return await new Drain(settings, work, reader, writer).run();
  } finally {
    await writer.close();
    await reader.close();
  }
}

class Drain {
  readonly #settings: ExecutorSettings;
  readonly #work: ExecutorWork;
  readonly #reader: GroupReader;
  readonly #writer: Writer;
  readonly #begun = performance.now();
  /** Offsets in work, by partition. One that could not be ended stays. */
  readonly #open = new Map<OwnedPartition, Set<bigint>>();
  /** Keys in work: one message of a key after the other. */
  readonly #keys = new Set<string>();
  readonly #counts = { done: 0, retried: 0, deadLettered: 0, passedOver: 0 };
  readonly #inWork = new Set<Promise<void>>();
  readonly #stopped: Promise<void>;
  /** Aborted where a stop leaves no more time. */
  readonly #forced = new AbortController();
  #lastSeen = performance.now();
  #longest = 0;
  #failure: unknown;
  #committing: Promise<void> | undefined;
  /** Messages that have ended, and of which no commit is answered for. */
  #uncommitted = 0;

  constructor(settings: ExecutorSettings, work: ExecutorWork, reader: GroupReader, writer: Writer) {
    this.#settings = settings;
    this.#work = work;
    this.#reader = reader;
    this.#writer = writer;
    this.#stopped = new Promise((done) => {
      if (work.stop.aborted) done();
      else work.stop.addEventListener('abort', () => done(), { once: true });
    });
  }

  async run(): Promise<ExecutorResult> {
    let why: ExecutorResult['why'] | undefined;
    while (why === undefined && this.#failure === undefined) {
      this.#beginWork();
      const hungry = this.#reader.partitions.filter(({ waiting }) => waiting.length === 0);
      if (hungry.length > 0) await this.#fetch(hungry);
      else await Promise.race([...this.#inWork, this.#stopped, sleep(fetchWait)]);
      this.#commitSoon();
      why = this.#end();
    }
    await this.#finish();
    if (this.#failure !== undefined) throw this.#failure;
    return { ...this.#counts, why: why ?? 'stopped' };
  }

  async #fetch(hungry: readonly OwnedPartition[]): Promise<void> {
    await this.#reader.fetch(hungry, fetchWait);
    if (hungry.some(({ waiting }) => waiting.length > 0)) this.#lastSeen = performance.now();
  }

  /** What is in work may end, within what the stop allows. */
  async #finish(): Promise<void> {
    const force = setTimeout(() => this.#forced.abort(), this.#settings.grace);
    await Promise.allSettled(this.#inWork);
    clearTimeout(force);
    await this.#committing;
    // A group that rebalances just now is waited for, within its session.
    const end = performance.now() + this.#settings.reader.sessionTimeout;
    while (!(await this.#reader.commit(this.#offsets())) && performance.now() < end) await sleep(200);
  }

  #end(): ExecutorResult['why'] | undefined {
    if (this.#work.stop.aborted) return 'stopped';
    if (this.#remaining() <= this.#needed()) return 'deadline';
    const { partitions } = this.#reader;
    const unread = ({ waiting, position, end }: OwnedPartition) =>
      waiting.length > 0 || end < 0n || position < end;
    const isBusy = this.#inWork.size > 0 || this.#reader.isRebalancing || partitions.some(unread);
    if (isBusy) this.#lastSeen = performance.now();
    return performance.now() - this.#lastSeen >= this.#settings.idle ? 'idle' : undefined;
  }

  #remaining(): number {
    const { deadline } = this.#settings;
    return deadline === undefined ? Number.POSITIVE_INFINITY : deadline - (performance.now() - this.#begun);
  }

  /** What the next message may take: it is not begun where it might not end. */
  #needed(): number {
    return farewell + (this.#settings.messageTime ?? this.#longest);
  }

  /** Begins what may begin, also as soon as something has ended. */
  #beginWork(): void {
    for (const owned of this.#reader.partitions) {
      for (let at = 0; at < owned.waiting.length && this.#mayBegin(); ) {
        const delivery = owned.waiting[at] as Delivery;
        // A later message of the partition may go on beside it, one of its key may not.
        if (this.#keys.has(keyOf(delivery))) at += 1;
        else this.#begin(owned, ...(owned.waiting.splice(at, 1) as [Delivery]));
      }
    }
  }

  /** A kill makes the next run do again what is in work and what is not committed: twice the concurrency at the most. */
  #mayBegin(): boolean {
    const { concurrency } = this.#settings;
    return (
      this.#inWork.size < concurrency &&
      this.#inWork.size + this.#uncommitted < 2 * concurrency &&
      this.#failure === undefined &&
      !this.#reader.isRebalancing &&
      !this.#work.stop.aborted &&
      this.#remaining() > this.#needed()
    );
  }

  #begin(owned: OwnedPartition, delivery: Delivery): void {
    const key = keyOf(delivery);
    const open = this.#open.get(owned) ?? new Set();
    this.#open.set(owned, open);
    open.add(delivery.offset);
    this.#keys.add(key);
    const one: Promise<void> = this.#carryOut(owned, delivery, open).finally(() => {
      this.#keys.delete(key);
      this.#inWork.delete(one);
      this.#commitSoon();
      this.#beginWork();
    });
    this.#inWork.add(one);
  }

  async #carryOut(owned: OwnedPartition, delivery: Delivery, open: Set<bigint>): Promise<void> {
    try {
      if (await this.#handle(owned, delivery)) open.delete(delivery.offset);
      this.#uncommitted += 1;
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** @returns whether it need not be read again */
  async #handle(owned: OwnedPartition, delivery: Delivery): Promise<boolean> {
    const { routes } = this.#settings;
    const { log } = this.#work;
    const place = {
      topic: delivery.topic,
      partition: delivery.partition,
      offset: String(delivery.offset),
      attempt: attemptOf(delivery),
      traceparent: headerText(delivery, 'traceparent'),
    };
    if (isForAnotherGroup(delivery, routes.group)) {
      this.#counts.passedOver += 1;
      log.info('passed over: it came back for another group', place);
      return true;
    }
    const begun = performance.now();
    const outcome = await this.#outcome(delivery);
    const milliseconds = Math.round(performance.now() - begun);
    this.#longest = Math.max(this.#longest, milliseconds);
    if (outcome === 'done') {
      this.#counts.done += 1;
      log.info('done', { ...place, milliseconds });
      return true;
    }
    if (this.#forced.signal.aborted) {
      log.info('ended by the stop: the next run reads it again', place);
      return false;
    }
    if (owned.lost) {
      log.info('failed, but the partition went to another member, which reads it again', place);
      return true;
    }
    const rerouted = reroute(delivery, outcome, routes, new Date());
    const failed = { ...place, milliseconds, class: outcome.class, reason: outcome.reason };
    if (rerouted === undefined) {
      log.error('failed, and there is no dead letter topic: it stays where it is', failed);
      throw new Error(
        `${delivery.topic}-${delivery.partition} at ${delivery.offset} failed, and has nowhere to go`,
      );
    }
    await this.#writer.write([rerouted]);
    if (rerouted.kind === 'retry') this.#counts.retried += 1;
    else this.#counts.deadLettered += 1;
    log.info(rerouted.kind === 'retry' ? 'failed: tried again later' : 'failed: now a dead letter', {
      ...failed,
      to: rerouted.topic,
    });
    return true;
  }

  async #outcome(delivery: Delivery): Promise<Outcome> {
    const broken = this.#work.check(delivery);
    if (broken !== undefined) return { again: false, class: 'schema-invalid', reason: broken };
    const over = new AbortController();
    const end = () => over.abort();
    const time = Math.min(
      this.#settings.messageTime ?? Number.POSITIVE_INFINITY,
      this.#remaining() - farewell,
    );
    const timer = Number.isFinite(time) ? setTimeout(end, Math.max(1, time)) : undefined;
    this.#forced.signal.addEventListener('abort', end, { once: true });
    try {
      return await this.#work.handle(delivery, over.signal);
    } finally {
      clearTimeout(timer);
      this.#forced.signal.removeEventListener('abort', end);
    }
  }

  /** How far each partition is done: the first offset that waits, or is in work, must be read again. */
  #offsets(): Map<OwnedPartition, bigint> {
    const offsets = new Map<OwnedPartition, bigint>();
    for (const owned of this.#reader.partitions) {
      const open = [...(this.#open.get(owned) ?? [])];
      const first = [...(owned.waiting[0] === undefined ? [] : [owned.waiting[0].offset]), ...open];
      // Before the first fetch there is no position to speak of.
      if (owned.end < 0n && first.length === 0) continue;
      offsets.set(
        owned,
        first.reduce((least, one) => (one < least ? one : least), owned.position),
      );
    }
    for (const owned of this.#open.keys()) if (owned.lost) this.#open.delete(owned);
    return offsets;
  }

  /** One commit at a time: what ends meanwhile is in the next. */
  #commitSoon(): void {
    if (this.#committing !== undefined || this.#failure !== undefined) return;
    this.#committing = this.#commit().finally(() => {
      this.#committing = undefined;
      if (this.#uncommitted > 0 && !this.#reader.isRebalancing) this.#commitSoon();
      this.#beginWork();
    });
  }

  async #commit(): Promise<void> {
    const ended = this.#uncommitted;
    try {
      if (await this.#reader.commit(this.#offsets())) this.#uncommitted -= ended;
    } catch (error) {
      this.#failure ??= error;
    }
  }
}

/** Messages without a key have no order among themselves. */
function keyOf({ topic, partition, offset, key }: Delivery): string {
  return key === null ? `${topic}/${partition}@${offset}` : `${topic}/${partition}:${key.toString('base64')}`;
}
