import {
  addPartitionsToTxnV3,
  type API,
  type Callback,
  compatibilityPartitioner,
  kGetApi,
  ProduceAcks,
  Producer,
} from '@platformatic/kafka';
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
   * @throws Fenced where another process has taken over; nothing was written
   * @throws BrokerError where the brokers refuse, and nothing was written; or where the answer to the commit is missing: whoever
   *   goes on opens another writer and reads what is there
   */
  async write(messages: readonly Outgoing[]): Promise<void> {
    if (this.#failed) throw new Error('a writer is not used again after an error');
    let committing = false;
    try {
      const transaction = await this.#producer.beginTransaction();
      await transaction.send({ messages: sentMessages(messages) });
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
