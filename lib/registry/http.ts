import { printable } from '../model/text/problem.ts';
import { RegistryError } from './registry-error.ts';

/** Node's `fetch`, as much of it as is used. */
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RegistryAccess {
  /** Without a slash at its end. */
  readonly url: string;
  /** For basic authentication. @default none */
  readonly credentials?: Credentials | undefined;
  readonly fetch: Fetch;
  /** Waits so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly limits?: Partial<RequestLimits>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface RequestLimits {
  /** Milliseconds that one try may take. */
  readonly timeout: number;
  /** Tries of one request. */
  readonly tries: number;
  /** Bytes of one answer. */
  readonly mostBytes: number;
  /** Requests at the same time. */
  readonly atOnce: number;
}

const usual: RequestLimits = { timeout: 30_000, tries: 5, mostBytes: 16 * 1024 * 1024, atOnce: 8 };

/** Milliseconds before the second try; each further one waits twice as long. */
const firstPause = 250;
/** What a registry asks for with `Retry-After` is waited for up to here. */
const longestPause = 30_000;

export type Method = 'GET' | 'POST' | 'PUT';

export interface Answer {
  readonly status: number;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
}

/**
 * Sends requests to a registry. What may pass is tried again: 429, 5xx, and connections that fail. All requests of the
 * API may be sent twice: a schema that is registered again keeps its version.
 */
export class RegistryHttp {
  readonly url: string;
  readonly #access: RegistryAccess;
  readonly #limits: RequestLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(access: RegistryAccess) {
    this.url = access.url;
    this.#access = access;
    this.#limits = { ...usual, ...access.limits };
  }

  /**
   * @param path behind the registry's address, encoded: `/subjects`
   * @param tries at most so many. Default: those of the limits
   * @returns the answer, where its status is 2xx or one of `expected`
   * @throws RegistryError
   */
  async send(
    method: Method,
    path: string,
    {
      body,
      expected = [],
      tries = this.#limits.tries,
    }: { readonly body?: unknown; readonly expected?: readonly number[]; readonly tries?: number } = {},
  ): Promise<Answer> {
    await this.#turn();
    try {
      return await this.#tries({ method, path, body, expected, tries: Math.min(tries, this.#limits.tries) });
    } finally {
      // Whoever waits takes over this turn.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** An error about an answer that was right as far as HTTP goes. */
  wrongAnswer(method: Method, path: string, what: string): RegistryError {
    return this.#error(method, path, what, isThisTheApi);
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#limits.atOnce) this.#running += 1;
    else
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  async #tries({ tries, ...request }: Request): Promise<Answer> {
    const { method, path } = request;
    for (let tried = 1; ; tried += 1) {
      const result = await this.#try(request);
      if (!('failed' in result)) return result;
      if (tried >= tries) {
        const { what, status, said } = result.failed;
        const often = tries === 1 ? '' : `, ${tries} times`;
        throw this.#error(method, path, `${what}${often}`, 'see that it runs and can be reached', {
          said,
          ...(status === undefined ? {} : { status }),
        });
      }
      await this.#access.wait(result.failed.pause ?? firstPause * 2 ** (tried - 1));
    }
  }

  async #try({ method, path, body, expected }: Omit<Request, 'tries'>): Promise<Answer | Failed> {
    let response: Response;
    let text: string;
    try {
      const send = this.#access.fetch;
      response = await send(`${this.url}${path}`, {
        method,
        headers: this.#headers(body !== undefined),
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#limits.timeout),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await this.#text(response, method, path);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      return { failed: { what: this.#reason(error), said: '' } };
    }
    const { status } = response;
    if (status >= 300 && status < 400) {
      const to = this.#clean(response.headers.get('location') ?? 'nowhere');
      throw this.#error(method, path, `it redirects to ${to}`, 'write that address as the url', { status });
    }
    const isOk = status >= 200 && status < 300;
    const parsed = parse(text);
    const said = this.#said(parsed.ok ? parsed.value : undefined);
    if (isOk || expected.includes(status)) {
      if (parsed.ok) return { status, body: parsed.value };
      const type = this.#clean(response.headers.get('content-type') ?? 'no content type');
      const what = `the answer is not JSON (${status}, ${type}): ${this.#clean(text)}`;
      throw this.#error(method, path, what, isThisTheApi, { status });
    }
    if (status === 429 || status >= 500) {
      const pause = pauseOf(response.headers.get('retry-after'));
      const what = `it answers ${status}${said === '' ? '' : ` (${said})`}`;
      return { failed: { what, status, said, ...(pause === undefined ? {} : { pause }) } };
    }
    const what = `it answers ${status}${said === '' ? '' : `: ${said}`}`;
    throw this.#error(method, path, what, fixes[status] ?? 'see what the registry says', { status, said });
  }

  #headers(hasBody: boolean): Record<string, string> {
    const { credentials } = this.#access;
    const type = 'application/vnd.schemaregistry.v1+json';
    return {
      accept: `${type}, application/json`,
      ...(hasBody ? { 'content-type': type } : {}),
      ...(credentials === undefined ? {} : { authorization: `Basic ${basic(credentials)}` }),
    };
  }

  /** The whole body, as long as it is small enough; the rest is not waited for. */
  async #text(response: Response, method: Method, path: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    if (response.body === null) return '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > this.#limits.mostBytes) {
        const what = `the answer has more than ${this.#limits.mostBytes} bytes`;
        throw this.#error(method, path, what, isThisTheApi, { status: response.status });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #reason(error: unknown): string {
    if (textOf(error, 'name') === 'TimeoutError') return `no answer within ${this.#limits.timeout} ms`;
    const cause: unknown =
      typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
    const code = textOf(cause, 'code') ?? textOf(error, 'code');
    const text = textOf(cause, 'message') ?? textOf(error, 'message') ?? String(error);
    return `it cannot be reached (${code ?? this.#clean(text)})`;
  }

  #said(body: unknown): string {
    const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
    return typeof message === 'string' ? this.#clean(message) : '';
  }

  /** What came from outside as one short line, without the credentials that it may repeat. */
  #clean(text: string): string {
    const { credentials } = this.#access;
    const secrets = credentials === undefined ? [] : [credentials.password, basic(credentials)];
    const hidden = secrets
      .filter((secret) => secret !== '')
      .reduce((left, secret) => left.replaceAll(secret, '(hidden)'), text.slice(0, 100_000));
    const line = printable(hidden.replaceAll(/\s+/g, ' ').trim());
    return line.length > longestSaid ? `${line.slice(0, longestSaid)}…` : line;
  }

  #error(
    method: Method,
    path: string,
    what: string,
    fix: string,
    more: { readonly status?: number; readonly said?: string } = {},
  ): RegistryError {
    return new RegistryError(`${method} ${this.url}${path}`, what, fix, more);
  }
}

interface Request {
  readonly method: Method;
  readonly path: string;
  readonly body: unknown;
  readonly expected: readonly number[];
  readonly tries: number;
}

interface Failed {
  readonly failed: {
    readonly what: string;
    readonly said: string;
    readonly status?: number;
    readonly pause?: number;
  };
}

const longestSaid = 300;

const isThisTheApi = 'see that the url is that of a Confluent API, for example https://…/apis/ccompat/v7';

const fixes: Readonly<Partial<Record<number, string>>> = {
  401: 'give the name and password of a user who may use the registry',
  403: 'give the name and password of a user who may do this',
  404: isThisTheApi,
};

function basic({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function parse(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

/** `Retry-After` in milliseconds; a date is not read. */
function pauseOf(header: string | null): number | undefined {
  return header !== null && /^[0-9]{1,6}$/.test(header)
    ? Math.min(Number(header) * 1000, longestPause)
    : undefined;
}

function textOf(error: unknown, key: 'name' | 'code' | 'message'): string | undefined {
  const text: unknown =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
