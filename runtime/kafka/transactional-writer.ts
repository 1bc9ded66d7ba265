import {
  addPartitionsToTxnV3,
  type API,
  type Callback,
  compatibilityPartitioner,
  kGetApi,
  ProduceAcks,
  Producer,
} from '@platformatic/kafka';
import { type CarriedContract, usualMessageBytes } from '../../lib/model/carried-contract.ts';
import { brokerError, BrokerError, isCode, isPassing } from './broker-error.ts';
import type { ClientSettings } from './client-settings.ts';
import { type Outgoing, sentMessages } from './writer.ts';

/** Another process has the transactional id now. */
export class Fenced extends BrokerError {
  override readonly name = 'Fenced';
}

/** Milliseconds after which the brokers give a transaction up that is not ended. */
const transactionTime = 30_000;
/** As the protocol says that a process knows of no producer yet. The client says 0, which fences the newcomer, not the old one. */
const noProducer = { producerId: -1n, producerEpoch: -1 };
const fencing = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_ID_MAPPING'];

/**
 * Adds partitions to a transaction as clients do: later versions of that request are for brokers alone (KIP-890), and ask for the
 * right ClusterAction. The client takes the latest one.
 */
class ClientProducer extends Producer {
  override [kGetApi]<Arguments extends unknown[], Response>(
    name: string,
    callback: Callback<API<Arguments, Response>>,
  ): void {
    if (name !== 'AddPartitionsToTxn') super[kGetApi](name, callback);
    else callback(null, addPartitionsToTxnV3.api as unknown as API<Arguments, Response>);
  }
}

/** The largest message that a topic takes (`max.message.bytes`). */
export interface LargestMessage {
  readonly topic: string;
  readonly bytes: number;
}

/** That of a contract's topic. */
export function largestOf({
  topic,
  maxMessageBytes: bytes = usualMessageBytes,
}: Pick<CarriedContract, 'topic' | 'maxMessageBytes'>): LargestMessage {
  return { topic, bytes };
}

/** Bytes of a batch, and of a message in it, beside what the message says; more than Kafka needs (KIP-98). */
const overhead = { batch: 100, message: 40, header: 10 };

/** Messages in their order, in requests of which the topic takes each batch. A message that is larger has a request of its own. */
export function requestsOf(messages: readonly Outgoing[], most?: LargestMessage): Outgoing[][] {
  if (most === undefined) return [[...messages]];
  const requests: Outgoing[][] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = message.topic === most.topic ? bytesOf(message) : 0;
    const last = requests.at(-1);
    if (last === undefined || (bytes > 0 && size + bytes > most.bytes)) {
      requests.push([message]);
      size = overhead.batch + bytes;
    } else {
      last.push(message);
      size += bytes;
    }
  }
  return requests;
}

function bytesOf({ key, value, headers }: Outgoing): number {
  const own = overhead.message + (key?.length ?? 0) + (value?.length ?? 0);
  return headers.reduce(
    (sum, [name, one]) => sum + overhead.header + Buffer.byteLength(name) + (one?.length ?? 0),
    own,
  );
}

/**
 * Writes in transactions of one transactional id: all messages of one call, or none. Of two that open with the same id the later
 * one takes over, and what the earlier one has not committed is given up.
 *
 * After an error it writes nothing more: the client repeats numbers of the transaction that failed.
 */
export class TransactionalWriter {
  readonly #producer: Producer;
  readonly #doing: { readonly transactionalId: string; readonly user: string | undefined };
  #failed = false;

  private constructor(client: ClientSettings, transactionalId: string) {
    this.#doing = { transactionalId, user: client.sasl?.username?.toString() };
    this.#producer = new ClientProducer({
      ...{ ...client, acks: ProduceAcks.ALL, idempotent: true, transactionalId },
      ...{ timeout: transactionTime, retries: 20, retryDelay: 250 },
      partitioner: compatibilityPartitioner,
    });
    this.#producer.on('error', () => undefined);
  }

  /**
   * Takes the transactional id over. What its last owner left open is given up before this returns.
   * @throws BrokerError where the brokers refuse
   */
  static async open(client: ClientSettings, transactionalId: string): Promise<TransactionalWriter> {
    const writer = new TransactionalWriter(client, transactionalId);
    try {
      // The client takes the id over when the first transaction begins, and an empty one costs the brokers nothing.
      await (await writer.#producer.beginTransaction(noProducer)).cancel();
      return writer;
    } catch (error) {
      await writer.close();
      throw brokerError(error, writer.#doing);
    }
  }

  /**
   * @param most of the topic that most messages are for. A topic takes no batch that is larger than the largest message that it
   *   allows: what is more goes in several requests. Default: all is one request
   * @throws Fenced where another process has taken over; nothing was written
   * @throws BrokerError where the brokers refuse, and nothing was written; or where the answer to the commit is missing: whoever
   *   goes on opens another writer and reads what is there
   */
  async write(messages: readonly Outgoing[], most?: LargestMessage): Promise<void> {
    if (this.#failed) throw new Error('a writer is not used again after an error');
    let committing = false;
    try {
      const transaction = await this.#producer.beginTransaction();
      for (const request of requestsOf(messages, most))
        await transaction.send({ messages: sentMessages(request) });
      committing = true;
      await transaction.commit();
    } catch (error) {
      this.#failed = true;
      const { transactionalId } = this.#doing;
      if (fencing.some((code) => isCode(error, code)))
        throw new Fenced(`another process writes as ${transactionalId} now: this one ends`, { cause: error });
      if (committing && isPassing(error))
        throw new BrokerError(
          `the brokers did not say whether they took a transaction of ${transactionalId}`,
          {
            cause: error,
          },
        );
      throw brokerError(error, { ...this.#doing, writes: [...new Set(messages.map(({ topic }) => topic))] });
    }
  }

  async close(): Promise<void> {
    await this.#producer.close().catch(() => undefined);
  }
}
