import { Command } from '@commander-js/extra-typings';
import { runtime } from './runtime.ts';

export function executorCommand() {
  return new Command('executor')
    .argument('<command...>', 'the program and its arguments, after --')
    .addHelpText(
      'after',
      `
The program runs once for each message: the value is its standard input, MESSAGE_* variables say the rest. It says by
its exit code what came of the message: 0 it is done, 75 try again later, anything else it is a dead letter.
How to reach the queue is said by the variables that manifests set (KAFKA_*, WORK_*).

Example:
  $ workstreams executor -- python3 print_label.py

Exit codes: 0 the queue is idle, 1 starting again may help, 2 it will not: a variable or the program is wrong.`,
    )
    .action(async (command) => {
      const { runCommandExecutor, standardLog, stopSignal } = runtime();
      process.exitCode = await runCommandExecutor(command, {
        ...{ variables: process.env, log: standardLog(), stop: stopSignal() },
      });
    });
}
