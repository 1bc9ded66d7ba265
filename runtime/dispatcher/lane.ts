import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import { headerText } from '../executor/outcome.ts';
import type { Failure } from '../executor/outcome.ts';
import { isCode, isPassing, isRefusedMessage } from '../kafka/broker-error.ts';
import type { Writer } from '../kafka/writer.ts';
import type { Log } from '../log.ts';
import { deadLetterOf, dispatched } from './decision.ts';
import type { DispatcherMetrics } from './metrics.ts';
import type { Entry, PartitionQueue } from './queue.ts';

/** The most messages, and bytes, of one write: a batch is at most what a topic takes as one message (1 MiB by default). */
const most = { messages: 1000, bytes: 512 * 1024 };
/** The bytes of a write are not halved below this. */
const leastBytes = 1024;
/** Milliseconds until a write that failed is tried again: passing by itself, or refused. */
const pauses = { passing: 1000, refused: 5000 };

export interface LaneContext {
  readonly writer: Writer;
  readonly metrics: DispatcherMetrics;
  readonly log: Log;
  /** Of the dispatcher. */
  readonly group: string;
}

interface Taken {
  readonly queue: PartitionQueue;
  readonly entries: Entry[];
}

/** One message of them. */
interface Item {
  readonly queue: PartitionQueue;
  readonly entry: Entry;
}

/**
 * Writes the messages of one topic's retries, one batch after the other, so that their order stays. What it cannot write
 * waits and holds up no other topic.
 */
export class Lane {
  readonly topic: CarriedTopic;
  readonly #context: LaneContext;
  #bytes = most.bytes;
  #turn = 0;
  #busy = false;
  #blockedUntil = 0;

  constructor(topic: CarriedTopic, context: LaneContext) {
    this.topic = topic;
    this.#context = context;
  }

  /** Nothing is written before this time, in milliseconds since 1970. */
  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  get isBusy(): boolean {
    return this.#busy;
  }

  /** Writes what is due. @returns undefined where nothing is, or a write is on its way */
  begin(queues: readonly PartitionQueue[], now: number): Promise<void> | undefined {
    if (this.#busy || now < this.#blockedUntil) return undefined;
    const taken = this.#take(queues, now);
    if (taken.length === 0) return undefined;
    this.#busy = true;
    return this.#send(taken).finally(() => {
      this.#busy = false;
    });
  }

  /** Each time another partition is the first to be asked. */
  #take(queues: readonly PartitionQueue[], now: number): Taken[] {
    const left = { messages: most.messages, bytes: this.#bytes };
    const taken: Taken[] = [];
    this.#turn += 1;
    for (let at = 0; at < queues.length && left.messages > 0 && left.bytes > 0; at += 1) {
      const queue = queues[(at + this.#turn) % queues.length] as PartitionQueue;
      // A larger message goes alone.
      const { first } = queue;
      if (taken.length > 0 && first !== undefined && first.size > left.bytes) continue;
      const entries = queue.takeDue(now, left.messages, left.bytes);
      if (entries.length === 0) continue;
      taken.push({ queue, entries });
      left.messages -= entries.length;
      left.bytes -= entries.reduce((sum, { size }) => sum + size, 0);
    }
    return taken;
  }

  async #send(taken: readonly Taken[]): Promise<void> {
    const { log, metrics } = this.#context;
    const { topic } = this.topic;
    const items = taken.flatMap(({ queue, entries }) => entries.map((entry): Item => ({ queue, entry })));
    try {
      // First, so that a dead letter topic that cannot be written to holds up what is behind, and nothing is written twice.
      await this.#bury(items.filter(({ entry }) => entry.failed !== undefined));
      await this.#write(items.filter(({ entry }) => entry.failed === undefined));
      for (const { queue, entries } of taken) queue.written(entries);
    } catch (error) {
      for (const { queue, entries } of taken) queue.putBack(entries);
      const pause = isPassing(causeOf(error)) ? pauses.passing : pauses.refused;
      this.#blockedUntil = Date.now() + pause;
      metrics.failed(topic);
      log.error(error instanceof Error ? error.message : String(error), {
        topic,
        messages: items.length,
        again: `in ${pause / 1000} seconds`,
      });
    }
  }

  /** What is refused is halved until one message is left, which is a dead letter. */
  async #write(items: readonly Item[]): Promise<void> {
    const { writer, metrics, log } = this.#context;
    const { topic, deadLetter: letters } = this.topic;
    if (items.length === 0) return;
    try {
      await writer.write(items.map(({ queue, entry }) => dispatched(entry.delivery, queue.tier)));
      for (const { queue } of items) metrics.dispatched(queue.owned.topic);
      log.info('dispatched', { topic, messages: items.length });
    } catch (error) {
      const [only, ...others] = items;
      if (!isRefusedMessage(error) || only === undefined || (others.length === 0 && letters === undefined))
        throw error;
      if (others.length > 0) {
        if (!isCode(error, 'INVALID_RECORD')) this.#bytes = Math.max(leastBytes, this.#bytes / 2);
        const half = Math.ceil(items.length / 2);
        await this.#write(items.slice(0, half));
        await this.#write(items.slice(half));
      } else {
        const reason = isCode(error, 'INVALID_RECORD')
          ? `${topic} takes no message without a key`
          : `larger than ${topic} takes (max.message.bytes)`;
        await this.#bury([only], { class: 'rejected', reason });
      }
    }
  }

  /** @param failure why. Default: what was decided */
  async #bury(items: readonly Item[], failure?: Failure): Promise<void> {
    const { writer, metrics, log, group } = this.#context;
    const letters = this.topic.deadLetter;
    if (letters === undefined) return;
    for (const { queue, entry } of items) {
      const why = failure ?? entry.failed;
      if (why === undefined) continue;
      await writer.write([deadLetterOf(entry.delivery, queue.tier, why, group)]);
      metrics.deadLettered(queue.owned.topic);
      const { topic, partition, offset } = entry.delivery;
      log.info('now a dead letter', {
        ...{ topic, partition, offset: String(offset), to: letters, ...why },
        traceparent: headerText(entry.delivery, 'traceparent'),
      });
    }
  }
}

/** The client's error behind the sentence. */
function causeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error) : error;
}
