import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { placeholderCommand } from '../../lib/constructs/workloads/placeholder-executor.ts';
import { writeClientFile } from '../support/broker/client-file.ts';
import { writeKafkaTools } from '../support/broker/kafka-tools.ts';
import { type Outcome, runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

describeWithBroker('the console consumer as a placeholder executor', (broker) => {
  const idle = 4000;
  let folder: string;
  let tools: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workstreams-placeholder-'));
    tools = await writeKafkaTools(join(folder, 'bin'));
    await writeFile(join(folder, 'admin.properties'), 'auto.offset.reset=earliest\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function command(topic: string, group: string, configFile = join(folder, 'admin.properties')): string[] {
    const bootstrapServers = configFile.endsWith('admin.properties')
      ? broker().adminBootstrap
      : broker().clientsBootstrap;
    return placeholderCommand({ topic, group, bootstrapServers, configFile, idle, tools });
  }

  function drain(topic: string, group: string, configFile?: string): Promise<Outcome> {
    return runCommand(command(topic, group, configFile));
  }

  test('it prints what is there, commits its end and ends with 0; a second run finds nothing', async () => {
    await broker().createTopic('one', 1);
    await broker().produce('one', ['a', 'b', 'c']);

    const first = await drain('one', 'one-drain');
    expect(first.code).toBe(0);
    expect(first.lines).toEqual(['a', 'b', 'c']);
    expect(await broker().committedOffsets('one-drain')).toEqual({ one: { 0: 3 } });

    const second = await drain('one', 'one-drain');
    expect(second.code).toBe(0);
    expect(second.lines).toEqual([]);
    expect(await broker().committedOffsets('one-drain')).toEqual({ one: { 0: 3 } });
  });

  test('it commits every partition it was given: with records, empty, all expired', async () => {
    await broker().createTopic('three', 3);
    await broker().produce('three', ['a', 'b'], 0);
    await broker().produce('three', ['c', 'd', 'e'], 2);
    await broker().deleteRecords('three', 3, 2);

    expect(await drain('three', 'three-drain')).toMatchObject({ code: 0 });
    expect(await broker().endOffsets('three')).toEqual({ 0: 2, 1: 0, 2: 3 });
    expect(await broker().committedOffsets('three-drain')).toEqual({ three: { 0: 2, 1: 0, 2: 3 } });
  });

  test('topic Read and group Read are enough, with the password in a mounted folder', async () => {
    await broker().createTopic('secured', 1);
    await broker().produce('secured', ['a', 'b', 'c']);
    await broker().addScramUser('reader', 'reader-password');
    await broker().addAcls([
      { principal: 'User:reader', resourceType: 'topic', name: 'secured', operations: ['Read'] },
      { principal: 'User:reader', resourceType: 'group', name: 'secured-drain', operations: ['Read'] },
    ]);
    const configFile = await writeClientFile(folder, 'reader', 'reader-password');

    expect(await drain('secured', 'secured-drain', configFile)).toMatchObject({ code: 0 });
    expect(await broker().committedOffsets('secured-drain')).toEqual({ secured: { 0: 3 } });

    await broker().createTopic('hidden', 1);
    const [otherGroup, otherTopic, unwrapped] = await Promise.all([
      drain('secured', 'other-drain', configFile),
      drain('hidden', 'secured-drain', configFile),
      runCommand(command('hidden', 'secured-drain', configFile).slice(3)),
    ]);
    expect(otherGroup.code).toBe(1);
    expect(otherGroup.stderr).toContain(
      'GroupAuthorizationException: Not authorized to access group: other-drain',
    );
    expect(otherTopic.code).toBe(1);
    expect(otherTopic.stderr).toContain(
      'TopicAuthorizationException: Not authorized to access topics: [hidden]',
    );
    expect(unwrapped.code).toBe(0);
  });

  test('two at once on one partition both end with 0 and nothing is left', async () => {
    await broker().createTopic('shared', 1);
    await broker().produce('shared', ['a', 'b', 'c']);

    const outcomes = await Promise.all([drain('shared', 'shared-drain'), drain('shared', 'shared-drain')]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const printed = new Set(outcomes.flatMap(({ lines }) => lines).filter((line) => line.length === 1));
    expect([...printed]).toEqual(['a', 'b', 'c']);
    expect(await broker().committedOffsets('shared-drain')).toEqual({ shared: { 0: 3 } });
  });

  test('a wrong password ends with 1', async () => {
    await broker().createTopic('locked', 1);
    const outcome = await drain('locked', 'locked-drain', await writeClientFile(folder, 'stranger', 'wrong'));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('SaslAuthenticationException');
  });

  test('the commit marker of a transaction leaves no lag', async () => {
    await broker().createTopic('transactional', 1);
    await broker().produceInTransaction('transactional', ['a', 'b', 'c']);

    expect(await drain('transactional', 'transactional-drain')).toMatchObject({ code: 0 });
    expect(await broker().endOffsets('transactional')).toEqual({ 0: 4 });
    expect(await broker().committedOffsets('transactional-drain')).toEqual({ transactional: { 0: 4 } });
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'ended half-way by %s it has committed no more than it printed',
    async (signal) => {
      const topic = `long-${signal.toLowerCase()}`;
      await broker().createTopic(topic, 1);
      await broker().produce(
        topic,
        Array.from({ length: 50_000 }, (_, index) => `m${index}`),
      );

      const [program = '', ...args] = command(topic, `${topic}-drain`);
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      const closed = once(child, 'close');
      let text = '';
      let stopped = false;
      child.stdout.setEncoding('utf8').on('data', (data: string) => {
        text += data;
        if (!stopped && text.includes('m0\n')) {
          stopped = true;
          child.stdout.pause();
        }
      });
      await once(child.stdout, 'pause');
      process.kill(-(child.pid ?? 0), signal);
      await sleep(500);
      child.stdout.resume();
      await closed;

      const printed = text.split('\n').filter((line) => /^m\d+$/.test(line)).length;
      const committed = (await broker().committedOffsets(`${topic}-drain`))[topic]?.[0] ?? 0;
      expect(printed).toBeGreaterThan(0);
      expect(printed).toBeLessThan(50_000);
      expect(committed).toBeLessThanOrEqual(printed);
    },
  );
});
