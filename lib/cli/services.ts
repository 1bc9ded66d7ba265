import { Command, Option } from '@commander-js/extra-typings';
import { suggestion } from '../model/text/nearest.ts';
import { printable } from '../model/text/problem.ts';
import type { ServicesOutput } from '../reports/outputs/services.ts';
import { type ServiceRow, servicesCsv, servicesOf } from '../reports/services.ts';
import { refuse, today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';
import { textTable } from './text-table.ts';

export function servicesCommand() {
  return new Command('services')
    .argument(
      '[service]',
      'only this service, with the names of its topics. Default: all, with their numbers',
    )
    .requiredOption('--env <name>', 'the environment')
    .option('--system <id>', 'only the services of one system')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table'),
    )
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams services --env prod
  $ workstreams services --env prod checkout          its topics, duties and principals
  $ workstreams services --env staging --format csv > services.csv

\`workstreams access <service>\` lists its rights.

Exit codes: 0 printed, 1 the input is wrong.`,
    )
    .action((wanted, { env, system, format, root }) => {
      const read = resolvedProject({ root, today: today(), environments: [env], system });
      const resolved = read?.environments[0];
      if (resolved === undefined) return;
      const all = servicesOf(resolved);
      const rows = all.filter(({ service }) => service === (wanted ?? service));
      if (wanted !== undefined && rows.length === 0) {
        const known = all.map(({ service }) => service);
        refuse(`there is no service ${printable(JSON.stringify(wanted))}\n  ${suggestion(wanted, known)}\n`);
        return;
      }
      const value: ServicesOutput = {
        schema: 'workstreams.io/services/v1',
        environment: env,
        services: rows,
      };
      const text = {
        table: () => (wanted === undefined ? listText(rows) : rows.map(detailText).join('\n')),
        json: () => `${JSON.stringify(value, undefined, 2)}\n`,
        csv: () => servicesCsv(rows),
      }[format];
      process.stdout.write(text());
    });
}

function listText(rows: readonly ServiceRow[]): string {
  const table = textTable({
    head: ['SYSTEM', 'SERVICE', 'WRITES', 'READS', 'DUTIES', 'PURPOSE'],
    right: [2, 3],
    rows: rows.map(({ system, service, writes, reads, duties, purpose }) => [
      system,
      service,
      String(writes.length),
      String(reads.length),
      duties.join('; '),
      purpose,
    ]),
  });
  const systems = new Set(rows.map(({ system }) => system)).size;
  return `${table}${rows.length} services in ${systems} ${systems === 1 ? 'system' : 'systems'}\n`;
}

function detailText({ system, service, purpose, principals, duties, writes, reads }: ServiceRow): string {
  const lists = Object.entries({ principal: principals, duty: duties, writes, reads });
  return textTable({
    head: [system, service],
    rows: [['purpose', purpose], ...lists.flatMap(([name, list]) => list.map((one) => [name, one]))],
  });
}
