import type { Manifest } from '../../model/manifest.ts';
import { type Default, dropDefaults, type Fact, type Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';
import { jobDefaults, judgeJob } from './job.ts';
import { isMeasured, judgeConnection, triggerDefaults, triggerField, triggersOf } from './kafka-trigger.ts';
import { judgePod, podDefaults, refinePod } from './pod.ts';
import { triggerGroups } from '../world.ts';

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
    : review('changed scaling: how many jobs start for a lag is reckoned in another way');
}

function judgeTrigger(
  field: string,
  { before, after }: Changed,
  { before: old, worlds }: Scene,
): Verdict | undefined {
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
      const group = triggerGroups(old)[0] ?? '';
      return isMeasured('ScaledJob', String(before), group, worlds)
        ? review(`jobs read ${String(after)}; ${String(before)} is read by another scaled job of the group`)
        : destructive(
            `jobs read ${String(after)} instead of ${String(before)}: what waits there is read by nobody and expires`,
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

function created(manifest: Manifest, worlds: Worlds): Verdict {
  const topics = triggersOf(manifest).map(({ topic }) => topic);
  const waiting = topics.filter(
    (topic) => worlds.before.topics.has(topic) || !worlds.after.topics.has(topic),
  );
  return waiting.length === 0
    ? safe(`jobs start for what is written to ${topics.join(', ')}, which is as new`)
    : review(`jobs start at once for all that waits in ${waiting.join(', ')}`);
}

function deleted({ metadata }: Manifest): Verdict {
  return review(
    `nothing drains the queue of ${metadata.name} any more, and its running jobs are deleted with it: what waits stays until it expires`,
  );
}

export const scaledJob: Meaning = { refine, judge, created, deleted };
