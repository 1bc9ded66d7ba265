import { Command } from '@commander-js/extra-typings';
import {
  atOption,
  classOption,
  clientOption,
  countOf,
  envOption,
  failedWithOption,
  keyOption,
  onlyOption,
  sinceOption,
  topicOption,
  untilOption,
  whereOption,
} from './options.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { byOption } from '../who-option.ts';
import { onePlace, told } from './places.ts';
import { listText, sessionText } from './texts.ts';

export function discardCommand() {
  return new Command('discard')
    .description('give dead letters up: they are open no longer, and stay in their topic until they expire')
    .addOption(envOption())
    .addOption(clientOption())
    .addOption(topicOption())
    .addOption(classOption())
    .addOption(failedWithOption())
    .addOption(keyOption())
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(whereOption())
    .addOption(onlyOption())
    .addOption(atOption())
    .option('--max <count>', 'the most that are discarded', countOf)
    .option('--execute', 'do it; without it they are only listed')
    .requiredOption('--reason <text>', 'why: it is in the audit record')
    .addOption(byOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Example:
  $ workstreams dead-letters discard --env prod --topic orders.placed.v1 --key order-77 --execute --reason 'a test order'

Exit codes: 0 done, 1 the brokers or the input do not allow it.`,
    )
    .action(async (options) => {
      const { execute = false, reason, by, max } = options;
      await told(async () => {
        const place = onePlace(options);
        if (place === undefined) return;
        const { deadLetters, stopSignal } = runtime();
        const selection = deadLetters.selectionOf(options);
        if (!execute) {
          process.stdout.write(listText([await deadLetters.listLetters(place, selection, new Date())]));
          process.stdout.write('nothing was written: --execute discards these\n');
          return;
        }
        const result = await deadLetters.discard(
          await deadLetters.repairable(place),
          {
            ...{
              action: 'dead-letters.discard',
              by,
              why: reason,
              filter: deadLetters.filterText(options),
              selection,
            },
            ...{ transformation: '', most: max, rate: undefined, batch: 500, stop: stopSignal() },
          },
          () => undefined,
        );
        process.stdout.write(sessionText(result));
      });
    });
}
