import { type Broker, ConnectionPool, findCoordinatorV4, offsetCommitV8 } from '@platformatic/kafka';
import type { ClientSettings } from './client-settings.ts';

/** A member of a group as the group knows it in one generation. */
export interface Membership {
  readonly memberId: string;
  readonly generation: number;
}

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

const groupKey = 0;

/**
 * Commits of one generation. The client's own commit joins the group again where its generation is over, and repeats the
 * commit in the new one: it would put back offsets of partitions that another member has gone on with.
 */
export class Coordinator {
  readonly #group: string;
  readonly #brokers: readonly Broker[];
  readonly #pool: ConnectionPool;
  #found: Broker | undefined;

  constructor(client: ClientSettings, group: string) {
    const { clientId, bootstrapBrokers, ...connection } = client;
    this.#group = group;
    this.#brokers = bootstrapBrokers.map((one) => (typeof one === 'string' ? brokerOf(one) : one));
    this.#pool = new ConnectionPool(clientId, connection);
  }

  /** @throws the client's error where the brokers do not take it, also because the generation is over */
  async commit({ memberId, generation }: Membership, offsets: readonly CommittedOffset[]): Promise<void> {
    const topics = [...new Set(offsets.map(({ topic }) => topic))].map((name) => ({
      name,
      partitions: offsets
        .filter(({ topic }) => topic === name)
        .map(({ partition, offset }) => ({
          ...{ partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: -1 },
          committedMetadata: null,
        })),
    }));
    try {
      this.#found ??= await this.#find();
      const connection = await this.#pool.get(this.#found);
      await offsetCommitV8.api.async(connection, this.#group, generation, memberId, null, topics);
    } catch (error) {
      // Another broker may coordinate the group by now.
      this.#found = undefined;
      throw error;
    }
  }

  async #find(): Promise<Broker> {
    const connection = await this.#pool.getFirstAvailable([...this.#brokers]);
    const { coordinators } = await findCoordinatorV4.api.async(connection, groupKey, [this.#group]);
    const found = coordinators.find(({ key }) => key === this.#group);
    if (found === undefined) throw new Error(`the brokers named no coordinator of the group ${this.#group}`);
    return { host: found.host, port: found.port };
  }

  async close(): Promise<void> {
    await this.#pool.close().catch(() => undefined);
  }
}

function brokerOf(address: string): Broker {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
