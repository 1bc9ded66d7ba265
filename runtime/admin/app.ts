import { OpenAPIHono } from '@hono/zod-openapi';
import { admitted, type Env, limitedBody, logged } from './guard.ts';
import { letterRoutes } from './letter-routes.ts';
import { Places, type RequestLimit } from './limits.ts';
import { operationRoutes } from './operation-routes.ts';
import { Problem, problemOf } from './problem.ts';
import { replayRoutes } from './replay-routes.ts';
import type { Served } from './served.ts';
import type { TokenFolder } from './tokens.ts';

interface AppTerms extends Omit<Served, 'scan' | 'streamed'> {
  readonly tokens: TokenFolder;
  readonly limit: RequestLimit;
}

/** Reads of whole topics at the same time. */
const mostScans = 4;

/** The routes of the admin API, behind its guards. */
export function adminApp({ tokens, limit, ...terms }: AppTerms): OpenAPIHono<Env> {
  const { log, stop } = terms;
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.map(({ path, message }) => ({
        pointer: pointerOf(result.target, path),
        detail: message,
      }));
      throw new Problem(400, 'the request is not what the OpenAPI document says', { errors });
    },
  });
  app.onError((error) => {
    const problem = problemOf(error);
    if (problem !== undefined) return problem.response();
    // Its name alone: a message of an error often has a part of what it is about.
    log.error('a request failed by a defect', { error: error.name });
    return new Problem(500, `a defect of the program (${error.name})`).response();
  });
  app.notFound(() =>
    new Problem(404, 'there is no such path: /openapi.json has those that are there').response(),
  );
  app.use('*', logged(log), admitted(tokens, limit), limitedBody);
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => {
    const isReady = !stop.aborted && tokens.size > 0;
    return isReady ? context.text('ok\n') : context.text('not ok\n', 503);
  });
  const served: Served = { ...terms, ...scanning(new Places(mostScans)) };
  letterRoutes(app, served);
  replayRoutes(app, served);
  operationRoutes(app, served);
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  // Made once: it is asked for without a token.
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Workstreams admin API',
      version: '1',
      description: 'Dead letters and replays of Kafka topics, as the commands of Workstreams work on them.',
    },
  });
  app.get('/openapi.json', (context) => context.json(document));
  return app;
}

/** `#/rate` of a body, `?max` of a query, `topic` of a path. */
function pointerOf(target: string, path: readonly PropertyKey[]): string {
  const steps = path.map((one) => String(one).replaceAll('~', '~0').replaceAll('/', '~1'));
  if (target === 'json') return `#${steps.map((one) => `/${one}`).join('')}`;
  return target === 'query' ? `?${steps.join('.')}` : steps.join('.');
}

function scanning(places: Places): Pick<Served, 'scan' | 'streamed'> {
  const take = (): (() => void) => {
    const release = places.take();
    if (release !== undefined) return release;
    const headers = { 'retry-after': '5' };
    throw new Problem(503, `${mostScans} requests read topics already: ask again in 5 s`, { headers });
  };
  return {
    scan: async (work) => {
      const release = take();
      try {
        return await work();
      } finally {
        release();
      }
    },
    streamed: async (lines) => {
      const release = take();
      try {
        const first = await lines.next();
        return (async function* rest() {
          try {
            if (first.done === true) return;
            yield first.value;
            yield* lines;
          } finally {
            release();
          }
        })();
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
