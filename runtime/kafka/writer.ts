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
}

/** How often a write is tried that the brokers may take later, and milliseconds between two tries. */
const tries = 30;
const pause = 1000;

/** Writes with `acks=all`. A message that was written and not answered for is written again: at least once. */
export class Writer {
  readonly #producer: Producer;
  readonly #user: string | undefined;
  readonly #brokers: ClientSettings['bootstrapBrokers'];

  constructor(client: ClientSettings) {
    this.#producer = new Producer({
      ...{ ...client, acks: ProduceAcks.ALL, retries: 5, retryDelay: 200 },
      // The client's own differs from Java's for half of all keys: what comes back would leave the partition of its key.
      partitioner: compatibilityPartitioner,
    });
    this.#producer.on('error', () => undefined);
    this.#brokers = client.bootstrapBrokers;
    this.#user = client.sasl?.username?.toString();
  }

  /** @throws BrokerError where the brokers refuse, or do not take it for half a minute */
  async write(messages: readonly Outgoing[]): Promise<void> {
    const sent = sentMessages(messages);
    for (let left = tries; ; left -= 1) {
      try {
        await this.#producer.send({ messages: sent });
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
  return messages.map(({ topic, key, value, headers }) => ({
    topic,
    ...(key === null ? {} : { key }),
    // Null is a tombstone; the client's types do not say that it takes one.
    value: value as Buffer,
    headers: new Map(headers.map(([name, one]) => [Buffer.from(name), one as Buffer])),
  }));
}
