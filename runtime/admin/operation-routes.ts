import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { operationAnswer, operationsAnswer } from './answers.ts';
import type { Env } from './guard.ts';
import type { Operation } from './operations.ts';
import { Problem } from './problem.ts';
import { idParam } from './requests.ts';
import { guarded, json, type Served } from './served.ts';

/** What came of redrives, discards and replays that were begun here. */
export function operationRoutes(app: OpenAPIHono<Env>, { operations }: Served): void {
  app.openapi(
    createRoute({
      ...{ method: 'get', path: '/operations', summary: 'The operations of this process, the latest first' },
      ...guarded('read', { 200: json('Operations', operationsAnswer) }),
    }),
    (context) => context.json(operationsAnswer.parse({ operations: operations.list() }), 200),
  );

  app.openapi(
    createRoute({
      ...{ method: 'get', path: '/operations/{id}', summary: 'An operation' },
      request: { params: idParam },
      ...guarded('read', { 200: json('The operation', operationAnswer) }),
    }),
    (context) => {
      const { id } = context.req.valid('param');
      return context.json(operationAnswer.parse(existing(id, operations.get(id))), 200);
    },
  );

  app.openapi(
    createRoute({
      ...{ method: 'post', path: '/operations/{id}/stop', summary: 'Ask an operation to end' },
      description: 'What it has begun ends; what it did stays. A replay is paused.',
      request: { params: idParam },
      ...guarded('act', { 202: json('The operation', operationAnswer) }),
    }),
    (context) => {
      const { id } = context.req.valid('param');
      return context.json(operationAnswer.parse(existing(id, operations.stop(id))), 202);
    },
  );
}

function existing(id: string, operation: Operation | undefined): Operation {
  if (operation !== undefined) return operation;
  throw new Problem(
    404,
    `this process has no operation ${id}: what one before it did is in GET /replays, in GET /dead-letters and in the audit topic`,
  );
}
