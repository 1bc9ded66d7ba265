import type { ClientSettings } from '../kafka/client-settings.ts';
import { PartitionFetcher } from '../kafka/partition-fetcher.ts';
import type { SourcePosition, SourceRange } from './session.ts';
import type { ReplaySource, Sourced } from './source.ts';

/** Offsets by partition. */
type Offsets = ReadonlyMap<number, bigint>;

/**
 * The messages of a topic.
 * @param range of a session that goes on; undefined: all that the topic has now
 * @param since milliseconds since 1970: earlier messages may be left out
 * @throws BrokerError where the topic is not there, or may not be read
 */
export async function topicSource(
  client: ClientSettings,
  topic: string,
  range: SourceRange | undefined,
  since: number | undefined,
): Promise<ReplaySource> {
  const fetcher = new PartitionFetcher(client);
  try {
    const used = range ?? (await wholeTopic(fetcher, topic));
    const messages = () => messagesOf(fetcher, topic, used, since);
    return { range: used, messages, close: () => fetcher.close() };
  } catch (error) {
    await fetcher.close();
    throw error;
  }
}

async function wholeTopic(fetcher: PartitionFetcher, topic: string): Promise<SourceRange> {
  const ranges = await fetcher.ranges(topic);
  const start = Object.fromEntries(ranges.map(({ partition, first }) => [partition, String(first)]));
  const end = Object.fromEntries(ranges.map(({ partition, end: last }) => [partition, String(last)]));
  return { start, position: start, end };
}

async function* messagesOf(
  fetcher: PartitionFetcher,
  topic: string,
  { position, end }: SourceRange,
  since: number | undefined,
): AsyncGenerator<Sourced> {
  let next = position;
  const scan = fetcher.scan(topic, { from: offsetsOf(position), to: offsetsOf(end), since });
  for await (const { partition, offset, timestamp, key, value, headers } of scan) {
    // A copy: what has been read is not what is written.
    next = Object.assign({}, next, { [partition]: String(offset + 1n) });
    yield {
      ...{ topic, partition, offset: String(offset), timestamp, key, value, headers, next },
      ...{ place: `${topic}-${partition} at ${offset}`, document: undefined },
    };
  }
}

function offsetsOf(position: SourcePosition): Offsets {
  return new Map(Object.entries(position).map(([partition, offset]) => [Number(partition), BigInt(offset)]));
}
