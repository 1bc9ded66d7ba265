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
  personalDataOption,
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
import { dryRunText, sessionText } from './texts.ts';

export function redriveCommand() {
  return new Command('redrive')
    .description(
      'write dead letters to their topic again, changed where that is asked for; a dry run unless --execute',
    )
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
    .option('--transform <expression>', 'JSONata on { value, key, headers, … } that makes the new value')
    .option(
      '--transform-headers <expression>',
      'JSONata that makes headers: a text sets one, null removes it',
    )
    .option('--max <count>', 'the most that are redriven', countOf)
    .option('--rate <count>', 'messages a second', countOf)
    .option('--batch <count>', 'messages of one transaction', countOf, 200)
    .option('--limit <count>', 'how often one message may be redriven (x-redrive-count)', countOf, 3)
    .option('--samples <count>', 'letters whose change a dry run shows', countOf, 3)
    .addOption(personalDataOption())
    .option('--execute', 'write; without it nothing is written')
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Each message is judged by today's schema. What it does not take stays a dead letter. A message is redriven once, also where
this command is killed: run it again for the rest.

Examples:
  $ workstreams dead-letters redrive --env prod --topic orders.placed.v1 --class schema-invalid \\
      --transform '$merge([value, {"currency": "EUR"}])'
  $ workstreams dead-letters redrive --env prod --topic orders.placed.v1 --max 10 --execute --reason 'INC-311: try ten'

Exit codes: 0 done, 1 the brokers or the input do not allow it, 2 some stay dead letters.`,
    )
    .action(async (options) => {
      const {
        personalData = false,
        reason,
        execute = false,
        by,
        transform,
        transformHeaders,
        ...rest
      } = options;
      if ((execute || personalData) && reason === undefined) {
        refuse(`${execute ? '--execute' : '--personal-data'} needs a reason: say why with --reason`);
        return;
      }
      await told(async () => {
        const place = onePlace(options);
        if (place === undefined) return;
        const { deadLetters, stopSignal } = runtime();
        const { Expression } = deadLetters;
        const selection = deadLetters.selectionOf(options);
        const change = {
          ...(transform === undefined ? {} : { value: new Expression(transform) }),
          ...(transformHeaders === undefined ? {} : { headers: new Expression(transformHeaders) }),
          limit: rest.limit,
        };
        if (!execute) {
          const shown = { samples: rest.samples, most: rest.max, personalData };
          const result = await deadLetters.dryRun(place, selection, change, shown);
          process.stdout.write(dryRunText(result));
          process.exitCode = Object.keys(result.refusals).length > 0 ? 2 : 0;
          return;
        }
        const result = await deadLetters.redrive(
          await deadLetters.repairable(place, { writes: [place.contract.topic] }),
          {
            ...{
              action: 'dead-letters.redrive',
              by,
              why: reason ?? '',
              filter: deadLetters.filterText(options),
              selection,
            },
            transformation: [transform, transformHeaders]
              .filter((one) => one !== undefined)
              .join(' | headers: '),
            ...{ most: rest.max, rate: rest.rate, batch: rest.batch, stop: stopSignal() },
          },
          change,
          (settled) => process.stderr.write(`${settled} redriven\n`),
        );
        process.stdout.write(sessionText(result));
        process.exitCode = Object.keys(result.refusals).length > 0 ? 2 : 0;
      });
    });
}
