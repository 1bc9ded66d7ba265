import type { Consumer } from '@platformatic/kafka';

/** A message as it was read. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** Null: a tombstone. */
  readonly value: Buffer | null;
  /** In their order; Kafka allows a name twice, and a header without a value. */
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: Buffer | null];

/** What one fetch says of a partition. */
export interface FetchedPartition {
  readonly deliveries: readonly Delivery[];
  /** The offset to go on from: past control records and what transactions gave up, too. */
  readonly next: bigint;
  /** How far readers of committed messages can read. */
  readonly end: bigint;
}

type Partition = Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number];
type Batch = NonNullable<Partition['records']>[number];

const transactional = 1 << 4;
const control = 1 << 5;
/** Type of a control record that ends a transaction that was given up. */
const abort = 0;

/**
 * The messages of a fetched partition that a reader of committed messages sees: from an offset on, without control records and
 * without what transactions gave up (KIP-98: the broker says which producers gave up, and from which offset on).
 */
export function readPartition(topic: string, fetched: Partition, from: bigint): FetchedPartition {
  const givenUp = [...fetched.abortedTransactions].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborting = new Set<bigint>();
  const deliveries: Delivery[] = [];
  let next = from;
  for (const batch of fetched.records ?? []) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    if (last < from) continue;
    while (givenUp[0] !== undefined && givenUp[0].firstOffset <= last) {
      aborting.add((givenUp.shift() as (typeof givenUp)[number]).producerId);
    }
    if ((batch.attributes & control) !== 0) {
      if (endsGivenUp(batch)) aborting.delete(batch.producerId);
    } else if ((batch.attributes & transactional) === 0 || !aborting.has(batch.producerId)) {
      for (const one of deliveriesOf(topic, fetched.partitionIndex, batch)) {
        if (one.offset >= from) deliveries.push(one);
      }
    }
    if (last >= next) next = last + 1n;
  }
  const { highWatermark, lastStableOffset } = fetched;
  const end = lastStableOffset >= 0n && lastStableOffset < highWatermark ? lastStableOffset : highWatermark;
  return { deliveries, next, end };
}

function deliveriesOf(topic: string, partition: number, batch: Batch): Delivery[] {
  // With log append time every record has the time of its batch.
  const appended = (batch.attributes & (1 << 3)) !== 0;
  return batch.records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
    topic,
    partition,
    offset: batch.firstOffset + BigInt(offsetDelta),
    timestamp: Number(appended ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta),
    key,
    value,
    headers: headers.map(([name, text]): Header => [name?.toString('utf8') ?? '', text]),
  }));
}

function endsGivenUp({ records }: Batch): boolean {
  const key = records[0]?.key;
  return key !== null && key !== undefined && key.length >= 4 && key.readInt16BE(2) === abort;
}
