import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { buildImage, type ImageSettings, instructionsOf, runImage } from '../support/image.ts';
import { PackedPackage } from '../support/packed.ts';
import { repository } from '../support/repository.ts';

const dockerfile = join(repository, 'runtime', 'Dockerfile');
const name = 'workstreams/runtime:1.0.0';
const languages = ['python', 'go', 'typescript'] as const;

describeWithBroker(
  'the image of the runtime',
  (broker) => {
    let work: string;
    let image: ImageSettings;
    beforeAll(() => {
      work = mkdtempSync(join(tmpdir(), 'workstreams-image-'));
      chmodSync(work, 0o755);
      const context = mkdtempSync(join(work, 'context-'));
      const packed = new PackedPackage();
      copyFileSync(packed.tarball, join(context, basename(packed.tarball)));
      packed.dispose();
      image = buildImage(dockerfile, context, work);
    }, 300_000);
    afterAll(() => rmSync(work, { recursive: true, force: true }));

    const variables = (topic: string) => ({
      KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
      KAFKA_TOPIC: topic,
      KAFKA_GROUP_ID: `${topic}-drain`,
      KAFKA_DEAD_LETTER_TOPIC: `${topic}-dlt`,
      KAFKA_RETRY_TOPICS: `${topic}-rty`,
      WORK_RETRY_DELAYS: '60',
      WORK_ATTEMPTS: '2',
      WORK_IDLE_SECONDS: '1',
    });

    test('begins from a pinned base, is no root, and starts workstreams', () => {
      const bases = instructionsOf(dockerfile).filter((one) => one.name === 'FROM');
      for (const { rest } of bases)
        expect(rest).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim(?: AS package)?$/);
      expect(image).toMatchObject({ user: '65532:65532', entryPoint: ['workstreams'] });
      // Nothing below is its user's own.
      expect(statSync(join(image.root, 'opt/executor')).uid).toBe(process.getuid?.());
    });

    test('says what an executor is, as its user, with a root that it may not write', async () => {
      const { code, lines } = await runImage(image, {}, ['executor', '--help']);
      expect({ code, first: lines[0] }).toEqual({
        code: 0,
        first: 'Usage: workstreams executor [options] <command...>',
      });
    });

    test('drains a queue', async () => {
      for (const topic of ['shell', 'shell-dlt', 'shell-rty']) await broker().createTopic(topic);
      await broker().produce('shell', ['good', 'bad']);
      const script = 'grep -q good && echo "$(id -u) ${HOME:-no home}"';
      const { code, lines } = await runImage(image, variables('shell'), [
        ...['executor', '--', 'sh', '-c', script],
      ]);
      const user = process.getuid?.() === 0 ? 65_532 : process.getuid?.();
      expect({ code, lines }).toEqual({ code: 0, lines: [`${user} no home`] });
      expect((await readAll(broker(), 'shell-dlt')).map(({ value }) => value)).toEqual(['bad']);
    });

    describe.each(languages)('with the executor in %s', (language) => {
      const folder = join(repository, 'examples', 'executors', language);
      let printer: Server;
      const printed: string[] = [];
      beforeAll(async () => {
        printer = createServer((request, response) => {
          let body = '';
          request.on('data', (part: Buffer) => (body += part.toString()));
          request.on('end', () => {
            const { order } = JSON.parse(body) as { order: string };
            printed.push(`${String(request.headers['idempotency-key'])} ${body}`);
            response.writeHead(Number(/^status-(\d+)/.exec(order)?.[1] ?? 200)).end();
          });
        }).listen(0, '127.0.0.1');
        await once(printer, 'listening');
      });
      afterAll(() => {
        printer.close();
      });

      test('each outcome is where the docs say', async () => {
        for (const topic of [language, `${language}-dlt`, `${language}-rty`])
          await broker().createTopic(topic);
        await broker().produceRecords(language, [
          { key: 'o-1', value: '{"orderId":"o-1","copies":2}' },
          { key: 'o-2', value: '{"orderId":"status-404"}' },
          { key: 'o-3', value: '{"orderId":"status-429"}' },
          { key: 'o-4', value: '{"orderId":"status-503"}' },
        ]);
        const built = buildImage(join(folder, 'Dockerfile'), folder, work, { [name]: image });
        expect(built.user).toBe('65532:65532');
        const { port } = printer.address() as AddressInfo;
        // Node 22, which the image has, runs TypeScript; this machine's may not.
        const loader = pathToFileURL(join(repository, 'node_modules/tsx/dist/loader.mjs')).href;
        const { code, stderr } = await runImage(
          built,
          { ...variables(language), PRINTER_URL: `http://127.0.0.1:${port}/` },
          built.command,
          language === 'typescript' ? ['--import', loader] : [],
        );
        expect({ code, stderr }).toMatchObject({
          code: 0,
          stderr: expect.stringContaining('"message":"ended: idle","done":1,"retried":2,"deadLettered":1'),
        });
        expect(
          printed.map((one) =>
            one.replace(
              /^(\S+) (.*)$/,
              (_, key: string, body: string) => key + JSON.stringify(JSON.parse(body)),
            ),
          ),
        ).toEqual([
          expect.stringMatching(/^o-1\{.*\}$/),
          expect.stringMatching(/^o-2\{.*"status-404".*\}$/),
          expect.stringMatching(/^o-3\{.*"status-429".*\}$/),
          expect.stringMatching(/^o-4\{.*"status-503".*\}$/),
        ]);
        expect(printed[0]).toMatch(/"copies":\s?2/);
        const failures = async (topic: string) =>
          (await readAll(broker(), topic)).map(({ key, headers }) => [
            key,
            headers['x-failure-class'],
            headers['x-failure-reason'],
          ]);
        expect(await failures(`${language}-dlt`)).toEqual([['o-2', 'rejected', 'the printer answered 404']]);
        expect(await failures(`${language}-rty`)).toEqual([
          ['o-3', 'throttled', 'the printer is busy'],
          ['o-4', 'unavailable', 'the printer answered 503'],
        ]);
      }, 180_000);

      test('the page has its files as they are', () => {
        const page = readFileSync(join(repository, 'docs', 'write-an-executor.md'), 'utf8');
        const source = { python: 'print_label.py', go: 'main.go', typescript: 'main.ts' }[language];
        for (const file of [source, 'Dockerfile'])
          expect(page).toContain(readFileSync(join(folder, file), 'utf8'));
      });
    });
  },
  ['java', 'mvn', 'python3', 'go'],
);
