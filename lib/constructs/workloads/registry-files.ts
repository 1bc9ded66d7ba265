import type { Lines } from '../../model/authentication/mechanism.ts';
import type { SchemaRegistry } from '../../model/terms/environment.ts';
import { groupBy } from '../../model/groups.ts';
import { compare } from '../../model/text/problem.ts';
import type { ClientSettings } from '../../policies/client-settings.ts';
import type { MessagePart, TopicMessages } from '../../policies/topic-messages.ts';

type Part = 'key' | 'value';

/** Of writers: schemas are registered from the contracts, and what is written has the schema that the program was built with. */
const serializer = {
  'auto.register.schemas': false,
  'use.latest.version': false,
  'normalize.schemas': true,
} as const;

const confluent = 'io.confluent.kafka.serializers';

/** Serializer and deserializer of Java for each format. */
const classes: Readonly<
  Record<
    Exclude<MessagePart['format'], 'unknown' | 'plain'> | 'bytes',
    readonly [serializer: string, deserializer: string]
  >
> = {
  'json-schema': [
    `${confluent}.json.KafkaJsonSchemaSerializer`,
    `${confluent}.json.KafkaJsonSchemaDeserializer`,
  ],
  avro: [`${confluent}.KafkaAvroSerializer`, `${confluent}.KafkaAvroDeserializer`],
  protobuf: [
    `${confluent}.protobuf.KafkaProtobufSerializer`,
    `${confluent}.protobuf.KafkaProtobufDeserializer`,
  ],
  text: [
    'org.apache.kafka.common.serialization.StringSerializer',
    'org.apache.kafka.common.serialization.StringDeserializer',
  ],
  bytes: [
    'org.apache.kafka.common.serialization.ByteArraySerializer',
    'org.apache.kafka.common.serialization.ByteArrayDeserializer',
  ],
};

const called: Readonly<Record<MessagePart['format'] | 'bytes', string>> = {
  'json-schema': 'JSON Schema',
  avro: 'Avro',
  protobuf: 'Protobuf',
  text: 'text',
  unknown: 'no known schema',
  plain: 'messages without the id of a schema',
  bytes: 'messages that are passed on',
};

/** What is put behind the lines of one client: options, and comments for those that it cannot have. */
export interface Addition {
  readonly lines: Lines;
  readonly comments: readonly string[];
}

const nothing: Addition = { lines: [], comments: [] };

/** How a Java producer writes. */
export function javaSerializers(
  registry: SchemaRegistry | undefined,
  messages: readonly TopicMessages[],
): Addition {
  if (registry === undefined || messages.length === 0) return nothing;
  const asks = messages.some(({ key, value }) => asksRegistry(key) || asksRegistry(value));
  return joined([
    classOf('key', 'serializer', messages),
    classOf('value', 'serializer', messages),
    { lines: asks ? Object.entries(serializer) : [], comments: [] },
    subjectNames('key', messages),
    subjectNames('value', messages),
  ]);
}

/** How a Java consumer reads: the id in a message leads to its schema, whatever its subject is. */
export function javaDeserializers(
  registry: SchemaRegistry | undefined,
  messages: readonly TopicMessages[],
): Addition {
  if (registry === undefined || messages.length === 0) return nothing;
  return joined([classOf('key', 'deserializer', messages), classOf('value', 'deserializer', messages)]);
}

/**
 * What the serdes of a Kafka Streams application take from its configuration. Its internal topics have no subject, so
 * that a default serde of the registry could not write them.
 */
export function javaSerdes(
  registry: SchemaRegistry | undefined,
  messages: readonly TopicMessages[],
): Addition {
  if (registry === undefined || messages.length === 0) return nothing;
  const comment =
    'No default serde: internal topics have no subject, and what is not registered is not written.';
  return joined([
    { lines: Object.entries(serializer), comments: [comment] },
    subjectNames('key', messages),
    subjectNames('value', messages),
  ]);
}

function joined(additions: readonly Addition[]): Addition {
  return {
    lines: additions.flatMap(({ lines }) => lines),
    comments: additions.flatMap(({ comments }) => comments),
  };
}

function classOf(
  part: Part,
  as: 'serializer' | 'deserializer',
  messages: readonly TopicMessages[],
): Addition {
  const key = `${part}.${as}`;
  const topics = groupBy(messages, ({ [part]: one }) => (one.passedOn ? 'bytes' : one.format));
  const [format, ...others] = topics.keys();
  if (format !== undefined && format !== 'unknown' && format !== 'plain' && others.length === 0) {
    const [written, read] = classes[format];
    return { lines: [[key, as === 'serializer' ? written : read]], comments: [] };
  }
  const found = [...topics]
    .map(([kind, all]) => `${called[kind]} (${shown(all.map(({ topic }) => topic))})`)
    .join(', ');
  return { lines: [], comments: [`No ${key}: its topics have ${found}.`] };
}

function asksRegistry({ subject }: MessagePart): boolean {
  return subject !== undefined;
}

/** Confluent's strategies make a subject of the topic's name, or of the schema's; a contract may have another one. */
function subjectNames(part: Part, messages: readonly TopicMessages[]): Addition {
  const subjects = messages.flatMap(({ topic, [part]: { subject } }) =>
    subject === undefined ? [] : [{ topic, subject }],
  );
  const own = subjects.filter(({ topic, subject }) => subject !== `${topic}-${part}`);
  const key = `${part}.subject.name.strategy`;
  if (subjects.length === 0) return nothing;
  if (own.length === 0) return { lines: [[key, `${confluent}.subject.TopicNameStrategy`]], comments: [] };
  const found = shown(own.map(({ topic, subject }) => `${subject} of ${topic}`));
  return {
    lines: [],
    comments: [`No ${key}: no strategy of Confluent gives ${found}. The program brings its own.`],
  };
}

/** Not all of hundreds. */
function shown(topics: readonly string[]): string {
  const first = topics.slice(0, 3).join(', ');
  return topics.length > 3 ? `${first} and ${topics.length - 3} more` : first;
}

/** `schema-registry.librdkafka.json`: its serializers take maps of their own, and their options differ by language. */
export function librdkafkaRegistry(registry: SchemaRegistry, clients: ClientSettings): object {
  return { client: { url: registry.url }, serializer, topics: topicsOf(clients) };
}

/** `@kafkajs/confluent-schema-registry`: a program asks for the id of its schema by the subject. */
export function kafkajsRegistry(registry: SchemaRegistry, clients: ClientSettings): object {
  return { client: { host: registry.url }, topics: topicsOf(clients) };
}

function topicsOf({ producers, consumers, streams }: ClientSettings): object {
  const messages = [...producers, ...consumers, ...(streams === undefined ? [] : [streams])].flatMap(
    (one) => one.messages,
  );
  // A topic that one client passes on another may write.
  const passedOnFirst = messages.toSorted((a, b) => Number(b.value.passedOn) - Number(a.value.passedOn));
  const topics = new Map(passedOnFirst.map((one) => [one.topic, one]));
  return Object.fromEntries(
    [...topics.values()]
      .sort((a, b) => compare(a.topic, b.topic))
      .map(({ topic, key, value }) => [topic, { key: told(key), value: told(value) }]),
  );
}

function told({ format, subject }: MessagePart): object {
  return { format, ...(subject === undefined ? {} : { subject }) };
}
