import type { Manifest } from '../../model/manifest.ts';
import { type Default, dropDefaults, type Fact, type Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';
import { jobDefaults, judgeJob } from './job.ts';
import {
  alignTriggers,
  isMeasured,
  judgeConnection,
  presenceOf,
  triggerDefaults,
  triggerField,
  triggersOf,
} from './kafka-trigger.ts';
import { judgePod, podDefaults, refinePod } from './pod.ts';
import type { World } from '../world.ts';

const template = 'spec.jobTargetRef.template.';

/** What KEDA 2.20 and the API server fill in. */
const defaults: readonly Default[] = [
  ['spec.pollingInterval', 30],
  ['spec.minReplicaCount', 0],
  ['spec.maxReplicaCount', 100],
  ['spec.successfulJobsHistoryLimit', 100],
  ['spec.failedJobsHistoryLimit', 100],
  ...jobDefaults('spec.jobTargetRef.'),
  ['spec.rollout.strategy', 'default'],
  ['spec.scalingStrategy.strategy', 'default'],
  ['spec.rollout', '{}'],
  ['spec.scalingStrategy', '{}'],
  ...triggerDefaults,
];

function refine(facts: Facts): void {
  refinePod(facts, template);
  dropDefaults(facts, [...defaults, ...podDefaults]);
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const verdict = byPath(change, scene);
  const { path } = change;
  // KEDA deletes the jobs of a ScaledJob whose spec changes, unless the new one rolls out gradually.
  if (scene.facts.after.get('spec.rollout.strategy') === 'gradual' || !path.startsWith('spec.'))
    return verdict;
  const killed =
    'without rollout.strategy gradual KEDA deletes the jobs that run when it takes this up: their work is done again from the last commit';
  if (path === 'spec.rollout.strategy') return destructive(`${killed}, and so does every later change`);
  return destructive(verdict === undefined ? killed : `${verdict.says}; ${killed}`);
}

function byPath(change: Changed, scene: Scene): Verdict | undefined {
  const { path, before, after } = change;
  const trigger = triggerField(path);
  if (trigger !== undefined) return judgeTrigger(trigger, change, scene);
  if (path.startsWith(template)) return judgePod(path.slice(template.length), change, 'new jobs');
  switch (path) {
    case 'spec.maxReplicaCount':
      return Number(after ?? 100) < Number(before ?? 100)
        ? review(
            `at most ${String(after)} jobs at once instead of ${String(before ?? 100)}: a backlog is drained slower${Number(after) === 0 ? ', that is not at all' : ''}; jobs that run go on`,
          )
        : review(
            `up to ${String(after ?? 100)} jobs at once instead of ${String(before)}: more load on what they call; above the number of partitions they idle`,
          );
    case 'spec.minReplicaCount':
      return review('so many jobs are kept running also where nothing waits');
    case 'spec.pollingInterval':
      return review('KEDA looks at the lag more or less often: jobs start earlier or later');
    case 'spec.jobTargetRef.activeDeadlineSeconds':
      return Number(after) < Number(before ?? Number.POSITIVE_INFINITY)
        ? review(
            `new jobs are killed after ${String(after)} s instead of ${before === undefined ? 'never' : `${String(before)} s`}: longer work is cut off midway, and done again from the last commit`,
          )
        : review('new jobs may run longer: what hangs holds its partition for so long');
    case 'spec.rollout.strategy':
      return review('jobs that run are left alone by later changes of the object');
    default:
      return path.startsWith('spec.scalingStrategy') ? strategy(after) : judgeJob(path);
  }
}

function strategy(after: Fact | undefined): Verdict {
  return after === 'accurate' || after === 'eager'
    ? review(
        `changed scaling: ${after} counts messages that running jobs have not committed yet a second time, and starts too many jobs`,
      )
    : review('changed scaling: how many jobs start for a lag is calculated in another way');
}

function judgeTrigger(field: string, { path, before, after }: Changed, scene: Scene): Verdict | undefined {
  const { facts, worlds } = scene;
  const presence = presenceOf(path, scene);
  if (presence === 'added') return addedTrigger(field, path, scene);
  if (presence === 'removed' && field !== 'topic')
    return review(
      field === 'type' && before !== 'kafka'
        ? `a trigger of type ${String(before)} starts no jobs any longer`
        : 'part of a trigger that is removed',
    );
  switch (field) {
    case 'consumerGroup':
      return destructive(
        `the consumer group ${String(before)} is left with its offsets, and ${String(after)} has none: it begins where offsetResetPolicy says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)`,
      );
    case 'offsetResetPolicy':
      return after === 'earliest'
        ? review('a group without offsets begins at the first message that is kept')
        : destructive(
            'a group without offsets begins at the end: what was written before its first commit is passed over without a word',
          );
    case 'topic': {
      const group = String(facts.before.get(path.replace(/topic$/, 'consumerGroup')) ?? '');
      const instead =
        after === undefined ? `no jobs start for ${String(before)}` : `jobs read ${String(after)}`;
      return isMeasured('ScaledJob', String(before), group, worlds)
        ? review(`${instead}; ${String(before)} is read by another trigger of the group`)
        : destructive(
            `${instead}${after === undefined ? '' : ` instead of ${String(before)}`}: what waits there is read by no one and expires`,
          );
    }
    case 'lagThreshold':
      return review('changed scaling: a job more or less for so many waiting messages');
    case 'activationLagThreshold':
      return review('changed scaling: a backlog of no more than this waits for ever');
    case 'excludePersistentLag':
    case 'scaleToZeroOnInvalidOffset':
      return review(
        after === 'true'
          ? 'changed scaling: jobs never start from none, where nothing has been committed'
          : 'changed scaling: jobs start also where nothing has been committed',
      );
    case 'limitToPartitionsWithLag':
    case 'allowIdleConsumers':
      return review(
        'changed scaling: how many jobs there may be against the partitions that have something to read',
      );
    default:
      return judgeConnection(field, 'no jobs start');
  }
}

/** A trigger more: nothing that it says replaces something of before. */
function addedTrigger(field: string, path: string, { facts, worlds }: Scene): Verdict {
  const trigger = path.slice(0, path.indexOf(']') + 1);
  const at = (key: string) => String(facts.after.get(`${trigger}.${key}`) ?? '');
  const topic = at('metadata.topic');
  if (field === 'topic')
    return worlds.before.topics.has(topic) || !worlds.after.topics.has(topic)
      ? review(`jobs start at once for all that waits in ${topic}, too`)
      : safe(`jobs start for what is written to ${topic}, which is as new`);
  return field === 'type' && topic === ''
    ? review(`a trigger of type ${at('type')} starts jobs, too`)
    : safe('part of a trigger that is added');
}

function created(manifest: Manifest, worlds: Worlds): Verdict {
  const topics = triggersOf(manifest).flatMap(({ topic }) => (topic === '' ? [] : [topic]));
  if (topics.length === 0) return review('jobs start whenever one of its triggers says so');
  const waiting = topics.filter(
    (topic) => worlds.before.topics.has(topic) || !worlds.after.topics.has(topic),
  );
  return waiting.length === 0
    ? safe(`jobs start for what is written to ${topics.join(', ')}, which is as new`)
    : review(`jobs start at once for all that waits in ${waiting.join(', ')}`);
}

function deleted(manifest: Manifest, worlds: Worlds): Verdict {
  const { metadata } = manifest;
  const read = triggersOf(manifest).filter(({ topic }) => topic !== '');
  if (read.length > 0 && read.every(({ topic, group }) => isMeasured('ScaledJob', topic, group, worlds)))
    return review(
      `another scaled job reads what ${metadata.name} has read; the jobs of ${metadata.name} that run are deleted with it, and their work is done again from the last commit`,
    );
  const goes = `the jobs of ${metadata.name} that run are deleted with it`;
  if (read.length === 0) return destructive(`no jobs start for it any longer, and ${goes} midway`);
  const topics = [...new Set(read.map(({ topic }) => topic))];
  if (topics.every((topic) => worlds.before.topics.has(topic) && !worlds.after.topics.has(topic)))
    return review(`${goes}; what they read goes with the same plan`);
  if (topics.every((topic) => isDeprecated(topic, worlds.after)))
    return review(`${goes}; what still waits in ${topics.join(', ')}, which is deprecated, expires unread`);
  return destructive(
    `nothing drains ${topics.join(', ')} any longer: what waits there is read by no one and expires; ${goes}`,
  );
}

/** Whether messages have moved to another topic. */
function isDeprecated(topic: string, world: World): boolean {
  const those = world.topics.get(topic) ?? [];
  return those.some(({ metadata }) => metadata.annotations?.['workstreams.io/deprecated'] !== undefined);
}

export const scaledJob: Meaning = { refine, align: alignTriggers, judge, created, deleted };
