import { expect, test } from '@jest/globals';
import { readPartition } from '../../runtime/kafka/records.ts';

type Fetched = Parameters<typeof readPartition>[1];

/** A batch of one record; a mark ends a transaction. */
function batch(offset: number, producer: number, what: string | { readonly mark: 'commit' | 'abort' }) {
  const isMark = typeof what !== 'string';
  const key = Buffer.from([0, 0, 0, isMark && what.mark === 'commit' ? 1 : 0]);
  return {
    ...{
      firstOffset: BigInt(offset),
      lastOffsetDelta: 0,
      length: 0,
      partitionLeaderEpoch: 0,
      magic: 2,
      crc: 0,
    },
    // Transactional, and for a mark control.
    attributes: isMark ? 0x30 : 0x10,
    ...{
      firstTimestamp: 5n,
      maxTimestamp: 9n,
      producerId: BigInt(producer),
      producerEpoch: 0,
      firstSequence: 0,
    },
    records: [
      {
        ...{ length: 0, attributes: 0, timestampDelta: 0n, offsetDelta: 0, headers: [] },
        key: isMark ? key : null,
        value: isMark ? null : Buffer.from(what),
      },
    ],
  };
}

function read(batches: ReturnType<typeof batch>[], givenUp: [producer: number, from: number][], from = 0n) {
  const fetched: Fetched = {
    ...{ partitionIndex: 0, errorCode: 0, highWatermark: 20n, lastStableOffset: 10n, logStartOffset: 0n },
    abortedTransactions: givenUp.map(([producer, first]) => ({
      producerId: BigInt(producer),
      firstOffset: BigInt(first),
    })),
    preferredReadReplica: -1,
    records: batches,
  };
  const { deliveries, next, end } = readPartition('t', fetched, from);
  return { values: deliveries.map(({ value }) => String(value)), next, end };
}

// The client leaves out the last of these itself, and neither the first nor one whose mark comes later.
test('each transaction that one producer gave up is left out, and what it committed between them is not', () => {
  const batches = [
    batch(0, 1, 'given up'),
    batch(1, 1, { mark: 'abort' }),
    batch(2, 1, 'kept'),
    batch(3, 2, 'of another'),
    batch(4, 1, { mark: 'commit' }),
    batch(5, 1, 'given up, and its mark comes later'),
  ];
  const found = read(batches, [
    [1, 0],
    [1, 5],
  ]);
  expect(found).toEqual({ values: ['kept', 'of another'], next: 6n, end: 10n });
});

test('what lies before the offset is not read again, and marks alone move on', () => {
  expect(read([batch(3, 1, 'a'), batch(4, 1, 'b')], [], 4n)).toMatchObject({ values: ['b'], next: 5n });
  expect(read([batch(4, 1, { mark: 'commit' })], [], 4n)).toMatchObject({ values: [], next: 5n });
  expect(read([], [], 4n)).toMatchObject({ values: [], next: 4n });
});
