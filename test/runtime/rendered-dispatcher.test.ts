import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runDispatcher } from '../../runtime/dispatcher/main.ts';
import { jsonLog } from '../../runtime/log.ts';
import { type BrokerAcl, until } from '../support/broker.ts';
import { aclsOf } from '../support/broker/granted.ts';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { dispatching } from '../support/dispatching.ts';
import { fixtureUnits, type Mutable } from '../support/fixture.ts';

const user = 'parcels-acme--redelivery';
const topic = 'prod.acme.tracking.evt.parcel-scanned.v1';
const retry = 'prod.acme.tracking.rty.parcel-scanned-1m.v1';
const deadLetters = 'prod.acme.tracking.dlt.parcel-scanned.v1';

describeWithBroker('a dispatcher as it is rendered', (broker) => {
  const units = fixtureUnits(
    dispatching(1, ({ kafka }) => {
      kafka.listeners = [{ name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' }];
      kafka.clientListener = 'scram';
    }),
  );
  const own: Mutable[] = [...(units.get(`parcels/${user}-dispatcher`) ?? [])];
  const service: Mutable[] = [...(units.get(`parcels/service-${user}`) ?? [])];
  const acls = aclsOf(service.find(({ kind }) => kind === 'KafkaUser'));
  const container = own.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers[0];
  const files = own.find(({ kind }) => kind === 'ConfigMap').data as Record<string, string>;
  const names = Object.values(files).flatMap((text) => {
    const one: Mutable = JSON.parse(text);
    return [one.topic, one.deadLetter, ...one.retries.map((tier: Mutable) => tier.topic)] as string[];
  });
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'workstreams-rendered-'));
    for (const name of names) await broker().createTopic(name);
    mkdirSync(join(root, 'etc/workstreams/topics'), { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(root, 'etc/workstreams/topics', name), text);
    mkdirSync(join(root, 'run/kafka/user'), { recursive: true });
    writeFileSync(join(root, 'run/kafka/user/password'), 'a-password');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Runs it with the variables of the pod, of which only addresses and paths are the test's. */
  async function start(principal: string, rights: readonly BrokerAcl[]) {
    await broker().addScramUser(principal, 'a-password');
    await broker().addAcls(rights.map((acl) => ({ ...acl, principal: `User:${principal}` })));
    const variables = Object.fromEntries(
      (container.env as { name: string; value?: string }[]).map(({ name, value = 'replica-1' }) => [
        name,
        value.startsWith('/') ? join(root, value) : value,
      ]),
    );
    const lines: Record<string, unknown>[] = [];
    const stop = new AbortController();
    const ended = runDispatcher({
      variables: {
        ...variables,
        KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap,
        KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
        KAFKA_SASL_USERNAME: principal,
        WORK_HTTP_PORT: '0',
      },
      log: jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
      stop: stop.signal,
    });
    return { lines, ended, stop: () => stop.abort() };
  }

  test('works with the rights of its user', async () => {
    const due = { 'x-next-at': '2026-01-01T00:00:00Z' };
    await broker().produceRecords(retry, [
      { key: 'p-1', value: 'again', headers: { ...due, 'x-attempt': '1' } },
      { key: 'p-2', value: 'over', headers: { ...due, 'x-attempt': '4' } },
    ]);
    const { ended, stop } = await start(user, acls);
    await until('both messages', async () => {
      const ends = [await broker().endOffsets(topic), await broker().endOffsets(deadLetters)];
      return ends.every((one) => one[0] === 1);
    });
    stop();
    expect(await ended).toBe(0);
    expect((await readAll(broker(), topic)).map(({ key, value }) => [key, value])).toEqual([
      ['p-1', 'again'],
    ]);
    expect((await readAll(broker(), deadLetters)).map(({ value }) => value)).toEqual(['over']);
    expect((await broker().committedOffsets(user))[retry]).toEqual({ 0: 2 });
  });

  test.each([
    [retry, 'topic', 'Read', `may not Read ${retry}, or there is no such topic`],
    [topic, 'topic', 'Write', `may not Write ${topic}, or there is no such topic`],
    [deadLetters, 'topic', 'Write', `may not Write ${deadLetters}, or there is no such topic`],
    [user, 'group', 'Read', `may not Read the group ${user}: give it that right`],
  ] as const)('without its right to %s it says so at its start', async (name, type, operation, sentence) => {
    const less = acls.filter(
      (acl) => !(acl.name === name && acl.resourceType === type && acl.operations.includes(operation)),
    );
    expect(less).toHaveLength(acls.length - 1);
    const principal = `without-${type}-${name.replaceAll('.', '-')}`;
    const { ended, lines } = await start(principal, less);
    expect(await ended).toBe(1);
    expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      `User:${principal} ${sentence}`,
    ]);
  });
});
