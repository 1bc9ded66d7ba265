import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import { resolvedIn, systemIn } from '../support/fixture.ts';
import { writeKafkaTools } from '../support/broker/kafka-tools.ts';
import { runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';

describeWithBroker('Kafka’s own clients take the files that services get', (broker) => {
  let folder: string;
  let tools: string;
  let files: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workstreams-clients-'));
    tools = await writeKafkaTools(join(folder, 'bin'));
    const { services } = systemIn(resolvedIn('dev'), 'ledger');
    files = Object.assign(
      {},
      ...services.map(({ clients, environment, name }) =>
        clientConfiguration(clients, environment, undefined, name),
      ),
    ) as Record<string, string>;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, ...extra: string[]): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `${files[name]}${extra.join('\n')}\n`);
    return path;
  }

  test.each(['bulk.properties', 'reliable.properties'])(
    'a producer starts with %s and writes; the consumer’s file reads it back',
    async (name) => {
      const topic = name.replace('.properties', '');
      await broker().createTopic(topic, 1);
      const producer = await file(name);
      const server = ['--bootstrap-server', broker().adminBootstrap, '--topic', topic];
      const written = await runCommand([
        'sh',
        '-c',
        `echo one | exec "$0" "$@"`,
        join(tools, 'kafka-console-producer.sh'),
        ...server,
        '--command-config',
        producer,
      ]);
      expect([written.code, written.stderr.match(/ConfigException.*/)?.[0]]).toEqual([0, undefined]);

      const consumer = await file('consumer-ledger-invoices.properties');
      const read = await runCommand([
        join(tools, 'kafka-console-consumer.sh'),
        ...server,
        ...['--command-config', consumer, '--max-messages', '1', '--timeout-ms', '60000'],
      ]);
      expect(read.lines).toContain('one');
      expect(read.code).toBe(0);
    },
  );

  test('what the rule refuses, the client refuses too', async () => {
    const producer = await file('bulk.properties', 'acks=1');
    const refused = await runCommand([
      join(tools, 'kafka-console-producer.sh'),
      ...['--bootstrap-server', broker().adminBootstrap, '--topic', 'any', '--command-config', producer],
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Must set acks to all in order to use the idempotent producer');
  });
});
