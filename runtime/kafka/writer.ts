import { setTimeout as sleep } from 'node:timers/promises';
import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka';
import { brokerError, isPassing } from './broker-error.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Header } from './records.ts';

/** A message to write. */
export interface Outgoing {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
  /** Its partition, modulo those that the topic has. @default by its key, as Kafka's Java clients do; without a key in turn */
  readonly partition?: number;
}

/** How often a write is tried that the brokers may take later, and milliseconds between two tries. */
const longTries = 30;
const pause = 1000;

/** Writes with `acks=all`. A message that was written and not answered for is written again: at least once. */
export class Writer {
  readonly #producer: Producer;
  readonly #user: string | undefined;
  readonly #brokers: ClientSettings['bootstrapBrokers'];
  readonly #tries: number;

  /** @param tries for one write, by a pause of a second. Default: half a minute long */
  constructor(client: ClientSettings, tries = longTries) {
    this.#tries = tries;
    this.#producer = new Producer({
      ...{ ...client, retries: 5, retryDelay: 200 },
      // The client's own differs from Java's for half of all keys: what comes back would leave the partition of its key.
      partitioner: compatibilityPartitioner,
    });
    this.#producer.on('error', () => undefined);
    this.#brokers = client.bootstrapBrokers;
    this.#user = client.sasl?.username?.toString();
  }

  /** @throws BrokerError where the brokers refuse, or do not take it in time */
  async write(messages: readonly Outgoing[]): Promise<void> {
    const sent = sentMessages(messages);
    for (let left = this.#tries; ; left -= 1) {
      try {
        // Of the producer's own `acks` the client takes no notice.
        await this.#producer.send({ messages: sent, acks: ProduceAcks.ALL });
        return;
      } catch (error) {
        if (left <= 1 || !isPassing(error)) {
          const writes = [...new Set(messages.map(({ topic }) => topic))];
          throw brokerError(error, { brokers: this.#brokers, writes, user: this.#user });
        }
        await sleep(pause);
      }
    }
  }

  async close(): Promise<void> {
    await this.#producer.close().catch(() => undefined);
  }
}

/** Messages as the client takes them. */
export function sentMessages(messages: readonly Outgoing[]) {
  return messages.map(({ topic, key, value, headers, partition }) => ({
    topic,
    ...(key === null ? {} : { key }),
    ...(partition === undefined ? {} : { partition }),
    // Null is a tombstone; the client's types do not say that it takes one.
    value: value as Buffer,
    headers: new Map(headers.map(([name, one]) => [Buffer.from(name), one as Buffer])),
  }));
}
