import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Producer } from '@platformatic/kafka';
import { runCommandExecutor } from '../../runtime/executor/main.ts';
import type { Delivery } from '../../runtime/kafka/records.ts';
import { jsonLog } from '../../runtime/log.ts';
import { freePorts } from '../support/broker/process.ts';
import { deliveriesOf } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

const mebibyte = 1024 * 1024;

/** A line for each message: its key, how long its value is, its attempt, whether it is a tombstone. */
const command = `
import os, sys
value = sys.stdin.buffer.read()
key = open(os.environ['MESSAGE_KEY_FILE'], 'rb').read().hex() if 'MESSAGE_KEY_FILE' in os.environ else 'none'
with open(sys.argv[1], 'a') as seen:
    seen.write(f"{key} {len(value)} {os.environ['MESSAGE_ATTEMPT']} {os.environ['MESSAGE_VALUE_IS_NULL']}\\n")
sys.exit(75 if value == b'again' else 0)
`;

describeWithBroker(
  'messages that no producer should write',
  (broker) => {
    let folder: string;
    let producer: Producer;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'workstreams-poison-'));
      writeFileSync(join(folder, 'handle.py'), command);
      producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker().adminBootstrap] });
    });
    afterAll(async () => {
      await producer.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** The topic has place for 1 MiB and more, and what follows from it for failure headers, as contracts make them. */
    async function createFamily(topic: string): Promise<void> {
      const room = (extra: number) => ({ 'max.message.bytes': String(mebibyte + 65_536 + extra) });
      await broker().createTopic(topic, 1, room(0));
      for (const other of [`${topic}-rty`, `${topic}-dlt`])
        await broker().createTopic(other, 1, room(65_536));
    }

    async function send(topic: string, messages: readonly Partial<Delivery>[]): Promise<void> {
      for (const { key, value, headers = [] } of messages) {
        const sent = {
          topic,
          partition: 0,
          ...(key === null || key === undefined ? {} : { key }),
          value: value as Buffer,
          headers: new Map(headers.map(([name, text]) => [Buffer.from(name), text as Buffer])),
        };
        await producer.send({ messages: [sent] });
      }
    }

    async function run(topic: string, variables: Record<string, string> = {}) {
      const seen = join(folder, `${topic}-seen`);
      writeFileSync(seen, '');
      const lines: Record<string, unknown>[] = [];
      const code = await runCommandExecutor(['python3', join(folder, 'handle.py'), seen], {
        variables: {
          PATH: process.env['PATH'],
          KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
          KAFKA_TOPIC: topic,
          KAFKA_GROUP_ID: `${topic}-drain`,
          KAFKA_RETRY_TOPICS: `${topic}-rty`,
          WORK_RETRY_DELAYS: '60',
          WORK_ATTEMPTS: '3',
          KAFKA_DEAD_LETTER_TOPIC: `${topic}-dlt`,
          WORK_IDLE_SECONDS: '1',
          ...variables,
        },
        log: jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
        stop: new AbortController().signal,
      });
      return { code, lines, seen: readFileSync(seen, 'utf8').split('\n').slice(0, -1) };
    }

    const text = (headers: Delivery['headers'] | undefined, name: string) =>
      headers?.findLast(([one]) => one === name)?.[1]?.toString();

    test('without a schema reach the command byte for byte, whatever they are', async () => {
      await createFamily('bytes');
      const unknown: Delivery['headers'] = [
        ['x-unknown', Buffer.from([0xff, 0x00, 0xfe])],
        ['x-unknown', null],
        ['', Buffer.from('no name')],
        ['x-attempt', Buffer.from('many')],
      ];
      await send('bytes', [
        { key: null, value: Buffer.from([0xff, 0xfe, 0x00, 0x80]) },
        { key: Buffer.from([0x00, 0xff]), value: null },
        { key: Buffer.alloc(0), value: Buffer.alloc(0) },
        { key: Buffer.from('large'), value: Buffer.alloc(mebibyte, 0xff) },
        { key: Buffer.from('headers'), value: Buffer.from('again'), headers: unknown },
        { key: Buffer.from('last'), value: Buffer.from('good') },
      ]);
      const { code, seen } = await run('bytes');
      const hex = (one: string) => Buffer.from(one).toString('hex');
      expect({ code, seen }).toEqual({
        code: 0,
        seen: [
          'none 4 1 false',
          '00ff 0 1 true',
          ' 0 1 false',
          `${hex('large')} 1048576 1 false`,
          `${hex('headers')} 5 1 false`,
          `${hex('last')} 4 1 false`,
        ],
      });
      expect(await broker().committedOffsets('bytes-drain')).toEqual({ bytes: { 0: 6 } });
      // What is unknown goes along as it came; an attempt that is no number begins again at 1.
      const [retried] = await deliveriesOf(broker(), 'bytes-rty');
      expect(retried?.headers.slice(0, 3)).toEqual(unknown.slice(0, 3));
      expect(text(retried?.headers, 'x-attempt')).toBe('1');
    });

    test('that break the schema are dead letters with their bytes, 1 MiB of no JSON among them', async () => {
      await createFamily('judged');
      const schemaFile = join(folder, 'schema.json');
      const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
      writeFileSync(schemaFile, JSON.stringify({ format: 'json-schema', schema, shared: [] }));
      const large = Buffer.alloc(mebibyte, 0x7b);
      const binary = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
      await send('judged', [
        { key: null, value: large },
        { key: Buffer.from([0xff]), value: binary },
        { key: null, value: null },
        { key: Buffer.from('a'), value: Buffer.from(`{"id":"${'a'.repeat(mebibyte - 9)}"}`) },
        { key: Buffer.from('b'), value: Buffer.from('{"id":"b"}') },
      ]);
      const { code, seen, lines } = await run('judged', { WORK_SCHEMA_FILE: schemaFile });
      expect({ code, seen }).toEqual({ code: 0, seen: ['61 1048576 1 false', '62 10 1 false'] });
      const letters = await deliveriesOf(broker(), 'judged-dlt');
      expect(letters.map(({ key, value }) => [key, value])).toEqual([
        [null, large],
        [Buffer.from([0xff]), binary],
        [null, null],
      ]);
      expect(letters.map(({ headers }) => text(headers, 'x-failure-class'))).toEqual(
        Array.from({ length: 3 }, () => 'schema-invalid'),
      );
      expect(JSON.stringify(lines)).not.toContain('{{{{');
      expect(await broker().committedOffsets('judged-drain')).toEqual({ judged: { 0: 5 } });
    });

    test('that were tried 50 times are tried once more, and then are dead letters', async () => {
      await createFamily('often');
      const attempts = (count: string): Delivery['headers'] => [
        ['x-attempt', Buffer.from(count)],
        ['x-consumer-group', Buffer.from('often-drain')],
        ['x-source-topic', Buffer.from('often')],
        ['x-source-partition', Buffer.from('0')],
        ['x-source-offset', Buffer.from('7')],
      ];
      await send('often', [
        { key: Buffer.from('a'), value: Buffer.from('again'), headers: attempts('50') },
        { key: Buffer.from('b'), value: Buffer.from('again'), headers: attempts('99') },
        { key: Buffer.from('c'), value: Buffer.from('done this time'), headers: attempts('50') },
      ]);
      const { code, seen } = await run('often');
      expect({ code, seen }).toEqual({
        code: 0,
        seen: ['61 5 51 false', '62 5 100 false', '63 14 51 false'],
      });
      const letters = await deliveriesOf(broker(), 'often-dlt');
      expect(
        letters.map(({ headers }) => [text(headers, 'x-attempt'), text(headers, 'x-source-offset')]),
      ).toEqual([
        ['51', '7'],
        // The shared header has room for 99.
        ['99', '7'],
      ]);
      expect(await deliveriesOf(broker(), 'often-rty')).toEqual([]);
    });

    test('a broker that does not answer is named, with what to look at', async () => {
      const [port] = await freePorts(1);
      const { code, lines } = await run('bytes', { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` });
      expect(code).toBe(1);
      expect(lines.at(-1)).toMatchObject({
        level: 'error',
        message:
          `none of the brokers 127.0.0.1:${port} answers (connect ECONNREFUSED 127.0.0.1:${port}): compare ` +
          'KAFKA_BOOTSTRAP_SERVERS with the listener, and see that the brokers run and a NetworkPolicy lets this pod reach them',
      });
    });
  },
  ['java', 'mvn', 'python3'],
  { 'message.max.bytes': String(2 * mebibyte) },
);
