import { Command, Option } from '@commander-js/extra-typings';
import Table from 'cli-table3';
import type { Environment } from '../model/terms/environment.ts';
import { suggestion } from '../model/text/nearest.ts';
import { printable } from '../model/text/problem.ts';
import { type ResourceAccess, resourceAccess } from '../policies/access-matrix.ts';
import { principalsOf, type Resolved, resolve } from '../policies/resolve.ts';
import { operationsOf, type ResourcePattern, type SingleOperation } from '../policies/rights.ts';
import { accessCsv, accessValue } from '../reports/access.ts';
import { bareTable, tableText } from './bare-table.ts';
import { loadProject } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';

/** Kafka's operations as an option has them: `alter-configs`. */
const operations = new Map<string, SingleOperation>(
  Object.values(operationsOf)
    .flat()
    .map((operation) => [operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(), operation]),
);

export function accessCommand() {
  return new Command('access')
    .argument('[topic]', 'only this topic. Default: every topic, and all else that rights are about')
    .requiredOption('--env <name>', 'the environment')
    .option('--system <id>', 'only the topics of one system')
    .addOption(
      new Option('--who-can <operation>', 'only those who may do this').choices([...operations.keys()]),
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
      const operation = whoCan === undefined ? undefined : operations.get(whoCan);
      const rows = rowsOf(resolved, system, topic).filter(
        (row) => operation === undefined || row.operations.includes(operation),
      );
      process.stdout.write(printed(rows, format, environment));
    });
}

/** Those of every system's principals: rights of one system's on another's topics show too. */
function rowsOf(resolved: Resolved, system?: string, topic?: string): ResourceAccess[] {
  const rows = resourceAccess(principalsOf(resolved), resolved.systems.flatMap(topicsOf));
  if (system === undefined && topic === undefined) return rows;
  const asked = new Set(
    resolved.systems
      .filter(({ declaration }) => declaration.id === (system ?? declaration.id))
      .flatMap(topicsOf),
  );
  return rows.filter(
    ({ type, patternType, name }) =>
      type === 'topic' && patternType === 'literal' && asked.has(name) && name === (topic ?? name),
  );
}

function topicsOf({ families }: Resolved['systems'][number]): string[] {
  return families.flatMap((family) => family.topics.map(({ name }) => name.value));
}

function unknownName(
  { environment, systems: all }: Resolved,
  system?: string,
  topic?: string,
): string | undefined {
  const ids = all.map(({ declaration }) => declaration.id);
  const names = all.flatMap(topicsOf);
  const say = (kind: string, name: string, known: string[]) =>
    `${environment.environment} has no ${kind} ${printable(JSON.stringify(name))}\n  ${suggestion(name, known)}\n`;
  if (system !== undefined && !ids.includes(system)) return say('system', system, ids);
  return topic === undefined || names.includes(topic) ? undefined : say('topic', topic, names);
}

function printed(
  rows: readonly ResourceAccess[],
  format: string,
  { environment, kafka }: Environment,
): string {
  if (format === 'json') return `${JSON.stringify(accessValue(environment, rows), undefined, 2)}\n`;
  if (format === 'csv') return accessCsv(rows);
  if (rows.length === 0) {
    return kafka.authorization === 'none'
      ? 'no one is authorized here: without an authorizer everyone may do everything\n'
      : 'no one may\n';
  }
  const table = new Table(bareTable(['RESOURCE', 'PRINCIPAL', 'MAY', 'AS', 'SERVICE']));
  for (const { principal, operations: may, roles, service, ...resource } of rows) {
    table.push([resourceText(resource), principal, may.join(', '), roles.join(', '), service].map(printable));
  }
  return tableText(table);
}

const kinds = { topic: '', group: 'group ', transactionalId: 'transactional id ', cluster: 'the cluster' };

/** `payments.refunded`, `group billing`; a prefix ends with `*`, as no name can. */
function resourceText({ type, name, patternType }: ResourcePattern): string {
  return `${kinds[type]}${name}${patternType === 'prefix' ? '*' : ''}`;
}
