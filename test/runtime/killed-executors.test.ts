import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithBroker } from '../support/broker/suite.ts';
import { seed } from '../support/property.ts';

/** `KILLS=200 MESSAGES=10000` is the proof that CONTRIBUTING names; it takes minutes. */
const kills = Number(process.env['KILLS'] ?? 6);
const messages = Number(process.env['MESSAGES'] ?? 800);
const partitions = 6;
const keys = 40;

describeWithBroker(
  'executors that are killed at random',
  (broker) => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'workstreams-killed-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('lose nothing also while the broker restarts, keep the order of each key, and do again only what was in work', async () => {
      await broker().createTopic('jobs', partitions);
      for (let at = 0; at < messages; at += 500) {
        const count = Math.min(500, messages - at);
        await broker().produceRecords(
          'jobs',
          Array.from({ length: count }, (_, index) => ({
            key: `key-${(at + index) % keys}`,
            value: String(at + index),
          })),
        );
      }
      const file = join(folder, 'seen');
      const start = () => startExecutor(broker().adminBootstrap, file);
      const running = [start(), start(), start()];
      let random = seed;
      const next = (below: number) => {
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        return random % below;
      };
      let killed = 0;
      let brokerRestarts = 0;
      while (killed < kills && !(await isDone())) {
        await sleep(200 + next(1200));
        const at = next(running.length);
        const victim = running[at] as ChildProcess;
        if (victim.exitCode === null) {
          victim.kill('SIGKILL');
          killed += 1;
        }
        running[at] = start();
        if (killed < 2 || brokerRestarts > 0) continue;
        brokerRestarts += 1;
        await broker().restart();
        // As Kubernetes does with a job that ended with 1.
        for (const [index, one] of running.entries()) if (one.exitCode !== null) running[index] = start();
      }
      expect(brokerRestarts).toBe(1);
      const ends = await Promise.all(running.map((one) => ended(one)));
      // 1 says that starting again may help: a job would be started again. Those that were killed as the last to own a
      // partition leave work, too.
      const restarts: (number | null)[] = [];
      do restarts.push(await ended(start()));
      while (restarts.at(-1) === 1 && restarts.length < 5);
      expect([...ends, ...restarts].filter((code) => code !== 0 && code !== 1)).toEqual([]);
      expect(restarts.at(-1)).toBe(0);

      const lines = readFileSync(file, 'utf8').trim().split('\n');
      const first = new Map<string, number[]>();
      const seen = new Set<string>();
      for (const line of lines) {
        const [key = '', value = ''] = line.split(' ');
        if (seen.has(value)) continue;
        seen.add(value);
        first.set(key, [...(first.get(key) ?? []), Number(value)]);
      }
      expect(seen.size).toBe(messages);
      for (const [key, values] of first)
        expect([key, values]).toEqual([key, values.toSorted((a, b) => a - b)]);
      const again = lines.length - messages;
      process.stdout.write(`${JSON.stringify({ messages, killed, again, ends, restarts })}\n`);
      // Each kill, each start and the broker's restart moves partitions between three members, of which each does two
      // messages again at the most.
      expect(again).toBeLessThanOrEqual((killed + 3 + 4) * 3 * 2);
      const committed = await broker().committedOffsets('jobs-drain');
      expect(committed['jobs']).toEqual(await broker().endOffsets('jobs'));

      async function isDone(): Promise<boolean> {
        const offsets = (await broker().committedOffsets('jobs-drain'))['jobs'] ?? {};
        return Object.values(offsets).reduce((sum, one) => sum + one, 0) === messages;
      }
    }, 3_600_000);
  },
  ['java', 'mvn'],
  { 'group.min.session.timeout.ms': '500' },
);

function startExecutor(bootstrap: string, file: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'appending-executor.ts')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      APPEND_TO: file,
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      KAFKA_TOPIC: 'jobs',
      KAFKA_GROUP_ID: 'jobs-drain',
      KAFKA_SESSION_SECONDS: '1',
      WORK_IDLE_SECONDS: '5',
    },
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
