import { Command, Option } from '@commander-js/extra-typings';
import Table from 'cli-table3';
import { suggestion } from '../model/text/nearest.ts';
import { printable } from '../model/text/problem.ts';
import { type AccessRow, accessMatrix } from '../policies/access-matrix.ts';
import { principalsOf, type Resolved, resolve } from '../policies/resolve.ts';
import { accessCsv } from '../reports/access.ts';
import { bareTable, tableText } from './bare-table.ts';
import { loadProject } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';

const operations = { read: 'Read', write: 'Write', describe: 'Describe' } as const;

export function accessCommand() {
  return new Command('access')
    .argument('[topic]', 'only this topic')
    .requiredOption('--env <name>', 'the environment')
    .option('--system <id>', 'only the topics of one system')
    .addOption(
      new Option('--who-can <operation>', 'only those who may read, write or describe').choices([
        'read',
        'write',
        'describe',
      ] as const),
    )
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table'),
    )
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams access --env prod
  $ workstreams access --env prod --who-can read payments.refunded
  $ workstreams access --env staging --system payments --format csv`,
    )
    .action((topic, options) => {
      const { env, format, root, system, whoCan } = options;
      const project = loadProject({ root, today: today(), environments: [env] });
      const environment = project.ok ? project.value.environments[0] : undefined;
      if (!project.ok || environment === undefined) {
        process.stderr.write(problemReport(project.ok ? [] : project.problems));
        process.exitCode = 1;
        return;
      }
      const resolved = resolve(project.value.catalog, environment);
      const unknown = unknownName(resolved, system, topic);
      if (unknown !== undefined) {
        process.stderr.write(unknown);
        process.exitCode = 1;
        return;
      }
      const operation = whoCan === undefined ? undefined : operations[whoCan];
      const rows = matrixOf(resolved, system).filter(
        (row) =>
          (topic === undefined || row.topic === topic) &&
          (operation === undefined || row.operations.includes(operation)),
      );
      process.stdout.write(printed(rows, format, environment.kafka.authorization));
    });
}

/** The rows of every system: rights of one system's principals on another's topics would show too. */
function matrixOf(resolved: Resolved, only: string | undefined): AccessRow[] {
  const topics = resolved.systems
    .filter(({ declaration }) => only === undefined || declaration.id === only)
    .flatMap(({ families }) =>
      families.flatMap((family) => family.topics.map(({ name }) => name.value as string)),
    );
  return accessMatrix(principalsOf(resolved), topics);
}

function unknownName(
  { environment, systems: all }: Resolved,
  system?: string,
  topic?: string,
): string | undefined {
  const ids = all.map(({ declaration }) => declaration.id);
  const names = all.flatMap(({ families }) =>
    families.flatMap((family) => family.topics.map(({ name }) => name.value as string)),
  );
  const say = (kind: string, name: string, known: string[]) =>
    `${environment.environment} has no ${kind} ${printable(JSON.stringify(name))}\n  ${suggestion(name, known)}\n`;
  if (system !== undefined && !ids.includes(system)) return say('system', system, ids);
  return topic === undefined || names.includes(topic) ? undefined : say('topic', topic, names);
}

function printed(rows: readonly AccessRow[], format: string, authorization: string): string {
  if (format === 'json') return `${JSON.stringify(rows, undefined, 2)}\n`;
  if (format === 'csv') return accessCsv(rows);
  if (rows.length === 0) {
    return authorization === 'none'
      ? 'nobody is authorized here: without an authorizer everyone may do everything\n'
      : 'nobody may\n';
  }
  const table = new Table(bareTable(['TOPIC', 'PRINCIPAL', 'MAY', 'AS', 'SERVICE']));
  for (const { topic, principal, operations: may, roles, service } of rows) {
    table.push([topic, principal, may.join(', '), roles.join(', '), service].map(printable));
  }
  return tableText(table);
}
