import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Binary, type Collection, Decimal128, Long, MongoClient, ObjectId } from 'mongodb';
import { plainJson } from '../../../runtime/replay/plain-json.ts';
import type { ReplayContract } from '../../../runtime/replay/preparation.ts';
import { dryRun, resumeReplay, startReplay } from '../../../runtime/replay/replays.ts';
import type { ReplaySession, ReplayTerms } from '../../../runtime/replay/session.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { historian, operationsWith } from '../../support/replays.ts';
import { type MongodbServer, startMongodb } from '../../support/mongodb/server.ts';

const target: ReplayContract = {
  ...{ topic: 'again', keyField: 'execution', plainKeys: true, wireFormat: 'plain', subjects: [] },
  schema: {
    format: 'json-schema',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['execution', 'n'],
      properties: { execution: { type: 'string' }, n: { type: 'integer' } },
    },
    shared: [],
  },
};

test('values of BSON as JSON', () => {
  const id = new ObjectId();
  expect(
    plainJson({
      ...{ id, at: new Date(0), list: [new Date(1)], none: null, text: 'x', whole: 7 },
      ...{ long: Long.fromString('9007199254740993'), small: Long.fromNumber(5), big: 2n ** 60n },
      ...{ decimal: Decimal128.fromString('1.10'), bytes: new Binary(Buffer.from('ab')) },
      uuid: new Binary(Buffer.from('00112233445566778899aabbccddeeff', 'hex'), 4),
    }),
  ).toEqual({
    ...{ id: id.toHexString(), at: '1970-01-01T00:00:00.000Z', list: ['1970-01-01T00:00:00.001Z'] },
    ...{ none: null, text: 'x', whole: 7, long: '9007199254740993', small: 5, big: '1152921504606846976' },
    ...{ decimal: '1.10', bytes: 'YWI=', uuid: '00112233-4455-6677-8899-aabbccddeeff' },
  });
});

describeWithBroker('replays from a collection of MongoDB', (broker) => {
  let server: MongodbServer;
  let mongo: MongoClient;
  let events: Collection;
  let folder: string;
  const start = Date.UTC(2026, 2, 1);

  beforeAll(async () => {
    server = await startMongodb();
    mongo = await new MongoClient(server.uri).connect();
    events = mongo.db('store').collection('events');
    // Three of each second, the latest second first: neither natural order nor time alone is the order.
    await events.insertMany(
      Array.from({ length: 300 }, (_, at) => ({
        timestamp: new Date(start + Math.floor((299 - at) / 3) * 1000),
        event_type: at % 2 === 0 ? 'created' : 'ended',
        execution: `e${at % 5}`,
        n: at,
      })),
    );
    await events.insertOne({ event_type: 'created', execution: 'without a time', n: -1 });
    folder = mkdtempSync(join(tmpdir(), 'workstreams-mongodb-'));
    writeFileSync(join(folder, 'uri'), `${server.uri}\n`);
    await broker().createTopic('journal');
  }, 300_000);
  afterAll(async () => {
    await mongo?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const variables = (uri = join(folder, 'uri')) => ({
    ...{ KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap, MONGODB_URI_FILE: uri },
  });
  const terms = (topic: string, further: Partial<ReplayTerms> = {}): ReplayTerms => ({
    source: {
      ...{ kind: 'mongodb', database: 'store', collection: 'events' },
      ...{ timeField: 'timestamp', timeAs: 'date' },
    },
    ...{ target: topic, filters: {}, message: {}, skipInvalid: false, ...further },
  });
  const how = {
    ...{ by: 'ann', why: 'a projection lost a day', operator: historian },
    ...{ log: { info: () => undefined, error: () => undefined }, stop: new AbortController().signal },
  };
  const place = () => ({ variables: variables(), operations: operationsWith() });
  const begin = (topic: string, further: Partial<ReplayTerms> = {}, more = {}) =>
    startReplay(place(), {
      ...{ ...how, terms: terms(topic, further), contracts: { target: { ...target, topic } }, ...more },
    });
  const countOf = async (filters: ReplayTerms['filters']) =>
    (
      await dryRun({
        ...{ variables: variables(), stop: how.stop },
        ...{ terms: terms('again', { filters }), contracts: { target } },
      })
    ).counts;

  test('documents come in the order of time and id, keyed by the field of the contract', async () => {
    await broker().createTopic('all');
    const session = await begin('all');
    expect([session.state, session.counts.written]).toEqual(['done', 300]);
    const seen = await readAll(broker(), 'all');
    const expected = await events
      .find({ timestamp: { $exists: true } })
      .sort({ timestamp: 1, _id: 1 })
      .toArray();
    expect(seen.map(({ value }) => JSON.parse(value ?? '').n)).toEqual(expected.map(({ n }) => n as number));
    expect(seen[0]).toEqual({
      ...{ key: 'e2', partition: 0, headers: { 'x-replay-id': session.id } },
      value: '{"timestamp":"2026-03-01T00:00:00.000Z","event_type":"ended","execution":"e2","n":297}',
    });
  });

  test('filters on time and type are asked of the server; key and expression are not', async () => {
    expect(await countOf({ types: ['ended'], typeField: 'event_type' })).toMatchObject({
      ...{ read: 150, matched: 150 },
    });
    const since = new Date(start + 10_000).toISOString();
    const until = new Date(start + 12_000).toISOString();
    expect(await countOf({ since, until })).toMatchObject({ read: 6, matched: 6, written: 6 });
    expect(await countOf({ where: 'value.execution = "e0"' })).toMatchObject({ read: 300, matched: 60 });
  });

  test('a session goes on behind the document that it wrote last, to the end that was there at its start', async () => {
    await broker().createTopic('resumed');
    const stop = new AbortController();
    const paused = await begin(
      'resumed',
      { rate: 100 },
      { stop: stop.signal, begun: () => setTimeout(() => stop.abort(), 700) },
    );
    expect(paused.state).toBe('paused');
    expect(paused.counts.written).toBeLessThan(300);
    await events.insertOne({
      ...{ timestamp: new Date(start + 1_000_000), event_type: 'created', execution: 'later', n: 1000 },
    });
    const done: ReplaySession = await resumeReplay(place(), {
      ...{ ...how, id: paused.id, rate: 100_000 },
      contractsFor: ({ target: topic }) => ({ target: { ...target, topic }, operator: historian }),
    });
    await events.deleteOne({ n: 1000 });
    expect([done.state, done.counts.written]).toEqual(['done', 300]);
    const seen = (await readAll(broker(), 'resumed')).map(({ value }) => JSON.parse(value ?? '').n as number);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, at) => at));
  });

  test('values and keys that expressions make, and what is no message then', async () => {
    await broker().createTopic('made');
    const { counts, id } = await begin('made', {
      filters: { where: 'value.n < 2' },
      message: {
        value: '{ "execution": value.execution, "n": value.n, "metadata": { "replay_id": replay } }',
        key: 'value.execution & "-" & value.n',
      },
    });
    expect(counts).toEqual({ read: 300, matched: 2, written: 2, invalid: 0, passedOver: 0 });
    expect((await readAll(broker(), 'made')).map(({ key, value }) => [key, JSON.parse(value ?? '')])).toEqual(
      [
        ['e0-0', { execution: 'e0', n: 0, metadata: { replay_id: id } }],
        ['e1-1', { execution: 'e1', n: 1, metadata: { replay_id: id } }],
      ],
    );
    const failed = await begin('made', { message: { value: '{ "n": value.n }' } });
    expect([failed.state, failed.invalid?.reason]).toEqual([
      'failed',
      'it has no key at execution: a key is text or a number',
    ]);
  });

  test('a server that is not there, and a connection string that is not one, are said without it', async () => {
    const counted = (uri: string) => {
      writeFileSync(join(folder, 'wrong'), uri);
      return dryRun({
        ...{ variables: variables(join(folder, 'wrong')), stop: how.stop },
        ...{ terms: terms('again'), contracts: { target } },
      });
    };
    await expect(counted('mongodb://user:secret@pass@x')).rejects.toThrow(
      `MONGODB_URI_FILE: ${join(folder, 'wrong')} holds no connection string of MongoDB: write mongodb://… or mongodb+srv://…`,
    );
    const refused = await counted('mongodb://user:secret@127.0.0.1:1/?serverSelectionTimeoutMS=500').catch(
      (error: Error) => error.message,
    );
    expect(refused).toMatch(/^MongoDB: store\.events: /);
    expect(refused).not.toContain('secret');
    await expect(
      dryRun({
        variables: { KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap },
        ...{ stop: how.stop, terms: terms('again'), contracts: { target } },
      }),
    ).rejects.toThrow('MONGODB_URI_FILE is missing: set it to a file that holds the connection string');
  });
});
