import { Command, Option } from '@commander-js/extra-typings';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { clientOption, envOption, formatOption, topicOption } from './options.ts';
import { placesFor, told } from './places.ts';
import { listText } from './texts.ts';

export function analyseCommand() {
  return new Command('analyse')
    .description('count dead letters, and write the summary to audit and the counts to metrics of the system')
    .addOption(envOption())
    .addOption(clientOption())
    .addOption(topicOption())
    .option('--system <id>', 'only the topics of one system')
    .addOption(
      new Option('--by <who>', 'who asks for it, for the audit record').default(undefined, 'the service'),
    )
    .addOption(
      new Option('--reason <text>', 'why: it is in the audit record').default('the regular analysis'),
    )
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Where an environment says how often (runtime.analysis.every), a CronJob runs it.

Example:
  $ workstreams dead-letters analyse --env prod --system shop

Exit codes: 0 written, 1 the brokers or the input do not allow it, for some topic or for all.`,
    )
    .action(async (options) => {
      const { reason, by, format } = options;
      await told(async () => {
        const places = placesFor(options);
        if (places === undefined) return;
        const { analyse } = runtime().deadLetters;
        const found: Awaited<ReturnType<typeof analyse>>[] = [];
        for (const place of places) {
          const service = place.operations?.operators[0]?.service ?? place.contract.system;
          // A topic that cannot be counted keeps none of the others from it.
          await told(async () => {
            found.push(await analyse(place, by ?? `service-${service}`, reason));
          });
        }
        const value = { schema: 'workstreams.io/dead-letters/analysis/v1', topics: found };
        process.stdout.write(
          format === 'json'
            ? `${JSON.stringify(value, undefined, 2)}\n`
            : listText(found.map(({ letters }) => letters)),
        );
      });
    });
}
