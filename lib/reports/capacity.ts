import { groupBy } from '../model/groups.ts';
import { compare } from '../model/text/problem.ts';
import { type Amounts, type Demand, demandsOf, totalOf } from '../policies/demand.ts';
import { givingWay } from '../policies/give-way.ts';
import type { Resolved } from '../policies/resolve.ts';
import { csvText } from './csv.ts';
import type { CapacityOutput } from './outputs/capacity.ts';
import { markdownCellCode, markdownTable, markdownText } from '../model/text/markdown.ts';

/** As `capacity --format json` prints it. */
export type CapacityReport = CapacityOutput;
type Budget = CapacityOutput['budgets'][number];
type NamedAmounts = CapacityOutput['bySystem'][number];

/** What an environment's topics take, by expected load, replication and retention, against its budgets. */
export function capacityReport(resolved: Resolved): CapacityReport {
  const { environment } = resolved;
  const demands = demandsOf(resolved);
  const total = totalOf(demands);
  const budget = (
    resource: Budget['resource'],
    granted: number,
    used: number,
    of: (one: Demand) => number,
  ): Budget => ({
    resource,
    used,
    budget: granted,
    over: Math.max(0, used - granted),
    givesWay: givingWay(demands, used - granted, of),
  });
  const { partitionBudget, storageBudget } = environment.topics;
  return {
    schema: 'workstreams.io/capacity/v1',
    environment: environment.environment,
    budgets: [
      budget('partitions', partitionBudget, total.partitions, (one) => one.partitions),
      budget('storage', storageBudget, total.localBytes, (one) => one.localBytes),
    ],
    total,
    bySystem: grouped(demands, ({ system }) => system),
    byOwner: grouped(demands, ({ owner }) => owner),
    endless: demands.flatMap((one) => one.endless),
  };
}

function grouped(demands: readonly Demand[], by: (one: Demand) => string): NamedAmounts[] {
  return [...groupBy(demands, by)]
    .map(([name, own]) => ({ name, ...totalOf(own) }))
    .sort((a, b) => compare(a.name, b.name));
}

/** A table: its title, the heads of its columns and its cells as plain text. */
export interface CapacityTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const amountHead = ['topics', 'partitions', 'replicas', 'local', 'tiered', 'written/s', 'fetched/s'];

function amountCells(one: Amounts): string[] {
  const counts = [one.topics, one.partitions, one.replicas].map(String);
  return [...counts, ...[one.localBytes, one.tieredBytes, one.written, one.fetched].map(sizeText)];
}

/** The report as tables, for people: budgets, systems, owners, and who gives way. */
export function capacityTables({
  environment,
  budgets,
  total,
  bySystem,
  byOwner,
  endless,
}: CapacityReport): CapacityTable[] {
  const named = (one: NamedAmounts): string[] => [one.name, ...amountCells(one)];
  return [
    {
      title: `Budgets of ${environment}`,
      head: ['budget', 'used', 'of', 'share', 'over'],
      rows: budgets.map(({ resource, used, budget, over }) => [
        resource,
        amountText(resource, used),
        amountText(resource, budget),
        `${Math.ceil((used / budget) * 100)}%`,
        over === 0 ? '' : amountText(resource, over),
      ]),
    },
    {
      title: 'By system',
      head: ['system', ...amountHead],
      rows: [...bySystem.map(named), ['all', ...amountCells(total)]],
    },
    { title: 'By owner', head: ['owner', ...amountHead], rows: byOwner.map(named) },
    ...(endless.length === 0
      ? []
      : [
          {
            title: 'Endless retention, estimated with one year',
            head: ['topic'],
            rows: endless.map((topic) => [topic]),
          },
        ]),
    ...budgets
      .filter(({ over }) => over > 0)
      .map(({ resource, givesWay }) => ({
        title: `Who would have to give way for ${resource}`,
        head: ['topic', 'owner', 'class', 'frees', 'still over'],
        rows: givesWay.map(({ demand, frees, stillOver }) => [
          demand.topic,
          demand.owner,
          demand.critical ? `${demand.class}, critical` : demand.class,
          amountText(resource, frees),
          stillOver === 0 ? '' : amountText(resource, stillOver),
        ]),
      })),
  ];
}

export function capacityMarkdown(report: CapacityReport): string {
  const tables = capacityTables(report).map(({ title, head, rows }) => {
    const cells = rows.map(([name = '', ...rest]) => [markdownCellCode(name), ...rest.map(markdownText)]);
    return `## ${markdownText(title)}\n\n${markdownTable(head, cells)}`;
  });
  return `# Capacity of ${markdownText(report.environment)}\n\n${tables.join('\n')}`;
}

/** One row for all, a system, an owner, or a topic that gives way for a budget; exact bytes. */
export function capacityCsv({ total, bySystem, byOwner, budgets }: CapacityReport): string {
  const row = (of: string, name: string, one: Amounts): string[] => [
    of,
    name,
    ...[
      one.topics,
      one.partitions,
      one.replicas,
      one.localBytes,
      one.tieredBytes,
      one.written,
      one.fetched,
    ].map((value) => String(Math.ceil(value))),
  ];
  return csvText([
    [
      'of',
      'name',
      'topics',
      'partitions',
      'replicas',
      'localBytes',
      'tieredBytes',
      'writtenBytesPerSecond',
      'fetchedBytesPerSecond',
    ],
    row('environment', 'all', total),
    ...bySystem.map((one) => row('system', one.name, one)),
    ...byOwner.map((one) => row('owner', one.name, one)),
    ...budgets.flatMap(({ resource, givesWay }) =>
      givesWay.map(({ demand }) => row(`gives way for ${resource}`, demand.topic, demand)),
    ),
  ]);
}

function amountText(resource: Budget['resource'], amount: number): string {
  return resource === 'partitions' ? String(amount) : sizeText(amount);
}

/** About so many bytes, in the largest unit of which there is one: `1.5GiB`; below ten one digit behind the point. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = unit === 0 || value >= 10 ? Math.ceil(value) : Math.ceil(value * 10) / 10;
  return `${rounded}${units[unit]}`;
}
