import { Command } from '@commander-js/extra-typings';
import { runtime } from './runtime.ts';

export function dispatcherCommand() {
  return new Command('dispatcher')
    .addHelpText(
      'after',
      `
A message of a retry topic goes back to its primary topic at the time that its header x-next-at says, with its key, value
and headers. After its last attempt it goes to the dead letter topic. How to reach Kafka, and which topics there are, is
said by the variables and files that manifests set (KAFKA_*, WORK_*). Probes and metrics: /livez, /readyz and /metrics on
WORK_HTTP_PORT (9404).

Example:
  $ WORK_TOPICS_FOLDER=/etc/workstreams/topics workstreams dispatcher

Exit codes: 0 it was stopped (SIGTERM), 1 starting again may help: Kafka cannot be reached or a right is missing,
2 it will not: a variable or a file of a topic is wrong.`,
    )
    .action(async () => {
      const { runDispatcher, standardLog, stopSignal } = runtime();
      process.exitCode = await runDispatcher({
        ...{ variables: process.env, log: standardLog(), stop: stopSignal() },
      });
    });
}
