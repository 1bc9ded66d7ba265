import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { ReplayPlace } from '../replay/desk.ts';
import { type ReplaySession, progressOf } from '../replay/session.ts';
import { operationAnswer, replayAnswer, replayDryRun, replaysAnswer } from './answers.ts';
import { demand, type Env } from './guard.ts';
import type { Ending } from './operations.ts';
import { Problem } from './problem.ts';
import { journalsOf, replayParts } from './replay-desk.ts';
import { changeBody, idParam, replayBody, replayTerms, resumeBody } from './requests.ts';
import { begun, body, guarded, json, type Served } from './served.ts';

/** Starts, shows, pauses, resumes and cancels replays, as `workstreams replay` does. */
export function replayRoutes(app: OpenAPIHono<Env>, served: Served): void {
  const { desk, actions, operations, variables, log, stop, scan } = served;

  app.openapi(
    createRoute({
      ...{ method: 'post', path: '/replays', summary: 'Write history to a topic again' },
      description:
        'A dry run, unless `execute` is true: then the scope act is needed, and it is an operation.',
      request: { body: body(replayBody) },
      ...guarded('read', {
        200: json('What it would write', replayDryRun),
        202: json('It has begun', operationAnswer),
      }),
    }),
    async (context) => {
      const asked = context.req.valid('json');
      const { execute, reason, filters, message } = asked;
      const terms = replayTerms(asked);
      const { contracts, operations: kept, operator, personal } = replayParts(desk, terms);
      if (!execute) {
        if ([filters.where, message.key, message.value].some((one) => one !== undefined) && personal) {
          demand(context, 'act');
          if (reason === undefined)
            throw new Problem(
              400,
              'what is read may have personal data, which an expression can see: say why with `reason`',
            );
        }
        const left = AbortSignal.any([stop, context.req.raw.signal]);
        const { counts, invalid } = await scan(() =>
          actions.countReplay({ variables, terms, contracts, stop: left }),
        );
        if (left.aborted) throw new Problem(503, 'the program is about to end: ask again later');
        return context.json(replayDryRun.parse({ dryRun: true, ...counts, examples: invalid }), 200);
      }
      const { name: by } = demand(context, 'act');
      const why = reason ?? '';
      const operation = await operations.begin({
        ...{ kind: 'replay', topic: terms.target, by, reason: why },
        work: async (running) => {
          const work = { log, stop: running.stop, begun: ({ id }: ReplaySession) => running.begun(id) };
          const begin = { terms, contracts, operator, by, why, ...work };
          return endingOf(await actions.startReplay({ variables, operations: kept }, begin));
        },
      });
      return begun(context, operation);
    },
  );

  app.openapi(
    createRoute({
      ...{
        method: 'get',
        path: '/replays',
        summary: 'Every replay that the journal has, the earliest first',
      },
      ...guarded('read', { 200: json('Replays', replaysAnswer) }),
    }),
    async (context) => {
      const found = (await scan(sessions)).map(({ session }) => shown(session));
      return context.json(replaysAnswer.parse({ replays: found }), 200);
    },
  );

  app.openapi(
    createRoute({
      ...{ method: 'get', path: '/replays/{id}', summary: 'What a replay does, and how far it is' },
      request: { params: idParam },
      ...guarded('read', { 200: json('The replay', replayAnswer) }),
    }),
    async (context) => {
      const { session } = await existing(context.req.valid('param').id);
      return context.json(replayAnswer.parse(shown(session)), 200);
    },
  );

  for (const [verb, to, summary] of [
    ['pause', 'paused', 'Stop a replay; resume goes on where it was'],
    ['cancel', 'cancelled', 'End a replay for good; what it wrote stays'],
  ] as const) {
    app.openapi(
      createRoute({
        ...{ method: 'post', path: `/replays/{id}/${verb}`, summary },
        request: { params: idParam, body: body(changeBody) },
        ...guarded('act', { 200: json('The replay', replayAnswer) }),
      }),
      async (context) => {
        const { name: by } = demand(context, 'act');
        const { reason: why } = context.req.valid('json');
        const { id } = context.req.valid('param');
        const { place } = await existing(id);
        const session = await actions.changeReplay(place, { id, to, by, why });
        return context.json(replayAnswer.parse(shown(session)), 200);
      },
    );
  }

  app.openapi(
    createRoute({
      ...{ method: 'post', path: '/replays/{id}/resume', summary: 'Go on with a replay' },
      request: { params: idParam, body: body(resumeBody) },
      ...guarded('act', { 202: json('It goes on', operationAnswer) }),
    }),
    async (context) => {
      const { name: by } = demand(context, 'act');
      const { reason, rate, skipInvalid } = context.req.valid('json');
      const { id } = context.req.valid('param');
      const { place, session } = await existing(id);
      if (session.terms.source.kind === 'archive')
        throw new Problem(
          409,
          `the replay ${id} reads an archive: resume it with \`workstreams replay resume\`, where the file is`,
        );
      const operation = await operations.begin({
        ...{ id, kind: 'replay', topic: session.terms.target, by, reason },
        work: async (running) => {
          const work = { log, stop: running.stop, begun: () => running.begun() };
          const asked = { id, by, why: reason, rate, skipInvalid, ...work };
          return endingOf(
            await actions.resumeReplay(place, {
              ...asked,
              contractsFor: (replayed) => {
                const { contracts, operator } = replayParts(desk, replayed);
                return { ...contracts, operator };
              },
            }),
          );
        },
      });
      return begun(context, operation);
    },
  );

  async function sessions(): Promise<{ readonly place: ReplayPlace; readonly session: ReplaySession }[]> {
    const found = [];
    for (const kept of journalsOf(desk)) {
      const place = { variables, operations: kept };
      for (const session of await actions.replaySessions(place)) found.push({ place, session });
    }
    return found;
  }

  async function existing(id: string) {
    const found = (await scan(sessions)).find(({ session }) => session.id === id);
    if (found !== undefined) return found;
    throw new Problem(404, `there is no replay ${id}: GET /replays has those that are there`);
  }
}

function shown(session: ReplaySession) {
  const { terms, counts, invalid, changedBy = null, changedWhy = null } = session;
  return {
    ...session,
    ...{ progress: progressOf(session) ?? null, source: terms.source, target: terms.target },
    ...counts,
    ...{ invalidAt: invalid ?? null, changedBy, changedWhy },
  };
}

function endingOf(session: ReplaySession): Ending {
  const { state, counts, invalid } = session;
  return {
    state: state === 'done' ? 'done' : state === 'failed' ? 'failed' : 'stopped',
    settled: counts.written,
    result: replayAnswer.parse(shown(session)),
    ...(invalid === undefined ? {} : { problem: `${invalid.place}: ${invalid.reason}` }),
  };
}
