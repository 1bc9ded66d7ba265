import type { ClientSettings } from '../kafka/client-settings.ts';
import { PartitionFetcher } from '../kafka/partition-fetcher.ts';

/** Where outcomes of a queue are recorded: topics whose messages have the keys of those that are done. */
export interface OutcomeTopics {
  /** Several while the topic has two names or versions. */
  readonly read: readonly string[];
  /** Where the executor itself writes outcomes; undefined: another program does. */
  readonly write: string | undefined;
}

/**
 * The keys of messages that are done, as the record has them at the moment: a key is added by a message, and taken out by a
 * tombstone. In memory a key takes about 100 bytes.
 */
export class OutcomeRecord {
  readonly #fetcher: PartitionFetcher;
  readonly #topics: readonly string[];
  readonly #keys = new Set<string>();
  /** The offset to read on from, by topic and partition. */
  readonly #read = new Map<string, Map<number, bigint>>();
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(client: ClientSettings, topics: readonly string[]) {
    this.#fetcher = new PartitionFetcher(client);
    this.#topics = topics;
  }

  /**
   * Whether the outcome of the message with this key is recorded by now, also by another program.
   * @throws BrokerError where the record cannot be read
   */
  async has(key: Buffer): Promise<boolean> {
    await this.#caughtUp();
    return this.#keys.has(key.toString('latin1'));
  }

  /** A reading that is under way may lack what came since it began: the next one is shared by all who ask meanwhile. */
  #caughtUp(): Promise<void> {
    this.#next ??= this.#readAfter(this.#reading);
    return this.#next;
  }

  async #readAfter(before: Promise<void>): Promise<void> {
    await before;
    this.#next = undefined;
    this.#reading = this.#readOn();
    await this.#reading;
  }

  async #readOn(): Promise<void> {
    for (const topic of this.#topics) {
      const from = this.#read.get(topic) ?? new Map<number, bigint>();
      const ends = new Map((await this.#fetcher.ranges(topic)).map(({ partition, end }) => [partition, end]));
      if ([...ends].every(([partition, end]) => from.get(partition) === end)) continue;
      for await (const { key, value } of this.#fetcher.scan(topic, { from })) {
        const text = key?.toString('latin1');
        if (text === undefined) continue;
        if (value === null) this.#keys.delete(text);
        else this.#keys.add(text);
      }
      this.#read.set(topic, ends);
    }
  }

  async close(): Promise<void> {
    await this.#fetcher.close();
  }
}
