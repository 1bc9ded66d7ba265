import { Command } from '@commander-js/extra-typings';
import {
  atOption,
  classOption,
  clientOption,
  countOf,
  envOption,
  failedWithOption,
  formatOption,
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
import { onePlace, refuse, told } from './places.ts';
import { showText } from './texts.ts';

export function showCommand() {
  return new Command('show')
    .description('dead letters of a topic with their headers and values; personal data is redacted')
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
    .option('--max <count>', 'the most that are shown', countOf, 5)
    .addOption(personalDataOption())
    .addOption(reasonOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams dead-letters show --env prod --topic orders.placed.v1 --class schema-invalid --max 1
  $ workstreams dead-letters show --env prod --topic orders.placed.v1 --at 0:4711

Exit codes: 0 shown, 1 the brokers or the input do not allow it.`,
    )
    .action(async (options) => {
      const { personalData = false, reason, max, format } = options;
      if (personalData && reason === undefined) {
        refuse('--personal-data needs a reason: say with --reason why it must be seen');
        return;
      }
      await told(async () => {
        const place = onePlace(options);
        if (place === undefined) return;
        const { deadLetters } = runtime();
        const letters = await deadLetters.showLetters(
          place,
          deadLetters.selectionOf(options),
          max,
          personalData,
        );
        if (personalData) process.stderr.write(`shown with personal data: ${String(reason)}\n`);
        const value = { schema: 'workstreams.io/dead-letters/show/v1', letters };
        process.stdout.write(
          format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : showText(letters),
        );
      });
    });
}
