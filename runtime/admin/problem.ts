import { z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { isForOperators } from '../dead-letters/desk.ts';
import { Fenced } from '../kafka/transactional-writer.ts';
import { ExpressionError } from '../operations/expression.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import { SourceError } from '../replay/source.ts';

/** The kinds of what can be wrong, by status (RFC 9457: `about:blank` and the title of the status). */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof titles;

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string().describe('The status in words.'),
    status: z.int(),
    detail: z.string().describe('What is wrong, and what to do.'),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('Each field that is wrong: `#/rate` of the body, `?max` of the query.'),
    operation: z.string().optional().describe('The operation that is in the way.'),
  })
  .openapi('Problem');

interface Further {
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly operation?: string;
  /** Of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that a caller must know, as problem details (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: ProblemStatus;
  readonly #further: Further;

  constructor(status: ProblemStatus, detail: string, further: Further = {}) {
    super(detail);
    this.status = status;
    this.#further = further;
  }

  response(): Response {
    const { errors, operation, headers } = this.#further;
    const { status, message: detail } = this;
    const body = { type: 'about:blank', title: titles[status], status, detail, errors, operation };
    return new Response(JSON.stringify(body), {
      status,
      headers: { ...headers, 'content-type': 'application/problem+json' },
    });
  }
}

/** What an error is to a caller; undefined where it is a defect of ours. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof ExpressionError) return new Problem(400, error.message);
  if (error instanceof CannotOperate || error instanceof Fenced) return new Problem(409, error.message);
  // The brokers, the schema registry or the source of a replay.
  if (error instanceof SourceError || isForOperators(error)) return new Problem(502, error.message);
  if (!(error instanceof HTTPException)) return undefined;
  return error.status === 415
    ? new Problem(415, 'the body must be JSON: send it as application/json')
    : new Problem(400, 'the body is not JSON');
}
