import { principalsOf, type Resolved } from '../policies/resolve.ts';
import type { ResolvedQueue } from '../policies/queue-settings.ts';
import type { ResolvedScaledConsumer } from '../policies/resolved-scaler.ts';
import type { ResolvedTopic } from '../policies/resolved-topic.ts';
import { fromFile, type Origin, type Setting } from '../policies/setting.ts';
import { configLines } from '../policies/topic-config.ts';
import { originText } from './origin-text.ts';

type OriginOf = (path: string) => Origin | undefined;

/**
 * Where the fields of an environment's objects are said, as `explain` tells it: `contracts/…/contract.yaml:12:3`, a rule
 * in words, or both. Undefined for objects that no contract's settings are in.
 * @param resolve called at the first question: most plans have nothing to decide
 */
export function settingPlaces(resolve: () => Resolved): (id: string, path: string) => string | undefined {
  let objects: ReadonlyMap<string, OriginOf> | undefined;
  return (id, path) => {
    objects ??= originsOf(resolve());
    const origin = objects.get(id)?.(path);
    const text = origin === undefined ? '' : originText(origin);
    return text === '' ? undefined : text;
  };
}

function originsOf(resolved: Resolved): Map<string, OriginOf> {
  const { namespace } = resolved.environment.kafka;
  const objects = new Map<string, OriginOf>();
  for (const system of resolved.systems) {
    for (const { contract, topics } of system.families) {
      const terms = fromFile('contract', contract.source, []);
      for (const topic of topics)
        objects.set(`KafkaTopic ${namespace}/${topic.object.value}`, (path) =>
          isNote(path) ? terms : topicOrigin(topic, path),
        );
    }
    for (const queue of system.queues)
      for (const { namespace: its, scaledJob } of queue.readers)
        objects.set(`ScaledJob ${its}/${scaledJob}`, (path) => queueOrigin(queue, path));
    for (const consumer of system.scalers.flatMap(({ consumers }) => consumers))
      objects.set(`ScaledObject ${system.namespace}/${consumer.name}`, (path) =>
        scaledOrigin(consumer, path),
      );
  }
  for (const { name, quotas } of principalsOf(resolved))
    objects.set(`KafkaUser ${namespace}/${name}`, (path) => {
      const field = /^spec\.quotas\.(\w+)$/.exec(path)?.[1];
      return Object.entries(quotas ?? {}).find(([key]) => key === field)?.[1].origin;
    });
  return objects;
}

/** Labels and annotations of ours repeat what the contract says. */
const isNote = (path: string): boolean => /^metadata\.(?:labels|annotations)\.workstreams\.io\//.test(path);

function topicOrigin(topic: ResolvedTopic, path: string): Origin | undefined {
  switch (path) {
    case 'spec.partitions':
      return topic.partitions.origin;
    case 'spec.replicas':
      return topic.replicas.origin;
    case 'spec.topicName':
      return topic.name.origin;
    default: {
      const name = /^spec\.config\.(.+)$/.exec(path)?.[1];
      return configLines(topic).find((line) => line.name === name)?.origin;
    }
  }
}

function queueOrigin(queue: ResolvedQueue, path: string): Origin | undefined {
  const settings: Readonly<Record<string, Setting<unknown>>> = {
    'spec.maxReplicaCount': queue.maxJobs,
    'spec.pollingInterval': queue.pollingInterval,
    'spec.jobTargetRef.activeDeadlineSeconds': queue.deadline,
    'spec.jobTargetRef.backoffLimit': queue.retries,
  };
  return (isThreshold(path) ? queue.messagesPerJob : settings[path])?.origin;
}

function scaledOrigin(consumer: ResolvedScaledConsumer, path: string): Origin | undefined {
  const settings: Readonly<Record<string, Setting<unknown>>> = {
    'spec.minReplicaCount': consumer.minReplicas,
    'spec.maxReplicaCount': consumer.maxReplicas,
    'spec.cooldownPeriod': consumer.cooldown,
    'spec.pollingInterval': consumer.pollingInterval,
  };
  const [only, ...others] = consumer.topics;
  // Of several topics each has its own: which of them a trigger is for, its path does not say.
  if (isThreshold(path)) return others.length === 0 ? only?.lagPerReplica.origin : undefined;
  return settings[path]?.origin;
}

const isThreshold = (path: string): boolean => path.endsWith('.lagThreshold');
