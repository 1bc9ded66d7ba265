import { payloadName } from '../model/schemas/schema-text.ts';
import { readersOf, writersOf } from '../model/contract-clients.ts';
import { formatRetention } from '../model/kafka/retention.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Resolved, ResolvedSystem } from '../policies/resolve.ts';
import type { ResolvedScaledConsumer } from '../policies/resolved-scaler.ts';
import { readersIn } from '../policies/roles/readers.ts';
import type { ResolvedFamily, ResolvedTopic } from '../policies/resolved-topic.ts';
import { extraSettings } from '../policies/topic-config.ts';
import { csvText } from './csv.ts';
import type { InventoryOutput } from './outputs/inventory.ts';
import { markdownCellCode, markdownTable, markdownText } from '../model/text/markdown.ts';

/** One topic of one environment, as `inventory --format json` lists it. */
type InventoryRow = InventoryOutput['topics'][number];

/** Every topic of an environment, by system. */
export function inventoryOf({ environment, systems }: Resolved): InventoryRow[] {
  return systems.flatMap((system) =>
    system.families.flatMap((family) =>
      family.topics.map((topic) => rowOf(environment.environment, system, family, topic)),
    ),
  );
}

function rowOf(
  environment: string,
  system: ResolvedSystem,
  family: ResolvedFamily,
  topic: ResolvedTopic,
): InventoryRow {
  const { contract } = family;
  const { terms } = contract;
  const queue = system.queues.find((one) => one.family === family);
  const own = topic.role === 'source' || topic.role === 'former';
  const groups =
    queue === undefined
      ? readersIn(system.declaration, family).map(({ group }) => group)
      : [queue.group.value];
  const jobs = (queue?.readers ?? []).filter((reader) => reader.topic === topic);
  const follows = topic.role === 'retry' ? 'retries' : 'dead letters';
  return {
    environment,
    system: system.declaration.id,
    role: topic.role,
    class: topic.class,
    purpose: own ? terms.purpose : `${follows} of ${family.source.name.value}`,
    topic: topic.name.value,
    resource: `KafkaTopic/${topic.object.value}`,
    scaledJobs: jobs.map(({ scaledJob }) => `ScaledJob/${scaledJob}`),
    scaledObjects: scaledBy(system, topic).map(({ name }) => `ScaledObject/${name}`),
    consumerGroups: own ? groups : [],
    producers: own ? writersOf(contract).map(({ service }) => service) : [],
    consumers: own ? readersOf(contract).map(({ service }) => service) : [],
    retention: retentionText(topic),
    settings: extraSettings(topic).map(({ name, forPeople, origin }) => ({
      name,
      value: forPeople,
      from: origin.kind,
    })),
    schema: payloadName(contract.valueSchema.value),
    owner: terms.owner.team,
    notes: [
      ...(topic.deprecated === undefined ? [] : [topic.deprecated]),
      ...lifecycleNote(terms.lifecycle),
      ...scaledBy(system, topic).map(
        ({ deployment, minReplicas, maxReplicas }) =>
          `Deployment ${deployment.value} is scaled by lag, ${minReplicas.value} to ${maxReplicas.value} replicas`,
      ),
      ...(jobs.length > 0 && queue?.placeholder === true ? ['placeholder until there is an executor'] : []),
    ],
  };
}

function scaledBy({ scalers }: ResolvedSystem, topic: ResolvedTopic): ResolvedScaledConsumer[] {
  return scalers.flatMap(({ consumers }) =>
    consumers.filter(({ topics }) => topics.some((one) => one.topic === topic)),
  );
}

function retentionText({ config, unread }: ResolvedTopic): string {
  const kept = config['retention.ms']?.value;
  return kept === undefined
    ? (unread['retention.ms']?.value ?? 'left to the brokers')
    : formatRetention(kept);
}

/** `segment.bytes 256MiB (contract)` */
function settingNotes({ settings }: InventoryRow): string[] {
  return settings.map(({ name, value, from }) => `${name} ${value} (${from})`);
}

function lifecycleNote(lifecycle: ResolvedFamily['contract']['terms']['lifecycle']): string[] {
  switch (lifecycle.state) {
    case 'active':
      return [];
    case 'deprecated':
      return [`deprecated until ${lifecycle.until}; successor ${lifecycle.successor}`];
    case 'retired':
      return [`retired since ${lifecycle.since}`];
  }
}

/**
 * The inventory as Markdown, one section a system and environment: queues that jobs drain in the shape of the
 * WorkRequests inventory (3), other topics in that of the Event Streams catalogue. What follows from a topic is
 * counted below its table.
 */
export function inventoryMarkdown(all: readonly Resolved[], rows: readonly InventoryRow[]): string {
  const sections = all.flatMap(({ environment, systems }) =>
    systems.flatMap(({ declaration: { id }, queues }) => {
      const own = rows.filter((row) => row.environment === environment.environment && row.system === id);
      if (own.length === 0) return [];
      const drained = new Set<string>(
        queues.flatMap(({ family }) => family.topics.map(({ name }) => name.value)),
      );
      const heads = own.filter(({ role }) => role === 'source' || role === 'former');
      const tables = [
        { rows: heads.filter(({ topic }) => drained.has(topic)), table: queueTable },
        { rows: heads.filter(({ topic }) => !drained.has(topic)), table: topicTable },
      ].flatMap(({ rows: some, table }) => (some.length === 0 ? [] : [table(some)]));
      const derived = own.filter(({ role }) => role === 'retry' || role === 'dead-letter').length;
      const below = derived === 0 ? '' : `\nBesides, ${derived} topics for retries and dead letters.\n`;
      return `## ${markdownText(id)} in ${markdownText(environment.environment)}\n\n${tables.join('\n')}${below}`;
    }),
  );
  const withQueues = all.filter(
    ({ environment, systems }) =>
      // Where their topics are off, that is what there is to say.
      !environment.queues.topics || systems.some(({ queues }) => queues.length > 0),
  );
  const enabled =
    withQueues.length === 0
      ? ''
      : `Work queues are enabled in:\n\n${withQueues.map(({ environment }) => `- ${enabledIn(environment)}\n`).join('')}\n`;
  return `# Inventory\n\n${enabled}${sections.join('\n')}`;
}

function enabledIn({ environment, queues }: Environment): string {
  const say = (on: boolean, what: string): string => `${what} ${on ? 'on' : 'off'}`;
  const { topics, workbench, jobs } = queues;
  return `${markdownCellCode(environment)}: ${[say(topics, 'topics'), say(workbench, 'workbench'), say(jobs, 'ScaledJobs')].join(', ')}`;
}

const codes = (names: readonly string[]): string => names.map(markdownCellCode).join(', ');
const texts = (lines: readonly string[]): string => lines.map(markdownText).join('; ');

function queueTable(rows: readonly InventoryRow[]): string {
  return markdownTable(
    ['Queue purpose', 'Kafka topic', 'KafkaTopic resource', 'KEDA ScaledJob', 'Consumer group', 'Notes'],
    rows.map((row) => [
      markdownText(row.purpose),
      markdownCellCode(row.topic),
      markdownCellCode(row.resource),
      codes(row.scaledJobs),
      codes(row.consumerGroups),
      texts([...row.notes, ...settingNotes(row)]),
    ]),
  );
}

function topicTable(rows: readonly InventoryRow[]): string {
  return markdownTable(
    ['Topic', 'Producer', 'Consumer', 'Retention', 'Payload schema', 'Notes'],
    rows.map((row) => [
      markdownCellCode(row.topic),
      texts(row.producers),
      texts(row.consumers),
      markdownText(row.retention),
      markdownText(row.schema),
      texts([...row.notes, ...settingNotes(row)]),
    ]),
  );
}

/** The inventory as CSV, one row a topic, derived ones included; several names in a cell have a blank between. */
export function inventoryCsv(rows: readonly InventoryRow[]): string {
  return csvText([
    [
      'environment',
      'system',
      'topic',
      'role',
      'class',
      'purpose',
      'kafkaTopic',
      'scaledJobs',
      'consumerGroups',
      'producers',
      'consumers',
      'retention',
      'payloadSchema',
      'owner',
      'notes',
      'scaledObjects',
      'settings',
    ],
    ...rows.map((row) => [
      row.environment,
      row.system,
      row.topic,
      row.role,
      row.class,
      row.purpose,
      row.resource,
      row.scaledJobs.join(' '),
      row.consumerGroups.join(' '),
      row.producers.join(' '),
      row.consumers.join(' '),
      row.retention,
      row.schema,
      row.owner,
      row.notes.join('; '),
      row.scaledObjects.join(' '),
      settingNotes(row).join('; '),
    ]),
  ]);
}
