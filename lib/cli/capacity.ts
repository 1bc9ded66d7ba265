import { Command, Option } from '@commander-js/extra-typings';
import Table from 'cli-table3';
import { printable } from '../model/text/problem.ts';
import {
  capacityCsv,
  capacityMarkdown,
  type CapacityReport,
  capacityReport,
  capacityTables,
} from '../reports/capacity.ts';
import { bareTable, tableText } from './bare-table.ts';
import { today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';

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
      const numbers = head.map((_, index): 'left' | 'right' => (index === 0 ? 'left' : 'right'));
      const table = new Table({
        ...bareTable(head.map((name) => name.toUpperCase())),
        colAligns: numbers,
      });
      for (const row of rows) table.push(row.map(printable));
      return `${title}\n${tableText(table)}`;
    })
    .join('\n');
}
