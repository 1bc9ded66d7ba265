import type { ClientSettings } from '../kafka/client-settings.ts';
import { PartitionFetcher } from '../kafka/partition-fetcher.ts';
import type { Outgoing } from '../kafka/writer.ts';

/**
 * What operations have done, in a compacted topic (decision 0025): a key says what it is about, its latest value is the whole
 * state of that, as JSON.
 */
export class Journal {
  readonly topic: string;
  readonly #states: Map<string, unknown>;

  private constructor(topic: string, states: Map<string, unknown>) {
    this.topic = topic;
    this.#states = states;
  }

  /**
   * Reads the journal to its end. Whoever is about to write opens the writer first: it ends what a killed process left open.
   * @throws BrokerError where it cannot be read
   * @throws Error where a value is not JSON: another program writes to the topic
   */
  static async read(client: ClientSettings, topic: string): Promise<Journal> {
    const fetcher = new PartitionFetcher(client);
    const states = new Map<string, unknown>();
    try {
      for await (const { key, value, partition, offset } of fetcher.scan(topic)) {
        const name = key?.toString('utf8') ?? '';
        if (value === null) states.delete(name);
        else {
          const state = stateOf(value);
          if (state === undefined) {
            throw new Error(
              `${topic}-${partition} at ${offset} is not JSON: only Workstreams may write to a journal`,
            );
          }
          states.set(name, state.value);
        }
      }
    } finally {
      await fetcher.close();
    }
    return new Journal(topic, states);
  }

  /** The latest state; undefined where there is none. */
  get(key: string): unknown {
    return this.#states.get(key);
  }

  /** Keys that begin so, in their order. */
  keys(prefix: string): string[] {
    return [...this.#states.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** The message that makes this the latest state. */
  entry(key: string, state: unknown): Outgoing {
    return {
      topic: this.topic,
      key: Buffer.from(key),
      value: Buffer.from(JSON.stringify(state)),
      headers: [],
    };
  }
}

function stateOf(value: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(value.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}
