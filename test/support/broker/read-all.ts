import { GroupReader } from '../../../runtime/kafka/group-reader.ts';
import type { Delivery } from '../../../runtime/kafka/records.ts';
import type { Broker } from '../broker.ts';

/** A message as a test looks at it. */
export interface Seen {
  readonly key: string | null;
  readonly value: string | null;
  readonly partition: number;
  readonly headers: Readonly<Record<string, string>>;
}

let readers = 0;

/** Every message of a topic, as a reader of committed messages sees it, by partition and offset. */
export async function readAll(broker: Broker, topic: string): Promise<Seen[]> {
  return (await deliveriesOf(broker, topic)).map(({ key, value, partition, headers }) => ({
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
    partition,
    headers: Object.fromEntries(headers.map(([name, text]) => [name, text?.toString() ?? ''])),
  }));
}

/** The same, byte for byte. */
export async function deliveriesOf(broker: Broker, topic: string): Promise<Delivery[]> {
  readers += 1;
  const reader = await GroupReader.join({
    client: { clientId: 'test-reader', bootstrapBrokers: [broker.adminBootstrap] },
    group: `test-reader-${readers}`,
    topics: [topic],
    sessionTimeout: 10_000,
  });
  try {
    const behind = () => reader.partitions.filter(({ position, end }) => end < 0n || position < end);
    while (behind().length > 0) await reader.fetch(behind(), 100);
    return reader.partitions
      .flatMap(({ waiting }) => waiting)
      .sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1));
  } finally {
    await reader.close();
  }
}
