import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

/** A comment of GitHub or a note of GitLab. */
export interface Said {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  title: string;
  body: string;
}

/**
 * A server that answers the requests of our recipes as GitHub (`/repos/…`) and GitLab (`/api/v4/…`) do: lists in pages,
 * writers by their token, 404 for what does not exist and 422 for a body that is too long.
 */
export class CodeHosts {
  readonly comments: Said[] = [];
  readonly notes: Said[] = [];
  readonly pulls: Pull[] = [];
  /** `POST repos/…`, of all that wrote. */
  readonly written: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, '127.0.0.1', done);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const token = request.headers['private-token'] ?? request.headers.authorization;
    if (method !== 'GET') this.written.push(`${method} ${url.pathname} ${String(token)}`);
    const answer = this.#route(method, url, String(Buffer.concat(chunks)));
    if (Array.isArray(answer)) {
      const size = Number(url.searchParams.get('per_page') ?? 30);
      const page = Number(url.searchParams.get('page') ?? 1);
      const next = new URL(url);
      next.searchParams.set('page', `${page + 1}`);
      if (answer.length > page * size)
        response.setHeader('link', `<${next.pathname}${next.search}>; rel="next"`);
      response.end(JSON.stringify(answer.slice((page - 1) * size, page * size)));
    } else if (typeof answer === 'number') response.writeHead(answer).end('{}');
    else response.end(JSON.stringify(answer));
  }

  #route(method: string, url: URL, text: string): object | number {
    const [, ...parts] = url.pathname.split('/');
    const path = parts.join('/');
    const id = Number(parts.at(-1));
    const fields = (): Record<string, string> =>
      text.startsWith('{')
        ? (JSON.parse(text) as Record<string, string>)
        : Object.fromEntries(new URLSearchParams(text));
    const said = (list: Said[], author: string, shown: (one: Said) => object, most: number) => {
      if (method === 'GET') return list.map(shown);
      const { body = '' } = fields();
      if (body.length > most) return 422;
      if (method === 'POST') list.push({ id: list.length + 1, author, body });
      const own = list.find((one) => one.id === (method === 'POST' ? list.length : id));
      if (own === undefined || own.author !== author) return 404;
      own.body = body;
      return shown(own);
    };
    if (/^repos\/[^/]+\/[^/]+\/issues\/(7\/comments|comments\/\d+)$/.test(path))
      return said(
        this.comments,
        'github-actions[bot]',
        (one) => ({ ...one, user: { login: one.author } }),
        65_536,
      );
    if (path === 'api/v4/user') return { id: 11 };
    if (/^api\/v4\/projects\/5\/merge_requests\/7\/notes(\/\d+)?$/.test(path))
      return said(this.notes, '11', (one) => ({ ...one, author: { id: Number(one.author) } }), 1_000_000);
    if (/^repos\/platform\/gitops\/pulls(\/\d+)?$/.test(path)) return this.#pull(method, url, id, fields);
    return 404;
  }

  #pull(method: string, url: URL, id: number, fields: () => Record<string, string>): object | number {
    if (method === 'GET') {
      const head = url.searchParams.get('head');
      return this.pulls.filter((one) => `platform:${one.head}` === head);
    }
    const { title = '', body = '', head = '', base = '' } = fields();
    if (body.length > 65_536) return 422;
    if (method === 'POST') this.pulls.push({ number: this.pulls.length + 1, head, base, title, body });
    const own = this.pulls.find(({ number }) => number === (method === 'POST' ? this.pulls.length : id));
    return own === undefined ? 404 : Object.assign(own, { title, body });
  }
}

/** Writes a program of the shell into a folder of programs. */
export function programAt(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/**
 * `gh api` as its manual says it, for the options that our recipes have, against `CodeHosts`: GitHub's own program takes
 * no server without TLS. Asks jq.
 */
export const ghApi = (server: string): string => `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { parseArgs } = require('node:util');
const options = { paginate: { type: 'boolean' }, silent: { type: 'boolean' }, method: { type: 'string' },
  jq: { type: 'string' }, field: { type: 'string', multiple: true }, 'raw-field': { type: 'string', multiple: true } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [command, path] = positionals;
if (command !== 'api' || positionals.length !== 2) throw new Error('only gh api is known here: ' + process.argv);
const pairs = (list = [], read) => list.map((one) => {
  const at = one.indexOf('=');
  return [one.slice(0, at), read(one.slice(at + 1))];
});
const body = Object.fromEntries([
  ...pairs(values['raw-field'], (text) => text),
  ...pairs(values.field, (text) => (text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text)),
]);
(async () => {
  const method = values.method ?? (Object.keys(body).length > 0 ? 'POST' : 'GET');
  for (let next = '/' + path; next !== undefined; ) {
    const answer = await fetch('${server}' + next, { method, headers: { authorization: process.env.GH_TOKEN },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error('gh: HTTP ' + answer.status);
    if (values.silent !== true)
      process.stdout.write(values.jq === undefined ? text : execFileSync('jq', ['-r', values.jq], { input: text }));
    next = values.paginate === true ? /<(.*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] : undefined;
  }
})().catch((error) => { console.error(String(error)); process.exit(1); });
`;
