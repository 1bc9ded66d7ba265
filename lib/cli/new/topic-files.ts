import { stringify } from 'yaml';
import { type Contract, contractSchema } from '../../model/terms/contract.ts';
import { isProtoText } from '../../model/schemas/protobuf/link.ts';
import { type SchemaFormat, schemaFiles } from '../../model/terms/schema-terms.ts';
import { formatDuration } from '../../model/text/duration.ts';
import { classPolicies, type TopicClass } from '../../model/topic-class.ts';
import { currentApiVersion } from '../../model/renamed-keys.ts';
import type { Executor } from '../../policies/executor.ts';
import type { Edit } from './edits.ts';

/** What a new contract says. */
export interface NewTopic {
  readonly system: string;
  readonly context: string;
  readonly class: TopicClass;
  readonly topic: string;
  readonly purpose: string;
  readonly owner: { readonly team: string; readonly onCall: string; readonly channel: string };
  /** "internal" and "none" if absent. */
  readonly classification?: Contract['terms']['classification'];
  readonly pii?: Contract['terms']['pii'];
  /** Name of the field that is the key, and why. */
  readonly key: { readonly field: string; readonly why: string };
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  readonly headers: readonly string[];
  /** How jobs drain it, for a queue. */
  readonly scaling?: Partial<Executor> & { readonly deadline: string };
  /** An environment's name, for a comment. */
  readonly anEnvironment: string;
  /** @default it is not a bridge */
  readonly bridge?: string | undefined;
  /** @default json-schema */
  readonly format?: SchemaFormat;
  readonly valueSchema: unknown;
  /** Messages that the schema accepts, by the file's name. */
  readonly samples: Readonly<Record<string, object>>;
}

/** The folder of a contract, version 1. */
function topicFolder({ system, context, class: cls, topic }: Omit<NewTopic, 'purpose'>): string {
  return `contracts/${system}/${context}/${cls}/${topic}/v1`;
}

/** Contract, schema and samples. */
export function topicFiles(topic: NewTopic): Edit[] {
  const folder = topicFolder(topic);
  return [
    { path: `${folder}/contract.yaml`, text: contractText(topic) },
    { path: `${folder}/${schemaFiles[formatOf(topic)].value}`, text: schemaFileText(topic.valueSchema) },
    ...Object.entries(topic.samples).map(([name, sample]) => ({
      path: `${folder}/samples/${name}.json`,
      text: jsonText(sample),
    })),
  ];
}

const formatOf = ({ format = 'json-schema' }: Pick<NewTopic, 'format'>): SchemaFormat => format;

function schemaFileText(schema: unknown): string {
  return isProtoText(schema) ? schema.proto : jsonText(schema);
}

/** A schema that asks for the key and a time, to be written on. */
export function plainSchema(title: string, purpose: string, key: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description: purpose,
    type: 'object',
    required: [key, 'occurredAt'],
    properties: {
      [key]: {
        description: 'What the message is about, and its key.',
        type: 'string',
        minLength: 1,
        maxLength: 128,
      },
      occurredAt: { description: 'When it happened.', type: 'string', format: 'date-time' },
    },
  };
}

export function plainSample(key: string): object {
  return { [key]: `${key}-1`, occurredAt: '2026-01-01T00:00:00Z' };
}

function contractText(topic: NewTopic): string {
  const { owner, key, class: cls } = topic;
  const { classification, pii, schema } = contractSchema.shape;
  const compatibility = schema.shape.compatibility.options;
  const services = (list: 'producers' | 'consumers') =>
    topic[list].length === 0
      ? `${list}: []`
      : `${list}:\n${topic[list].map((one) => `  - service: ${text(one)}`).join('\n')}`;
  return `apiVersion: ${currentApiVersion}
kind: Contract
purpose: ${text(topic.purpose)}
owner:
  team: ${text(owner.team)}
  onCall: ${text(owner.onCall)}
  channel: ${text(owner.channel)}
# One of ${classification.options.join(', ')}.
classification: ${topic.classification ?? 'internal'}
# The highest x-pii of the schema's fields: ${pii.options.join(', ')}.
pii: ${topic.pii ?? 'none'}
key:
  field: ${text(key.field)}
  why: ${text(key.why)}
# Or one by environment: { default: 1, ${topic.anEnvironment}: 6 }. More of them later moves keys, fewer is impossible.
partitions: 1
# ${rangeText(cls)}
retention: ${formatDuration(classPolicies[cls].retention.default)}
maxMessageSize: 64KiB
# Quotas, partitions and storage are estimated from it: measure, and correct it.
load: { messagesPerSecond: 1, bytesPerMessage: 1KiB }
serviceLevels: { produceWithin: 1s, consumeWithin: ${cls === 'work' ? '10m' : '30s'}, alertLag: 100 }
# Compatibility is one of ${compatibility.join(', ')}.
schema: { format: ${formatOf(topic)}, compatibility: backward }
${topic.bridge === undefined ? '' : `bridge: ${text(topic.bridge)}\n`}${topic.headers.length === 0 ? '' : `headers:\n${topic.headers.map((one) => `  - ${text(one)}\n`).join('')}`}${failures(topic)}${services('producers')}
${services('consumers')}
lifecycle: { state: active }
`;
}

function failures({ class: cls, owner, scaling }: NewTopic): string {
  const triage = text(`The on-call of ${owner.team} reads it, fixes the cause and replays it`);
  const letters =
    cls === 'work'
      ? `# Where messages go that cannot be processed, and what is done with them.\ndeadLetter:\n  triage: ${triage}\n`
      : `# What cannot be processed may go to a topic of its own:\n# deadLetter:\n#   triage: ${triage}\n`;
  if (scaling === undefined) return letters;
  const { deadline, ...executor } = scaling;
  const named = Object.entries(executor).map(([key, value]) => `  ${key}: ${text(value)}\n`);
  return `${letters}scaling:\n${named.join('')}  # A job that runs longer is ended.\n  deadline: ${text(deadline)}\n`;
}

function rangeText(cls: TopicClass): string {
  const { from, to, critical } = classPolicies[cls].retention;
  const range = [
    ...(from === undefined ? [] : [`at least ${formatDuration(from)}`]),
    ...(to === undefined ? [] : [`at most ${formatDuration(to)}`]),
  ].join(', ');
  const other =
    critical === undefined ? '' : `; with critical: true at least ${formatDuration(critical.from)}`;
  return `Class ${cls}: ${range}${other}.`;
}

/** A scalar as YAML, quoted where it has to be. */
function text(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** JSON as the formatter has it: lists of texts on one line where they fit. */
function jsonText(value: unknown): string {
  const lines = JSON.stringify(value, undefined, 2).replaceAll(
    /^(.*)\[\n\s+("[^\n]*"(?:,\n\s+"[^\n]*")*)\n\s+\]/gm,
    (whole, before: string, items: string) => {
      const line = `${before}[${items.split(/,\n\s+/).join(', ')}]`;
      return line.length < 110 ? line : whole;
    },
  );
  return `${lines}\n`;
}
