import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../../lib/cli/judge.ts';
import { tokenLine, tokens } from '../../support/admin-desk.ts';
import { until } from '../../support/broker.ts';
import { aclsOf, type RenderedUser } from '../../support/broker/granted.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { createShopTopics, lettersShop, shopTopics, writeLetters } from '../../support/letters-shop.ts';
import { repository } from '../../support/repository.ts';
import { type Mutable, stackAt } from '../../support/stack-at.ts';

const { orders, audit } = shopTopics;
const user = 'shop-desk';

describeWithBroker('the admin API, with the rights of the rendered user', (broker) => {
  let root: string;
  let api: ChildProcess;
  let url: string;
  const lines: Mutable[] = [];
  beforeAll(async () => {
    root = lettersShop();
    mkdirSync(join(root, 'tokens'));
    writeFileSync(join(root, 'tokens', 'person-jane'), tokenLine('read,act', tokens.jane));
    writeFileSync(join(root, 'tokens', 'service-reader'), tokenLine('read', tokens.reader));
    writeFileSync(join(root, 'password'), 'a-password');
    const objects = [...renderEnvironment(stackAt(root).resolvedIn('qa'))].flatMap(
      ({ manifests }) => manifests,
    );
    const rendered = objects.find(
      (one): one is RenderedUser => one.kind === 'KafkaUser' && one.metadata.name === user,
    );
    if (rendered === undefined) throw new Error('the desk has no user');
    await createShopTopics(broker());
    await writeLetters(broker(), 0, 8);
    await broker().addScramUser(user, 'a-password');
    await broker().addAcls(aclsOf(rendered).map((acl) => ({ ...acl, principal: `User:${user}` })));
    const args = ['admin', '--env', 'qa', '--root', root, '--tokens', join(root, 'tokens'), '--port', '0'];
    api = spawn(process.execPath, [join(repository, 'bin/workstreams.js'), ...args], {
      env: {
        ...{ ...process.env, NODE_OPTIONS: '', KAFKA_BOOTSTRAP_SERVERS: broker().clientsBootstrap },
        ...{ KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', KAFKA_SASL_USERNAME: user },
        KAFKA_SASL_PASSWORD_FILE: join(root, 'password'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    createInterface({ input: api.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(JSON.parse(line));
    });
    await until('a line that says where it listens', () =>
      Promise.resolve(lines.some(({ message }) => message === 'listening')),
    );
    ({ url } = lines.find(({ message }) => message === 'listening'));
  });
  afterAll(() => {
    api.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function ask(token: string, method: string, path: string, body?: object) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type');
    return {
      status: response.status,
      type,
      text,
      json: type === 'application/json' ? JSON.parse(text) : undefined,
    };
  }

  const at = `/dead-letters/${orders}`;
  const transform = '$merge([value, {"currency": "EUR"}])';

  test('listens where only this machine reaches it, and is ready', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('lists and shows dead letters, redacted', async () => {
    const listed = await ask(tokens.reader, 'GET', '/dead-letters');
    expect(listed.json.topics).toEqual([
      expect.objectContaining({
        ...{ topic: orders, open: 8 },
        groups: [expect.objectContaining({ class: 'schema-invalid', count: 8, valid: 0 })],
      }),
    ]);
    const shown = await ask(tokens.reader, 'GET', `${at}/messages?max=1&at=0:3`);
    expect(shown.json.letters[0].value).toEqual({ order: 'order-3', amount: 3, email: '[redacted]' });
  });

  test('a transformation is tried, then redriven as an operation, once, with a record of who and why', async () => {
    const dry = await ask(tokens.jane, 'POST', `${at}/redrive`, { transform, samples: 1, reason: 'INC-311' });
    expect([dry.status, dry.json.redriven, dry.json.samples[0].differences]).toEqual([
      200,
      8,
      [{ path: 'currency', after: 'EUR' }],
    ]);
    expect(await readAll(broker(), orders)).toEqual([]);
    const body = { transform, max: 6, execute: true, reason: 'INC-311' };
    expect((await ask(tokens.reader, 'POST', `${at}/redrive`, body)).status).toBe(403);
    const begun = await ask(tokens.jane, 'POST', `${at}/redrive`, body);
    expect(begun.status).toBe(202);
    const { id } = begun.json;
    await until(
      'its end',
      async () => (await ask(tokens.reader, 'GET', `/operations/${id}`)).json.state === 'done',
    );
    const found = await readAll(broker(), orders);
    expect(found.map(({ key }) => key).toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((one) => `order-${one}`));
    expect(new Set(found.map(({ headers }) => headers['x-operation-id']))).toEqual(new Set([id]));
    expect((await ask(tokens.reader, 'GET', at)).json.topics[0].open).toBe(2);
    const records = (await readAll(broker(), audit)).map(({ value }) => JSON.parse(value ?? ''));
    expect(records.map(({ action, who, why, redriven }) => [action, who, why, redriven])).toEqual([
      // The dry run's expression saw personal data.
      ['dead-letters.show', 'person-jane', 'INC-311', 0],
      ['dead-letters.redrive', 'person-jane', 'INC-311', 6],
    ]);
  });

  test('an archive has what is left, and discarding it is recorded', async () => {
    const { type, text } = await ask(tokens.jane, 'POST', `${at}/archive`, { reason: 'kept' });
    expect(type).toBe('application/x-ndjson');
    const archived = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { offset: string; value: string });
    expect(archived.map(({ offset }) => offset)).toEqual(['6', '7']);
    expect(JSON.parse(Buffer.from(archived[0]?.value ?? '', 'base64').toString())).toMatchObject({
      email: 'x@example.org',
    });
    const begun = await ask(tokens.jane, 'POST', `${at}/discard`, { execute: true, reason: 'test orders' });
    await until(
      'its end',
      async () => (await ask(tokens.reader, 'GET', `/operations/${begun.json.id}`)).json.state === 'done',
    );
    expect((await ask(tokens.reader, 'GET', at)).json.topics[0].open).toBe(0);
    const [last] = (await readAll(broker(), audit)).map(({ value }) => JSON.parse(value ?? '')).toReversed();
    expect(last).toMatchObject({ action: 'dead-letters.discard', who: 'person-jane', discarded: 2 });
  });

  test('SIGTERM ends a redrive that goes on, and the program when it has ended; its log has no message', async () => {
    await writeLetters(broker(), 20, 60);
    const body = { transform, rate: 5, execute: true, reason: 'slowly' };
    const { json } = await ask(tokens.jane, 'POST', `${at}/redrive`, body);
    await until('the first of them', async () => {
      const { settled } = (await ask(tokens.reader, 'GET', `/operations/${json.id}`)).json;
      return settled > 0;
    });
    api.kill('SIGTERM');
    const [code] = (await once(api, 'exit')) as [number];
    expect(code).toBe(0);
    expect(lines.at(-1)?.message).toBe('ended: stopped');
    const ended = lines.find((one) => one.message === 'operation ended' && one.operation === json.id);
    expect(ended.state).toBe('stopped');
    expect(ended.settled).toBeLessThan(40);
    expect(JSON.stringify(lines)).not.toContain('example.org');
    const written = (await readAll(broker(), orders)).filter(
      ({ headers }) => headers['x-operation-id'] === json.id,
    );
    expect(written).toHaveLength(ended.settled);
  });
});
