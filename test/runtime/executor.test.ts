import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runWith } from '../../runtime/executor/main.ts';
import type { Handle } from '../../runtime/executor/command.ts';
import type { Delivery } from '../../runtime/kafka/records.ts';
import { jsonLog } from '../../runtime/log.ts';
import { until } from '../support/broker.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { readAll } from '../support/broker/read-all.ts';

describeWithBroker('an executor', (broker) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workstreams-executor-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  interface Ran {
    readonly code: number;
    readonly lines: Record<string, unknown>[];
  }

  async function run(
    topic: string,
    handle: Handle,
    variables: Record<string, string> = {},
    stop: AbortSignal = new AbortController().signal,
  ): Promise<Ran> {
    const lines: Record<string, unknown>[] = [];
    const code = await runWith(handle, {
      variables: {
        KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
        KAFKA_TOPIC: topic,
        KAFKA_GROUP_ID: `${topic}-drain`,
        WORK_IDLE_SECONDS: '1',
        KAFKA_SESSION_SECONDS: '6',
        ...variables,
      },
      log: jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
      stop,
    });
    return { code, lines };
  }

  test('hands over each message in its order, and commits the end of every partition', async () => {
    await broker().createTopic('plain', 2);
    await broker().produce('plain', ['a', 'b', 'c'], 0);
    await broker().produce('plain', ['d'], 1);
    const seen: string[] = [];
    const { code, lines } = await run('plain', async ({ value, partition }: Delivery) => {
      seen.push(`${partition}${value?.toString()}`);
      return 'done';
    });
    expect(code).toBe(0);
    expect(seen.filter((one) => one.startsWith('0'))).toEqual(['0a', '0b', '0c']);
    expect(seen.filter((one) => one.startsWith('1'))).toEqual(['1d']);
    expect(await broker().committedOffsets('plain-drain')).toEqual({ plain: { 0: 3, 1: 1 } });
    expect(lines.at(-1)).toMatchObject({ message: 'ended: idle', done: 4, retried: 0, deadLettered: 0 });
  });

  test('routes failures: again with the next tier, then a dead letter with its key, value and headers', async () => {
    for (const topic of ['work', 'work-1m', 'work-2h', 'work-dlt']) await broker().createTopic(topic);
    await broker().produce('work', ['again', 'bad', 'good']);
    const variables = {
      KAFKA_RETRY_TOPICS: 'work-1m,work-2h',
      WORK_RETRY_DELAYS: '60,7200',
      WORK_ATTEMPTS: '3',
      KAFKA_DEAD_LETTER_TOPIC: 'work-dlt',
    };
    const handle: Handle = async ({ value }) => {
      if (value?.toString() === 'again')
        return { again: true, class: 'unavailable', reason: 'the printer is off' };
      if (value?.toString() === 'bad') return { again: false, class: 'rejected', reason: 'no such order' };
      return 'done';
    };
    expect((await run('work', handle, variables)).code).toBe(0);
    const [retried] = await readAll(broker(), 'work-1m');
    expect(retried?.value).toBe('again');
    expect(retried?.headers).toMatchObject({
      'x-failure-class': 'unavailable',
      'x-failure-reason': 'the printer is off',
      'x-attempt': '1',
      'x-source-topic': 'work',
      'x-source-partition': '0',
      'x-source-offset': '0',
      'x-consumer-group': 'work-drain',
    });
    const { 'x-next-at': next = '', 'x-last-seen-ts': last = '' } = retried?.headers ?? {};
    expect(Date.parse(next) - Date.parse(last)).toBe(60_000);
    const [dead] = await readAll(broker(), 'work-dlt');
    expect(dead?.value).toBe('bad');
    expect(dead?.headers).toMatchObject({
      'x-failure-class': 'rejected',
      'x-attempt': '1',
      'x-source-offset': '1',
    });
    expect(dead?.headers).not.toHaveProperty('x-next-at');
    expect(await broker().committedOffsets('work-drain')).toEqual({ work: { 0: 3 } });
  });

  test('a failure that has nowhere to go ends it with 1, and stays uncommitted', async () => {
    await broker().createTopic('nowhere');
    await broker().produce('nowhere', ['good', 'bad', 'later']);
    const { code, lines } = await run('nowhere', async ({ value }) =>
      value?.toString() === 'bad' ? { again: false, class: 'rejected', reason: 'no' } : 'done',
    );
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      message: 'nowhere-0 at 1 failed, and has nowhere to go',
    });
    expect(await broker().committedOffsets('nowhere-drain')).toEqual({ nowhere: { 0: 1 } });
  });

  test('passes over what came back for another group', async () => {
    await broker().createTopic('shared');
    await broker().produceRecords('shared', [
      { value: 'theirs', headers: { 'x-consumer-group': 'others' } },
      { value: 'mine', headers: { 'x-consumer-group': 'shared-drain', 'x-attempt': '1' } },
    ]);
    const seen: string[] = [];
    const { code } = await run('shared', async ({ value }) => {
      seen.push(String(value));
      return 'done';
    });
    expect([code, seen]).toEqual([0, ['mine']]);
    expect(await broker().committedOffsets('shared-drain')).toEqual({ shared: { 0: 2 } });
  });

  test('what breaks the schema is a dead letter that no handler sees: text, a wrong value, a tombstone', async () => {
    await broker().createTopic('judged');
    await broker().createTopic('judged-dlt');
    await broker().produceRecords('judged', [
      { value: '{"id":"a"}' },
      { value: 'no JSON' },
      { value: '{"id":"SECRET"}' },
      { value: null },
      { value: '{"id":"b"}' },
    ]);
    const schemaFile = join(folder, 'schema.json');
    const schema = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string', pattern: '^[a-z]$' } },
    };
    writeFileSync(schemaFile, JSON.stringify({ format: 'json-schema', schema, shared: [] }));
    const seen: string[] = [];
    const { code, lines } = await run(
      'judged',
      async ({ value }) => {
        seen.push(String(value));
        return 'done';
      },
      { WORK_SCHEMA_FILE: schemaFile, KAFKA_DEAD_LETTER_TOPIC: 'judged-dlt' },
    );
    expect([code, seen]).toEqual([0, ['{"id":"a"}', '{"id":"b"}']]);
    const letters = await readAll(broker(), 'judged-dlt');
    expect(
      letters.map(({ value, headers }) => [value, headers['x-failure-class'], headers['x-failure-reason']]),
    ).toEqual([
      ['no JSON', 'schema-invalid', 'the value is not JSON in UTF-8'],
      ['{"id":"SECRET"}', 'schema-invalid', 'the value breaks #/properties/id/pattern'],
      [null, 'schema-invalid', 'the value is missing: it is a tombstone'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('SECRET');
  });

  test('several at once: those of one key one after the other, and no commit passes one in work', async () => {
    await broker().createTopic('keys', 2);
    const names = ['a1', 'a2', 'b1', 'a3', 'b2', 'c1'];
    await broker().produceRecords(
      'keys',
      names.map((value) => ({ key: value[0] as string, value, partition: value === 'c1' ? 1 : 0 })),
    );
    const order: string[] = [];
    let most = 0;
    let inWork = 0;
    const release = new Map<string, () => void>();
    const begun = new Map<string, Promise<void>>();
    const starts = new Map<string, () => void>();
    for (const name of names) begun.set(name, new Promise((done) => starts.set(name, () => done())));
    const running = run(
      'keys',
      async ({ value }) => {
        const name = String(value);
        order.push(name);
        inWork += 1;
        most = Math.max(most, inWork);
        starts.get(name)?.();
        await new Promise<void>((done) => release.set(name, done));
        inWork -= 1;
        return 'done';
      },
      { WORK_CONCURRENCY: '3' },
    );
    await Promise.all([begun.get('a1'), begun.get('b1'), begun.get('c1')]);
    release.get('b1')?.();
    await begun.get('b2');
    release.get('b2')?.();
    release.get('c1')?.();
    // A commit has all that has ended, of each partition.
    const committed = async () => (await broker().committedOffsets('keys-drain'))['keys'] ?? {};
    await until('the commit of c1', async () => (await committed())[1] === 1);
    expect(await committed()).toEqual({ 0: 0, 1: 1 });
    for (const name of ['a1', 'a2', 'a3']) {
      await begun.get(name);
      release.get(name)?.();
    }
    expect((await running).code).toBe(0);
    expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(order.filter((name) => name.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(most).toBe(3);
    expect(await broker().committedOffsets('keys-drain')).toEqual({ keys: { 0: 5, 1: 1 } });
  });

  test('what a transaction gave up is not handled, and its marks do not keep the executor from ending', async () => {
    await broker().createTopic('tx');
    await broker().produceInTransaction('tx', ['kept']);
    await broker().produceInTransaction('tx', ['given up'], 'abort');
    await broker().produceInTransaction('tx', ['kept too']);
    const seen: string[] = [];
    const { code } = await run('tx', async ({ value }) => {
      seen.push(String(value));
      return 'done';
    });
    expect([code, seen]).toEqual([0, ['kept', 'kept too']]);
    expect(await broker().committedOffsets('tx-drain')).toEqual({ tx: { 0: 6 } });
  });

  test('a stop begins nothing more, waits for what is in work, and commits it', async () => {
    await broker().createTopic('stop');
    await broker().produce('stop', ['first', 'second']);
    const stop = new AbortController();
    const seen: string[] = [];
    const { code, lines } = await run(
      'stop',
      async ({ value }) => {
        seen.push(String(value));
        stop.abort();
        return 'done';
      },
      {},
      stop.signal,
    );
    expect([code, seen]).toEqual([0, ['first']]);
    expect(lines.at(-1)).toMatchObject({ message: 'ended: stopped', done: 1 });
    expect(await broker().committedOffsets('stop-drain')).toEqual({ stop: { 0: 1 } });
  });

  test('begins nothing that its deadline leaves no time for', async () => {
    await broker().createTopic('late');
    await broker().produce('late', ['first']);
    const { code, lines } = await run('late', async () => 'done', {
      WORK_DEADLINE_SECONDS: '60',
      WORK_MESSAGE_SECONDS: '58',
    });
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ message: 'ended: deadline', done: 0 });
    expect(await broker().committedOffsets('late-drain')).toEqual({ late: { 0: 0 } });
  });

  describe('with rights', () => {
    const password = 'secret-of-the-executor';
    test.each([
      ['none', [], 'User:executor-none may not Read or Describe a topic of rights: give it that right'],
      ['topic', ['topic'], 'User:executor-topic may not Read the group rights-drain: give it that right'],
    ])('%s alone: says which is missing', async (name, granted, sentence) => {
      const user = `executor-${name}`;
      await broker()
        .createTopic('rights')
        .catch(() => undefined);
      await broker().addScramUser(user, password);
      await broker().addAcls(
        granted.map(() => ({
          principal: `User:${user}`,
          resourceType: 'topic',
          name: 'rights',
          operations: ['Read'],
        })),
      );
      const file = join(folder, user);
      writeFileSync(file, password);
      const { code, lines } = await run('rights', async () => 'done', {
        KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
        KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_SASL_USERNAME: user,
        KAFKA_SASL_PASSWORD_FILE: file,
      });
      expect(code).toBe(1);
      expect(lines.at(-1)).toMatchObject({ level: 'error', message: sentence });
    });
  });
});
