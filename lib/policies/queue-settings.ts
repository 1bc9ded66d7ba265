import { certain } from '../naming/brand.ts';
import type { Naming } from '../naming/naming.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { type ConsumerGroup, parseConsumerGroup } from '../naming/principal.ts';
import { type Duration, parseDuration } from '../model/text/duration.ts';
import type { Contract } from '../model/terms/contract.ts';
import type { Environment, ExecutorClassTerms, Image } from '../model/terms/environment.ts';
import { ownEntry } from './found-topic.ts';
import { byRule, fromFile, type Setting, setting } from './setting.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

/** Which program drains a queue. */
export interface Executor {
  readonly executorClass: string;
  readonly executorKind: string;
}

/** What a queue is called by. */
interface QueueParts extends Executor {
  /** The contract's context. */
  readonly capability: string;
  readonly version: number;
}

/** One ScaledJob: which of the queue's topics it reads. */
export interface ResolvedReader {
  readonly scaledJob: ObjectName;
  readonly topic: ResolvedTopic;
}

/** A `work` topic that jobs drain, scaled by lag, in one environment. */
export interface ResolvedQueue {
  readonly family: ResolvedFamily;
  readonly parts: QueueParts;
  /** What the queue's objects are named by: `workrequests-toolrun-verify`. */
  readonly base: ObjectName;
  readonly group: Setting<ConsumerGroup>;
  /** None where the environment has no scaled jobs. */
  readonly readers: readonly ResolvedReader[];
  readonly lagThreshold: Setting<number>;
  readonly maxJobs: Setting<number>;
  readonly pollingInterval: Setting<Duration>;
  readonly deadline: Setting<Duration>;
  readonly retries: Setting<number>;
  readonly image: Setting<string>;
  /** The image is the placeholder: no executor exists yet. */
  readonly placeholder: boolean;
  readonly executorClass: ExecutorClassTerms;
}

/** Whether a naming's folders say which executor drains a queue. */
export const namesExecutors = ({ parts }: Naming): boolean =>
  parts.includes('executorClass') && parts.includes('executorKind');

/**
 * The executor of a contract: the parts of its folders that are called so; undefined where they have none.
 * @throws Error where the naming does not take the contract's folders: the rule `topic-name` comes first
 */
export function executorOf({ address }: Contract, naming: Naming): Executor | undefined {
  const { executorClass, executorKind } = naming.partsOf(address);
  return executorClass === undefined || executorKind === undefined
    ? undefined
    : { executorClass, executorKind };
}

const halfMinute = certain(parseDuration('30s'));

/**
 * Resolves a family whose contract has `scaling`.
 * @throws Error when the family is not a scaled queue, or the environment lacks its executor class:
 * the rules `work-queue-whole` and `known-executor-class` come first.
 */
export function resolveQueue(family: ResolvedFamily, environment: Environment): ResolvedQueue {
  const { contract } = family;
  const { scaling } = contract.terms;
  const executor = executorOf(contract, family.naming);
  const executorClass =
    executor && ownEntry(environment.workrequests.executorClasses, executor.executorClass);
  const consumer = contract.terms.consumers[0];
  if (
    scaling === undefined ||
    executor === undefined ||
    executorClass === undefined ||
    consumer === undefined
  ) {
    throw new Error(`${family.address} is not a scaled queue`);
  }
  const { context: capability, version } = contract.address;
  const parts: QueueParts = { capability, ...executor, version };
  const fromContract = (key: string) => fromFile('contract', contract.source, ['scaling', key]);
  const base = scaling.name ?? queueBase(parts);
  const partitionCount = family.source.partitions.value;
  const image = resolveImage(environment, parts);
  return {
    family,
    parts,
    base,
    group:
      consumer.group === undefined
        ? setting(queueGroup(parts), byRule('naming', 'workrequests-<capability>-<class>-<kind>-v<N>'))
        : setting(consumer.group, fromFile('contract', contract.source, ['consumers', 0, 'group'])),
    readers: environment.workrequests.scaledJobs
      ? family.read.map((topic): ResolvedReader => {
          // The steady state keeps the inventory's name; only while both are read has the old one another.
          const alone = family.read.length === 1;
          return {
            scaledJob: topic === family.source || alone ? base : joinObjectName(base, 'former'),
            topic,
          };
        })
      : [],
    lagThreshold:
      scaling.lagThreshold === undefined
        ? setting(1, byRule('default', 'a job a message'))
        : setting(scaling.lagThreshold, fromContract('lagThreshold')),
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
        ? setting(2, byRule('default', 'a job may fail twice for what a retry mends'))
        : setting(scaling.retries, fromContract('retries')),
    ...image,
    executorClass,
  };
}

/** `workrequests-<capability>-<class>-<kind>`, from the second version on with `-v<N>`. */
function queueBase({ capability, executorClass, executorKind, version }: QueueParts): ObjectName {
  const base = ['workrequests', capability, executorClass, executorKind];
  return joinObjectName(...base, ...(version === 1 ? [] : [`v${version}`]));
}

function queueGroup(parts: QueueParts): ConsumerGroup {
  return certain(
    parseConsumerGroup(
      ['workrequests', parts.capability, parts.executorClass, parts.executorKind, `v${parts.version}`].join(
        '-',
      ),
    ),
  );
}

function resolveImage(
  environment: Environment,
  { executorClass, executorKind }: Executor,
): { image: Setting<string>; placeholder: boolean } {
  const key = `${executorClass}.${executorKind}`;
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
