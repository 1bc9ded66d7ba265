import { afterEach, expect, test } from '@jest/globals';
import type { Actions } from '../../../runtime/admin/actions.ts';
import { AdminDesk, replaySession as session, tokens } from '../../support/admin-desk.ts';

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
test('a replay is counted, begun, listed, paused and resumed', async () => {
  const begins: object[] = [];
  const desk = deskWith({
    countReplay: () =>
      Promise.resolve({
        counts: session().counts,
        invalid: [{ place: 'orders-0 at 1', reason: 'it has no key' }],
      }),
    startReplay: (place, { operator, terms, by, why, begun }) => {
      begins.push({ journal: place.operations.journal?.topic, service: operator.service, terms, by, why });
      begun?.(session());
      return Promise.resolve(session({ state: 'done' }));
    },
    replaySessions: () => Promise.resolve([session({ state: 'running' })]),
    changeReplay: (_place, { to, by, why }) =>
      Promise.resolve(session({ state: to, changedBy: by, changedWhy: why })),
    resumeReplay: (_place, { rate, contractsFor, begun }) => {
      expect([rate, contractsFor(session().terms).target.topic]).toEqual([50, 'orders']);
      begun?.(session());
      return Promise.resolve(session({ state: 'paused' }));
    },
  });
  const body = { from: { topic: 'orders' }, to: 'orders', filters: { since: '2026-03-01T00:00:00+02:00' } };
  const dry = await desk.ask(reader, 'POST', '/replays', body);
  expect([dry.status, dry.json.written, dry.json.examples.length]).toEqual([200, 5, 1]);
  const begun = await desk.ask(jane, 'POST', '/replays', { ...body, execute: true, reason: 'INC-1' });
  expect([begun.status, begun.json.id, begun.json.kind]).toEqual([202, session().id, 'replay']);
  expect(begins).toEqual([
    {
      ...{ journal: 'shop.journal', service: 'desk' },
      ...{ by: 'person-jane', why: 'INC-1' },
      terms: {
        source: { kind: 'topic', topic: 'orders' },
        filters: { since: '2026-02-28T22:00:00.000Z', until: undefined },
        ...{ message: {}, target: 'orders', rate: undefined, skipInvalid: false },
      },
    },
  ]);
  await desk.operations.settled();
  expect((await desk.ask(reader, 'GET', `/operations/${session().id}`)).json.state).toBe('done');
  const list = await desk.ask(reader, 'GET', '/replays');
  expect(list.json.replays).toEqual([
    expect.objectContaining({ id: session().id, progress: 0.5, written: 5 }),
  ]);
  // Keys, which may be personal data, and what only processes need stay behind.
  expect(list.text).not.toMatch(/a-customer|transactionalId/);
  const at = `/replays/${session().id}`;
  expect((await desk.ask(reader, 'GET', at)).json.state).toBe('running');
  const paused = await desk.ask(jane, 'POST', `${at}/pause`, { reason: 'the peak' });
  expect(paused.json).toMatchObject({ state: 'paused', changedBy: 'person-jane', changedWhy: 'the peak' });
  const resumed = await desk.ask(jane, 'POST', `${at}/resume`, { reason: 'it is over', rate: 50 });
  expect([resumed.status, resumed.json.id]).toEqual([202, session().id]);
  await desk.operations.settled();
  const [latest, ...older] = (await desk.ask(reader, 'GET', '/operations')).json.operations;
  expect([latest.state, latest.reason, older]).toEqual(['stopped', 'it is over', []]);
  expect((await desk.ask(reader, 'GET', `/replays/${session().id.replace('0', '1')}`)).status).toBe(404);
});

test('a replay that its contract does not allow, or of a topic that is not here, is refused', async () => {
  const desk = deskWith();
  const ask = async (from: string, to: string) => {
    const { status, json } = await desk.ask(reader, 'POST', '/replays', { from: { topic: from }, to });
    return [status, json.detail];
  };
  expect(await ask('orders', 'customers')).toEqual([409, 'contracts/customers does not allow replay']);
  expect(await ask('orders', 'nothing')).toEqual([
    404,
    'nothing is not a topic of a replay here: GET /topics has those that are',
  ]);
  expect((await ask('nothing', 'orders'))[0]).toBe(404);
});

test('a session that reads an archive is resumed by the command, where the file is', async () => {
  const source = { kind: 'archive', file: '/home/jane/letters.jsonl' } as const;
  const desk = deskWith({
    replaySessions: () =>
      Promise.resolve([session({ state: 'paused', terms: { ...session().terms, source } })]),
  });
  const answer = await desk.ask(jane, 'POST', `/replays/${session().id}/resume`, { reason: 'go on' });
  expect(answer.status).toBe(409);
});

test('what goes wrong before an operation goes on is the answer, and the topic is free again', async () => {
  let tries = 0;
  const desk = deskWith({
    startReplay: (_place, { begun }) => {
      tries += 1;
      if (tries === 1) return Promise.reject(new RangeError('x'));
      begun?.(session());
      return Promise.resolve(session({ state: 'done' }));
    },
  });
  const body = { from: { topic: 'orders' }, to: 'orders', execute: true, reason: 'INC-1' };
  expect((await desk.ask(jane, 'POST', '/replays', body)).status).toBe(500);
  expect((await desk.ask(reader, 'GET', '/operations')).json.operations).toEqual([]);
  expect((await desk.ask(jane, 'POST', '/replays', body)).status).toBe(202);
});
