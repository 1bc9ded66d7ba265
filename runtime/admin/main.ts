import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Carried } from '../../lib/model/carried-contract.ts';
import type { Variables } from '../kafka/client-settings.ts';
import type { Log } from '../log.ts';
import { actions } from './actions.ts';
import { adminApp } from './app.ts';
import { RequestLimit } from './limits.ts';
import { Operations } from './operations.ts';
import { type AdminSettings, adminSettings } from './settings.ts';
import { TokenFolder } from './tokens.ts';

export interface AdminProcess {
  readonly variables: Variables;
  /** Topics and operations of a stack; undefined: those in the folder that `WORK_TOPICS_FOLDER` names. */
  readonly carried: Carried | undefined;
  readonly log: Log;
  /** Aborted by SIGTERM. */
  readonly stop: AbortSignal;
  /** Called with the address once it listens. @default nothing */
  readonly onListening?: (url: string) => void;
}

/** Connections at the same time, and milliseconds in which a request must be there. */
const most = { connections: 200, headers: 10_000, request: 30_000 };

/**
 * Serves the admin API until it is stopped, and then until its operations have ended.
 * @returns the exit code: 0 where it was stopped; 1 where starting again may help; 2 where it will not: the variables or
 * the files of topics are wrong
 */
export async function runAdmin(process: AdminProcess): Promise<number> {
  const { variables, carried, log } = process;
  const settings = adminSettings(variables, carried);
  if (!settings.ok) {
    for (const problem of settings.problems) log.error(problem);
    return 2;
  }
  try {
    return await serve(settings.value, process);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function serve(
  { desk, tokens: folder, host, port, tls, perMinute }: AdminSettings,
  { variables, log, stop, onListening }: AdminProcess,
): Promise<number> {
  const operations = new Operations(log, stop);
  const tokens = new TokenFolder(folder, log);
  const limit = new RequestLimit(perMinute);
  const app = adminApp({ desk, variables, actions, operations, log, stop, tokens, limit });
  const server = serverOf(getRequestListener(app.fetch, { overrideGlobalObjects: false }), tls);
  const problem = await listening(server, port, host);
  if (problem !== undefined) {
    log.error(problem);
    return 1;
  }
  const { address, family, port: used } = server.address() as AddressInfo;
  const url = `${tls === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${used}`;
  log.info('listening', { url, topics: desk.carried.topics.length, tokens: tokens.size });
  onListening?.(url);
  if (!stop.aborted) await once(stop, 'abort');
  // Who asks how an operation ends is answered until it has ended.
  await operations.settled();
  await closed(server);
  log.info('ended: stopped');
  return 0;
}

type Listener = ReturnType<typeof getRequestListener>;

function serverOf(listener: Listener, tls: AdminSettings['tls']): Server {
  const options = { headersTimeout: most.headers, requestTimeout: most.request };
  const answer: Parameters<typeof createServer>[1] = (request, response) => void listener(request, response);
  const server =
    tls === undefined
      ? createServer(options, answer)
      : createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, answer);
  server.maxConnections = most.connections;
  return server;
}

/** @returns why it cannot listen, in a sentence; undefined: it does */
async function listening(server: Server, port: number, host: string): Promise<string | undefined> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    const fix =
      code === 'EADDRINUSE'
        ? 'another program does: end it, or name another port'
        : 'name an address of this machine, and a port that this user may take';
    return `WORK_HTTP_HOST and WORK_HTTP_PORT: cannot listen at ${host}, port ${port} (${code}): ${fix}`;
  }
}

/** Requests that are being answered end; connections that wait for another one do so at once. */
async function closed(server: Server): Promise<void> {
  const done = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), 5000);
  await done;
  clearTimeout(late);
}
