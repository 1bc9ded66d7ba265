import { Consumer, MessagesStreamFallbackModes, MessagesStreamModes } from '@platformatic/kafka';
import { runWith } from '../runtime/executor/main.ts';
import { jsonLog } from '../runtime/log.ts';
import { type Broker, startBroker } from '../test/support/broker.ts';

/** How fast a topic was read, by whom. */
export interface RuntimeMeasured {
  /** `executor, 16 at once` */
  readonly reader: string;
  /** Messages that a kill would make the next run do again, at the most. */
  readonly again: number;
  readonly messagesPerSecond: number;
  /** To the bare loop that commits as often; undefined for that loop itself. */
  readonly ofBare: number | undefined;
}

const partitions = 6;
const valueBytes = 200;

/**
 * Drains the same topic with a bare loop of the client and with the executor, whose handler does nothing: what is left is
 * what the harness takes. Each executor is compared with the loop that commits as often as it promises to.
 *
 * @param messages of each run
 * @param runs of each reader, of which the fastest counts: what disturbs a run only makes it slower
 */
export async function measureRuntime(
  messages: number,
  runs: number,
  told: (one: RuntimeMeasured) => void,
): Promise<RuntimeMeasured[]> {
  const broker = await startBroker();
  const measured: RuntimeMeasured[] = [];
  try {
    await fill(broker, messages);
    for (const concurrency of [1, 16]) {
      const again = 2 * concurrency;
      const [bare, ours] = [[] as number[], [] as number[]];
      // In turns: what else the machine does meets both.
      for (let run = 0; run < runs; run += 1) {
        bare.push(await bareLoop(broker, messages, again, `bare-${again}-${run}`));
        ours.push(await executor(broker, messages, concurrency, `executor-${concurrency}-${run}`));
      }
      const [fastestBare, fastest] = [Math.max(...bare), Math.max(...ours)];
      const rows: RuntimeMeasured[] = [
        {
          reader: `bare loop, commit each ${again} messages`,
          again,
          messagesPerSecond: fastestBare,
          ofBare: undefined,
        },
        {
          reader: `executor, ${concurrency} at once`,
          again,
          messagesPerSecond: fastest,
          ofBare: fastest / fastestBare,
        },
      ];
      for (const one of rows) {
        told(one);
        measured.push(one);
      }
    }
  } finally {
    await broker.stop();
  }
  return measured;
}

const topic = 'bench';

async function fill(broker: Broker, messages: number): Promise<void> {
  await broker.createTopic(topic, partitions);
  const value = 'v'.repeat(valueBytes);
  for (let at = 0; at < messages; at += 1000) {
    const count = Math.min(1000, messages - at);
    await broker.produceRecords(
      topic,
      Array.from({ length: count }, (_, index) => ({ key: `key-${at + index}`, value })),
    );
  }
}

/** @returns messages a second, from the first message to the last commit */
async function bareLoop(
  broker: Broker,
  messages: number,
  commitEach: number,
  group: string,
): Promise<number> {
  const consumer = new Consumer({
    ...{ clientId: group, groupId: group, bootstrapBrokers: [broker.adminBootstrap] },
    ...{ autocommit: false, minBytes: 1, maxWaitTime: 500 },
  });
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
  });
  let begun: number | undefined;
  let seen = 0;
  const ends = new Map<number, bigint>();
  const commit = async () => {
    await consumer.commit({
      offsets: [...ends].map(([partition, offset]) => ({ topic, partition, offset, leaderEpoch: -1 })),
    });
    ends.clear();
  };
  for await (const message of stream) {
    begun ??= performance.now();
    ends.set(message.partition, message.offset + 1n);
    seen += 1;
    if (seen % commitEach === 0) await commit();
    if (seen === messages) break;
  }
  if (ends.size > 0) await commit();
  const seconds = (performance.now() - (begun ?? 0)) / 1000;
  await new Promise((done) => consumer.close(true, done));
  return messages / seconds;
}

/** @returns messages a second, from the first message to the last */
async function executor(
  broker: Broker,
  messages: number,
  concurrency: number,
  group: string,
): Promise<number> {
  const stop = new AbortController();
  let begun: number | undefined;
  let ended = 0;
  let seen = 0;
  const code = await runWith(
    async () => {
      begun ??= performance.now();
      seen += 1;
      if (seen === messages) {
        ended = performance.now();
        stop.abort();
      }
      return 'done';
    },
    {
      variables: {
        KAFKA_BOOTSTRAP_SERVERS: broker.adminBootstrap,
        KAFKA_TOPIC: topic,
        KAFKA_GROUP_ID: group,
        WORK_CONCURRENCY: String(concurrency),
      },
      // As it is, but written nowhere.
      log: jsonLog(() => undefined),
      stop: stop.signal,
    },
  );
  if (code !== 0 || seen !== messages) throw new Error(`the executor ended with ${code} after ${seen}`);
  return messages / ((ended - (begun ?? 0)) / 1000);
}
