import type { AdminProcess } from './admin/main.ts';
import type { Handle } from './executor/command.ts';
import { runDispatcher } from './dispatcher/main.ts';
import { runCommandExecutor, runWith } from './executor/main.ts';
import { jsonLog, type Log } from './log.ts';

export type { Handle } from './executor/command.ts';
export type { Failure, FailureClass, Outcome, Recorded } from './executor/outcome.ts';
export type { Delivery, Header } from './kafka/records.ts';
export type { Log, LogFields } from './log.ts';
/** @internal What the command dead-letters asks for. */
export * as deadLetters from './dead-letters/index.ts';
/** @internal The commands of the program. */
export { runCommandExecutor, runDispatcher };
/** @internal */
export {
  changeReplay,
  dryRun,
  replaySession,
  replaySessions,
  resumeReplay,
  startReplay,
} from './replay/replays.ts';
/** @internal */
export { progressOf } from './replay/session.ts';
/** @internal */
export { optionsOf, sourceText } from './replay/terms-text.ts';
/** @internal */
export type { ReplayContract, ReplayContracts } from './replay/preparation.ts';
/** @internal */
export type { ReplaySession, ReplayTerms, SourceTerms } from './replay/session.ts';

/** @internal The admin API; no other program needs its server. */
export async function runAdmin(process: AdminProcess): Promise<number> {
  return await (await import('./admin/main.ts')).runAdmin(process);
}

/** An executor in TypeScript. */
export interface Executor {
  /** Called for each message. What it returns is the outcome; what it throws is a dead letter of the class `defect`. */
  readonly handle: Handle;
  /** @default lines of JSON on standard error */
  readonly log?: Log;
}

/**
 * Drains the queue that the variables of the process name until it is idle, and ends on SIGTERM when what is in work has ended.
 * @returns the exit code: 0 idle, stopped, or at its deadline; 1 starting again may help; 2 it will not
 */
export async function runExecutor({ handle, log = standardLog() }: Executor): Promise<number> {
  const guarded: Handle = async (delivery, signal) => {
    try {
      return await handle(delivery, signal);
    } catch (error) {
      // The name alone: a message of an error often has a part of what it is about.
      return { again: false, class: 'defect', reason: error instanceof Error ? error.name : 'thrown' };
    }
  };
  return await runWith(guarded, { variables: process.env, log, stop: stopSignal() });
}

/** @internal Aborted by SIGTERM or SIGINT. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/** @internal */
export function standardLog(): Log {
  return jsonLog((line) => process.stderr.write(line));
}
