import { isTransactional } from '../model/contract-clients.ts';
import { addTo } from '../model/groups.ts';
import { topicSetting } from '../model/kafka/topic-setting.ts';
import { parseTopicSetting } from '../model/kafka/topic-setting-text.ts';
import type { ClientLibrary, ConsumerTerms, ProducerTerms } from '../model/terms/client-terms.ts';
import { type Duration, duration } from '../model/text/duration.ts';
import { compare } from '../model/text/problem.ts';
import type { Service } from '../model/terms/system.ts';
import { size } from '../model/text/size.ts';
import { certain } from '../naming/brand.ts';
import { readScopes, type Role, type Scope, writtenScopes } from './rights.ts';
import type { Holder } from './roles/holder.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';
import { type TopicMessages, topicMessages } from './topic-messages.ts';

/** How one producer of a service writes. */
export interface ProducerSettings extends Required<Omit<ProducerTerms, 'retries' | 'transactional'>> {
  readonly name: string;
  /** Undefined: as many as the delivery time allows. */
  readonly retries: number | undefined;
  /** What its transactional ids begin with; undefined for one that writes without transactions. */
  readonly transactionalId: string | undefined;
  readonly compression: Compression;
  /** The largest message of the topics that it may write, in bytes. */
  readonly maxRequestSize: number;
  /** Of the topics that it may write, by name. */
  readonly messages: readonly TopicMessages[];
}

/** Kafka's own, where a topic that was there before its contract leaves it to the broker. */
const kafkaMaxMessageSize = certain(
  parseTopicSetting('max.message.bytes', topicSetting('max.message.bytes').default),
);

type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** How the members of one consumer group read. */
export interface ConsumerSettings extends Required<Omit<ConsumerTerms, 'autoCommit' | 'replicas'>> {
  readonly group: string;
  readonly topics: readonly string[];
  /** Of these topics. */
  readonly messages: readonly TopicMessages[];
  /** Partitions of the topic that has the most. */
  readonly partitions: number;
  readonly replicas: number | undefined;
  /** Undefined: off. */
  readonly autoCommit: Duration | undefined;
  /** Messages of transactions that were given up are left out. */
  readonly committedOnly: boolean;
}

/** How a Kafka Streams application processes. */
interface StreamsSettings {
  /** Its group too; its internal topics and transactional ids begin with it. */
  readonly application: string;
  /** Topics by name. */
  readonly sources: readonly string[];
  readonly sinks: readonly string[];
  /** Of sources and sinks, each topic once. */
  readonly messages: readonly TopicMessages[];
  readonly compression: Compression;
  /** The largest message of its sinks, in bytes; undefined where it has none. */
  readonly maxRequestSize: number | undefined;
}

/** The clients of one service in one environment. */
export interface ClientSettings {
  readonly libraries: readonly ClientLibrary[];
  /** Undefined where no contract names it as a processor. */
  readonly streams: StreamsSettings | undefined;
  readonly producers: readonly ProducerSettings[];
  readonly consumers: readonly ConsumerSettings[];
  /** Groups that the service speaks of and has not here. */
  readonly unknownGroups: readonly string[];
}

/** A topic and what it belongs to. */
export interface KnownTopic {
  readonly topic: ResolvedTopic;
  readonly family: ResolvedFamily;
}

export interface ClientContext {
  /** Topics by name. */
  readonly topics: ReadonlyMap<string, KnownTopic>;
  /** All of the system: what they declare says whether a topic is written in transactions. */
  readonly services: readonly Service[];
}

/**
 * The clients that a service's roles ask for: its producers where it writes, a consumer for each of its groups.
 * What contracts say is not said again: topics, groups, compression, the largest message, and whether what it
 * reads is written in transactions.
 *
 * @param roles by topic, before rights are given by namespace
 */
export function resolveClients(
  service: Service,
  holder: Holder,
  roles: readonly Role[],
  context: ClientContext,
): ClientSettings {
  const terms = service.client ?? {};
  const processors = roles.filter((role) => role.role === 'processor');
  // What a processor writes, its Streams library does.
  const writers = roles.filter(({ role }) => role !== 'processor');
  const written = known(writers.flatMap(writtenScopes), context);
  const own = roles.filter((role) => !passesOn(role));
  const made = new Set(known(own.flatMap(writtenScopes), context));
  const messages = messagesOf(written, (topic) => !made.has(topic));
  const groups = readByGroup(roles);
  const opened = readByGroup(own);
  const producers = Object.entries(terms.producers ?? { producer: {} });
  return {
    libraries: terms.libraries ?? ['java'],
    streams: streams(holder, processors, context),
    producers:
      written.length === 0
        ? []
        : producers.map(([name, one]) => ({ ...producer(name, one, holder, written), messages })),
    consumers: [...groups]
      .sort(([a], [b]) => compare(a, b))
      .map(([group, scopes]) => {
        const read = known(scopes, context);
        return {
          ...consumer(group, terms.groups?.[group] ?? {}, read, context),
          messages: messagesOf(read, () => !opened.has(group)),
        };
      }),
    unknownGroups: Object.keys(terms.groups ?? {}).filter((group) => !groups.has(group)),
  };
}

function producer(
  name: string,
  terms: ProducerTerms,
  { transactionalId }: Holder,
  written: readonly KnownTopic[],
): Omit<ProducerSettings, 'messages'> {
  const transactional = terms.transactional ?? false;
  return {
    name,
    acks: terms.acks ?? 'all',
    idempotent: terms.idempotent ?? true,
    inFlight: terms.inFlight ?? (transactional ? 1 : 5),
    retries: terms.retries,
    backoff: terms.backoff ?? duration('100ms'),
    longestBackoff: terms.longestBackoff ?? duration('1s'),
    deliveryTimeout: terms.deliveryTimeout ?? duration('2m'),
    requestTimeout: terms.requestTimeout ?? duration('30s'),
    linger: terms.linger ?? duration('5ms'),
    batchSize: terms.batchSize ?? size('16KiB'),
    transactionalId: transactional ? transactionalId : undefined,
    compression: compressionOf(written),
    maxRequestSize: largestOf(written),
  };
}

function messagesOf(
  topics: readonly KnownTopic[],
  passedOn: (topic: KnownTopic) => boolean,
): TopicMessages[] {
  return topics.map((one) => topicMessages(one.family, one.topic, passedOn(one)));
}

/** Whether it writes what it has read, byte by byte: the id in a message still leads to its schema. */
function passesOn({ role }: Role): boolean {
  return role === 'dispatcher' || role === 'dead letter operator' || role === 'replayer';
}

function largestOf(written: readonly KnownTopic[]): number {
  return Math.max(
    ...written.map(({ topic }) => topic.config['max.message.bytes']?.value ?? kafkaMaxMessageSize),
  );
}

function streams(
  { application }: Holder,
  processors: readonly Role[],
  context: ClientContext,
): StreamsSettings | undefined {
  if (application === undefined || processors.length === 0) return undefined;
  const sources = known(processors.flatMap(readScopes), context);
  const sinks = known(processors.flatMap(writtenScopes), context);
  const names = (topics: readonly KnownTopic[]) => topics.map(({ topic }) => topic.name.value);
  return {
    application,
    sources: names(sources),
    sinks: names(sinks),
    messages: messagesOf([...new Set([...sources, ...sinks])], () => false),
    compression: compressionOf(sinks),
    maxRequestSize: sinks.length === 0 ? undefined : largestOf(sinks),
  };
}

function consumer(
  group: string,
  terms: ConsumerTerms,
  read: readonly KnownTopic[],
  { services }: ClientContext,
): Omit<ConsumerSettings, 'messages'> {
  return {
    group,
    topics: read.map(({ topic }) => topic.name.value),
    partitions: Math.max(...read.map(({ topic }) => topic.partitions.value)),
    replicas: terms.replicas,
    autoCommit: terms.autoCommit,
    sessionTimeout: terms.sessionTimeout ?? duration('45s'),
    heartbeat: terms.heartbeat ?? duration('3s'),
    pollInterval: terms.pollInterval ?? duration('5m'),
    pollRecords: terms.pollRecords ?? 500,
    fetchMin: terms.fetchMin ?? size('1B'),
    fetchMax: terms.fetchMax ?? size('50MiB'),
    fetchWait: terms.fetchWait ?? duration('500ms'),
    offsetReset: terms.offsetReset ?? 'earliest',
    committedOnly: read.some(({ family }) => isTransactional(family.contract, services)),
  };
}

/** The groups of the roles, with the topics that each reads. */
function readByGroup(roles: readonly Role[]): Map<string, Scope[]> {
  const groups = new Map<string, Scope[]>();
  const add = (group: Scope, topic: Scope) => {
    if ('name' in group) addTo(groups, group.name, topic);
  };
  for (const role of roles) {
    if (role.role === 'consumer' || role.role === 'sole consumer') add(role.group, role.topic);
    if (role.role === 'dispatcher') add(role.group, role.retry);
    if (role.role === 'dead letter operator') add(role.group, role.deadLetter);
    if (role.role === 'replayer' && role.from?.group !== undefined) add(role.from.group, role.from.topic);
  }
  return groups;
}

function known(scopes: readonly Scope[], { topics }: ClientContext): KnownTopic[] {
  const names = new Set(scopes.flatMap((scope) => ('name' in scope ? [scope.name] : [])));
  return [...names].sort(compare).flatMap((name) => topics.get(name) ?? []);
}

/**
 * What the topics' contracts ask for; a broker packs what comes otherwise again. Where they differ, what most
 * bytes are written with. Where they leave it to the producer: gzip, which every client has.
 */
function compressionOf(written: readonly KnownTopic[]): Compression {
  const bytes = new Map<Compression, number>();
  for (const { family } of written) {
    const { compression, load } = family.contract.terms;
    if (compression === 'producer') continue;
    const codec = compression === 'uncompressed' ? 'none' : compression;
    bytes.set(codec, (bytes.get(codec) ?? 0) + load.messagesPerSecond * load.bytesPerMessage);
  }
  const [most] = [...bytes].sort(([a, x], [b, y]) => y - x || compare(a, b));
  return most?.[0] ?? 'gzip';
}
