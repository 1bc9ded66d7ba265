import { afterEach, expect, test } from '@jest/globals';
import type { Actions } from '../../../runtime/admin/actions.ts';
import { AdminDesk, replaySession as session, tokens } from '../../support/admin-desk.ts';
import { until } from '../../support/broker.ts';

const desks: AdminDesk[] = [];
function deskWith(given: Partial<Actions> = {}, perMinute?: number): AdminDesk {
  const desk = new AdminDesk(given, perMinute);
  desks.push(desk);
  return desk;
}
afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

const { reader, jane, actor } = tokens;
const letters = (topic: string, open = 0) => ({
  ...{ topic, deadLetterTopic: `${topic}.dlq`, system: 'shop', contract: `shop/sales/evt/${topic}/v1`, open },
  owner: { team: 'sales', onCall: 'sales-primary', channel: '#sales' },
  ...{ groups: [], unfinished: undefined },
});
const listing: Partial<Actions> = {
  listLetters: (place) => Promise.resolve(letters(place.contract.topic, 3)),
};
const settledSession = (redriven: number) => ({
  session: { redriven, archived: 0, discarded: 0 },
  ...{ refusals: {}, end: 'done', unfinished: undefined, unseen: undefined },
});

test('whether it lives and is ready is told without a token, and so is what there is to ask', async () => {
  const desk = deskWith();
  expect((await desk.ask(undefined, 'GET', '/healthz')).status).toBe(200);
  expect((await desk.ask(undefined, 'GET', '/readyz')).status).toBe(200);
  const { status, json } = await desk.ask(undefined, 'GET', '/openapi.json');
  expect([status, json.openapi]).toEqual([200, '3.1.0']);
  expect(Object.keys(json.paths).toSorted()).toEqual([
    '/dead-letters',
    '/dead-letters/{topic}',
    '/dead-letters/{topic}/archive',
    '/dead-letters/{topic}/discard',
    '/dead-letters/{topic}/messages',
    '/dead-letters/{topic}/redrive',
    '/operations',
    '/operations/{id}',
    '/operations/{id}/stop',
    '/replays',
    '/replays/{id}',
    '/replays/{id}/cancel',
    '/replays/{id}/pause',
    '/replays/{id}/resume',
    '/topics',
  ]);
  desk.stop.abort();
  expect((await desk.ask(undefined, 'GET', '/readyz')).status).toBe(503);
  expect((await desk.ask(undefined, 'GET', '/healthz')).status).toBe(200);
});

test('every path asks for a token, and takes none that it does not know', async () => {
  const desk = deskWith();
  const { json } = await desk.ask(undefined, 'GET', '/openapi.json');
  for (const [path, methods] of Object.entries(json.paths as Record<string, object>)) {
    for (const method of Object.keys(methods)) {
      const at = path.replace('{topic}', 'orders').replace('{id}', session().id);
      const answer = await desk.ask(undefined, method.toUpperCase(), at);
      expect([path, answer.status, answer.type]).toEqual([path, 401, 'application/problem+json']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="workstreams"');
    }
  }
  const unknown = await desk.ask('x'.repeat(40), 'GET', '/topics');
  expect(unknown.json).toEqual({
    ...{ type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'no one has this token' },
  });
  expect((await desk.ask(undefined, 'GET', '/nothing')).status).toBe(401);
  expect((await desk.ask(reader, 'GET', '/nothing')).status).toBe(404);
});

test.each([
  ['GET', '/topics', undefined],
  ['GET', '/dead-letters', undefined],
  ['GET', '/dead-letters/orders', undefined],
  ['GET', '/dead-letters/orders/messages', undefined],
  ['POST', '/dead-letters/orders/redrive', {}],
  ['GET', '/replays', undefined],
  ['GET', '/operations', undefined],
])('%s %s is not for a token without the scope read', async (method, path, body) => {
  const { status, json } = await deskWith(listing).ask(actor, method, path, body);
  expect([status, json.detail]).toEqual([403, 'the token of person-actor does not have the scope read']);
});

test.each([
  ['/dead-letters/orders/redrive', { execute: true, reason: 'INC-1' }],
  ['/dead-letters/orders/discard', { execute: true, reason: 'INC-1' }],
  ['/dead-letters/orders/archive', { reason: 'INC-1' }],
  ['/replays', { from: { topic: 'orders' }, to: 'orders', execute: true, reason: 'INC-1' }],
  ['/replays/01KJH8M4Q0DYMAV8P9FR9GMX3C/pause', { reason: 'INC-1' }],
  ['/replays/01KJH8M4Q0DYMAV8P9FR9GMX3C/cancel', { reason: 'INC-1' }],
  ['/replays/01KJH8M4Q0DYMAV8P9FR9GMX3C/resume', { reason: 'INC-1' }],
  ['/operations/01KJH8M4Q0DYMAV8P9FR9GMX3C/stop', undefined],
])('POST %s is not for a token without the scope act, and does nothing', async (path, body) => {
  const { status, json } = await deskWith().ask(reader, 'POST', path, body);
  expect([status, json.detail]).toEqual([403, 'the token of service-reader does not have the scope act']);
});

test.each([
  ['/dead-letters/orders/redrive', { execute: true }],
  ['/dead-letters/orders/discard', { execute: true }],
  ['/dead-letters/orders/archive', {}],
  ['/replays', { from: { topic: 'orders' }, to: 'orders', execute: true }],
  ['/replays/01KJH8M4Q0DYMAV8P9FR9GMX3C/pause', {}],
  ['/dead-letters/orders/redrive', { execute: true, reason: '' }],
  ['/dead-letters/orders/redrive', { execute: true, reason: 'two\nlines' }],
])('POST %s %j needs a reason', async (path, body) => {
  const { status, json } = await deskWith().ask(jane, 'POST', path, body);
  expect([status, json.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    400,
    ['#/reason'],
  ]);
});

test('dead letters are listed by topic, and by what is asked for', async () => {
  const asked: object[] = [];
  const desk = deskWith({
    listLetters: (place, selection) => {
      asked.push(selection);
      return Promise.resolve(letters(place.contract.topic, 3));
    },
  });
  const all = await desk.ask(reader, 'GET', '/dead-letters');
  expect(all.json.topics.map(({ topic, open }: { topic: string; open: number }) => [topic, open])).toEqual([
    ['orders', 3],
    ['customers', 3],
  ]);
  const query = 'class=a&class=b&since=2026-03-02T09:00:00%2B01:00&only=invalid&at=0:4711&key=k';
  const one = await desk.ask(reader, 'GET', `/dead-letters/orders.dlq?${query}`);
  expect([one.status, one.json.topics.length]).toEqual([200, 1]);
  expect(asked.at(-1)).toEqual({
    ...{ classes: ['a', 'b'], since: Date.parse('2026-03-02T08:00:00Z'), valid: false, places: ['0:4711'] },
    key: 'k',
  });
  expect((await desk.ask(reader, 'GET', '/dead-letters/nothing')).status).toBe(404);
});

test('personal data is shown for a reason, to those who may act, and after the record is written', async () => {
  const said: string[] = [];
  const desk = deskWith({
    showLetters: (_place, _selection, _most, personalData) => {
      said.push(`shown ${personalData}`);
      return Promise.resolve([]);
    },
    recordDisclosure: (place, { by, why, action }) => {
      said.push(`recorded ${place.contract.topic} ${action} ${by} ${why}`);
      return Promise.resolve();
    },
  });
  const messages = '/dead-letters/customers/messages';
  expect((await desk.ask(reader, 'GET', messages)).status).toBe(200);
  expect((await desk.ask(jane, 'GET', `${messages}?personalData=true`)).status).toBe(400);
  expect((await desk.ask(reader, 'GET', `${messages}?personalData=true&reason=INC-1`)).status).toBe(403);
  expect(said).toEqual(['shown false']);
  expect((await desk.ask(jane, 'GET', `${messages}?personalData=true&reason=INC-1`)).status).toBe(200);
  expect(said.slice(1)).toEqual(['recorded customers dead-letters.show person-jane INC-1', 'shown true']);
});

test('what cannot be recorded is not shown', async () => {
  const desk = deskWith({ recordDisclosure: () => Promise.reject(new Error('value of a message')) });
  const answer = await desk.ask(
    jane,
    'GET',
    '/dead-letters/customers/messages?personalData=true&reason=INC-1',
  );
  expect([answer.status, answer.json.detail]).toEqual([500, 'a defect of the program (Error)']);
  expect(JSON.stringify(desk.lines)).not.toContain('value of a message');
});

test('an expression sees what is redacted: where there is personal data it is as if that was shown', async () => {
  const recorded: string[] = [];
  const desk = deskWith({
    ...listing,
    dryRun: () => Promise.resolve({ redriven: 1, refusals: {}, samples: [] }),
    recordDisclosure: (_place, { filter }) => {
      recorded.push(filter);
      return Promise.resolve();
    },
  });
  const where = `where=${encodeURIComponent('value.email = "x"')}`;
  expect((await desk.ask(reader, 'GET', `/dead-letters/orders?${where}`)).status).toBe(200);
  expect((await desk.ask(reader, 'GET', `/dead-letters/customers?${where}`)).status).toBe(403);
  expect((await desk.ask(jane, 'GET', `/dead-letters/customers?${where}`)).status).toBe(400);
  const transform = { transform: '{ "order": value.email }' };
  const redrive = '/dead-letters/customers/redrive';
  expect((await desk.ask(reader, 'POST', redrive, transform)).status).toBe(403);
  expect((await desk.ask(reader, 'POST', redrive, {})).status).toBe(200);
  expect(recorded).toEqual([]);
  const seen = await desk.ask(jane, 'GET', `/dead-letters/customers?${where}&reason=INC-1`);
  expect([seen.status, recorded]).toEqual([200, ['--where value.email = "x"']]);
  expect((await desk.ask(jane, 'POST', redrive, { ...transform, reason: 'INC-1' })).status).toBe(200);
});

test('a redrive is a dry run, and with execute an operation that can be asked for', async () => {
  let finish: (() => void) | undefined;
  const requests: object[] = [];
  const desk = deskWith({
    dryRun: () =>
      Promise.resolve({ redriven: 2, refusals: { 'was redriven 3 times already': 1 }, samples: [] }),
    redrive: (_place, request, change, onBatch) => {
      requests.push({ ...request, stop: undefined, selection: undefined, limit: change.limit });
      onBatch(1);
      return new Promise((done) => (finish = () => done(settledSession(2) as never)));
    },
  });
  const path = '/dead-letters/orders/redrive';
  const dry = await desk.ask(reader, 'POST', path, { selection: { class: ['schema-invalid'] } });
  expect([dry.status, dry.json]).toEqual([
    200,
    { dryRun: true, redriven: 2, refusals: { 'was redriven 3 times already': 1 }, samples: [] },
  ]);
  const body = {
    ...{ selection: { class: ['schema-invalid'], key: 'a-customer' }, transform: '$merge([value])', max: 10 },
    ...{ rate: 5, execute: true, reason: 'INC-1' },
  };
  const begun = await desk.ask(jane, 'POST', path, body);
  expect([begun.status, begun.json.state, begun.json.by]).toEqual([202, 'running', 'person-jane']);
  const { id } = begun.json as { id: string };
  expect(begun.headers.get('location')).toBe(`/operations/${id}`);
  expect(requests).toEqual([
    {
      ...{ id, action: 'dead-letters.redrive', by: 'person-jane', why: 'INC-1', limit: 3 },
      ...{
        filter: '--class schema-invalid --key …',
        transformation: '$merge([value])',
        most: 10,
        rate: 5,
        batch: 200,
      },
      ...{ stop: undefined, selection: undefined },
    },
  ]);
  // One at a time a topic, of whatever kind; the other topic is free.
  for (const other of ['redrive', 'discard']) {
    const second = await desk.ask(jane, 'POST', `/dead-letters/orders/${other}`, {
      execute: true,
      reason: 'again',
    });
    expect([second.status, second.json.operation]).toEqual([409, id]);
  }
  expect((await desk.ask(reader, 'GET', `/operations/${id}`)).json).toMatchObject({
    state: 'running',
    settled: 1,
  });
  finish?.();
  await until(
    'its end',
    async () => (await desk.ask(reader, 'GET', `/operations/${id}`)).json.state === 'done',
  );
  expect((await desk.ask(reader, 'GET', '/operations')).json.operations).toEqual([
    expect.objectContaining({
      ...{ id, kind: 'redrive', topic: 'orders', settled: 2, problem: null },
      result: expect.objectContaining({ redriven: 2, moreAreOpen: false }),
    }),
  ]);
});

test('an operation that is asked to stop, or whose process ends, is told so', async () => {
  const desk = deskWith({
    discard: (_place, { stop }) =>
      new Promise((done) => {
        stop.addEventListener('abort', () => done({ ...settledSession(0), end: 'stopped' } as never));
      }),
  });
  const begin = (topic: string) =>
    desk.ask(jane, 'POST', `/dead-letters/${topic}/discard`, { execute: true, reason: 'INC-1' });
  const { id } = (await begin('orders')).json as { id: string };
  expect((await desk.ask(jane, 'POST', `/operations/${id}/stop`)).status).toBe(202);
  await until(
    'its end',
    async () => (await desk.ask(reader, 'GET', `/operations/${id}`)).json.state === 'stopped',
  );
  const other = (await begin('customers')).json as { id: string };
  desk.stop.abort();
  await desk.operations.settled();
  expect((await desk.ask(reader, 'GET', `/operations/${other.id}`)).json.state).toBe('stopped');
  expect((await begin('orders')).status).toBe(503);
});

test('an operation that fails says why, and never with the words of a defect', async () => {
  const desk = deskWith({ redrive: () => Promise.reject(new TypeError('value of a message')) });
  const { json } = await desk.ask(jane, 'POST', '/dead-letters/orders/redrive', {
    execute: true,
    reason: 'INC-1',
  });
  await desk.operations.settled();
  const ended = await desk.ask(reader, 'GET', `/operations/${json.id}`);
  expect(ended.json).toMatchObject({ state: 'failed', problem: 'a defect of the program (TypeError)' });
  expect(JSON.stringify(desk.lines)).not.toContain('value of a message');
});

test('an archive is a line for each letter, and what is wrong before the first one is a problem', async () => {
  const desk = deskWith({
    recordDisclosure: () => Promise.resolve(),
    archivedLines: async function* lines() {
      yield '{"offset":"0"}\n';
      yield '{"offset":"1"}\n';
    },
  });
  const { status, type, text } = await desk.ask(jane, 'POST', '/dead-letters/orders/archive', {
    reason: 'INC-1',
  });
  expect([status, type, text]).toEqual([200, 'application/x-ndjson', '{"offset":"0"}\n{"offset":"1"}\n']);
  const broken = deskWith({
    recordDisclosure: () => Promise.resolve(),
    archivedLines: async function* lines(place) {
      if (place.letters !== '') throw new Error('x');
      yield '';
    },
  });
  const answer = await broken.ask(jane, 'POST', '/dead-letters/orders/archive', { reason: 'INC-1' });
  expect([answer.status, answer.type]).toEqual([500, 'application/problem+json']);
});

test('only a few requests read topics at the same time', async () => {
  const waiting: (() => void)[] = [];
  const desk = deskWith({
    listLetters: (place) => new Promise((done) => waiting.push(() => done(letters(place.contract.topic)))),
  });
  const asked = Array.from({ length: 4 }, () => desk.ask(reader, 'GET', '/dead-letters/orders'));
  await until('four that read', () => Promise.resolve(waiting.length === 4));
  const fifth = await desk.ask(reader, 'GET', '/dead-letters/orders');
  expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '5']);
  for (const done of waiting) done();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const later = desk.ask(reader, 'GET', '/dead-letters/orders');
  await until('one more', () => Promise.resolve(waiting.length === 5));
  waiting.at(-1)?.();
  expect((await later).status).toBe(200);
});
