import { Command, Option } from '@commander-js/extra-typings';
import { inventoryCsv, inventoryMarkdown, inventoryOf } from '../reports/inventory.ts';
import type { InventoryOutput } from '../reports/outputs/inventory.ts';
import { today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';

export function inventoryCommand() {
  return new Command('inventory')
    .option('--env <name...>', 'only these environments')
    .option('--system <id>', 'only the topics of one system')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['markdown', 'csv', 'json'])
        .default('markdown'),
    )
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams inventory --env prod > INVENTORY.md
  $ workstreams inventory --system payments
  $ workstreams inventory --env staging --format csv > staging.csv

Exit codes: 0 printed, 1 the input is wrong.`,
    )
    .action(({ env, system, format, root }) => {
      const read = resolvedProject({
        root,
        today: today(),
        system,
        ...(env === undefined ? {} : { environments: env }),
      });
      if (read === undefined) return;
      const rows = read.environments.flatMap(inventoryOf);
      const text = {
        markdown: () => inventoryMarkdown(read.environments, rows),
        csv: () => inventoryCsv(rows),
        json: () => {
          const value: InventoryOutput = { schema: 'workstreams.io/inventory/v1', topics: rows };
          return `${JSON.stringify(value, undefined, 2)}\n`;
        },
      }[format];
      process.stdout.write(text());
    });
}
