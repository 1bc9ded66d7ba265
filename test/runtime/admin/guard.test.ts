import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Actions } from '../../../runtime/admin/actions.ts';
import { RequestLimit } from '../../../runtime/admin/limits.ts';
import { tokensIn } from '../../../runtime/admin/tokens.ts';
import { AdminDesk, tokenLine, tokens } from '../../support/admin-desk.ts';
import { fc } from '../../support/property.ts';

const desks: AdminDesk[] = [];
function deskWith(given: Partial<Actions> = {}, perMinute?: number): AdminDesk {
  const desk = new AdminDesk(given, perMinute);
  desks.push(desk);
  return desk;
}
afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

const { reader, jane } = tokens;
const next = `next-${'n'.repeat(32)}`;

test('a token that is added or taken away counts within a second, without a restart', async () => {
  const desk = deskWith();
  const status = async (token: string) => (await desk.ask(token, 'GET', '/topics')).status;
  const file = join(desk.folder, 'service-reader');
  expect([await status(reader), await status(next)]).toEqual([200, 401]);
  // Both, so that the program can take the new one.
  writeFileSync(file, tokenLine('read', reader) + tokenLine('read', next));
  desk.now += 1000;
  expect([await status(reader), await status(next)]).toEqual([200, 200]);
  writeFileSync(file, tokenLine('read', next));
  desk.now += 1000;
  expect([await status(reader), await status(next)]).toEqual([401, 200]);
  rmSync(file);
  desk.now += 1000;
  expect([await status(next), await status(jane)]).toEqual([401, 200]);
});

test('a Secret is read as Kubernetes mounts it, and where it is swapped', async () => {
  const desk = deskWith();
  for (const name of readdirSync(desk.folder)) rmSync(join(desk.folder, name));
  const version = (name: string, token: string) => {
    mkdirSync(join(desk.folder, name));
    writeFileSync(join(desk.folder, name, 'service-ci'), tokenLine('read', token));
    symlinkSync(name, join(desk.folder, '..data_tmp'));
    renameSync(join(desk.folder, '..data_tmp'), join(desk.folder, '..data'));
  };
  version('..1', reader);
  symlinkSync('..data/service-ci', join(desk.folder, 'service-ci'));
  desk.now += 1000;
  expect((await desk.ask(reader, 'GET', '/topics')).status).toBe(200);
  version('..2', next);
  desk.now += 1000;
  expect((await desk.ask(reader, 'GET', '/topics')).status).toBe(401);
  expect((await desk.ask(next, 'GET', '/topics')).status).toBe(200);
});

test('a folder that cannot be read lets no one in, and says so once', async () => {
  const desk = deskWith();
  desk.dispose();
  desk.now += 1000;
  expect((await desk.ask(jane, 'GET', '/topics')).status).toBe(401);
  desk.now += 1000;
  expect((await desk.ask(undefined, 'GET', '/readyz')).status).toBe(503);
  expect(desk.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
    `WORK_TOKENS_FOLDER: ${desk.folder} cannot be read (ENOENT): no one can call`,
  ]);
});

test('a line that is none is told by its place alone, and one token of two names is no one’s', async () => {
  const digest = 'a'.repeat(64);
  expect(
    tokensIn('ci', `# comment\n\nread sha256:${digest}\r\nread,act sha256:${digest}`).tokens,
  ).toHaveLength(2);
  for (const line of [jane, `write sha256:${digest}`, `read sha256:${digest.slice(1)}`, `sha256:${digest}`]) {
    const { tokens: found, problems } = tokensIn('ci', `\n${line}`);
    expect([found, problems]).toEqual([
      [],
      ['ci:2: write <scopes> sha256:<64 hex digits>, with read, act or read,act'],
    ]);
  }
  expect(tokensIn('two words', `read sha256:${digest}`).tokens).toEqual([]);
  const desk = deskWith();
  writeFileSync(join(desk.folder, 'person-joe'), tokenLine('read', jane));
  desk.now += 1000;
  expect((await desk.ask(jane, 'GET', '/topics')).status).toBe(401);
  expect(desk.lines.map(({ message }) => message)).toContain(
    'WORK_TOKENS_FOLDER: person-jane and person-joe have the same token, which is refused: give each its own',
  );
});

test('a token has so many requests a minute, and is told when it has one again', async () => {
  const desk = deskWith({}, 3);
  const ask = async (token: string) => {
    const { status, headers } = await desk.ask(token, 'GET', '/topics');
    return [status, headers.get('retry-after')];
  };
  for (let at = 0; at < 3; at += 1) expect(await ask(reader)).toEqual([200, null]);
  expect(await ask(reader)).toEqual([429, '20']);
  // Of another token, and of those without one, it says nothing.
  expect(await ask(jane)).toEqual([200, null]);
  for (const token of ['a', 'b', 'c']) expect(await ask(token)).toEqual([401, null]);
  expect(await ask('d')).toEqual([429, '20']);
  expect(await ask(jane)).toEqual([200, null]);
  desk.now += 20_000;
  expect(await ask(reader)).toEqual([200, null]);
  expect((await ask(reader))[0]).toBe(429);
  expect((await desk.ask(undefined, 'GET', '/healthz')).status).toBe(200);
});

test('no more requests go than a limit allows, whenever they come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 300 }),
      (perMinute, pauses) => {
        let now = 0;
        let went = 0;
        const limit = new RequestLimit(perMinute, () => now);
        for (const pause of pauses) {
          now += pause;
          const wait = limit.take('a');
          if (wait === undefined) went += 1;
          else expect(wait).toBeGreaterThan(0);
        }
        expect(went).toBeLessThanOrEqual(perMinute + (now / 60_000) * perMinute + 1e-6);
      },
    ),
  );
});

test.each<[string, unknown, number, string]>([
  ['no JSON', '{"execute":', 400, 'the body is not JSON'],
  ['a list', [], 400, 'the request is not what the OpenAPI document says'],
  ['a field that is unknown', { excute: true }, 400, 'the request is not what the OpenAPI document says'],
  ['a number as text', { max: '10' }, 400, 'the request is not what the OpenAPI document says'],
  ['no expression', { transform: '$merge(' }, 400, '$merge(: column 7'],
  ['a body that is too large', { reason: 'x'.repeat(70_000) }, 413, 'a body has at most 65536 bytes'],
  ['the name of a prototype', '{"__proto__":{"execute":true}}', 400, 'the request is not'],
])('%s is refused with words', async (_what, body, status, detail) => {
  const answer = await deskWith().ask(jane, 'POST', '/dead-letters/orders/redrive', body);
  expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
  expect(answer.json.detail).toContain(detail);
});

test('each field that is wrong is named', async () => {
  const { json } = await deskWith().ask(jane, 'POST', '/dead-letters/orders/redrive', {
    ...{ selection: { at: ['0:1', 'x'] }, rate: 0, 'a/b': 1 },
  });
  expect(json.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '#',
    '#/rate',
    '#/selection/at/1',
  ]);
  const query = await deskWith().ask(jane, 'GET', '/dead-letters/orders/messages?max=1000');
  expect(query.json.errors[0].pointer).toBe('?max');
});

test('a body of another type is refused', async () => {
  const desk = deskWith();
  const response = await desk.app.request('/dead-letters/orders/redrive', {
    method: 'POST',
    body: 'execute=true',
    headers: { authorization: `Bearer ${jane}`, 'content-type': 'text/plain' },
  });
  expect([response.status, ((await response.json()) as { title: string }).title]).toEqual([
    415,
    'Unsupported Media Type',
  ]);
});

test('whatever a path, a query, a body and a token have, the answer is a problem, and its log is without them', async () => {
  const desk = deskWith({}, 1_000_000);
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.jsonValue(), text, async (topic, query, body, token) => {
      const path = `/dead-letters/${encodeURIComponent(topic) || 'x'}/redrive`;
      const known = await desk.ask(jane, 'POST', `${path}?key=secret-key`, { selection: body });
      expect([400, 404]).toContain(known.status);
      expect(known.type).toBe('application/problem+json');
      const asked = `/dead-letters/orders/messages?where=${encodeURIComponent(query)}&x=secret-key`;
      expect((await desk.ask(jane, 'GET', asked)).status).toBe(400);
      const header = token.replaceAll(/[^ -~]/g, '');
      expect((await desk.ask(header || 'x', 'GET', '/topics')).status).toBe(401);
    }),
    { numRuns: 60 },
  );
  expect(JSON.stringify(desk.lines)).not.toContain('secret-key');
});

test('a line of the log has who asked for what, and no query or body', async () => {
  const desk = deskWith({ showLetters: () => Promise.resolve([]) });
  await desk.ask(jane, 'GET', '/dead-letters/orders/messages?key=a-customer');
  expect(desk.lines).toEqual([
    {
      ...{ time: expect.any(String), level: 'info', message: 'request', method: 'GET', status: 200 },
      ...{ path: '/dead-letters/orders/messages', caller: 'person-jane', milliseconds: expect.any(Number) },
    },
  ]);
});
