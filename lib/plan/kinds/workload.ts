import { at, textAt } from '../../model/plain-object.ts';
import { type Default, dropDefaults, type Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import { isOfSchemas } from '../../model/schema-list.ts';
import { jobDefaults, judgeJob } from './job.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';
import { judgePod, podDefaults, refinePod } from './pod.ts';

const template = 'spec.template.';
const retention = 'spec.persistentVolumeClaimRetentionPolicy.';

/** What the API server fills into a Deployment, StatefulSet or DaemonSet. */
const defaults: readonly Default[] = [
  ...podDefaults,
  ['spec.progressDeadlineSeconds', 600],
  ['spec.revisionHistoryLimit', 10],
  ['spec.replicas', 1],
  ['spec.strategy.type', 'RollingUpdate'],
  ['spec.strategy.rollingUpdate.maxSurge', '25%'],
  ['spec.strategy.rollingUpdate.maxUnavailable', '25%'],
  ['spec.podManagementPolicy', 'OrderedReady'],
  ['spec.updateStrategy.type', 'RollingUpdate'],
  ['spec.updateStrategy.rollingUpdate.partition', 0],
  ['spec.updateStrategy.rollingUpdate.maxSurge', 0],
  ['spec.updateStrategy.rollingUpdate.maxUnavailable', 1],
  [`${retention}whenDeleted`, 'Retain'],
  [`${retention}whenScaled`, 'Retain'],
  ['.spec.volumeMode', 'Filesystem'],
];

function judge({ path, before, after }: Changed, { after: workload }: Scene): Verdict | undefined {
  if (path === 'spec.replicas') return replicas(Number(before ?? 1), Number(after ?? 1), workload);
  if (path.startsWith(retention))
    return after === 'Delete'
      ? destructive(
          path.endsWith('.whenDeleted')
            ? 'with the StatefulSet its disks are deleted from now on, and all that is on them'
            : 'when it has fewer pods the disks of the others are deleted, and all that is on them',
        )
      : safe('the disks stay when its pods go');
  if (path === 'spec.paused')
    return after === true
      ? review('what changes in its pods has no effect until this is taken back')
      : review('everything that has changed in its pods takes effect at once');
  if (/^spec\.(?:strategy|updateStrategy|minReadySeconds|progressDeadlineSeconds)/.test(path))
    return review(
      'its pods are replaced in another way when they change: more, or fewer of them run meanwhile',
    );
  if (path === 'spec.revisionHistoryLimit')
    return safe('more or fewer earlier versions are kept to go back to');
  return path.startsWith(template)
    ? judgePod(path.slice(template.length), { path, before, after }, 'pods, which restart,')
    : undefined;
}

function replicas(before: number, after: number, workload: unknown): Verdict {
  if (after > before)
    return review('more pods: consumer groups rebalance; more than there are partitions idle');
  const fewer = `fewer pods: partitions are shared out among them, and lag may grow${after === 0 ? '; nothing is running after that' : ''}`;
  return textAt(workload, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete'
    ? destructive(`${fewer}; the disks of those that go are deleted`)
    : review(fewer);
}

export const workload: Meaning = {
  refine: (facts: Facts) => {
    refinePod(facts, template);
    dropDefaults(facts, defaults);
    for (const path of facts.keys())
      if (/^spec\.volumeClaimTemplates\[\d+\]\.(?:apiVersion$|kind$|status)/.test(path)) facts.delete(path);
  },
  judge,
  created: ({ metadata }) => review(`${metadata.name} starts to run`),
  deleted: (manifest) =>
    textAt(manifest, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete'
      ? destructive(`${manifest.metadata.name} no longer runs, and its disks are deleted with it`)
      : review(`${manifest.metadata.name} no longer runs`),
};

/** A Job that runs once. */
export const job: Meaning = {
  refine: (facts: Facts, manifest) => {
    refinePod(facts, template);
    dropDefaults(facts, [
      ...podDefaults,
      ...jobDefaults('spec.'),
      ['spec.completionMode', 'NonIndexed'],
      ['spec.suspend', false],
      ['spec.podReplacementPolicy', 'TerminatingOrFailed'],
    ]);
    // The API server tells the pods of a Job by labels of its own.
    for (const path of facts.keys()) {
      if (
        /^spec\.template\.metadata\.labels\.(?:batch\.kubernetes\.io\/)?(?:controller-uid|job-name)$/.test(
          path,
        )
      )
        facts.delete(path);
      if (path.startsWith('spec.selector') && at(manifest, 'spec', 'manualSelector') !== true)
        facts.delete(path);
    }
  },
  judge: ({ path, before, after }) => {
    if (path === 'spec.suspend')
      return after === true
        ? review('its pods are ended, and it goes on when this is taken back')
        : review('its pods start');
    if (path === 'spec.parallelism') return review('more or fewer of its pods run at once');
    if (path === 'spec.activeDeadlineSeconds')
      return Number(after) < Number(before ?? Number.POSITIVE_INFINITY)
        ? review(`it is ended after ${String(after)} s: what takes longer is cut off midway`)
        : review('it may run longer: what hangs holds its place for so long');
    if (path === 'spec.ttlSecondsAfterFinished')
      return review('it is kept for more or less time after its end, with its logs');
    return judgeJob(path);
  },
  created: (manifest) =>
    isOfSchemas(manifest)
      ? safe('it registers schemas once, and deletes nothing')
      : review(`${manifest.metadata.name} runs once, as soon as it is applied`),
  deleted: (manifest) =>
    isOfSchemas(manifest)
      ? safe('what it registered stays; what it had not registered yet the next Job registers')
      : review(`${manifest.metadata.name} is ended where it runs: what it was doing is cut off midway`),
};

/** A Service: who finds which pods by its name. */
export const service: Meaning = {
  refine: (facts: Facts) => {
    for (const [path, value] of facts)
      if (/^spec\.(?:clusterIPs?|ipFamilies|ipFamilyPolicy)/.test(path) && !String(value).includes('None'))
        facts.delete(path);
    dropDefaults(facts, [
      ['spec.type', 'ClusterIP'],
      ['spec.sessionAffinity', 'None'],
      ['spec.internalTrafficPolicy', 'Cluster'],
      ['.protocol', 'TCP'],
    ]);
  },
  judge: ({ path, before, after }) => {
    if (path.startsWith('spec.selector'))
      return review('who connects by this name reaches other pods, or none');
    if (path.startsWith('spec.ports'))
      return review('who connects by an earlier port of this name is refused');
    if (path === 'spec.type')
      return after === 'LoadBalancer' || after === 'NodePort'
        ? review('its pods can be reached from outside of Kubernetes')
        : review(`its pods can be reached in another way than by ${String(before ?? 'ClusterIP')}`);
    return path.startsWith('spec') ? review('its pods are reached in another way') : undefined;
  },
  created: ({ metadata }) => review(`pods can be reached by the name ${metadata.name}`),
  deleted: ({ metadata }) => review(`nothing can be reached by the name ${metadata.name} after that`),
};
