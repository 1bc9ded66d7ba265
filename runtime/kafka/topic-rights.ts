import { Connection, metadataV12, ResponseError } from '@platformatic/kafka';
import type { Broker } from '@platformatic/kafka';
import { brokerError } from './broker-error.ts';
import type { ClientSettings } from './client-settings.ts';

/** `AclOperation` of the protocol: the bit of each operation. */
const bits = { Read: 3, Write: 4, Describe: 8 };

/** What a program does with topics, by their names. */
export interface TopicUse {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Whose offsets it asks for. @default none */
  readonly describes?: readonly string[];
}

/**
 * Asks the brokers which of the rights that a program needs it does not have: it can say so before the first message.
 * @returns a sentence for each right, and each topic that is not there; empty where nothing is missing
 * @throws BrokerError where no broker answers
 */
export async function missingRights(
  client: ClientSettings,
  { reads, writes, describes = [] }: TopicUse,
): Promise<string[]> {
  const found = await authorizedOperations(client, [...new Set([...reads, ...writes, ...describes])]);
  const who = client.sasl?.username === undefined ? 'this principal' : `User:${String(client.sasl.username)}`;
  const missing = (operation: keyof typeof bits, topics: readonly string[]) =>
    topics.flatMap((topic) => {
      const operations = found.get(topic);
      if (operations === undefined)
        return [`${who} may not ${operation} ${topic}, or there is no such topic`];
      return ((operations >> bits[operation]) & 1) === 1
        ? []
        : [`${who} may not ${operation} ${topic}: give it that right`];
    });
  return [...missing('Read', reads), ...missing('Write', writes), ...missing('Describe', describes)];
}

/** The operations that the principal may do to each topic, as bits; a topic that it may not describe is absent. */
async function authorizedOperations(
  client: ClientSettings,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { clientId, bootstrapBrokers, ...options } = client;
  let last: unknown;
  for (const address of bootstrapBrokers) {
    const { host, port } = typeof address === 'string' ? brokerOf(address) : address;
    const connection = new Connection(clientId, options);
    try {
      await connection.connect(host, port);
      const answer = await whole(metadataV12.api.async(connection, [...topics], false, true));
      return new Map(
        answer.topics
          .filter(({ errorCode }) => errorCode === 0)
          .map(({ name, topicAuthorizedOperations }) => [name ?? '', topicAuthorizedOperations]),
      );
    } catch (error) {
      last = error;
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
  throw brokerError(last, { reads: topics, user: client.sasl?.username?.toString() });
}

/** The answer, also where it holds that a topic may not be described. */
async function whole<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResponseError) return error['response'] as T;
    throw error;
  }
}

function brokerOf(address: string): Broker {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
