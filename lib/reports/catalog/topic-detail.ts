import { type Catalog, messagesOf } from '../../model/catalog.ts';
import type { Contract, JsonSchemaFile } from '../../model/terms/contract.ts';
import {
  type TopicSettingName,
  type TopicSettingValue,
  topicSettingForPeople,
} from '../../model/kafka/topic-setting.ts';
import { replayText } from '../../model/terms/replay-terms.ts';
import { formatRetention } from '../../model/kafka/retention.ts';
import { formatDuration } from '../../model/text/duration.ts';
import { inDependencyOrder, schemaReferences } from '../../model/schemas/contract-references.ts';
import { contractFields } from '../../model/schemas/contract-fields.ts';
import type { SchemaField } from '../../model/schemas/schema-fields.ts';
import { schemaText } from '../../model/schemas/schema-text.ts';
import { formatSize } from '../../model/text/size.ts';
import { classPolicies } from '../../model/topic-class.ts';
import type { Fact, FieldRow, FileText, SchemaView, TopicDetail } from './model.ts';
import type { Pool } from './text.ts';

/** What the topics of a part share. */
interface Pools {
  readonly fields: Pool<FieldRow>;
  readonly shared: Pool<FileText>;
}

/** A contract with its schemas and samples, for its page: what is the same in every environment. */
export function topicDetail(
  contract: Contract,
  catalog: Catalog,
  pools: Pools,
): Omit<TopicDetail, 'alerts' | 'environments'> {
  const { terms, source } = contract;
  const shared = messagesOf(catalog, contract.address.system);
  const fields = contractFields(contract, shared);
  const view = (part: 'value' | 'key', schema: JsonSchemaFile, own: readonly SchemaField[]): SchemaView => ({
    file: schema.file,
    text: schemaText(schema.value),
    fields: fieldRows(own).map((row) => pools.fields.place(row)),
    shared: inDependencyOrder(schemaReferences(contract, part, shared)).map(({ file, text }) =>
      pools.shared.place({ file, text }),
    ),
  });
  const party = ({ service, group }: { readonly service: string; readonly group?: unknown }) => ({
    service,
    group: typeof group === 'string' ? group : null,
  });
  return {
    file: source.file,
    contract: source.text,
    owner: { onCall: terms.owner.onCall, channel: terms.owner.channel },
    facts: contractFacts(contract),
    levels: levelFacts(contract),
    producers: terms.producers.map(party),
    consumers: terms.consumers.map(party),
    processors: terms.processors,
    lifecycle: lifecycleFacts(contract),
    exceptions: terms.exceptions,
    value: view('value', contract.valueSchema, fields.value),
    key: contract.keySchema === undefined ? null : view('key', contract.keySchema, fields.key),
    samples: contract.samples.map(({ file, value }) => ({ file, text: json(value) })),
  };
}

function contractFacts({ terms, address }: Contract): Fact[] {
  const { key, retry, deadLetter, scaling, schema, bridge, replay } = terms;
  return [
    ['Key', `${key.field}: ${key.why}`],
    ['Partitions', partitionText(terms.partitions)],
    [
      'Retention',
      terms.retention === undefined
        ? `${formatDuration(classPolicies[address.class].retention.default)}, the default of class ${address.class}`
        : formatRetention(terms.retention),
    ],
    ['Cleanup', terms.cleanup],
    ['Largest message', formatSize(terms.maxMessageSize)],
    ['Compression', terms.compression],
    ...settingFacts(terms.settings),
    ['Schema', `${schema.format}, ${schema.compatibility} compatible`],
    ...optional('Bridge', bridge),
    ...optional('Replay', replay && replayText(replay)),
    ...optional('Subject', schema.subject),
    ...optional('Headers', terms.headers.length === 0 ? undefined : terms.headers.join(', ')),
    ...optional(
      'Retries',
      retry && `${retry.attempts} deliveries, after ${retry.tiers.map(formatDuration).join(', ')}`,
    ),
    ...optional('Dead letters', deadLetter?.triage),
    ...optional('Job deadline', scaling && formatDuration(scaling.deadline)),
    ...optional('Renamed from', terms.renamedFrom?.topic),
  ];
}

/** Kafka settings by their names. */
function settingFacts(settings: Contract['terms']['settings']): Fact[] {
  const entries = Object.entries(settings ?? {}) as [TopicSettingName, TopicSettingValue][];
  return entries.map(([name, value]) => [name, topicSettingForPeople(name, value)]);
}

function levelFacts({ terms }: Contract): Fact[] {
  const { serviceLevels, load } = terms;
  return [
    ['Produced within', formatDuration(serviceLevels.produceWithin)],
    ['Consumed within', formatDuration(serviceLevels.consumeWithin)],
    ['Alert lag', `${serviceLevels.alertLag} messages`],
    ['Expected load', `${load.messagesPerSecond} messages/s of ${formatSize(load.bytesPerMessage)}`],
  ];
}

function lifecycleFacts({ terms: { lifecycle } }: Contract): Fact[] {
  switch (lifecycle.state) {
    case 'active':
      return [['State', 'active']];
    case 'deprecated':
      return [
        ['State', 'deprecated'],
        ['Until', lifecycle.until],
        ['Successor', lifecycle.successor],
      ];
    case 'retired':
      return [
        ['State', 'retired'],
        ['Since', lifecycle.since],
      ];
  }
}

function partitionText(partitions: Contract['terms']['partitions']): string {
  if (typeof partitions === 'number') return String(partitions);
  return Object.entries(partitions)
    .map(([name, count]) => (name === 'default' ? String(count) : `${count} in ${name}`))
    .join(', ');
}

function optional(name: string, value: string | undefined): Fact[] {
  return value === undefined ? [] : [[name, value]];
}

/** One row a field: a schema and the shared one that it narrows both speak of some. One for all of a plain value. */
function fieldRows(fields: readonly SchemaField[]): FieldRow[] {
  const rows = new Map<string, FieldRow>();
  const inner = fields.filter(({ path }) => path !== '');
  for (const row of (inner.length === 0 ? fields : inner).map(fieldRow)) {
    const known = rows.get(row.path);
    const joined = (a: string, b: string, by: string) =>
      [...new Set([a, b].filter((one) => one !== ''))].join(by);
    rows.set(
      row.path,
      known === undefined
        ? row
        : {
            path: row.path,
            type:
              known.type === 'any'
                ? row.type
                : row.type === 'any'
                  ? known.type
                  : joined(known.type, row.type, ', '),
            required: known.required || row.required,
            about: joined(known.about, row.about, '. '),
            pii: known.pii === '' ? row.pii : known.pii,
          },
    );
  }
  return [...rows.values()];
}

function fieldRow({ path, required, type, format, description, allowed, pii }: SchemaField): FieldRow {
  const shape = [type ?? (allowed === undefined ? 'any' : ''), format ?? ''].filter((one) => one !== '');
  const values = allowed === undefined ? '' : allowed.map((one) => JSON.stringify(one)).join(' | ');
  return {
    path: path === '' ? 'all of it' : path,
    type: shape.join(', '),
    required,
    about: [values, description ?? ''].filter((one) => one !== '').join(' — '),
    pii: typeof pii === 'string' ? pii : '',
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
