import { certain } from '../naming/brand.ts';
import { joinObjectName, type ObjectName, shortHash } from '../naming/object-name.ts';
import { type ConsumerGroup, parseConsumerGroup } from '../naming/principal.ts';
import { type Duration, parseDuration } from '../model/text/duration.ts';
import { writersOf } from '../model/contract-clients.ts';
import { carriedSchema, type CarriedSchema } from '../model/schemas/carried-schema.ts';
import type { Contract, JsonSchemaFile } from '../model/terms/contract.ts';
import type { Environment, ExecutorClassTerms, Image } from '../model/terms/environment.ts';
import { type Executor, executorOf, executorText } from './executor.ts';
import { ownEntry } from './imported-topic.ts';
import { byRule, fromFile, type Setting, setting } from './setting.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

/** One ScaledJob: which of the queue's topics it reads. */
export interface ResolvedReader {
  readonly scaledJob: ObjectName;
  /** Where its jobs run: the executor class's. */
  readonly namespace: ObjectName;
  readonly topic: ResolvedTopic;
}

/** A `work` topic that jobs drain, scaled by lag, in one environment. */
export interface ResolvedQueue {
  readonly family: ResolvedFamily;
  readonly executor: Executor;
  /** What the queue's objects are named by: `<system>-[<tenant>--]<context>-<topic>[-v<N>]`. */
  readonly base: ObjectName;
  readonly group: Setting<ConsumerGroup>;
  /** None where the environment starts no jobs. */
  readonly readers: readonly ResolvedReader[];
  readonly messagesPerJob: Setting<number>;
  readonly maxJobs: Setting<number>;
  readonly pollingInterval: Setting<Duration>;
  readonly deadline: Setting<Duration>;
  readonly retries: Setting<number>;
  readonly image: Setting<string>;
  /** The image is the placeholder: no executor exists yet. */
  readonly placeholder: boolean;
  /** Of the environment; undefined where it starts no jobs and does not describe the class. */
  readonly executorClass: ExecutorClassTerms | undefined;
  /** Where it is recorded what is done; undefined where the contract names no record, or none that is there. */
  readonly outcomes: ResolvedOutcomes | undefined;
  /** By which an executor judges values; undefined where what it refers to is not known. The placeholder asks for none. */
  readonly schema: () => CarriedSchema | undefined;
}

/** The record of what a queue's jobs have done. */
export interface ResolvedOutcomes {
  /** The versions of its contract, the newest last. */
  readonly families: readonly ResolvedFamily[];
  /** What jobs read; several while the topic moves. */
  readonly read: readonly ResolvedTopic[];
  /** What jobs write; undefined where the contract does not name their service as a producer. */
  readonly write: ResolvedTopic | undefined;
}

const halfMinute = certain(parseDuration('30s'));

/**
 * Resolves a family whose contract has `scaling`.
 * @param records families of its system and tenant, in which `scaling.outcomes` is looked up
 * @param shared the schemas that contracts of its system share; undefined where they are not known
 * @throws Error when the contract is not a whole queue, or the environment starts jobs and lacks their class:
 * the rules `work-queue-complete` and `known-executor-class` come first.
 */
export function resolveQueue(
  family: ResolvedFamily,
  environment: Environment,
  shared: readonly JsonSchemaFile[] | undefined,
  records: readonly ResolvedFamily[] = [],
): ResolvedQueue {
  const { contract } = family;
  const { scaling } = contract.terms;
  const { jobs, executorClasses } = environment.queues;
  const { executorClass: name, executorKind } = executorOf(contract, family.naming);
  const consumer = contract.terms.consumers[0];
  if (scaling === undefined || name === undefined || executorKind === undefined || consumer === undefined) {
    throw new Error(`${family.address} is not a whole queue`);
  }
  const executor: Executor = { executorClass: name, executorKind };
  const executorClass = ownEntry(executorClasses, name);
  if (jobs && executorClass === undefined) throw new Error(`no executor class ${name} for ${family.address}`);
  const fromContract = (key: string) => fromFile('contract', contract.source, ['scaling', key]);
  const base = baseOf(family, scaling.name);
  const partitionCount = family.source.partitions.value;
  const image = resolveImage(environment, executor);
  return {
    family,
    executor,
    base,
    group:
      consumer.group === undefined
        ? setting(queueGroup(family), byRule('naming', '<system>-<context>-<topic>-v<N>'))
        : setting(consumer.group, fromFile('contract', contract.source, ['consumers', 0, 'group'])),
    readers:
      jobs && executorClass !== undefined
        ? family.read.map((topic): ResolvedReader => {
            // The steady state keeps the inventory's name; only while both are read has the old one another.
            const alone = family.read.length === 1;
            return {
              scaledJob: topic === family.source || alone ? base : joinObjectName(base, 'former'),
              namespace: executorClass.namespace,
              topic,
            };
          })
        : [],
    messagesPerJob:
      scaling.messagesPerJob === undefined
        ? setting(1, byRule('default', 'a job a message'))
        : setting(scaling.messagesPerJob, fromContract('messagesPerJob')),
    maxJobs:
      scaling.maxJobs === undefined
        ? setting(partitionCount, byRule('derived', 'a job a partition: more would idle'))
        : setting(scaling.maxJobs, fromContract('maxJobs')),
    pollingInterval:
      scaling.pollingInterval === undefined
        ? setting(halfMinute, byRule('default', "KEDA's own"))
        : setting(scaling.pollingInterval, fromContract('pollingInterval')),
    deadline: setting(scaling.deadline, fromContract('deadline')),
    retries:
      scaling.retries === undefined
        ? setting(2, byRule('default', 'a job may fail twice for what a retry fixes'))
        : setting(scaling.retries, fromContract('retries')),
    ...image,
    executorClass,
    outcomes:
      scaling.outcomes === undefined ? undefined : outcomesOf(scaling.outcomes, consumer.service, records),
    schema: () => shared && carriedSchema(contract, shared),
  };
}

/** @param service that does the work */
export function outcomesOf(
  record: string,
  service: string,
  records: readonly ResolvedFamily[],
): ResolvedOutcomes | undefined {
  const families = records
    .filter(({ contract }) => contract.address.topic === record)
    .sort((a, b) => a.contract.address.version - b.contract.address.version);
  // All that there are: while the record moves, outcomes from before are in the one that producers leave.
  const read = families.flatMap(({ topics }) =>
    topics.filter(({ role }) => role === 'source' || role === 'former'),
  );
  if (read.length === 0) return undefined;
  const written = families.findLast(
    (family) =>
      family.written.length > 0 && writersOf(family.contract).some((one) => one.service === service),
  );
  return { families, read, write: written?.written[0] };
}

/** The contract's own name, of each tenant apart; else one that follows from system, context and topic. */
function baseOf({ contract, tenant }: ResolvedFamily, own: ObjectName | undefined): ObjectName {
  if (own !== undefined) return tenant === undefined ? own : joinObjectName(own, '', tenant);
  const { version } = contract.address;
  return joinObjectName(...stem(contract, tenant), ...(version === 1 ? [] : [`v${version}`]));
}

function queueGroup({ contract, tenant }: ResolvedFamily): ConsumerGroup {
  return certain(parseConsumerGroup([...stem(contract, tenant), `v${contract.address.version}`].join('-')));
}

/** Tenants and contexts may both have dashes: two stand between them. */
function stem({ address }: Contract, tenant: string | undefined): string[] {
  const { system, context, topic } = address;
  return [system, ...(tenant === undefined ? [] : [tenant, '']), context, labelOf(topic)];
}

/** A topic's folder as part of an object's name; where characters are lost, a hash tells it from its like. */
function labelOf(topic: string): string {
  const label = topic.replaceAll('.', '-');
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(label)) return label;
  const words = topic.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return [...words, shortHash(topic)].join('-');
}

function resolveImage(
  environment: Environment,
  executor: Executor,
): { image: Setting<string>; placeholder: boolean } {
  const key = executorText(executor);
  const { executors } = environment.images;
  const own = Object.hasOwn(executors, key) ? executors[key] : undefined;
  const path = own === undefined ? ['images', 'placeholder'] : ['images', 'executors', key];
  return {
    image: setting(
      imageReference(environment, own ?? environment.images.placeholder),
      fromFile('environment', environment.source, path),
    ),
    placeholder: own === undefined,
  };
}

/** `<registry>/<repository>:<tag>` or `…@<digest>`, as the environment pins images. */
export function imageReference({ images }: Environment, image: Image): string {
  const name = `${images.registry}/${image.repository}`;
  return images.pin === 'digest' ? `${name}@${image.digest}` : `${name}:${image.tag}`;
}
