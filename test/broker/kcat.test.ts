import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kcatEnvironment } from '../support/broker/kcat.ts';
import { type Outcome, runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { kcatCommand } from './placeholder.ts';

describeWithBroker(
  'kcat as a placeholder executor',
  (broker) => {
    let folder: string;
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'workstreams-kcat-'));
      env = await kcatEnvironment();
      await writeFile(join(folder, 'admin.properties'), 'auto.offset.reset=earliest\n');
    }, 120_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    function drain(topic: string, group: string, user = 'admin'): Promise<Outcome> {
      const bootstrapServers = user === 'admin' ? broker().adminBootstrap : broker().clientsBootstrap;
      const configFile = join(folder, `${user}.properties`);
      return runCommand(kcatCommand({ topic, group, bootstrapServers, configFile }), { env });
    }

    async function addUser(name: string): Promise<void> {
      await broker().addScramUser(name, `${name}-password`);
      await writeFile(
        join(folder, `${name}.properties`),
        [
          'auto.offset.reset=earliest',
          'security.protocol=SASL_PLAINTEXT',
          'sasl.mechanism=SCRAM-SHA-512',
          `sasl.username=${name}`,
          `sasl.password=${name}-password`,
          '',
        ].join('\n'),
      );
    }

    test('it prints what is there, commits its end and ends with 0; a second run finds nothing', async () => {
      await broker().createTopic('one', 1);
      await broker().produce('one', ['a', 'b', 'c']);

      expect(await drain('one', 'one-drain')).toMatchObject({ code: 0, lines: ['a', 'b', 'c'] });
      expect(await broker().committedOffsets('one-drain')).toEqual({ one: { 0: 3 } });
      expect(await drain('one', 'one-drain')).toMatchObject({ code: 0, lines: [] });
      expect(await broker().committedOffsets('one-drain')).toEqual({ one: { 0: 3 } });
    });

    test('it commits only partitions it read from', async () => {
      await broker().createTopic('three', 3);
      await broker().produce('three', ['a', 'b'], 0);
      await broker().produce('three', ['c'], 2);

      const outcome = await drain('three', 'three-drain');
      expect({ code: outcome.code, lines: outcome.lines.sort() }).toEqual({
        code: 0,
        lines: ['a', 'b', 'c'],
      });
      expect(await broker().committedOffsets('three-drain')).toEqual({ three: { 0: 2, 2: 1 } });
    });

    test('an empty topic ends with 0 and leaves no commit', async () => {
      await broker().createTopic('empty', 1);
      expect(await drain('empty', 'empty-drain')).toMatchObject({ code: 0, lines: [] });
      expect(await broker().committedOffsets('empty-drain')).toEqual({});
    });

    test('fault: where every record has expired it leaves no commit, and a scaler sees lag for ever', async () => {
      await broker().createTopic('expired', 1);
      await broker().produce('expired', ['a', 'b', 'c']);
      await broker().deleteRecords('expired', 3);

      expect(await drain('expired', 'expired-drain')).toMatchObject({ code: 0, lines: [] });
      expect(await broker().committedOffsets('expired-drain')).toEqual({});
      expect(await broker().endOffsets('expired')).toEqual({ 0: 3 });
    });

    test('a commit marker of a transaction leaves no lag', async () => {
      await broker().createTopic('transactional', 1);
      await broker().produceInTransaction('transactional', ['a', 'b', 'c']);

      expect(await drain('transactional', 'transactional-drain')).toMatchObject({ code: 0 });
      expect(await broker().endOffsets('transactional')).toEqual({ 0: 4 });
      expect(await broker().committedOffsets('transactional-drain')).toEqual({ transactional: { 0: 4 } });
    });

    test('topic Read and group Read are enough; without one of them it fails', async () => {
      await broker().createTopic('secured', 1);
      await broker().produce('secured', ['a', 'b', 'c']);
      await Promise.all(['reader', 'ungrouped', 'untopical'].map(addUser));
      await broker().addAcls([
        { principal: 'User:reader', resourceType: 'topic', name: 'secured', operations: ['Read'] },
        { principal: 'User:reader', resourceType: 'group', name: 'secured-drain', operations: ['Read'] },
        { principal: 'User:ungrouped', resourceType: 'topic', name: 'secured', operations: ['Read'] },
        { principal: 'User:untopical', resourceType: 'group', name: 'secured-drain', operations: ['Read'] },
      ]);

      const ungrouped = await drain('secured', 'secured-drain', 'ungrouped');
      expect(ungrouped.code).not.toBe(0);
      expect(ungrouped.stderr).toContain('FindCoordinator response error: Group authorization failed.');

      const untopical = await drain('secured', 'secured-drain', 'untopical');
      expect(untopical.code).not.toBe(0);
      expect(untopical.stderr).toContain('secured: Broker: Topic authorization failed');

      expect(await broker().committedOffsets('secured-drain')).toEqual({});
      const reader = await drain('secured', 'secured-drain', 'reader');
      expect(reader).toMatchObject({ code: 0, lines: ['a', 'b', 'c'] });
      expect(await broker().committedOffsets('secured-drain')).toEqual({ secured: { 0: 3 } });
    });

    test('a missing topic fails', async () => {
      const outcome = await drain('missing', 'missing-drain');
      expect(outcome.code).not.toBe(0);
      expect(outcome.stderr).toContain('Subscribed topic not available: missing');
    });
  },
  ['java', 'mvn', 'kcat'],
);
