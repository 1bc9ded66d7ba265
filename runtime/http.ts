import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { Registry } from 'prom-client';

/** What a program says of itself by HTTP. */
export interface Probes {
  /** Whether it works at all: where it does not, it is started again. */
  readonly isAlive: () => boolean;
  readonly isReady: () => boolean;
  readonly metrics: Registry;
}

/**
 * Serves `/livez`, `/readyz` and `/metrics`.
 * @throws Error where the port is taken
 */
export async function serveProbes(port: number, { isAlive, isReady, metrics }: Probes): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'content-type': type });
      response.end(text);
    };
    const state = (good: boolean) => answer(good ? 200 : 503, good ? 'ok\n' : 'not ok\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'only GET\n');
    const path = (request.url ?? '').split('?')[0];
    if (path === '/livez') return state(isAlive());
    if (path === '/readyz') return state(isReady());
    if (path !== '/metrics') return answer(404, 'there are /livez, /readyz and /metrics\n');
    metrics.metrics().then(
      (text) => answer(200, text, metrics.contentType),
      () => answer(500, 'no metrics\n'),
    );
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
