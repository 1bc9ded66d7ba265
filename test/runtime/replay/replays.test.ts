import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../../runtime/kafka/records.ts';
import { Writer } from '../../../runtime/kafka/writer.ts';
import { archiveLine } from '../../../runtime/operations/archive.ts';
import {
  changeReplay,
  dryRun,
  replaySession,
  replaySessions,
  resumeReplay,
  startReplay,
} from '../../../runtime/replay/replays.ts';
import type { ReplaySession, ReplayTerms } from '../../../runtime/replay/session.ts';
import { contract, event, historian, operationsWith, termsFor } from '../../support/replays.ts';
import type { Broker, BrokerAcl } from '../../support/broker.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';

const silent = { info: () => undefined, error: () => undefined };
const never = new AbortController().signal;

describeWithBroker('replays', (broker: () => Broker) => {
  let folder: string;
  let writer: Writer;
  const client = () => ({ clientId: 'replay-test', bootstrapBrokers: [broker().adminBootstrap] });
  const variables = () => ({ KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap });
  const place = () => ({ variables: variables(), operations: operationsWith() });
  const asked = { by: 'ann', why: 'a projection lost a day', log: silent, stop: never };
  const start = (terms: ReplayTerms, further = {}) =>
    startReplay(place(), {
      ...{ ...asked, terms, operator: historian, ...further },
      contracts: {
        target: contract(terms.target),
        ...(terms.source.kind === 'topic' ? { source: contract(terms.source.topic) } : {}),
      },
    });
  const resume = (id: string, further = {}) =>
    resumeReplay(place(), {
      ...{ ...asked, id, ...further },
      contractsFor: ({ target }) => ({ target: contract(target), operator: historian }),
    });
  const numbers = async (topic: string) =>
    (await readAll(broker(), topic)).map(({ value }) => (JSON.parse(value ?? '{}') as { n: number }).n);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'workstreams-replay-'));
    await broker().createTopic('journal', 1);
    writer = new Writer(client());
  }, 300_000);
  afterAll(async () => {
    await writer?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every message comes again with its key and headers, those of a key in their order', async () => {
    await broker().createTopic('events', 3);
    await broker().createTopic('again', 5);
    const written = Array.from({ length: 1200 }, (_, n) => event('events', `k${n % 7}`, n));
    await writer.write(written);
    const session = await start(termsFor('events', 'again'));
    expect([session.state, session.counts, session.by]).toEqual([
      'done',
      { read: 1200, matched: 1200, written: 1200, invalid: 0, passedOver: 0 },
      'ann',
    ]);
    const seen = await readAll(broker(), 'again');
    expect(seen.length).toBe(1200);
    for (const { key, value, headers } of seen) {
      const { id, n } = JSON.parse(value ?? '') as { id: string; n: number };
      expect([key, headers]).toEqual([id, { 'x-trace': `t${n}`, 'x-replay-id': session.id }]);
    }
    for (const key of ['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6']) {
      const ofKey = seen.filter((one) => one.key === key).map(({ value }) => JSON.parse(value ?? '').n);
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
    }
    // The journal has it to the end of the source.
    const kept = await replaySession(place(), session.id);
    expect([kept.state, kept.range.position]).toEqual(['done', kept.range.end]);
    expect((await replaySessions(place())).map(({ id }) => id)).toContain(session.id);
  });

  test('filters on time, type, key and by expression', async () => {
    await broker().createTopic('filtered', 1);
    const times: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      times.push(Date.now());
      await writer.write([event('filtered', `k${n % 2}`, n, { type: n < 3 ? 'placed' : 'paid' })]);
      await new Promise((done) => setTimeout(done, 20));
    }
    const counted = async (filters: ReplayTerms['filters']) =>
      (
        await dryRun({
          ...{ variables: variables(), stop: never },
          terms: termsFor('filtered', 'filtered-target', { filters }),
          contracts: { source: contract('filtered'), target: contract('filtered-target') },
        })
      ).counts.matched;
    const iso = (at: number) => new Date(times[at] as number).toISOString();
    expect(await counted({ since: iso(2) })).toBe(4);
    expect(await counted({ until: iso(2) })).toBe(2);
    expect(await counted({ since: iso(1), until: iso(4) })).toBe(3);
    expect(await counted({ types: ['paid'], typeField: 'type' })).toBe(3);
    expect(await counted({ types: ['paid', 'placed'], typeField: 'type', keys: ['k1'] })).toBe(3);
    expect(await counted({ where: 'value.n >= 4 or headers.`x-trace` = "t0"' })).toBe(3);
  });

  test('a dry run counts, names what is invalid and writes nothing', async () => {
    await broker().createTopic('counted');
    await broker().createTopic('counted-target');
    await writer.write([event('counted', 'a', 0), event('counted', 'a', 'one'), event('counted', 'a', 2)]);
    const terms = termsFor('counted', 'counted-target');
    const found = await dryRun({
      ...{ variables: variables(), stop: never, terms },
      contracts: { source: contract('counted'), target: contract('counted-target') },
    });
    expect(found.counts).toEqual({ read: 3, matched: 3, written: 2, invalid: 1, passedOver: 0 });
    expect(found.invalid.map((one) => one.place)).toEqual(['counted-0 at 1']);
    expect(await readAll(broker(), 'counted-target')).toEqual([]);
    expect((await replaySessions(place())).filter((one) => one.terms.target === 'counted-target')).toEqual(
      [],
    );
  });

  test('a message against the contract ends the session at its place, and what is before it is written', async () => {
    await broker().createTopic('broken');
    await broker().createTopic('broken-target');
    await writer.write([0, 1, 'two', 3, 'four', 5].map((n) => event('broken', 'a', n)));
    const failed = await start(termsFor('broken', 'broken-target'));
    expect([failed.state, failed.invalid?.place, failed.counts.written]).toEqual([
      'failed',
      'broken-0 at 2',
      2,
    ]);
    expect(failed.invalid?.reason).not.toContain('two');
    expect(await numbers('broken-target')).toEqual([0, 1]);
    // As it began, it fails there again.
    expect((await resume(failed.id)).invalid?.place).toBe('broken-0 at 2');
    const past = await resume(failed.id, { skipInvalid: true });
    expect([past.state, past.counts, past.invalid]).toEqual([
      'done',
      { read: 6, matched: 6, written: 4, invalid: 2, passedOver: 0 },
      undefined,
    ]);
    expect(await numbers('broken-target')).toEqual([0, 1, 3, 5]);
  });

  test('into the topic that is read: to the end that it had, and never what a replay wrote', async () => {
    await broker().createTopic('circle');
    await writer.write([0, 1, 2].map((n) => event('circle', 'a', n)));
    const first = await start(termsFor('circle', 'circle'));
    expect(first.counts).toEqual({ read: 3, matched: 3, written: 3, invalid: 0, passedOver: 0 });
    const second = await start(termsFor('circle', 'circle'));
    expect(second.counts).toEqual({ read: 6, matched: 6, written: 3, invalid: 0, passedOver: 3 });
    expect(await numbers('circle')).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  test('values and keys that expressions make, and headers that are missing', async () => {
    await broker().createTopic('made');
    await broker().createTopic('made-target');
    await writer.write([event('made', 'a', 1)]);
    const session = await start(
      termsFor('made', 'made-target', {
        message: {
          value: '$merge([value, { "n": value.n + 1, "again": replay }])',
          key: '"of " & key',
          headers: { 'x-trace': 'not taken', 'x-region': 'eu' },
        },
      }),
    );
    const [seen] = await readAll(broker(), 'made-target');
    expect([seen?.key, JSON.parse(seen?.value ?? '')]).toEqual([
      'of a',
      { id: 'a', n: 2, again: session.id },
    ]);
    expect(seen?.headers).toEqual({ 'x-trace': 't1', 'x-region': 'eu', 'x-replay-id': session.id });
  });

  test('a tombstone goes only to a topic that is compacted', async () => {
    await broker().createTopic('deleted');
    await broker().createTopic('deleted-target');
    await writer.write([{ topic: 'deleted', key: Buffer.from('a'), value: null, headers: [] }]);
    const failed = await start(termsFor('deleted', 'deleted-target'));
    expect(failed.invalid).toEqual({
      place: 'deleted-0 at 0',
      reason: 'the value is missing, and the topic is not compacted',
    });
    const done = await resumeReplay(place(), {
      ...{ ...asked, id: failed.id },
      contractsFor: () => ({
        ...{ target: { ...contract('deleted-target'), tombstones: true }, operator: historian },
      }),
    });
    expect(done.state).toBe('done');
    expect((await readAll(broker(), 'deleted-target')).map(({ value }) => value)).toEqual([null]);
  });

  describe('from an archive', () => {
    const letter = (n: number): Delivery => ({
      ...{ topic: 'x.dlq', partition: 0, offset: BigInt(n), timestamp: Date.UTC(2026, 0, 1 + n) },
      ...{ key: Buffer.from('a'), value: Buffer.from(JSON.stringify({ id: 'a', n })) },
      headers: [
        ['x-attempt', Buffer.from('3')],
        ['x-failure-class', Buffer.from('timeout')],
        ['x-consumer-group', Buffer.from('bills')],
      ],
    });

    test('what failed comes back as a first delivery, for the group that failed', async () => {
      await broker().createTopic('archived');
      const file = join(folder, 'letters.jsonl');
      writeFileSync(file, [0, 1, 2].map((n) => archiveLine(letter(n))).join(''));
      const session = await start({
        ...termsFor('', 'archived'),
        source: { kind: 'archive', file },
        filters: { since: '2026-01-02T00:00:00Z' },
      });
      expect(session.counts).toEqual({ read: 3, matched: 2, written: 2, invalid: 0, passedOver: 0 });
      expect((await readAll(broker(), 'archived')).map(({ headers }) => headers)).toEqual([
        { 'x-consumer-group': 'bills', 'x-replay-id': session.id },
        { 'x-consumer-group': 'bills', 'x-replay-id': session.id },
      ]);
    });

    test('another file is not taken for the one that the session began with', async () => {
      await broker().createTopic('other-archive');
      const [file, other] = [join(folder, 'one.jsonl'), join(folder, 'other.jsonl')];
      const broken = { ...letter(1), value: Buffer.from('{}') };
      writeFileSync(file, [letter(0), broken, letter(2)].map(archiveLine).join(''));
      writeFileSync(other, [letter(3), broken, letter(2)].map(archiveLine).join(''));
      const failed = await start({
        ...termsFor('', 'other-archive'),
        source: { kind: 'archive', file },
      });
      expect(failed.invalid?.place).toBe('one.jsonl:2');
      await expect(resume(failed.id, { archive: other, skipInvalid: true })).rejects.toThrow(
        `${other} is not the archive that the session began with: give that file with --from-archive`,
      );
      // It may lie elsewhere, and have grown.
      writeFileSync(other, [letter(0), broken, letter(2), letter(3)].map(archiveLine).join(''));
      expect((await resume(failed.id, { archive: other, skipInvalid: true })).state).toBe('done');
      expect(await numbers('other-archive')).toEqual([0, 2]);
    });
  });

  describe('a session that others change', () => {
    const slow = async (topic: string): Promise<{ id: string; end: Promise<ReplaySession> }> => {
      await broker().createTopic(topic);
      await broker().createTopic(`${topic}-target`);
      await writer.write(Array.from({ length: 60 }, (_, n) => event(topic, 'a', n)));
      return await new Promise((found, failed) => {
        const end = start(termsFor(topic, `${topic}-target`, { rate: 5 }), {
          begun: ({ id }: ReplaySession) => found({ id, end }),
        });
        end.catch(failed);
      });
    };
    const all = Array.from({ length: 60 }, (_, n) => n);

    test('pause: its process ends, and resume goes on where it was', async () => {
      const { id, end } = await slow('paused');
      const paused = await changeReplay(place(), { id, to: 'paused', by: 'bob', why: 'peak hours' });
      expect([paused.state, paused.changedBy, paused.changedWhy]).toEqual(['paused', 'bob', 'peak hours']);
      expect((await end).state).toBe('paused');
      const written = await numbers('paused-target');
      expect(written).toEqual(all.slice(0, paused.counts.written));
      expect(written.length).toBeLessThan(60);
      await expect(changeReplay(place(), { id, to: 'paused', by: 'bob', why: 'x' })).rejects.toThrow(
        `the session ${id} is paused: only one that is running can be paused`,
      );
      await resumedFast(id);
      expect(await numbers('paused-target')).toEqual(all);
      await expect(resume(id)).rejects.toThrow(
        `the session ${id} is done: only one that is running or paused or failed can be resumed`,
      );
    });

    /** Without the rate of its terms, for which the test need not wait. */
    async function resumedFast(id: string): Promise<void> {
      const session = await resume(id, { rate: 1_000_000 });
      expect(session.state).toBe('done');
    }

    test('cancel: nothing more is written, and it does not go on', async () => {
      const { id, end } = await slow('cancelled');
      const cancelled = await changeReplay(place(), { id, to: 'cancelled', by: 'bob', why: 'wrong topic' });
      expect([cancelled.state, (await end).state]).toEqual(['cancelled', 'cancelled']);
      expect((await numbers('cancelled-target')).length).toBe(cancelled.counts.written);
      await expect(resume(id)).rejects.toThrow(`the session ${id} is cancelled`);
    });

    test('resume of one that runs takes it over: each message once', async () => {
      const { id, end } = await slow('taken');
      await resumedFast(id);
      expect(['running', 'done']).toContain((await end).state);
      expect(await numbers('taken-target')).toEqual(all);
    });

    test('SIGTERM pauses it', async () => {
      await broker().createTopic('ended');
      await broker().createTopic('ended-target');
      await writer.write(Array.from({ length: 60 }, (_, n) => event('ended', 'a', n)));
      const stop = new AbortController();
      const session = await start(termsFor('ended', 'ended-target', { rate: 5 }), {
        ...{ stop: stop.signal, begun: () => setTimeout(() => stop.abort(), 500) },
      });
      expect([session.state, session.changedWhy]).toEqual(['paused', 'its process was asked to end']);
      expect((await numbers('ended-target')).length).toBe(session.counts.written);
    });
  });

  describe('what is refused', () => {
    test('an expression that is wrong, before anything begins', async () => {
      await expect(start(termsFor('events', 'again', { filters: { where: 'value.(' } }))).rejects.toThrow(
        /^value\.\(: column \d+: .*\(JSONata\)$/,
      );
    });

    test('a session that is not there', async () => {
      await expect(replaySession(place(), 'NONE')).rejects.toThrow(
        'journal has no session NONE: `workstreams replay list` shows those that are there',
      );
    });

    test('a principal without rights, by the right that is missing', async () => {
      await broker().createTopic('from');
      await broker().createTopic('into');
      await writer.write([event('from', 'a', 0)]);
      await broker().addScramUser('history', 'a-password');
      const password = join(folder, 'password');
      writeFileSync(password, 'a-password');
      const scram = {
        KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
        KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
        KAFKA_SASL_USERNAME: 'history',
        KAFKA_SASL_PASSWORD_FILE: password,
      };
      const denied = () =>
        startReplay(
          { variables: scram, operations: operationsWith() },
          {
            ...{ ...asked, terms: termsFor('from', 'into') },
            operator: { ...historian, transactionalId: 'history-' },
            contracts: { source: contract('from'), target: contract('into') },
          },
        );
      const principal = 'User:history';
      const allow = (name: string, operations: BrokerAcl['operations']) =>
        broker().addAcls([{ principal, resourceType: 'topic', name, operations }]);
      await expect(denied()).rejects.toThrow(
        ['Read journal', 'Read from', 'Write into', 'Write journal']
          .map((right) => `User:history may not ${right}, or there is no such topic`)
          .join('\n'),
      );
      await allow('journal', ['Read', 'Write']);
      await allow('from', ['Read']);
      await allow('into', ['Write']);
      await expect(denied()).rejects.toThrow(
        /^User:history may not Write with the transactional id history-replay-[0-9A-Z]{26}: give it that right$/,
      );
      await broker().addAcls([
        {
          ...{ principal, resourceType: 'transactionalId', name: 'history-', patternType: 'prefix' },
          operations: ['Write'],
        },
      ]);
      expect((await denied()).state).toBe('done');
    });
  });
});
