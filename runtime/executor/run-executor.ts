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
  type Recorded,
  reroute,
} from './outcome.ts';
import { OutcomeRecord, type OutcomeTopics } from './outcome-record.ts';
import { Progress } from './progress.ts';

/** How an executor drains its queue. */
export interface ExecutorSettings {
  readonly reader: Omit<GroupReaderOptions, 'onAssigned'>;
  readonly routes: FailureRoutes;
  /** Undefined: the queue has no record of its outcomes. */
  readonly outcomes: OutcomeTopics | undefined;
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
  /** Their outcomes were recorded before. */
  readonly skipped: number;
  readonly why: 'idle' | 'stopped' | 'deadline';
}

/** How long one fetch waits for a message, in milliseconds: how soon a stop or an outcome is seen. */
const fetchWait = 500;
/** The same while there is work: a partition may run dry meanwhile, of which there is more to read. */
const shortWait = 50;
/** A partition with fewer messages than this at hand, and more to read, is read on. */
const fewWaiting = 500;
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
  const { client } = settings.reader;
  const writer = new Writer(client);
  const record = settings.outcomes && new OutcomeRecord(client, settings.outcomes.read);
  try {
    return await new Drain(settings, work, reader, writer, record).run();
  } finally {
    await record?.close();
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
  readonly #record: OutcomeRecord | undefined;
  readonly #progress: Progress;
  /** Keys in work: one message of a key after the other. */
  readonly #keys = new Set<string>();
  readonly #counts = { done: 0, retried: 0, deadLettered: 0, passedOver: 0, skipped: 0 };
  readonly #inWork = new Set<Promise<void>>();
  /** Ends each message in work: where a stop leaves no more time. */
  readonly #endings = new Set<() => void>();
  #isForced = false;
  #lastSeen = performance.now();
  #longest = 0;
  #failure: unknown;
  /** Lets the loop go on that waits for something to do. */
  #wake: () => void = () => undefined;

  constructor(
    settings: ExecutorSettings,
    work: ExecutorWork,
    reader: GroupReader,
    writer: Writer,
    record: OutcomeRecord | undefined,
  ) {
    this.#record = record;
    this.#settings = settings;
    this.#work = work;
    this.#reader = reader;
    this.#writer = writer;
    this.#progress = new Progress(reader, settings.concurrency, (failure) => {
      this.#failure ??= failure;
      if (this.#progress.uncommitted > 0 && !reader.isRebalancing && this.#failure === undefined)
        this.#progress.commitSoon();
      this.#beginWork();
      if (this.#failure !== undefined) this.#wake();
    });
    work.stop.addEventListener('abort', () => this.#wake(), { once: true });
  }

  async run(): Promise<ExecutorResult> {
    let why: ExecutorResult['why'] | undefined;
    while (why === undefined && this.#failure === undefined) {
      this.#beginWork();
      const hungry = this.#reader.partitions.filter(isHungry);
      if (hungry.length > 0) await this.#fetch(hungry);
      else await this.#pause();
      if (this.#failure === undefined) this.#progress.commitSoon();
      why = this.#end();
    }
    await this.#finish();
    if (this.#failure !== undefined) throw this.#failure;
    return { ...this.#counts, why: why ?? 'stopped' };
  }

  async #fetch(hungry: readonly OwnedPartition[]): Promise<void> {
    const hasMore = this.#reader.partitions.some(({ waiting }) => waiting.length > 0);
    await this.#reader.fetch(hungry, hasMore ? shortWait : fetchWait);
    if (hungry.some(({ waiting }) => waiting.length > 0)) this.#lastSeen = performance.now();
  }

  /** Until a partition is to be read on, a stop, a failure, or the time of one fetch. */
  async #pause(): Promise<void> {
    if (this.#work.stop.aborted) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, fetchWait);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** What is in work may end, within what the stop allows. */
  async #finish(): Promise<void> {
    const force = setTimeout(() => {
      this.#isForced = true;
      for (const end of this.#endings) end();
    }, this.#settings.grace);
    await Promise.allSettled(this.#inWork);
    clearTimeout(force);
    await this.#progress.commitLast(this.#settings.reader.sessionTimeout);
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
        const key = keyOf(delivery);
        if (this.#keys.has(key)) {
          at += 1;
          continue;
        }
        if (at === 0) owned.waiting.shift();
        else owned.waiting.splice(at, 1);
        this.#begin(owned, delivery, key);
      }
    }
  }

  /** A kill makes the next run do again what is in work and what is not committed: twice the concurrency at the most. */
  #mayBegin(): boolean {
    const { concurrency } = this.#settings;
    return (
      this.#inWork.size < concurrency &&
      this.#inWork.size + this.#progress.uncommitted < 2 * concurrency &&
      this.#failure === undefined &&
      !this.#reader.isRebalancing &&
      !this.#work.stop.aborted &&
      this.#remaining() > this.#needed()
    );
  }

  #begin(owned: OwnedPartition, delivery: Delivery, key: string): void {
    this.#progress.begin(owned, delivery.offset);
    this.#keys.add(key);
    const one: Promise<void> = this.#carryOut(owned, delivery).finally(() => {
      this.#keys.delete(key);
      this.#inWork.delete(one);
      if (this.#failure === undefined) this.#progress.commitSoon();
      this.#beginWork();
      if (isHungry(owned) || this.#failure !== undefined) this.#wake();
    });
    this.#inWork.add(one);
  }

  async #carryOut(owned: OwnedPartition, delivery: Delivery): Promise<void> {
    try {
      const isDone = await this.#handle(owned, delivery);
      this.#progress.end(owned, delivery.offset, isDone);
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
    if (delivery.key !== null && (await this.#record?.has(delivery.key)) === true) {
      this.#counts.skipped += 1;
      log.info('skipped: its outcome is recorded', place);
      return true;
    }
    const begun = performance.now();
    const outcome = await this.#outcome(delivery);
    const milliseconds = Math.round(performance.now() - begun);
    this.#longest = Math.max(this.#longest, milliseconds);
    if (outcome === 'done' || 'outcome' in outcome) {
      await this.#writeOutcome(delivery, outcome);
      this.#counts.done += 1;
      log.info('done', { ...place, milliseconds });
      return true;
    }
    if (this.#isForced) {
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

  /** Before the commit, and also where the partition went to another member: its owner then skips the message. */
  async #writeOutcome({ topic, partition, offset, key, headers }: Delivery, outcome: 'done' | Recorded) {
    const write = this.#settings.outcomes?.write;
    if (write === undefined) return;
    if (outcome === 'done' || key === null) {
      const what = key === null ? 'the message has no key' : 'the executor wrote no outcome';
      this.#work.log.error(`done, but not recorded: ${what}; a second delivery is done again`, {
        ...{ topic, partition, offset: String(offset) },
      });
      return;
    }
    const traced = headers.filter(([name]) => name === 'traceparent' || name === 'tracestate');
    await this.#writer.write([{ topic: write, key, value: outcome.outcome, headers: traced }]);
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
    this.#endings.add(end);
    if (this.#isForced) end();
    try {
      return await this.#work.handle(delivery, over.signal);
    } finally {
      clearTimeout(timer);
      this.#endings.delete(end);
    }
  }
}

function isHungry({ waiting, position, end }: OwnedPartition): boolean {
  return waiting.length === 0 || (waiting.length < fewWaiting && position < end);
}

/** Messages without a key have no order among themselves. */
function keyOf({ topic, partition, offset, key }: Delivery): string {
  return key === null ? `${topic}/${partition}@${offset}` : `${topic}/${partition}:${key.toString('latin1')}`;
}
