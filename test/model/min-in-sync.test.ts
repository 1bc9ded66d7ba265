import { expect, test } from '@jest/globals';
import { shopEnvironment } from '../support/one-topic.ts';

/** What is said of an environment with so many brokers, replicas and replicas in sync. */
function told(brokers: number, replication: number, minInSync: number): string {
  try {
    shopEnvironment({ brokers, replication, minInSync });
    return 'nothing';
  } catch (error) {
    return (error as Error).message.split('\n')[1]?.trim() ?? '';
  }
}

test.each([
  [1, 1, 1, 'nothing'],
  [3, 3, 2, 'nothing'],
  [3, 2, 1, 'nothing'],
  [
    3,
    3,
    3,
    'kafka.minInSync: 3: equal to replication 3: one broker down stops every write with acks=all; write 2 or less',
  ],
  [
    2,
    2,
    2,
    'kafka.minInSync: 2: equal to replication 2: one broker down stops every write with acks=all; write 1 or less',
  ],
  [
    3,
    1,
    2,
    'kafka.minInSync: 2: above replication 1: Kafka counts it as 1, and one broker down stops every write with acks=all; write 1 or less',
  ],
  [
    5,
    3,
    4,
    'kafka.minInSync: 4: above replication 3: Kafka counts it as 3, and one broker down stops every write with acks=all; write 2 or less',
  ],
])('%d brokers, %d replicas, %d in sync', (brokers, replication, minInSync, said) => {
  expect(told(brokers, replication, minInSync)).toBe(said);
});
