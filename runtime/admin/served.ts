import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Desk } from '../dead-letters/desk.ts';
import type { Variables } from '../kafka/client-settings.ts';
import type { Log } from '../log.ts';
import type { Actions } from './actions.ts';
import { operationAnswer } from './answers.ts';
import { type Env, scoped } from './guard.ts';
import type { Operation, Operations } from './operations.ts';
import { problemSchema } from './problem.ts';
import type { Scope } from './tokens.ts';

/** What routes work with. */
export interface Served {
  readonly desk: Desk;
  /** Of the process: `KAFKA_*`, and `MONGODB_URI_FILE`. */
  readonly variables: Variables;
  readonly actions: Actions;
  readonly operations: Operations;
  readonly log: Log;
  /** Aborted by SIGTERM. */
  readonly stop: AbortSignal;
  /** Runs what reads topics from end to end, few at a time. @throws Problem where too many run */
  readonly scan: <T>(work: () => Promise<T>) => Promise<T>;
  /** The same for lines that are sent while they are read: the first one is there when it resolves. */
  readonly streamed: (lines: AsyncGenerator<string>) => Promise<AsyncGenerator<string>>;
}

/** An answer as JSON. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** A body as JSON, which must be there. */
export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** What routes have in common that need a token. Handlers answer with `responses`; a problem is thrown, and is no type of theirs. */
export function guarded<T extends object>(scope: Scope, responses: T) {
  const problems = {
    '4XX': problem('What is wrong with the request, or in its way'),
    '5XX': problem('What the brokers refuse, or a defect'),
  };
  return {
    security: [{ token: [] }],
    middleware: scoped(scope),
    responses: Object.assign({}, responses, problems) as T,
  };
}

/** The answer where an operation has begun. */
export function begun(context: Context<Env>, operation: Operation) {
  return context.json(operationAnswer.parse(operation), 202, { location: `/operations/${operation.id}` });
}
