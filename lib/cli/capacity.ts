import { Command, Option } from '@commander-js/extra-typings';
import {
  capacityCsv,
  capacityMarkdown,
  type CapacityReport,
  capacityReport,
  capacityTables,
} from '../reports/capacity.ts';
import { today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';
import { textTable } from './text-table.ts';

export function capacityCommand() {
  return new Command('capacity')
    .requiredOption('--env <name>', 'the environment')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'csv', 'markdown'])
        .default('text'),
    )
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams capacity --env prod
  $ workstreams capacity --env staging --format csv > capacity.csv

Exit codes: 0 inside the budgets, 1 the input is wrong, 2 over a budget.`,
    )
    .action(({ env, format, root }) => {
      const read = resolvedProject({ root, today: today(), environments: [env] });
      const resolved = read?.environments[0];
      if (resolved === undefined) return;
      const report = capacityReport(resolved);
      const text = {
        text: () => capacityText(report),
        json: () => `${JSON.stringify(report, undefined, 2)}\n`,
        csv: () => capacityCsv(report),
        markdown: () => capacityMarkdown(report),
      }[format];
      process.stdout.write(text());
      process.exitCode = report.budgets.some(({ over }) => over > 0) ? 2 : 0;
    });
}

function capacityText(report: CapacityReport): string {
  return capacityTables(report)
    .map(({ title, head, rows }) => {
      const numbers = head.flatMap((_, index) => (index === 0 ? [] : [index]));
      const table = textTable({ head: head.map((name) => name.toUpperCase()), rows, right: numbers });
      return `${title}\n${table}`;
    })
    .join('\n');
}
