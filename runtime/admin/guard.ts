import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../log.ts';
import type { RequestLimit } from './limits.ts';
import { Problem } from './problem.ts';
import type { Caller, Scope, TokenFolder } from './tokens.ts';

/** What requests carry with them. */
export interface Env {
  // Hono's own name of the key.
  Variables: { caller: Caller };
}

/** Bytes of a body. */
const mostBytes = 64 * 1024;
/** Characters of a path in the log. */
const shownPath = 300;
/** Callers without a token share the requests of one name, which no token can have. */
const noName = '';

const open = ['/healthz', '/readyz', '/openapi.json'];

/** A line for each request, without its query and body: keys and expressions may hold personal data. */
export function logged(log: Log): MiddlewareHandler<Env> {
  return async (context, next) => {
    const begun = performance.now();
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    const { method, path } = context.req;
    if (open.includes(path)) return;
    const { status } = context.res;
    const caller = (context.get('caller') as Caller | undefined)?.name;
    const milliseconds = Math.round(performance.now() - begun);
    log.info('request', { method, path: path.slice(0, shownPath), status, caller, milliseconds });
  };
}

/** Lets in who has a token, so many requests a minute. */
export function admitted(tokens: TokenFolder, limit: RequestLimit): MiddlewareHandler<Env> {
  return async (context, next) => {
    if (open.includes(context.req.path)) {
      await next();
      return;
    }
    const [, token] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const caller = token === undefined ? undefined : tokens.callerOf(token);
    const wait = limit.take(caller?.name ?? noName);
    if (wait !== undefined) {
      const headers = { 'retry-after': String(wait) };
      throw new Problem(429, `too many requests: ask again in ${wait} s`, { headers });
    }
    if (caller === undefined) {
      const headers = { 'www-authenticate': 'Bearer realm="workstreams"' };
      const what =
        token === undefined
          ? 'there is no token: send `Authorization: Bearer <token>`'
          : 'no one has this token';
      throw new Problem(401, what, { headers });
    }
    context.set('caller', caller);
    await next();
  };
}

export const limitedBody: MiddlewareHandler = bodyLimit({
  maxSize: mostBytes,
  onError: () => {
    throw new Problem(413, `a body has at most ${mostBytes} bytes`);
  },
});

/** Refuses before anything of the request is read. */
export function scoped(scope: Scope): MiddlewareHandler<Env> {
  return async (context, next) => {
    demand(context, scope);
    await next();
  };
}

/** @throws Problem where the caller's token does not allow it */
export function demand(context: Context<Env>, scope: Scope): Caller {
  const caller = context.get('caller');
  if (caller.scopes.has(scope)) return caller;
  throw new Problem(403, `the token of ${caller.name} does not have the scope ${scope}`);
}
