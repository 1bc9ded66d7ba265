import { Command } from '@commander-js/extra-typings';
import {
  classOption,
  clientOption,
  envOption,
  failedWithOption,
  formatOption,
  keyOption,
  onlyOption,
  sinceOption,
  topicOption,
  untilOption,
  whereOption,
} from './options.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { placesFor, told } from './places.ts';
import { listText } from './texts.ts';

export function listCommand() {
  return new Command('list')
    .description("open dead letters by topic, class and reason, and whether today's schema takes them")
    .addOption(envOption())
    .addOption(clientOption())
    .addOption(topicOption())
    .option('--system <id>', 'only the topics of one system')
    .addOption(classOption())
    .addOption(failedWithOption())
    .addOption(keyOption())
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(whereOption())
    .addOption(onlyOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams dead-letters list --env prod
  $ workstreams dead-letters list --env prod --topic orders.placed.v1 --class schema-invalid --only valid

Exit codes: 0 listed, 1 the brokers or the input do not allow it.`,
    )
    .action(async (options) => {
      await told(async () => {
        const places = placesFor(options);
        if (places === undefined) return;
        const { listLetters, selectionOf } = runtime().deadLetters;
        const selection = selectionOf(options);
        const topics = [];
        for (const place of places) topics.push(await listLetters(place, selection, new Date()));
        const value = { schema: 'workstreams.io/dead-letters/v1', topics };
        process.stdout.write(
          options.format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : listText(topics),
        );
      });
    });
}
