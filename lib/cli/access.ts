import { Command, Option } from '@commander-js/extra-typings';
import type { Environment } from '../model/terms/environment.ts';
import { suggestion } from '../model/text/nearest.ts';
import { printable } from '../model/text/problem.ts';
import { type ResourceAccess, resourceAccess } from '../policies/access-matrix.ts';
import { principalsOf, type Resolved, resolve } from '../policies/resolve.ts';
import { operationsOf, type ResourcePattern, type SingleOperation } from '../policies/rights.ts';
import { accessCsv, accessValue } from '../reports/access.ts';
import { loadProject } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { textTable } from './text-table.ts';

/** Kafka's operations as an option has them: `alter-configs`. */
const operations = new Map<string, SingleOperation>(
  Object.values(operationsOf)
    .flat()
    .map((operation) => [operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(), operation]),
);

export function accessCommand() {
  return new Command('access')
    .argument(
      '[name]',
      'only this topic, or only this principal: a service, a KafkaUser, or as brokers name it. Default: all that rights are about',
    )
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
  $ workstreams access --env prod payments-billing              what a principal may do
  $ workstreams access --env staging --system payments --format csv`,
    )
    .action((name, options) => {
      const { env, format, root, system, whoCan } = options;
      const project = loadProject({ root, today: today(), environments: [env] });
      const environment = project.ok ? project.value.environments[0] : undefined;
      if (!project.ok || environment === undefined) {
        process.stderr.write(problemReport(project.ok ? [] : project.problems));
        process.exitCode = 1;
        return;
      }
      const resolved = resolve(project.value.catalog, environment);
      const unknown = unknownName(resolved, system, name);
      if (unknown !== undefined) {
        process.stderr.write(unknown);
        process.exitCode = 1;
        return;
      }
      const operation = whoCan === undefined ? undefined : operations.get(whoCan);
      const rows = rowsOf(resolved, system, name).filter(
        (row) => operation === undefined || row.operations.includes(operation),
      );
      process.stdout.write(printed(rows, format, environment));
    });
}

/** Those of every system's principals: rights of one system's on another's topics show too. */
function rowsOf(resolved: Resolved, system?: string, name?: string): ResourceAccess[] {
  const topics = resolved.systems.flatMap(topicsOf);
  const rows = resourceAccess(principalsOf(resolved), topics);
  const topic = name !== undefined && topics.includes(name) ? name : undefined;
  const those = name === undefined || topic !== undefined ? rows : rows.filter((row) => isOf(row, name));
  if (system === undefined && topic === undefined) return those;
  const asked = new Set(
    resolved.systems
      .filter(({ declaration }) => declaration.id === (system ?? declaration.id))
      .flatMap(topicsOf),
  );
  return those.filter(
    (row) =>
      row.type === 'topic' &&
      row.patternType === 'literal' &&
      asked.has(row.name) &&
      row.name === (topic ?? row.name),
  );
}

/** Names by which people call a principal: the broker's, its KafkaUser's, and that of its service. */
function namesOf({ principal, service }: Pick<ResourceAccess, 'principal' | 'service'>): string[] {
  return [principal, principal.replace(/^User:(?:CN=)?/, ''), service];
}

const isOf = (row: ResourceAccess, name: string) => namesOf(row).includes(name);

function topicsOf({ families }: Resolved['systems'][number]): string[] {
  return families.flatMap((family) => family.topics.map(({ name }) => name.value));
}

function unknownName(resolved: Resolved, system?: string, name?: string): string | undefined {
  const { environment, systems: all } = resolved;
  const ids = all.map(({ declaration }) => declaration.id);
  const principals = resourceAccess(principalsOf(resolved), []).flatMap(namesOf);
  const names = [...new Set([...all.flatMap(topicsOf), ...principals])];
  const say = (kind: string, wrong: string, known: string[]) =>
    `${environment.environment} has no ${kind} ${printable(JSON.stringify(wrong))}\n  ${suggestion(wrong, known)}\n`;
  if (system !== undefined && !ids.includes(system)) return say('system', system, ids);
  return name === undefined || names.includes(name) ? undefined : say('topic or principal', name, names);
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
  const columns: readonly (readonly [string, (row: ResourceAccess) => string])[] = [
    ['RESOURCE', resourceText],
    ['PRINCIPAL', ({ principal }) => principal],
    ['MAY', (row) => row.operations.join(', ')],
    ['AS', ({ roles }) => roles.join(', ')],
    ['SERVICE', ({ service }) => service],
  ];
  return textTable({
    head: columns.map(([title]) => title),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
  });
}

const kinds = { topic: '', group: 'group ', transactionalId: 'transactional id ', cluster: 'the cluster' };

/** `payments.refunded`, `group billing`; a prefix ends with `*`, as no name can. */
function resourceText({ type, name, patternType }: ResourcePattern): string {
  return `${kinds[type]}${name}${patternType === 'prefix' ? '*' : ''}`;
}
