import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { changeReplay, replaySessions } from '../../../runtime/replay/replays.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { historian, operationsWith } from '../../support/replays.ts';
import { seed } from '../../support/property.ts';

/** `KILLS=200 MESSAGES=20000` is the proof that CONTRIBUTING names; it takes minutes. */
const kills = Number(process.env['KILLS'] ?? 5);
const messages = Number(process.env['MESSAGES'] ?? 3000);
const partitions = 4;

describeWithBroker('replays that are killed at random', (broker) => {
  test('write each message exactly once for readers of committed messages, in the order of its key', async () => {
    for (const [topic, count] of [
      ['journal', 1],
      ['history', partitions],
      ['again', partitions],
    ] as const)
      await broker().createTopic(topic, count);
    for (let at = 0; at < messages; at += 500) {
      await broker().produceRecords(
        'history',
        Array.from({ length: Math.min(500, messages - at) }, (_, index) => ({
          key: `key-${(at + index) % 40}`,
          value: String(at + index),
        })),
      );
    }
    let random = seed;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      // The low bits of such a number hardly change.
      return Math.floor(random / 65_536) % below;
    };
    // Slow enough that each process does a part of it.
    const rate = Math.ceil(messages / (kills * 0.8));
    const place = {
      variables: { KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap },
      operations: operationsWith(),
    };
    let running = replaying(broker().adminBootstrap, { rate });
    const id = await running.begun;
    let killed = 0;
    let paused = 0;
    while (killed < kills && (await stateOf()) === 'running') {
      await sleep(next(900));
      if (next(4) === 0) {
        // Another process takes it over, as an operator does.
        await changeReplay(place, { id, to: 'paused', by: 'ann', why: 'peak hours' }).then(
          () => (paused += 1),
          () => undefined,
        );
      } else {
        running.child.kill('SIGKILL');
        killed += 1;
      }
      await ended(running.child);
      if ((await stateOf()) === 'done') break;
      running = replaying(broker().adminBootstrap, { rate, resume: id });
      await Promise.race([running.begun, ended(running.child)]);
    }
    await ended(running.child);
    if ((await stateOf()) !== 'done')
      await ended(replaying(broker().adminBootstrap, { rate: messages, resume: id }).child);
    expect(await stateOf()).toBe('done');

    const seen = await readAll(broker(), 'again');
    process.stdout.write(`${JSON.stringify({ messages, killed, paused, read: seen.length })}\n`);
    expect(seen.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: messages }, (_, at) => at),
    );
    for (let key = 0; key < 40; key += 1) {
      const values = seen.filter((one) => one.key === `key-${key}`).map(({ value }) => Number(value));
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    const [session] = await replaySessions(place);
    expect(session?.counts).toEqual({
      ...{ read: messages, matched: messages, written: messages, invalid: 0, passedOver: 0 },
    });

    async function stateOf(): Promise<string> {
      return (await replaySessions(place))[0]?.state ?? 'none';
    }
  }, 3_600_000);
});

interface Replaying {
  readonly child: ChildProcess;
  /** The id of the session, once the journal has it; never where it is killed before. */
  readonly begun: Promise<string>;
}

function replaying(bootstrap: string, { rate, resume }: { rate: number; resume?: string }): Replaying {
  const contract = (topic: string) => ({
    ...{ topic, keyField: 'id', plainKeys: true, wireFormat: 'plain', subjects: [] },
  });
  const terms = { source: { kind: 'topic', topic: 'history' }, target: 'again', filters: {}, message: {} };
  const asked = {
    ...{ operations: operationsWith(), by: 'ann', why: 'a lost day', operator: historian, resume },
    terms: { ...terms, rate, skipInvalid: false },
    contracts: { source: contract('history'), target: contract('again') },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'replaying.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: '', KAFKA_BOOTSTRAP_SERVERS: bootstrap, REPLAY: JSON.stringify(asked) },
    },
  });
  const begun = new Promise<string>((found) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => found(text.split('\n')[0] as string));
  });
  return { child, begun };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
