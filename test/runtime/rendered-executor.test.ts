import { mkdtempSync, mkdirSync, rmSync, writeFileSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { BrokerAcl } from '../support/broker.ts';
import { aclsOf, type RenderedUser } from '../support/broker/granted.ts';
import { readAll } from '../support/broker/read-all.ts';
import { runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { contractWith, environmentWith, type Mutable, resolvedIn } from '../support/fixture.ts';
import { smallContract } from '../support/small-stack.ts';
import { repository } from '../support/repository.ts';

/** The objects of a queue with an image of its own, retries, and SCRAM. */
function objects(): Mutable[] {
  const environment = environmentWith('eu-prod', (terms) => {
    terms.kafka.listeners = [{ name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' }];
    terms.kafka.clientListener = 'scram';
  });
  const contract = contractWith('vision.read-label', (terms) => {
    terms.retry = { tiers: ['1m', '2h'], attempts: 3 };
    terms.scaling.outcomes = 'labels.read';
    delete terms.renamedFrom;
  });
  const record = smallContract('sorting/depot/evt/labels.read/v1', {
    purpose: 'Labels that were read',
    producers: [{ service: 'label-reader' }],
  });
  return [...renderEnvironment(resolvedIn(environment, [contract, record]))].flatMap(
    ({ manifests }) => manifests,
  );
}

describeWithBroker('an executor as it is rendered', (broker) => {
  const all = objects();
  const user = all.find(
    ({ kind, metadata }) => kind === 'KafkaUser' && metadata.name === 'sorting-read-label-reader',
  ) as unknown as RenderedUser;
  const acls = aclsOf(user);
  const job: Mutable = all.find(({ kind }) => kind === 'ScaledJob');
  const container = job.spec.jobTargetRef.template.spec.containers[0];
  const config: Mutable = all.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'sorting-read-label',
  );
  const topic = 'depot.vision.read-label.v1';
  const retries = ['depot.vision.read-label.rty-1m.v1', 'depot.vision.read-label.rty-2h.v1'];
  const record = 'depot.labels.read.v1';
  const deadLetters = 'depot.vision.read-label.dlt.v1';
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'workstreams-rendered-'));
    for (const name of [topic, ...retries, deadLetters, record]) await broker().createTopic(name);
    for (const [name, text] of Object.entries(config['data'] as Record<string, string>)) {
      const file = join(root, 'etc/kafka-client', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    mkdirSync(join(root, 'run/kafka/user'), { recursive: true });
    writeFileSync(join(root, 'run/kafka/user/password'), 'a-password');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Runs the program with the variables of the pod, of which only addresses and paths are the test's. */
  function run(command: readonly string[], principal: string) {
    const variables = Object.fromEntries(
      (container.env as { name: string; value: string }[]).map(({ name, value }) => [
        name,
        value.startsWith('/') ? join(root, value) : value,
      ]),
    );
    return runCommand(
      [process.execPath, join(repository, 'bin/workstreams.js'), 'executor', '--', ...command],
      {
        env: {
          ...process.env,
          ...variables,
          KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
          KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
          KAFKA_SASL_USERNAME: principal,
          WORK_IDLE_SECONDS: '1',
        },
        timeout: 120_000,
      },
    );
  }

  test('works with the rights of its user, in a shell, with the schema of its contract', async () => {
    const principal = 'sorting-read-label-reader';
    await broker().addScramUser(principal, 'a-password');
    await broker().addAcls(acls);
    await broker().produceRecords(topic, [
      {
        key: 't-1',
        value: '{"taskId":"t-1","input":"s3://sorting/t-1"}',
        headers: { traceparent: 'trace-1' },
      },
      { key: 't-2', value: '{"taskId":"t-2"}' },
      { key: 't-3', value: '{"taskId":"t-3","input":"s3://sorting/t-3"}' },
      { key: 't-4', value: '{"taskId":"t-4","input":"s3://sorting/t-4"}' },
      { key: 't-1', value: '{"taskId":"t-1","input":"s3://sorting/t-1"}' },
    ]);
    const seen = join(root, 'seen');
    const script = `cat >> ${seen}; echo " $MESSAGE_KEY $MESSAGE_ATTEMPT $TRACEPARENT" >> ${seen}
      case $MESSAGE_KEY in
        t-1) printf '{"id":"t-1"}' > "$WORK_OUTCOME_FILE" ;;
        t-3) echo '{"class": "throttled", "reason": "the camera is busy"}' > "$WORK_FAILURE_FILE"; exit 75 ;;
        t-4) exit 3 ;;
      esac`;
    const { code, stderr } = await run(['sh', '-c', script], principal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('"message":"ended: idle"') });
    expect(readFileSync(seen, 'utf8').split('\n')).toEqual([
      '{"taskId":"t-1","input":"s3://sorting/t-1"} t-1 1 trace-1',
      '{"taskId":"t-3","input":"s3://sorting/t-3"} t-3 1 ',
      '{"taskId":"t-4","input":"s3://sorting/t-4"} t-4 1 ',
      '',
    ]);
    const reasons = async (name: string) =>
      (await readAll(broker(), name)).map(({ key, headers }) => [
        key,
        headers['x-failure-class'],
        headers['x-failure-reason'],
      ]);
    expect(await reasons(retries[0] as string)).toEqual([['t-3', 'throttled', 'the camera is busy']]);
    expect(await reasons(deadLetters)).toEqual([
      ['t-2', 'schema-invalid', 'the value breaks #/required'],
      ['t-4', 'rejected', 'exit code 3'],
    ]);
    // The second delivery of t-1 is skipped: its outcome is recorded.
    expect((await readAll(broker(), record)).map(({ key, value }) => [key, value])).toEqual([
      ['t-1', '{"id":"t-1"}'],
    ]);
    expect(await broker().committedOffsets('sorting-read-label-v1')).toEqual({ [topic]: { 0: 5 } });
  });

  test('a command that is not there is told at once, and nothing is committed', async () => {
    await broker().produceRecords(topic, [
      { key: 't-5', value: '{"taskId":"t-5","input":"s3://sorting/t-5"}' },
    ]);
    const { code, stderr } = await run(['no-such-program'], 'sorting-read-label-reader');
    expect(code).toBe(2);
    expect(stderr).toContain('no-such-program cannot be started: spawn no-such-program ENOENT');
    expect(await broker().committedOffsets('sorting-read-label-v1')).toEqual({ [topic]: { 0: 5 } });
  });

  const without = (name: string, type: BrokerAcl['resourceType']) =>
    acls.filter((acl) => !(acl.name === name && acl.resourceType === type));
  test.each([
    ['topic', topic, `may not Read or Describe a topic of ${topic}: give it that right`],
    ['group', 'sorting-read-label-v1', 'may not Read the group sorting-read-label-v1: give it that right'],
    ['topic', record, `may not Read or Describe a topic of ${record}: give it that right`],
    ['topic', deadLetters, `may not Write to a topic of ${deadLetters}: give it that right`],
  ] as const)(
    'without its right to the %s %s it says so, and loses nothing',
    async (type, name, sentence) => {
      const principal = `without-${name.replaceAll('.', '-')}`;
      await broker().addScramUser(principal, 'a-password');
      await broker().addAcls(without(name, type).map((acl) => ({ ...acl, principal: `User:${principal}` })));
      const { code, stderr } = await run(['sh', '-c', 'exit 3'], principal);
      expect({ code, said: stderr.includes(`User:${principal} ${sentence}`), stderr }).toMatchObject({
        code: 1,
        said: true,
      });
      expect(await broker().committedOffsets('sorting-read-label-v1')).toEqual({ [topic]: { 0: 5 } });
      expect(existsSync(join(root, 'seen'))).toBe(true);
    },
  );
});
