import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Producer } from '@platformatic/kafka';
import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import { runDispatcher } from '../../runtime/dispatcher/main.ts';
import { jsonLog } from '../../runtime/log.ts';
import { until } from '../support/broker.ts';
import { deliveriesOf, readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

interface Message {
  readonly key?: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly (readonly [string, Buffer | null])[];
  readonly partition?: number;
  readonly timestamp?: number;
}

describeWithBroker('a dispatcher', (broker) => {
  let folder: string;
  let producer: Producer;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workstreams-dispatcher-'));
    producer = new Producer({
      ...{ clientId: 'test', bootstrapBrokers: [broker().adminBootstrap], retries: 20, retryDelay: 100 },
    });
  });
  afterAll(async () => {
    await producer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Messages byte for byte. */
  async function send(topic: string, messages: readonly Message[]): Promise<void> {
    for (const { key = null, value, headers = [], partition, timestamp } of messages) {
      await producer.send({
        messages: [
          {
            ...{ topic, value: value as Buffer },
            ...(key === null ? { partition: 0 } : { key }),
            ...(partition === undefined ? {} : { partition }),
            ...(timestamp === undefined ? {} : { timestamp: BigInt(timestamp) }),
            headers: new Map(headers.map(([name, one]) => [Buffer.from(name), one as Buffer])),
          },
        ],
      });
    }
  }

  async function topicsOf(
    name: string,
    terms: Partial<CarriedTopic> = {},
    partitions = 1,
    configs: Record<string, string> = {},
  ): Promise<CarriedTopic> {
    const topic: CarriedTopic = {
      topic: name,
      retries: [
        { topic: `${name}-1m`, delay: 60 },
        { topic: `${name}-2h`, delay: 7200 },
      ],
      deadLetter: `${name}-dlt`,
      attempts: 3,
      ...terms,
    };
    await broker().createTopic(name, partitions, configs);
    for (const one of topic.retries) await broker().createTopic(one.topic, partitions);
    if (topic.deadLetter !== undefined) await broker().createTopic(topic.deadLetter, partitions);
    return topic;
  }

  interface Running {
    readonly lines: Record<string, unknown>[];
    /** Stops it, and gives its exit code. */
    readonly stop: () => Promise<number>;
    readonly ended: Promise<number>;
    readonly get: (path: string) => Promise<{ status: number; text: string }>;
  }

  let port = 20_000 + (process.pid % 20_000);
  function start(topics: readonly CarriedTopic[], variables: Record<string, string> = {}): Running {
    const files = mkdtempSync(join(folder, 'topics-'));
    for (const one of topics) writeFileSync(join(files, `${one.topic}.json`), JSON.stringify(one));
    const lines: Record<string, unknown>[] = [];
    const end = new AbortController();
    port += 1;
    const own = port;
    const ended = runDispatcher({
      variables: {
        KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
        KAFKA_GROUP_ID: `${topics[0]?.topic}-dispatcher`,
        WORK_TOPICS_FOLDER: files,
        WORK_HTTP_PORT: String(own),
        ...variables,
      },
      log: jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
      stop: end.signal,
    });
    return {
      ...{ lines, ended },
      stop: () => {
        end.abort();
        return ended;
      },
      get: async (path) => {
        const answer = await fetch(`http://localhost:${own}${path}`);
        return { status: answer.status, text: await answer.text() };
      },
    };
  }

  const hasMessages = (topic: string, count: number) =>
    until(`${count} messages in ${topic}`, async () => {
      const ends = Object.values(await broker().endOffsets(topic));
      return ends.reduce((sum, one) => sum + one, 0) >= count;
    });
  const headers = (named: Record<string, string>) =>
    Object.entries(named).map(([name, text]) => [name, Buffer.from(text)] as const);
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

  test('brings messages back at their time, with every byte and in their order', async () => {
    const topic = await topicsOf('orders', {}, 6);
    const soon = inSeconds(3);
    const said = [
      ...headers({ 'x-attempt': '1', 'x-next-at': soon, 'x-consumer-group': 'billing', odd: 'ä' }),
      ['twice', Buffer.from([0, 255])],
      ['twice', null],
    ] as const;
    const keys = Array.from({ length: 12 }, (_, at) => Buffer.from(`key-${at % 6}`));
    await send(
      'orders-1m',
      keys.map((key, at) => ({ key, value: Buffer.from([at, 0, 255]), headers: said, partition: at % 6 })),
    );
    await send('orders-2h', [
      { value: Buffer.from('later'), headers: headers({ 'x-next-at': inSeconds(3600) }) },
    ]);
    const running = start([topic]);
    await hasMessages('orders', 12);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(soon));
    expect(await running.stop()).toBe(0);
    const found = await deliveriesOf(broker(), 'orders');
    expect(found).toHaveLength(12);
    for (const one of found) {
      expect(one.headers).toEqual(said);
      expect(one.timestamp).toBeGreaterThanOrEqual(Date.parse(soon));
    }
    // Where Kafka's Java clients write these keys: murmur2 of `key-0`, … modulo 6, as kafka-clients 4.2 computes it.
    const places = Object.fromEntries(found.map(({ key, partition }) => [key?.toString(), partition]));
    expect(places).toEqual(javaPlaces);
    const orderOf = (key: string) =>
      found.filter((one) => one.key?.toString() === key).map(({ value }) => value?.[0]);
    expect(['key-0', 'key-1', 'key-5'].map(orderOf)).toEqual([
      [0, 6],
      [1, 7],
      [5, 11],
    ]);
    expect(found.every(({ value }) => value?.[1] === 0 && value[2] === 255)).toBe(true);
    const committed = await broker().committedOffsets('orders-dispatcher');
    expect(committed['orders-1m']).toEqual({ 0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2 });
    expect(committed['orders-2h']).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 });
  });

  const javaPlaces = { 'key-0': 1, 'key-1': 0, 'key-2': 2, 'key-3': 5, 'key-4': 3, 'key-5': 2 };

  test('treats what breaks the contract as the contract says, and goes on', async () => {
    const topic = await topicsOf('poison', { retries: [{ topic: 'poison-5s', delay: 5 }] }, 1, {
      'max.message.bytes': '1100000',
    });
    for (const name of ['poison-5s', 'poison-dlt'])
      await broker().setSettings(name, { 'max.message.bytes': '2000000' });
    const due = headers({ 'x-attempt': '1', 'x-next-at': '2026-01-01T00:00:00Z' });
    const old = Date.now() - 3_600_000;
    const began = Date.now();
    await send('poison-5s', [
      { value: Buffer.from([0xff, 0xfe, 0]), headers: due },
      { value: null, headers: due },
      { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: due },
      { value: Buffer.alloc(1024 * 1024, 1), headers: due },
      { value: Buffer.alloc(1024 * 1024, 2), headers: due },
      { value: Buffer.alloc(1_500_000, 3), headers: due },
      {
        value: Buffer.from('50 attempts'),
        headers: headers({ 'x-attempt': '50', 'x-next-at': inSeconds(4) }),
      },
      {
        value: Buffer.from('3 attempts'),
        headers: headers({ 'x-attempt': '3', 'x-failure-class': 'throttled' }),
      },
      { value: Buffer.from('no header, old'), timestamp: old },
      { value: Buffer.from('no time'), headers: headers({ 'x-next-at': 'tomorrow' }), timestamp: old },
      {
        value: Buffer.from('no day'),
        headers: headers({ 'x-next-at': '2026-13-45T00:00:00Z' }),
        timestamp: old,
      },
      {
        value: Buffer.from('too far'),
        headers: headers({ 'x-next-at': '9999-01-01T00:00:00Z' }),
        timestamp: old,
      },
      {
        value: Buffer.from('no number'),
        headers: headers({ 'x-attempt': 'many', unknown: '?' }),
        timestamp: old,
      },
      { value: Buffer.from('no header, now') },
    ]);
    const running = start([topic]);
    await hasMessages('poison', 11);
    expect(Date.now() - began).toBeGreaterThanOrEqual(5000);
    await hasMessages('poison-dlt', 3);
    await until('everything to be committed', async () => {
      const committed = await broker().committedOffsets('poison-dispatcher');
      return committed['poison-5s']?.[0] === 14;
    });
    expect(await running.stop()).toBe(0);
    const found = await deliveriesOf(broker(), 'poison');
    const shown = found.map(({ key, value }) => [
      key?.toString() ?? null,
      value === null
        ? null
        : value.length > 100
          ? `${value.length} of ${value[0]}`
          : value.toString('latin1'),
    ]);
    expect(shown).toEqual([
      [null, '\u00ff\u00fe\0'],
      [null, null],
      ['', ''],
      [null, '1048576 of 1'],
      [null, '1048576 of 2'],
      [null, 'no header, old'],
      [null, 'no time'],
      [null, 'no day'],
      [null, 'too far'],
      [null, 'no number'],
      [null, 'no header, now'],
    ]);
    expect(found.at(-1)?.headers).toEqual([]);
    const letters = await readAll(broker(), 'poison-dlt');
    const byValue = Object.fromEntries(letters.map((one) => [one.value?.slice(0, 20).trim(), one.headers]));
    expect(byValue['50 attempts']).toMatchObject({
      'x-failure-class': 'unavailable',
      'x-failure-reason': 'delivered 50 times, of at most 3',
      'x-attempt': '50',
      'x-source-topic': 'poison-5s',
      'x-source-partition': '0',
      'x-source-offset': '6',
      'x-consumer-group': 'poison-dispatcher',
    });
    expect(byValue['50 attempts']).not.toHaveProperty('x-next-at');
    expect(byValue['3 attempts']).toMatchObject({ 'x-failure-class': 'throttled', 'x-attempt': '3' });
    expect(letters.find(({ value }) => (value?.length ?? 0) > 1_000_000)?.headers).toMatchObject({
      'x-failure-class': 'rejected',
      'x-failure-reason': 'larger than poison takes (max.message.bytes)',
      'x-attempt': '1',
    });
  });

  test('what cannot be written waits in its place, is shown, and holds up no other topic', async () => {
    const { deadLetter: _, ...stuck } = await topicsOf('stuck', {}, 1, { 'max.message.bytes': '100' });
    const other = await topicsOf('other');
    const due = headers({ 'x-attempt': '1', 'x-next-at': '2026-01-01T00:00:00Z' });
    await send('stuck-1m', [{ value: Buffer.from('a'), headers: due }]);
    await send('other-1m', [{ value: Buffer.from('b'), headers: due }]);
    const running = start([stuck, other]);
    await hasMessages('other', 1);
    await until('a failure to be counted', async () =>
      /write_failures_total\{topic="stuck"\} [1-9]/.test((await running.get('/metrics')).text),
    );
    expect(await broker().endOffsets('stuck')).toEqual({ 0: 0 });
    const { text } = await running.get('/metrics');
    expect(text).toMatch(/^workstreams_dispatcher_waiting_messages\{topic="stuck-1m"\} 1$/m);
    expect(text).toMatch(/^workstreams_dispatcher_waiting_messages\{topic="other-1m"\} 0$/m);
    expect(text).toMatch(/^workstreams_dispatcher_behind_seconds\{topic="stuck-1m"\} [0-9.]*[1-9]/m);
    expect(text).toMatch(/^workstreams_dispatcher_behind_seconds\{topic="stuck-2h"\} 0$/m);
    expect(text).toMatch(/^workstreams_dispatcher_messages_total\{topic="other-1m"\} 1$/m);
    expect(text).toMatch(/^workstreams_dispatcher_messages_total\{topic="stuck-1m"\} 0$/m);
    expect((await running.get('/readyz')).status).toBe(200);
    expect((await running.get('/livez')).status).toBe(200);
    expect((await running.get('/')).status).toBe(404);
    expect(running.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'a message is larger than stuck takes (max.message.bytes)',
        topic: 'stuck',
        messages: 1,
        again: 'in 5 seconds',
      }),
    );
    await broker().setSettings('stuck', { 'max.message.bytes': '1000' });
    await hasMessages('stuck', 1);
    expect(await running.stop()).toBe(0);
    expect(await broker().endOffsets('stuck')).toEqual({ 0: 1 });
  });

  test('replicas share the partitions, and one that stops hands over its own', async () => {
    const topic = await topicsOf('shared', {}, 4);
    const [first, second] = [start([topic]), start([topic])];
    const assigned = ({ lines }: Running) =>
      lines.findLast(({ message }) => message === 'partitions assigned');
    await until('both to have partitions', async () =>
      [first, second].every((one) => assigned(one)?.['count'] === 4),
    );
    expect(await first.stop()).toBe(0);
    await until('the other to have all', async () => assigned(second)?.['count'] === 8);
    const due = headers({ 'x-next-at': inSeconds(0) });
    await send(
      'shared-1m',
      [0, 1, 2, 3].map((partition) => ({ value: Buffer.from('a'), headers: due, partition })),
    );
    await hasMessages('shared', 4);
    expect(await second.stop()).toBe(0);
    expect(await broker().endOffsets('shared')).toEqual({ 0: 1, 1: 1, 2: 1, 3: 1 });
  });

  test('says everything that is wrong with its settings, and ends with 2', async () => {
    const files = mkdtempSync(join(folder, 'topics-'));
    writeFileSync(join(files, 'a.json'), '{"topic": "a", "attempts": 0, "retries": []}');
    writeFileSync(join(files, 'b.json'), 'no JSON');
    const running = start([], {
      WORK_TOPICS_FOLDER: files,
      KAFKA_BOOTSTRAP_SERVERS: '',
      WORK_HTTP_PORT: 'http',
    });
    expect(await running.ended).toBe(2);
    expect(running.lines.map(({ message }) => message)).toEqual([
      `WORK_TOPICS_FOLDER: ${join(files, 'a.json')}: \`attempts\` must be a whole number, at least 1: render the environment again`,
      expect.stringContaining(`WORK_TOPICS_FOLDER: ${join(files, 'b.json')}: Unexpected token`),
      'KAFKA_BOOTSTRAP_SERVERS is missing: set it, as the manifests do',
      'WORK_HTTP_PORT is http: write a whole number from 0 to 65535',
    ]);
  });
});
