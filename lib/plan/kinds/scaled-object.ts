import type { Manifest } from '../../model/manifest.ts';
import { at, textAt } from '../../model/plain-object.ts';
import { type Default, dropDefaults, type Facts } from '../facts.ts';
import { review, safe, type Verdict } from '../risk.ts';
import type { World } from '../world.ts';
import {
  alignTriggers,
  countOf,
  isMeasured,
  judgeConnection,
  presenceOf,
  triggerDefaults,
  triggerField,
  triggersOf,
} from './kafka-trigger.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

/** What KEDA 2.20 takes where nothing is said. */
const leastReplicas = 0;
const mostReplicas = 100;

const defaults: readonly Default[] = [
  ['spec.pollingInterval', 30],
  ['spec.cooldownPeriod', 300],
  ['spec.initialCooldownPeriod', 0],
  ['spec.minReplicaCount', leastReplicas],
  ['spec.maxReplicaCount', mostReplicas],
  ['spec.scaleTargetRef.apiVersion', 'apps/v1'],
  ['spec.scaleTargetRef.kind', 'Deployment'],
  ['spec.fallback.behavior', 'static'],
  ['spec.advanced.restoreToOriginalReplicaCount', false],
  ['spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds', 300],
  ['spec.advanced', '{}'],
  ['spec.advanced.horizontalPodAutoscalerConfig', '{}'],
  ['spec.advanced.horizontalPodAutoscalerConfig.behavior', '{}'],
  ['spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown', '{}'],
  ['.metricType', 'AverageValue'],
  ['.useCachedMetrics', false],
  ...triggerDefaults,
];

function refine(facts: Facts): void {
  dropDefaults(facts, defaults);
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path, before, after } = change;
  const field = triggerField(path);
  if (field !== undefined) return judgeTrigger(field, change, scene);
  if (path.startsWith('metadata.annotations.autoscaling.keda.sh/')) return judgePause(path, after);
  if (path.startsWith('spec.fallback')) {
    return review('the Deployment gets another number of replicas while KEDA cannot measure its lag');
  }
  switch (path) {
    case 'spec.minReplicaCount':
      return judgeLeast(countOf(before, leastReplicas), countOf(after, leastReplicas));
    case 'spec.maxReplicaCount':
      return judgeMost(countOf(before, mostReplicas), countOf(after, mostReplicas));
    case 'spec.pollingInterval':
      return review(
        'KEDA asks for the lag more or less often: a Deployment that is stopped starts earlier or later',
      );
    case 'spec.cooldownPeriod':
      return review('the last replica stops earlier or later after the last message');
    case 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds':
      return review(
        'replicas are removed earlier or later when the lag falls: each removal makes the group rebalance',
      );
    case 'spec.advanced.restoreToOriginalReplicaCount':
      return after === true
        ? review(
            'without its ScaledObject the Deployment gets the replicas that it had before KEDA scaled it',
          )
        : review(
            'without its ScaledObject the Deployment keeps its replicas: if there are none, nothing reads',
          );
    case 'spec.scaleTargetRef.name':
      return review(
        `KEDA scales ${String(after)} instead of ${String(before)}: ${String(before)} keeps the replicas that it has, and its lag moves nothing`,
      );
    default:
      return path.startsWith('spec.advanced.horizontalPodAutoscalerConfig')
        ? review('replicas are added or removed at another pace: each change makes the group rebalance')
        : undefined;
  }
}

function judgeLeast(before: number, after: number): Verdict {
  if (after === 0) {
    return review(
      `no replica instead of ${before} while nothing waits: the group has no members then, and loses its offsets after the brokers' offsets.retention.minutes`,
    );
  }
  return after < before
    ? review(`at least ${after} replicas instead of ${before}: a burst waits until more have started`)
    : review(`at least ${after} replicas instead of ${before}, also while nothing waits`);
}

function judgeMost(before: number, after: number): Verdict {
  return after < before
    ? review(
        `at most ${after} replicas instead of ${before}: a backlog is drained slower; replicas above are removed`,
      )
    : review(
        `up to ${after} replicas instead of ${before}: more load on what they call; above the number of partitions they idle`,
      );
}

function judgePause(path: string, after: Changed['after']): Verdict {
  const name = path.slice(path.indexOf('autoscaling.keda.sh/') + 'autoscaling.keda.sh/'.length);
  const set = after !== undefined && after !== 'false';
  switch (name) {
    case 'paused-replicas':
      return set
        ? review(`the Deployment gets ${String(after)} replicas and keeps them, whatever waits`)
        : review('KEDA scales the Deployment again');
    case 'paused-scale-in':
      return set
        ? review('KEDA no longer removes replicas, however little waits')
        : review('KEDA removes replicas again when little waits');
    case 'paused-scale-out':
      return set
        ? review('KEDA no longer adds replicas, whatever waits')
        : review('KEDA adds replicas again when more waits');
    default:
      return review('KEDA scales the Deployment in another way until the annotation is changed again');
  }
}

function judgeTrigger(field: string, { path, before, after }: Changed, scene: Scene): Verdict | undefined {
  const { before: old, worlds } = scene;
  if (field === 'topic') return judgeTopic(before, after, old, worlds);
  // What a trigger that is added or removed says besides its topic is no change of its own.
  const presence = presenceOf(path, scene);
  if (presence !== 'both') {
    if (field === 'type' && !hasTopic(path, scene))
      return review(
        presence === 'added'
          ? `a trigger of type ${String(after)} adds replicas as well`
          : `a trigger of type ${String(before)} adds no replicas any longer`,
      );
    return safe(`part of a trigger that is ${presence}`);
  }
  switch (field) {
    case 'consumerGroup':
      return review(
        `KEDA follows the lag of group ${String(after)} instead of ${String(before)}: if the pods read in another group, their lag moves nothing`,
      );
    case 'lagThreshold':
      return review(
        `changed scaling: a replica for ${String(after ?? 10)} unread messages instead of ${String(before ?? 10)}`,
      );
    case 'offsetResetPolicy':
      return after === 'earliest'
        ? review('where a group has committed nothing, all messages that are kept count as lag')
        : review(
            'where a group has committed nothing, what waits does not count, and each empty partition counts as one message',
          );
    case 'activationLagThreshold':
      return review('changed scaling: while no replica runs, a backlog of no more than this waits for ever');
    case 'excludePersistentLag':
    case 'scaleToZeroOnInvalidOffset':
      return review(
        after === 'true'
          ? 'changed scaling: a Deployment that is stopped does not start where nothing has been committed'
          : 'changed scaling: a Deployment that is stopped starts also where nothing has been committed',
      );
    case 'limitToPartitionsWithLag':
    case 'allowIdleConsumers':
      return review(
        'changed scaling: how many replicas there may be against the partitions that have something to read',
      );
    default:
      return judgeConnection(field, 'the Deployment keeps its replicas');
  }
}

/** Whether the trigger of a path measures a Kafka topic on either side. */
function hasTopic(path: string, { facts }: Scene): boolean {
  const topic = `${path.slice(0, path.indexOf(']') + 1)}.metadata.topic`;
  return facts.before.has(topic) || facts.after.has(topic);
}

function judgeTopic(
  before: Changed['before'],
  after: Changed['after'],
  old: Manifest,
  worlds: Worlds,
): Verdict {
  if (before === undefined) return review(`the lag on ${String(after)} adds replicas as well`);
  const topic = String(before);
  const groups = triggersOf(old).filter((one) => one.topic === topic);
  const followed = groups.some(({ group }) => isMeasured('ScaledObject', topic, group, worlds));
  if (followed) return review(`the lag on ${topic} is still followed, by another trigger`);
  const instead = after === undefined ? '' : `, and that on ${String(after)} does`;
  return review(
    `the lag on ${topic} adds no replicas any longer${instead}: while none runs, what is written there waits`,
  );
}

function created(manifest: Manifest, { before }: Worlds): Verdict {
  const target = targetOf(manifest);
  const other = scalerOf(manifest, before);
  const takesOver = `KEDA sets the replicas of ${target} by lag, ${rangeOf(manifest)}, whatever its manifest says`;
  return review(
    other === undefined
      ? takesOver
      : `${takesOver}; KEDA refuses it until ${other.metadata.name}, which scales the same Deployment, is deleted`,
  );
}

function deleted(manifest: Manifest, { after }: Worlds): Verdict {
  const target = targetOf(manifest);
  const other = scalerOf(manifest, after);
  if (other !== undefined) return review(`${other.metadata.name} scales ${target} instead`);
  if (at(manifest, 'spec', 'advanced', 'restoreToOriginalReplicaCount') === true) {
    return review(`KEDA no longer scales ${target}: it gets the replicas that it had before KEDA scaled it`);
  }
  const least = Number(at(manifest, 'spec', 'minReplicaCount') ?? leastReplicas);
  return review(
    `KEDA no longer scales ${target}: it keeps the replicas that it has at that moment${least === 0 ? '; if there are none, nothing reads' : ''}`,
  );
}

function rangeOf(manifest: Manifest): string {
  const least = Number(at(manifest, 'spec', 'minReplicaCount') ?? leastReplicas);
  const most = Number(at(manifest, 'spec', 'maxReplicaCount') ?? mostReplicas);
  return `from ${least} to ${most}`;
}

function targetOf(manifest: Manifest): string {
  return textAt(manifest, 'spec', 'scaleTargetRef', 'name');
}

/** Another ScaledObject of the same Deployment. */
function scalerOf(manifest: Manifest, world: World): Manifest | undefined {
  const { namespace, name } = manifest.metadata;
  return world
    .ofKind('ScaledObject')
    .find(
      (one) =>
        one.metadata.namespace === namespace &&
        one.metadata.name !== name &&
        targetOf(one) === targetOf(manifest),
    );
}

export const scaledObject: Meaning = { refine, align: alignTriggers, judge, created, deleted };
