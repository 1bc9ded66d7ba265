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
  reasonOption,
  sinceOption,
  topicOption,
  untilOption,
  whereOption,
} from './options.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { byOption } from '../who-option.ts';
import { onePlace, refuse, told } from './places.ts';
import { sessionText } from './texts.ts';

export function archiveCommand() {
  return new Command('archive')
    .description('write dead letters to a file of JSON Lines with all that brings them back')
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
    .requiredOption('--out <file>', 'the file; it must not be there yet')
    .option('--settle', 'they are open no longer; needs --reason')
    .option('--max <count>', 'the most that are settled', countOf)
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
The file has values as they are, personal data too: where the contract marks any, --reason is needed. Only its owner may
read the file.

Examples:
  $ workstreams dead-letters archive --env prod --topic orders.placed.v1 --out letters.jsonl
  $ workstreams dead-letters archive --env prod --topic orders.placed.v1 --out letters.jsonl --settle --reason 'INC-311'

Exit codes: 0 written, 1 the brokers or the input do not allow it.`,
    )
    .action(async (options) => {
      const { out, settle = false, reason, by, max } = options;
      if (settle && reason === undefined) {
        refuse('--settle needs a reason: say why with --reason');
        return;
      }
      await told(async () => {
        const place = onePlace(options);
        if (place === undefined) return;
        const { deadLetters, stopSignal } = runtime();
        if (new deadLetters.Redaction(place.contract).hides && reason === undefined) {
          refuse(`${place.contract.topic} has personal data: say with --reason why it is written to a file`);
          return;
        }
        const selection = deadLetters.selectionOf(options);
        if (!settle) {
          const count = await deadLetters.archive(place, selection, out);
          process.stdout.write(`${count} in ${out}; they are still open\n`);
          return;
        }
        const result = await deadLetters.archiveAndSettle(
          await deadLetters.repairable(place),
          {
            ...{
              action: 'dead-letters.archive',
              by,
              why: reason ?? '',
              filter: deadLetters.filterText(options),
              selection,
            },
            ...{ transformation: '', most: max, rate: undefined, batch: 500, stop: stopSignal() },
          },
          out,
          () => undefined,
        );
        process.stdout.write(sessionText(result));
      });
    });
}
