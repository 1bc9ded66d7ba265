import type { CarriedReport } from '../../lib/model/carried-contract.ts';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { PartitionFetcher } from '../kafka/partition-fetcher.ts';
import type { Outgoing } from '../kafka/writer.ts';
import { CannotOperate } from './cannot-operate.ts';
import { headersOf } from './report-message.ts';

/**
 * What operations have done, in a compacted topic (decision 0025): a key says what it is about, its latest value is the whole
 * state of that: `{ subject, writtenAt, by, state }` as JSON (`urn:workstreams:OperationsJournal:v1`).
 */
export class Journal {
  readonly report: CarriedReport;
  readonly #states: Map<string, unknown>;

  private constructor(report: CarriedReport, states: Map<string, unknown>) {
    this.report = report;
    this.#states = states;
  }

  get topic(): string {
    return this.report.topic;
  }

  /**
   * Reads the journal to its end. Whoever is about to write opens the writer first: it ends what a killed process left open.
   * @throws BrokerError where it cannot be read
   * @throws CannotOperate where a value is not a record of a journal: another program writes to the topic
   */
  static async read(client: ClientSettings, report: CarriedReport): Promise<Journal> {
    const { topic } = report;
    const fetcher = new PartitionFetcher(client);
    const states = new Map<string, unknown>();
    try {
      for await (const { key, value, partition, offset } of fetcher.scan(topic)) {
        const name = key?.toString('utf8') ?? '';
        if (value === null) states.delete(name);
        else {
          const state = stateOf(value);
          if (state === undefined) {
            throw new CannotOperate(
              `${topic}-${partition} at ${offset} is not a record of a journal: only Workstreams may write to it`,
            );
          }
          states.set(name, state.value);
        }
      }
    } finally {
      await fetcher.close();
    }
    return new Journal(report, states);
  }

  /** The latest state; undefined where there is none. */
  get(key: string): unknown {
    return this.#states.get(key);
  }

  /** Keys that begin so, in their order. */
  keys(prefix: string): string[] {
    return [...this.#states.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** The message that makes this the latest state. @param by who asked for what led to it */
  entry(key: string, state: object, by: string): Outgoing {
    const record = { subject: key, writtenAt: new Date().toISOString(), by, state };
    const value = Buffer.from(JSON.stringify(record));
    return { topic: this.topic, key: Buffer.from(key), value, headers: headersOf(this.report, value, key) };
  }
}

function stateOf(value: Buffer): { readonly value: unknown } | undefined {
  try {
    const record = JSON.parse(value.toString('utf8')) as { readonly state?: unknown } | null;
    return record?.state === undefined ? undefined : { value: record.state };
  } catch {
    return undefined;
  }
}
