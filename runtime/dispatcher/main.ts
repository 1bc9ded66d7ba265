import type { Server } from 'node:http';
import { serveProbes } from '../http.ts';
import type { Variables } from '../kafka/client-settings.ts';
import { GroupReader } from '../kafka/group-reader.ts';
import { missingRights } from '../kafka/topic-rights.ts';
import { Writer } from '../kafka/writer.ts';
import type { Log } from '../log.ts';
import { Dispatcher } from './dispatcher.ts';
import { DispatcherMetrics } from './metrics.ts';
import { type DispatcherSettings, dispatcherSettings } from './settings.ts';

interface Process {
  readonly variables: Variables;
  readonly log: Log;
  /** Aborted by SIGTERM. */
  readonly stop: AbortSignal;
}

/**
 * Runs a dispatcher until it is stopped.
 * @returns the exit code: 0 where it was stopped; 1 where starting again may help; 2 where it will not: the variables or
 * the files of topics are wrong
 */
export async function runDispatcher({ variables, log, stop }: Process): Promise<number> {
  const settings = dispatcherSettings(variables);
  if (!settings.ok) {
    for (const problem of settings.problems) log.error(problem);
    return 2;
  }
  try {
    return await serve(settings.value, log, stop);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function serve(settings: DispatcherSettings, log: Log, stop: AbortSignal): Promise<number> {
  const { topics, reader: options } = settings;
  let dispatcher: Dispatcher | undefined;
  const metrics = new DispatcherMetrics(topics, () => dispatcher?.state ?? []);
  const server = await serveProbes(settings.port, {
    isAlive: () => dispatcher?.isAlive ?? true,
    isReady: () => dispatcher !== undefined && !stop.aborted,
    metrics: metrics.registry,
  });
  try {
    const writes = topics.flatMap(({ topic, deadLetter }) => [
      topic,
      ...(deadLetter === undefined ? [] : [deadLetter]),
    ]);
    const missing = await missingRights(options.client, { reads: options.topics, writes });
    for (const one of missing) log.error(one);
    if (missing.length > 0) return 1;
    const reader = await GroupReader.join({
      ...options,
      onAssigned: (partitions) =>
        log.info('partitions assigned', {
          count: partitions.length,
          partitions: partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(','),
        }),
    });
    // The dispatcher itself tries again: what it cannot write goes back to where it was.
    const writer = new Writer(options.client, 1);
    try {
      dispatcher = new Dispatcher(topics, { reader, writer, metrics, log, stop, group: options.group });
      await dispatcher.run();
      log.info('ended: stopped');
      return 0;
    } finally {
      await writer.close();
      await reader.close();
    }
  } finally {
    await closed(server);
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}
