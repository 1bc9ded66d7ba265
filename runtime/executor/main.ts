import type { Variables } from '../kafka/client-settings.ts';
import type { Log } from '../log.ts';
import { CannotStart, commandHandler, type Handle } from './command.ts';
import { drain } from './run-executor.ts';
import { executorSettings } from './settings.ts';

interface Process {
  readonly variables: Variables;
  readonly log: Log;
  /** Aborted by SIGTERM. */
  readonly stop: AbortSignal;
}

/**
 * Runs a command for each message of the queue until it is idle.
 * @returns the exit code: 0 where it is idle, stopped, or at its deadline; 1 where starting again may help; 2 where it
 * will not: the variables are wrong, or the command cannot be started
 */
export async function runCommandExecutor(command: readonly string[], { variables, log, stop }: Process) {
  return await runWith(commandHandler(command, variables), { variables, log, stop });
}

/** Runs a function for each message of the queue until it is idle. @returns as above */
export async function runWith(handle: Handle, { variables, log, stop }: Process): Promise<number> {
  const settings = executorSettings(variables);
  if (!settings.ok) {
    for (const problem of settings.problems) log.error(problem);
    return 2;
  }
  try {
    const { check, ...how } = settings.value;
    const { why, ...counts } = await drain(how, { handle, check, log, stop });
    log.info(`ended: ${why}`, counts);
    return 0;
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return error instanceof CannotStart ? 2 : 1;
  }
}
