import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { on, once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { canaryReader, canaryReaderClass } from '../../lib/constructs/workloads/canary-reader.generated.ts';
import {
  canaryScript,
  canaryVariables,
  sampleFiles,
  sessionTimeout,
} from '../../lib/constructs/workloads/canary-script.ts';
import { writeClientFile } from '../support/broker/client-file.ts';
import { writeKafkaTools } from '../support/broker/kafka-tools.ts';
import { type Outcome, runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { contractWith, resolvedIn, systemIn } from '../support/fixture.ts';

describeWithBroker('a canary', (broker) => {
  const contract = contractWith('parcel-scanned', (terms) => terms.headers.push('x-payload-sha256'));
  const [canary] = systemIn(resolvedIn('qa', [contract]), 'parcels').canaries;
  if (canary === undefined) throw new Error('no canary');
  const { message, name: group } = canary;
  const topic: string = canary.family.source.name.value;
  const sample = sampleFiles(message);
  const password = 'a-password-that-must-not-be-seen';
  let folder: string;
  let tools: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workstreams-canary-'));
    tools = await writeKafkaTools(join(folder, 'bin'));
    await mkdir(join(folder, 'sample'));
    for (const [file, text] of Object.entries(sample)) await writeFile(join(folder, 'sample', file), text);
    await writeFile(join(folder, 'canary.sh'), canaryScript);
    await broker().createTopic(topic, 3);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function environmentOf(configFile: string, within: number, name: string = topic): NodeJS.ProcessEnv {
    const variables = canaryVariables({ topic: name, group, within });
    return {
      ...process.env,
      ...Object.fromEntries(variables.map(({ name: variable, value }) => [variable, value])),
      KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
      KAFKA_CLIENT_CONFIG: configFile,
      KAFKA_TOOLS: tools,
      CANARY_SAMPLE: join(folder, 'sample'),
    };
  }

  function round(configFile: string, within = 40, name?: string): Promise<Outcome> {
    return runCommand(['sh', join(folder, 'canary.sh')], { env: environmentOf(configFile, within, name) });
  }

  /** All that is in the topic. */
  async function messages(): Promise<{ headers: Record<string, string>; key: string; value: string }[]> {
    const { lines } = await runCommand([
      join(tools, 'kafka-console-consumer.sh'),
      ...['--bootstrap-server', broker().adminBootstrap, '--topic', topic, '--from-beginning'],
      ...[
        '--timeout-ms',
        '6000',
        '--formatter-property',
        'print.headers=true',
        '--formatter-property',
        'print.key=true',
      ],
    ]);
    // Between them stands what the tool says of its own end.
    const records = lines.filter((line) => line.includes('\t'));
    return records.map((line) => {
      const [headers = '', key = '', value = ''] = line.split('\t');
      const pairs = headers.split(',').map((pair) => {
        const at = pair.indexOf(':');
        return [pair.slice(0, at), pair.slice(at + 1)];
      });
      return { headers: Object.fromEntries(pairs) as Record<string, string>, key, value };
    });
  }

  const topicRight = (user: string, ...operations: ('Read' | 'Write')[]) => ({
    principal: `User:${user}`,
    resourceType: 'topic' as const,
    name: topic,
    operations,
  });
  const groupRight = (user: string) => ({
    principal: `User:${user}`,
    resourceType: 'group' as const,
    name: group,
    operations: ['Read' as const],
  });

  test('ends with 0 when its message came back, and with what was there before it has nothing to do', async () => {
    await broker().addScramUser('canary', password);
    await broker().addAcls([topicRight('canary', 'Read', 'Write'), groupRight('canary')]);
    const configFile = await writeClientFile(folder, 'canary', password);
    await broker().produce(topic, ['production-1', 'production-2']);

    const rounds = [await round(configFile), await round(configFile)];
    const told = new RegExp(`^canary-[0-9a-f-]{36}: written to ${topic} and read back in [0-9]+ s$`);
    for (const { code, lines, stderr } of rounds) {
      expect([code, stderr]).toEqual([0, '']);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(told);
    }

    const written = await messages();
    expect(written.map(({ value }) => value).sort()).toEqual(
      [message.value, message.value, 'production-1', 'production-2'].sort(),
    );
    const ids = rounds.map(({ lines }) => lines[0]?.split(':')[0] ?? '');
    const own = written.filter(({ key }) => key === message.key);
    expect(own.map(({ headers }) => headers['x-correlation-id']).sort()).toEqual(ids.sort());
    for (const { headers, value } of own) {
      const { 'x-correlation-id': id, 'x-trace-id': trace, ...rest } = headers;
      expect(rest).toEqual(message.headers);
      expect(rest['x-canary']).toBe('true');
      expect(`canary-${trace}`).toBe(id?.replaceAll('-', '').replace('canary', 'canary-'));
      expect(rest['x-payload-sha256']).toBe(createHash('sha256').update(value).digest('hex'));
    }
  });

  test('reads again after a round that was ended half-way', async () => {
    const configFile = join(folder, 'canary.properties');
    const child = spawn('sh', [join(folder, 'canary.sh')], {
      env: environmentOf(configFile, 40),
      stdio: 'ignore',
      detached: true,
    });
    const closed = once(child, 'close');
    await sleep(3000);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await closed;
    expect(await round(configFile)).toMatchObject({ code: 0, stderr: '' });
  });

  test('waits for a reader that was killed in its group to be given up', async () => {
    const configFile = join(folder, 'canary.properties');
    const reader = spawn(
      join(tools, 'kafka-console-consumer.sh'),
      [
        ...['--bootstrap-server', broker().clientsBootstrap, '--command-config', configFile],
        ...['--group', group, '--topic', topic],
        ...['--command-property', `session.timeout.ms=${sessionTimeout}`],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], detached: true },
    );
    // What it has read shows that it is a member.
    const writing = setInterval(() => void broker().produce(topic, ['production-3']), 1000);
    for await (const [chunk] of on(reader.stdout, 'data')) if (String(chunk).includes('production-3')) break;
    clearInterval(writing);
    const closed = once(reader, 'close');
    process.kill(-(reader.pid ?? 0), 'SIGKILL');
    await closed;
    expect(await round(configFile)).toMatchObject({ code: 0, stderr: '' });
  });

  test.each<[string, ('Read' | 'Write')[], string]>([
    ['a topic that it may not read', ['Write'], 'cannot be moved to the end of'],
    ['a topic that it may not write', ['Read'], 'not read back from'],
  ])('ends with 1 on %s', async (_what, operations, what) => {
    const user = `only-${operations.join('').toLowerCase()}`;
    await broker().addScramUser(user, password);
    await broker().addAcls([topicRight(user, ...operations), groupRight(user)]);
    const { code, lines, stderr } = await round(await writeClientFile(folder, user, password), 15);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toMatch(new RegExp(`^canary-[0-9a-f-]{36}: .*${what}`));
    expect(stderr).toMatch(/AuthorizationException/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('ends with 1 on a wrong password, and shows neither that nor a message of others', async () => {
    const { code, lines, stderr } = await round(await writeClientFile(folder, 'stranger', password), 15);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toContain('SaslAuthenticationException');
    expect(stderr).not.toContain(password);
    expect(stderr).not.toContain('production');
  });

  test('writes Avro and Protobuf byte for byte, by a reader of its own', async () => {
    const name = 'qa.acme.tracking.evt.bytes.v1';
    await broker().createTopic(name, 1);
    await broker().addAcls([{ ...topicRight('canary', 'Read', 'Write'), name }]);
    const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const key = Buffer.from([0, 9, 10, 13, 44, 58, 255]);
    const scripts = join(folder, 'bytes');
    await mkdir(join(scripts, 'sample'), { recursive: true });
    await writeFile(join(scripts, 'canary.sh'), canaryScript);
    await writeFile(join(scripts, `${canaryReader}.class`), Buffer.from(canaryReaderClass, 'base64'));
    const files = sampleFiles({
      encoding: 'base64',
      schemas: [],
      headers: { 'x-canary': 'true', 'x-scope': 'a:b' },
      key: key.toString('base64'),
      value: every.toString('base64'),
    });
    for (const [file, text] of Object.entries(files)) await writeFile(join(scripts, 'sample', file), text);
    const env = environmentOf(join(folder, 'canary.properties'), 40, name);
    const done = await runCommand(['sh', join(scripts, 'canary.sh')], {
      env: { ...env, CANARY_SAMPLE: join(scripts, 'sample') },
    });
    expect([done.code, done.stderr]).toEqual([0, '']);

    const properties = ['print.headers=true', 'print.key=true', 'key.separator=|', 'headers.separator=;'];
    const reader = spawn(join(tools, 'kafka-console-consumer.sh'), [
      ...['--bootstrap-server', broker().adminBootstrap, '--topic', name, '--from-beginning'],
      ...['--max-messages', '1', ...properties.flatMap((one) => ['--formatter-property', one])],
    ]);
    const chunks: Buffer[] = [];
    reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(reader, 'close');
    const read = Buffer.concat(chunks);
    expect(read.toString('latin1')).toMatch(
      /^x-canary:true;x-scope:a:b;x-correlation-id:canary-[0-9a-f-]{36};/,
    );
    const written = Buffer.concat([key, Buffer.from('|'), every, Buffer.from('\n')]);
    expect(read.subarray(-written.length).toString('hex')).toBe(written.toString('hex'));
  });

  test('ends with 1 on a topic that is not there', async () => {
    const gone = 'qa.acme.tracking.evt.gone.v1';
    const { code, stderr } = await round(join(folder, 'canary.properties'), 15, gone);
    expect(code).toBe(1);
    expect(stderr).toContain(gone);
  });
});
