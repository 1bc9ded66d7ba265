import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import {
  createShopTopics,
  deadLetters,
  type Desk,
  lettersShop,
  shopTopics,
  startDeadLetters,
  writeLetters,
} from '../support/letters-shop.ts';
import { seed } from '../support/property.ts';

/** `KILLS=20 LETTERS=23000` is the proof that CONTRIBUTING names; it takes minutes. */
const kills = Number(process.env['KILLS'] ?? 3);
const letters = Number(process.env['LETTERS'] ?? 1000);
const batch = Math.max(10, Math.round(letters / 200));

describeWithBroker('a redrive that is killed at random', (broker) => {
  let root: string;
  let desk: Desk;
  beforeAll(async () => {
    root = lettersShop();
    desk = { root, variables: { KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap } };
    await createShopTopics(broker());
    await writeLetters(broker(), 0, letters);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('redrives each letter once, and records each session', async () => {
    const begun = performance.now();
    const args = [
      ...['redrive', '--transform', '$merge([value, {"currency": "EUR"}])', '--batch', String(batch)],
      ...['--execute', '--reason', 'the currency is new', '--by', 'person-jane'],
    ];
    let random = seed;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return random % below;
    };
    let killed = 0;
    while (killed < kills) {
      const child = startDeadLetters(desk, ...args);
      // After a few transactions, in the midst of another.
      if (!(await hasWritten(child, 1 + next(6)))) break;
      await sleep(next(30));
      child.kill('SIGKILL');
      await once(child, 'exit');
      killed += 1;
    }
    const last = await deadLetters(desk, ...args);
    expect([last.code, killed]).toEqual([0, kills]);

    const found = await readAll(broker(), shopTopics.orders);
    const keys = new Map<string, number>();
    for (const { key } of found) keys.set(key ?? '', (keys.get(key ?? '') ?? 0) + 1);
    expect([...keys].filter(([, count]) => count !== 1)).toEqual([]);
    expect(keys.size).toBe(letters);
    expect(found.filter(({ value }) => !(value ?? '').endsWith('"currency":"EUR"}'))).toEqual([]);

    // Each session that was killed has a record of what it did, written by the one after it.
    const records = (await readAll(broker(), shopTopics.audit)).map(
      ({ value }) => JSON.parse(value ?? '{}') as { outcome: string; redriven: number },
    );
    const sum = records.reduce((total, { redriven }) => total + redriven, 0);
    process.stdout.write(
      `${JSON.stringify({ letters, killed, batch, sessions: records.map(({ redriven }) => redriven), seconds: Math.round((performance.now() - begun) / 1000) })}\n`,
    );
    expect(records.map(({ outcome }) => outcome)).toEqual([...Array(killed).fill('failed'), 'allowed']);
    expect(sum).toBe(letters);

    const again = await deadLetters(desk, ...args);
    expect([again.code, again.stdout.split('\n')[0]]).toEqual([0, 'nothing was done']);
    expect((await readAll(broker(), shopTopics.orders)).length).toBe(letters);
  }, 3_600_000);
});

/** Waits until a session has said so many times that a transaction is committed; false where it ended before. */
function hasWritten(child: ChildProcess, transactions: number): Promise<boolean> {
  return new Promise((done) => {
    let seen = 0;
    child.stdout?.resume();
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString().split('redriven\n').length - 1;
      if (seen >= transactions) done(true);
    });
    child.once('exit', () => done(false));
  });
}
