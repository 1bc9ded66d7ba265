import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Producer } from '@platformatic/kafka';
import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import { type Broker, until } from '../support/broker.ts';
import { deliveriesOf } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { seed } from '../support/property.ts';
import { repository } from '../support/repository.ts';

/**
 * `KILLS=100 MESSAGES=30000` is the proof that CONTRIBUTING names; it takes minutes. Only then times are judged: this
 * machine may be slow just now.
 */
const kills = Number(process.env['KILLS'] ?? 4);
const messages = Number(process.env['MESSAGES'] ?? 2000);
const isProof = process.env['KILLS'] !== undefined;
const partitions = 6;
const keys = 60;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-killed-dispatchers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWithBroker(
  'dispatchers',
  (broker) => {
    test('that are killed at random write nothing early and lose nothing', async () => {
      const topic = await topicsOf(broker(), 'jobs');
      const replicas = [0, 1].map((at) => start(broker(), topic, at));
      await Promise.all(replicas.map((one) => one.ready));
      // About as long as the kills take.
      const random = randomOf(seed);
      const writing = write(broker(), topic, kills * (isProof ? 2750 : 1500));
      const killed: number[] = [];
      while (killed.length < kills) {
        await sleep(isProof ? 500 + random(4500) : 300 + random(1900));
        const at = random(replicas.length);
        const victim = replicas[at] as Replica;
        victim.child.kill('SIGKILL');
        await ended(victim.child);
        killed.push(at);
        // As the kubelet starts the container of the same pod again.
        replicas[at] = start(broker(), topic, at);
      }
      await writing;
      await until('every message', async () => (await written(broker(), topic)) >= messages, 300_000);
      for (const { child } of replicas) child.kill('SIGTERM');
      const codes = await Promise.all(replicas.map(({ child }) => ended(child)));
      const found = await deliveriesOf(broker(), topic.topic);
      const first = new Map<string, { late: number; key: string }>();
      let early = 0;
      for (const { key, value, timestamp, headers } of found) {
        const due = Date.parse(headers.find(([name]) => name === 'x-next-at')?.[1]?.toString() ?? '');
        const late = timestamp - due;
        if (late < 0) early += 1;
        const number = value?.toString() ?? '';
        if (!first.has(number)) first.set(number, { late, key: key?.toString() ?? '' });
      }
      const late = [...first.values()].map((one) => one.late).sort((a, b) => a - b);
      const figures = {
        ...{ messages, kills, codes, early, lost: messages - first.size, again: found.length - first.size },
        ...{ late99: late[Math.floor(late.length * 0.99)], latest: late.at(-1) },
        within2s: late.filter((one) => one <= 2000).length / late.length,
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect(figures).toMatchObject({ codes: [0, 0], early: 0, lost: 0 });
      expect(figures.within2s).toBeGreaterThanOrEqual(isProof ? 0.99 : 0);
      const committed = await broker().committedOffsets('jobs-dispatcher');
      expect(committed[topic.retries[0]?.topic ?? '']).toEqual(await broker().endOffsets('jobs-5s'));
    }, 3_600_000);

    test('write thousands of messages a second in little memory', async () => {
      const topic = await topicsOf(broker(), 'burst');
      const count = isProof ? 100_000 : 10_000;
      const due = new Date(Date.now() - 1000).toISOString();
      await send(
        broker(),
        topic.retries[0]?.topic ?? '',
        Array.from({ length: count }, (_, at) => record(at, due)),
      );
      const replica = start(broker(), topic, 0);
      await replica.ready;
      let most = 0;
      await until('every message', async () => {
        most = Math.max(most, memoryOf(replica.child));
        return (await written(broker(), topic, count)) >= count;
      });
      replica.child.kill('SIGTERM');
      expect(await ended(replica.child)).toBe(0);
      const times = (await deliveriesOf(broker(), 'burst')).map(({ timestamp }) => timestamp);
      const seconds = Math.max(
        0.001,
        (times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b))) / 1000,
      );
      const figures = {
        count,
        perSecond: Math.round(times.length / seconds),
        rss: Math.round(most / 1024 / 1024),
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect(times).toHaveLength(count);
      expect(figures.rss).toBeGreaterThan(20);
      expect(figures.rss).toBeLessThanOrEqual(150);
      expect(figures.perSecond).toBeGreaterThanOrEqual(isProof ? 5000 : 1);
    }, 3_600_000);
  },
  ['java', 'mvn'],
  { 'group.initial.rebalance.delay.ms': '0' },
);

async function topicsOf(broker: Broker, name: string): Promise<CarriedTopic> {
  for (const one of [name, `${name}-5s`, `${name}-dlt`]) await broker.createTopic(one, partitions);
  return {
    topic: name,
    retries: [{ topic: `${name}-5s`, delay: 5 }],
    deadLetter: `${name}-dlt`,
    attempts: 3,
  };
}

function record(number: number, due: string) {
  return {
    key: Buffer.from(`key-${number % keys}`),
    value: Buffer.from(String(number).padEnd(300)),
    headers: new Map(
      Object.entries({
        'x-attempt': '1',
        'x-next-at': due,
        'x-failure-class': 'unavailable',
        'x-failure-reason': 'the printer is off',
        'x-consumer-group': 'billing',
      }).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
    ),
  };
}

type Record = ReturnType<typeof record>;

async function send(broker: Broker, topic: string, records: readonly Record[]): Promise<void> {
  const producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker.adminBootstrap] });
  for (let at = 0; at < records.length; at += 1000)
    await producer.send({ messages: records.slice(at, at + 1000).map((one) => ({ topic, ...one })) });
  await producer.close();
}

/** Writes all messages to the retry topic, spread over a time. */
async function write(broker: Broker, topic: CarriedTopic, time: number) {
  const begun = Date.now();
  for (let at = 0; at < messages; ) {
    const upTo = Math.min(messages, Math.ceil(((Date.now() - begun + 100) / time) * messages));
    const due = new Date(Date.now() + 5000).toISOString();
    const batch: Record[] = [];
    for (; at < upTo; at += 1) batch.push(record(at, due));
    if (batch.length > 0) await send(broker, topic.retries[0]?.topic ?? '', batch);
    await sleep(100);
  }
}

async function written(broker: Broker, { topic }: CarriedTopic, most = messages): Promise<number> {
  const ends = Object.values(await broker.endOffsets(topic)).reduce((sum, one) => sum + one, 0);
  if (ends < most) return 0;
  return new Set((await deliveriesOf(broker, topic)).map(({ value }) => value?.toString())).size;
}

interface Replica {
  readonly child: ChildProcess;
  /** It has its partitions. */
  readonly ready: Promise<void>;
}

function start(broker: Broker, topic: CarriedTopic, replica: number): Replica {
  const topics = mkdtempSync(join(folder, 'topics-'));
  writeFileSync(join(topics, 'topic.json'), JSON.stringify(topic));
  const child = spawn(process.execPath, [join(repository, 'bin/workstreams.js'), 'dispatcher'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '--max-semi-space-size=4',
      KAFKA_BOOTSTRAP_SERVERS: broker.adminBootstrap,
      KAFKA_GROUP_ID: `${topic.topic}-dispatcher`,
      KAFKA_GROUP_INSTANCE_ID: `replica-${replica}`,
      WORK_TOPICS_FOLDER: topics,
      WORK_HTTP_PORT: '0',
    },
  });
  const ready = new Promise<void>((done) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('partitions assigned')) done();
      for (const line of text.split('\n'))
        if (line.includes('"level":"error"')) process.stderr.write(`${line}\n`);
    });
  });
  return { child, ready };
}

/** Bytes of the process in memory (Linux). */
function memoryOf({ pid }: ChildProcess): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function randomOf(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}
