import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { placesAt } from '../dead-letters/desk.ts';
import { Redaction } from '../dead-letters/redaction.ts';
import { filterText, selectionOf, type SelectionTerms } from '../dead-letters/selection.ts';
import type { Place } from '../dead-letters/place.ts';
import type { SessionResult } from '../dead-letters/session.ts';
import { Expression } from '../operations/expression.ts';
import {
  discardDryRun,
  lettersAnswer,
  messagesAnswer,
  operationAnswer,
  redriveDryRun,
  topicsAnswer,
} from './answers.ts';
import { demand, type Env } from './guard.ts';
import type { Ending } from './operations.ts';
import { Problem } from './problem.ts';
import { isTarget } from './replay-desk.ts';
import {
  archiveBody,
  discardBody,
  listQuery,
  redriveBody,
  selectionTerms,
  showQuery,
  topicParam,
  topicQuery,
} from './requests.ts';
import { begun, json, type Served, guarded, body } from './served.ts';
import { streamOf } from './stream.ts';

/** Lists, shows, redrives, archives and discards dead letters, as `workstreams dead-letters` does. */
export function letterRoutes(app: OpenAPIHono<Env>, served: Served): void {
  const { desk, actions, operations, scan } = served;
  const places = placesAt(desk);

  app.openapi(
    createRoute({
      ...{ method: 'get', path: '/topics', summary: 'The topics that this program is for' },
      ...guarded('read', { 200: json('Topics', topicsAnswer) }),
    }),
    (context) =>
      context.json(
        topicsAnswer.parse({
          topics: desk.carried.topics.map((one) => ({
            ...{ topic: one.topic, deadLetterTopic: one.deadLetter ?? null, system: one.system },
            ...{ contract: one.contract, replay: isTarget(one) },
          })),
        }),
        200,
      ),
  );

  app.openapi(
    createRoute({
      ...{
        method: 'get',
        path: '/dead-letters',
        summary: 'Open dead letters of every topic, by class and reason',
      },
      request: { query: listQuery },
      ...guarded('read', { 200: json('Topics with their open dead letters', lettersAnswer) }),
    }),
    async (context) => {
      const selection = selectionOf(selectionTerms(context.req.valid('query')));
      const topics = await scan(async () => {
        const found = [];
        for (const place of places) found.push(await actions.listLetters(place, selection, new Date()));
        return found;
      });
      return context.json(lettersAnswer.parse({ topics }), 200);
    },
  );

  app.openapi(
    createRoute({
      ...{
        method: 'get',
        path: '/dead-letters/{topic}',
        summary: 'Open dead letters of a topic, by class and reason',
      },
      request: { params: topicParam, query: topicQuery },
      ...guarded('read', { 200: json('The topic with its open dead letters', lettersAnswer) }),
    }),
    async (context) => {
      const { reason, ...query } = context.req.valid('query');
      const place = placeOf(context.req.valid('param').topic);
      const terms = selectionTerms(query);
      const selection = selectionOf(terms);
      await expressed(context, place, terms, [terms.where], reason);
      const found = await scan(() => actions.listLetters(place, selection, new Date()));
      return context.json(lettersAnswer.parse({ topics: [found] }), 200);
    },
  );

  app.openapi(
    createRoute({
      ...{
        method: 'get',
        path: '/dead-letters/{topic}/messages',
        summary: 'Dead letters of a topic, one by one',
      },
      description: 'Personal data is redacted, unless it is asked for with a reason and the scope act.',
      request: { params: topicParam, query: showQuery },
      ...guarded('read', { 200: json('Dead letters', messagesAnswer) }),
    }),
    async (context) => {
      const { max, personalData, reason, ...query } = context.req.valid('query');
      const place = placeOf(context.req.valid('param').topic);
      const terms = selectionTerms(query);
      const selection = selectionOf(terms);
      if (personalData) await disclosed(context, place, terms, 'dead-letters.show', reason);
      else await expressed(context, place, terms, [terms.where], reason);
      const letters = await scan(() => actions.showLetters(place, selection, max, personalData));
      return context.json(messagesAnswer.parse({ letters }), 200);
    },
  );

  app.openapi(
    createRoute({
      ...{
        method: 'post',
        path: '/dead-letters/{topic}/redrive',
        summary: 'Write dead letters to their topic again',
      },
      description:
        'A dry run, unless `execute` is true: then the scope act is needed, and it is an operation.',
      request: { params: topicParam, body: body(redriveBody) },
      ...guarded('read', {
        200: json('What it would do', redriveDryRun),
        202: json('It has begun', operationAnswer),
      }),
    }),
    async (context) => {
      const asked = context.req.valid('json');
      const { transform, transformHeaders, max, rate, limit, samples, execute, reason } = asked;
      const place = placeOf(context.req.valid('param').topic);
      const terms = selectionTerms(asked.selection);
      const selection = selectionOf(terms);
      const change = {
        ...(transform === undefined ? {} : { value: new Expression(transform) }),
        ...(transformHeaders === undefined ? {} : { headers: new Expression(transformHeaders) }),
        limit,
      };
      if (!execute) {
        await expressed(context, place, terms, [terms.where, transform, transformHeaders], reason);
        const shown = { samples, most: max, personalData: false };
        const result = await scan(() => actions.dryRun(place, selection, change, shown));
        return context.json(redriveDryRun.parse({ dryRun: true, ...result }), 200);
      }
      const { name: by } = demand(context, 'act');
      const repaired = await actions.repairable(place, { writes: [place.contract.topic] });
      const why = reason ?? '';
      const operation = await operations.begin({
        ...{ kind: 'redrive', topic: place.contract.topic, by, reason: why },
        work: async ({ id, stop, settled, begun: goesOn }) => {
          goesOn();
          const request = {
            ...({
              id,
              action: 'dead-letters.redrive',
              by,
              why,
              filter: filterText(terms),
              selection,
            } as const),
            transformation: [transform, transformHeaders]
              .filter((one) => one !== undefined)
              .join(' | headers: '),
            ...{ most: max, rate, batch: 200, stop },
          };
          return endingOf(await actions.redrive(repaired, request, change, settled));
        },
      });
      return begun(context, operation);
    },
  );

  app.openapi(
    createRoute({
      ...{ method: 'post', path: '/dead-letters/{topic}/discard', summary: 'Give dead letters up' },
      description:
        'A dry run, unless `execute` is true: then the scope act is needed, and it is an operation.',
      request: { params: topicParam, body: body(discardBody) },
      ...guarded('read', {
        200: json('What it would do', discardDryRun),
        202: json('It has begun', operationAnswer),
      }),
    }),
    async (context) => {
      const { selection: given, max, execute, reason } = context.req.valid('json');
      const place = placeOf(context.req.valid('param').topic);
      const terms = selectionTerms(given);
      const selection = selectionOf(terms);
      if (!execute) {
        await expressed(context, place, terms, [terms.where], reason);
        const { open } = await scan(() => actions.listLetters(place, selection, new Date()));
        return context.json({ dryRun: true as const, discarded: Math.min(open, max ?? open) }, 200);
      }
      const { name: by } = demand(context, 'act');
      const repaired = await actions.repairable(place);
      const why = reason ?? '';
      const operation = await operations.begin({
        ...{ kind: 'discard', topic: place.contract.topic, by, reason: why },
        work: async ({ id, stop, settled, begun: goesOn }) => {
          goesOn();
          const request = {
            ...({
              id,
              action: 'dead-letters.discard',
              by,
              why,
              filter: filterText(terms),
              selection,
            } as const),
            ...{ transformation: '', most: max, rate: undefined, batch: 500, stop },
          };
          return endingOf(await actions.discard(repaired, request, settled));
        },
      });
      return begun(context, operation);
    },
  );

  app.openapi(
    createRoute({
      ...{
        method: 'post',
        path: '/dead-letters/{topic}/archive',
        summary: 'Download dead letters as they are',
      },
      description: 'JSON Lines (NDJSON) with all that brings them back, personal data too. They stay open.',
      request: { params: topicParam, body: body(archiveBody) },
      ...guarded('act', {
        200: {
          description: 'A line for each',
          content: { 'application/x-ndjson': { schema: z.string() } },
        },
      }),
    }),
    async (context) => {
      const { selection: given, reason } = context.req.valid('json');
      const place = placeOf(context.req.valid('param').topic);
      const terms = selectionTerms(given);
      const selection = selectionOf(terms);
      await disclosed(context, place, terms, 'dead-letters.archive', reason);
      const lines = await served.streamed(actions.archivedLines(place, selection));
      const name = `${place.letters}.jsonl`;
      // The types of routes know answers of JSON and of text alone.
      return context.body(streamOf(lines), 200, {
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="${name}"`,
      }) as never;
    },
  );

  function placeOf(topic: string): Place {
    const found = places.find(({ contract, letters }) => [contract.topic, letters].includes(topic));
    if (found !== undefined) return found;
    throw new Problem(404, `${topic} has no dead letters here: GET /topics has the topics that have`);
  }

  /** An expression can say what redaction hides: it is as if that was shown. */
  async function expressed(
    context: Context<Env>,
    place: Place,
    terms: SelectionTerms,
    expressions: readonly (string | undefined)[],
    reason: string | undefined,
  ): Promise<void> {
    if (expressions.some((one) => one !== undefined) && new Redaction(place.contract).hides)
      await disclosed(context, place, terms, 'dead-letters.show', reason);
  }

  /** Records that personal data is shown, before it is. */
  async function disclosed(
    context: Context<Env>,
    place: Place,
    terms: SelectionTerms,
    action: 'dead-letters.show' | 'dead-letters.archive',
    reason: string | undefined,
  ): Promise<void> {
    const { name: by } = demand(context, 'act');
    const { topic } = place.contract;
    if (reason === undefined)
      throw new Problem(
        400,
        `${topic} has personal data, which an expression can see: say why with \`reason\``,
      );
    served.log.info('personal data is shown', { topic, action, by, reason });
    await actions.recordDisclosure(place, { action, by, why: reason, filter: filterText(terms) });
  }
}

function endingOf({ session, refusals, end, unfinished, unseen }: SessionResult): Ending {
  const { redriven, archived, discarded } = session;
  return {
    state: end === 'stopped' ? 'stopped' : 'done',
    settled: redriven + archived + discarded,
    result: {
      ...{ redriven, archived, discarded, refusals },
      moreAreOpen: end !== 'done',
      unfinished: unfinished?.id ?? null,
      alertsUnaware: unseen ?? null,
    },
  };
}
