import { expect, test } from '@jest/globals';
import type { Delivery } from '../../runtime/kafka/records.ts';
import { PartitionFetcher, type ScanRange } from '../../runtime/kafka/partition-fetcher.ts';
import { Fenced, requestsOf, TransactionalWriter } from '../../runtime/kafka/transactional-writer.ts';
import { type Outgoing, Writer } from '../../runtime/kafka/writer.ts';
import { Journal } from '../../runtime/operations/journal.ts';
import { readAll } from '../support/broker/read-all.ts';
import { journalAt } from '../support/replays.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

describeWithBroker('transactions of operations', (broker) => {
  const client = () => ({ clientId: 'operations', bootstrapBrokers: [broker().adminBootstrap] });
  const message = (topic: string, key: string | null, value: string): Outgoing => ({
    ...{ topic, key: key === null ? null : Buffer.from(key), value: Buffer.from(value) },
    headers: [['x-a', Buffer.from('1')]],
  });
  const values = async (topic: string) => (await readAll(broker(), topic)).map(({ value }) => value);

  async function scan(topic: string, range?: ScanRange): Promise<string[]> {
    const fetcher = new PartitionFetcher(client());
    const found: Delivery[] = [];
    try {
      for await (const one of fetcher.scan(topic, range)) found.push(one);
    } finally {
      await fetcher.close();
    }
    return found.map(({ value }) => String(value));
  }

  // The hashes are those that Kafka's own tests have for these keys (UtilsTest.testMurmur2): both are negative.
  test('a message goes to the partition that a Java client gives its key', async () => {
    await broker().createTopic('six', 6);
    const writer = new Writer(client());
    await writer.write([message('six', '21', 'a'), message('six', 'foobar', 'b')]);
    await writer.close();
    const transactional = await TransactionalWriter.open(client(), 'six-writer');
    await transactional.write([message('six', '21', 'c'), message('six', 'foobar', 'd')]);
    await transactional.close();
    expect((-973932308 & 0x7fffffff) % 6).toBe(0);
    expect((-790332482 & 0x7fffffff) % 6).toBe(0);
    expect((await readAll(broker(), 'six')).map(({ value, partition }) => [value, partition])).toEqual(
      ['a', 'b', 'c', 'd'].map((one) => [one, 0]),
    );
  });

  test('several transactions of one writer, to several topics, are read as they were written', async () => {
    for (const topic of ['first', 'second']) await broker().createTopic(topic);
    const writer = await TransactionalWriter.open(client(), 'several');
    for (const at of [1, 2, 3])
      await writer.write([message('first', 'k', `f${at}`), message('second', null, `s${at}`)]);
    await writer.close();
    expect(await values('first')).toEqual(['f1', 'f2', 'f3']);
    expect(await values('second')).toEqual(['s1', 's2', 's3']);
  });

  test('a topic of small messages takes a transaction of many, and the order stays', async () => {
    await broker().createTopic('small', 1, { 'max.message.bytes': '2000' });
    const all = Array.from({ length: 60 }, (_, at) => message('small', `k${at}`, `${at} ${'x'.repeat(400)}`));
    const most = { topic: 'small', bytes: 2000 };
    const refused = await TransactionalWriter.open(client(), 'small-writer');
    await expect(refused.write(all)).rejects.toThrow(/larger|large/);
    await refused.close();
    const writer = await TransactionalWriter.open(client(), 'small-writer');
    await writer.write([...all, message('six', 'journal', 'all of it')], most);
    await writer.close();
    expect((await values('small')).map((value) => Number(String(value).split(' ')[0]))).toEqual(
      all.map((_, at) => at),
    );
  });

  test('of two writers with one id the later one goes on, and the earlier one says so', async () => {
    await broker().createTopic('fenced');
    const earlier = await TransactionalWriter.open(client(), 'one-id');
    await earlier.write([message('fenced', 'k', 'before')]);
    const later = await TransactionalWriter.open(client(), 'one-id');
    await expect(earlier.write([message('fenced', 'k', 'too late')])).rejects.toThrow(Fenced);
    await later.write([message('fenced', 'k', 'after')]);
    await Promise.all([earlier.close(), later.close()]);
    expect(await values('fenced')).toEqual(['before', 'after']);
  });

  test('what was written and not committed is given up when the id is taken over', async () => {
    await broker().createTopic('given-up');
    const { Producer } = await import('@platformatic/kafka');
    // As a process that was killed between the write and the commit leaves it.
    const killed = new Producer({ ...client(), idempotent: true, transactionalId: 'killed' });
    const open = await killed.beginTransaction();
    await open.send({ messages: [{ topic: 'given-up', value: Buffer.from('lost') }] });
    const writer = await TransactionalWriter.open(client(), 'killed');
    await writer.write([message('given-up', 'k', 'kept')]);
    await writer.close();
    await killed.close();
    expect(await scan('given-up')).toEqual(['kept']);
  });

  test('a scan waits for what an open transaction decides, up to the end that the topic had', async () => {
    await broker().createTopic('open');
    const { Producer } = await import('@platformatic/kafka');
    const producer = new Producer({ ...client(), idempotent: true, transactionalId: 'decides' });
    const transaction = await producer.beginTransaction();
    await transaction.send({ messages: [{ topic: 'open', value: Buffer.from('decided') }] });
    const other = new Writer(client());
    await other.write([message('open', 'k', 'behind it')]);
    const scanning = scan('open');
    const early = await Promise.race([
      scanning,
      new Promise((done) => setTimeout(() => done('waits'), 1500)),
    ]);
    expect(early).toBe('waits');
    await transaction.commit();
    expect(await scanning).toEqual(['decided', 'behind it']);
    await Promise.all([producer.close(), other.close()]);
  });

  test('a scan begins where it is asked to', async () => {
    await broker().createTopic('ranges', 2);
    await broker().produce('ranges', ['a0', 'a1', 'a2'], 0);
    await broker().produce('ranges', ['b0'], 1);
    expect((await scan('ranges')).sort()).toEqual(['a0', 'a1', 'a2', 'b0']);
    expect((await scan('ranges', { from: new Map([[0, 2n]]) })).sort()).toEqual(['a2', 'b0']);
    expect(await scan('ranges', { since: Date.now() + 3_600_000 })).toEqual([]);
    expect((await scan('ranges', { since: Date.now() - 3_600_000 })).length).toBe(4);
    await broker().deleteRecords('ranges', 2, 0);
    expect((await scan('ranges')).sort()).toEqual(['a2', 'b0']);
  });

  test('a journal has the latest state of each key', async () => {
    await broker().createTopic('journal', 2);
    const empty = await Journal.read(client(), journalAt('journal'));
    expect(empty.get('a')).toBeUndefined();
    const writer = await TransactionalWriter.open(client(), 'journal-writer');
    await writer.write([
      empty.entry('x/a', { n: 1 }, 'ann'),
      empty.entry('x/b', { n: 1 }, 'ann'),
      empty.entry('y', {}, 'ann'),
    ]);
    await writer.write([empty.entry('x/a', { n: 2 }, 'bob')]);
    await writer.write([{ topic: 'journal', key: Buffer.from('y'), value: null, headers: [] }]);
    await writer.close();
    const journal = await Journal.read(client(), journalAt('journal'));
    expect(journal.keys('x/')).toEqual(['x/a', 'x/b']);
    expect([journal.get('x/a'), journal.get('x/b'), journal.get('y')]).toEqual([
      { n: 2 },
      { n: 1 },
      undefined,
    ]);
    const record = (await readAll(broker(), 'journal')).find(({ key }) => key === 'x/b');
    expect(JSON.parse(record?.value ?? '{}')).toEqual({
      ...{ subject: 'x/b', writtenAt: expect.any(String), by: 'ann', state: { n: 1 } },
    });
  });

  test('a topic that another program writes to is no journal', async () => {
    await broker().createTopic('no-journal');
    await broker().produce('no-journal', ['not JSON']);
    const refused = 'is not a record of a journal: only Workstreams may write to it';
    await expect(Journal.read(client(), journalAt('no-journal'))).rejects.toThrow(
      `no-journal-0 at 0 ${refused}`,
    );
    await broker().createTopic('raw-states');
    await broker().produce('raw-states', ['{"id":"01K","counts":{}}']);
    await expect(Journal.read(client(), journalAt('raw-states'))).rejects.toThrow(refused);
  });

  test('errors name the right that is missing', async () => {
    await broker().createTopic('rights');
    await broker().addScramUser('operator', 'a-password');
    const scram = {
      ...client(),
      bootstrapBrokers: [broker().clientsBootstrap],
      sasl: { mechanism: 'SCRAM-SHA-512' as const, username: 'operator', password: 'a-password' },
    };
    await expect(TransactionalWriter.open(scram, 'operator-1')).rejects.toThrow(
      'User:operator may not Write with the transactional id operator-1: give it that right',
    );
    const fetcher = new PartitionFetcher(scram);
    await expect(fetcher.ranges('rights')).rejects.toThrow(/User:operator may not (Read or )?Describe/);
    await fetcher.close();
  });
});

test('requests hold what a topic takes at once; what is too large is alone', () => {
  const of = (topic: string, bytes: number): Outgoing => ({
    topic,
    key: null,
    value: Buffer.alloc(bytes),
    headers: [],
  });
  const sizes = (messages: Outgoing[], bytes: number) =>
    requestsOf(messages, { topic: 'a', bytes }).map((request) => request.map(({ value }) => value?.length));
  expect(sizes([], 1000)).toEqual([]);
  expect(sizes([of('a', 300), of('a', 300), of('a', 300)], 1000)).toEqual([[300, 300], [300]]);
  expect(sizes([of('a', 300), of('b', 9000), of('a', 300)], 1000)).toEqual([[300, 9000, 300]]);
  expect(sizes([of('a', 10), of('a', 5000), of('a', 10)], 1000)).toEqual([[10], [5000], [10]]);
  expect(requestsOf([of('a', 10), of('a', 10)])).toHaveLength(1);
});
