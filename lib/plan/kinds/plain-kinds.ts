import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import { dropDefaults, type Facts, quantityOf } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';
import { judgePod, podDefaults, refinePod } from './pod.ts';

const serviceAccount: Meaning = {
  refine: (facts) => dropDefaults(facts, [['automountServiceAccountToken', true]]),
  judge: ({ path, after }) => {
    if (path !== 'automountServiceAccountToken') return undefined;
    return after === false
      ? review('pods get no token any more unless they ask for it: calls to the API server fail')
      : review('every pod of this account gets its token: who breaks into one acts with its rights');
  },
  created: (manifest) =>
    manifest['automountServiceAccountToken'] === false
      ? safe('an account whose token no pod gets by itself')
      : review('an account whose token its pods get'),
  deleted: ({ metadata }) => review(`pods that run as ${metadata.name} are not started any more`),
};

const priorityClass: Meaning = {
  refine: (facts) =>
    dropDefaults(facts, [
      ['globalDefault', false],
      ['preemptionPolicy', 'PreemptLowerPriority'],
    ]),
  judge: ({ path }, { after: { metadata } }) => {
    if (path === 'description') return safe('only what people read of it changes');
    if (path === 'globalDefault') return review('pods without a class get another priority from now on');
    if (path !== 'value' && path !== 'preemptionPolicy') return undefined;
    return impossible('a PriorityClass keeps its value and policy: the API server refuses to change them', [
      'add a class with another name and value',
      `let the pods name it; remove ${metadata.name} when none does any more`,
    ]);
  },
  created: (manifest) =>
    manifest['globalDefault'] === true
      ? review('every pod without a class gets this priority')
      : safe('a class that no pod has yet'),
  deleted: ({ metadata }) => review(`pods that name ${metadata.name} are not started any more`),
};

const resourceQuota: Meaning = {
  refine: (facts) => {
    for (const [path, value] of facts)
      if (path.startsWith('spec.hard.')) facts.set(path, quantityOf(value) ?? value);
  },
  judge: ({ path, before, after }, { after: quota, worlds }) => {
    if (!path.startsWith('spec.hard.')) return undefined;
    const what = path.slice('spec.hard.'.length);
    if (after === undefined)
      return review(`no bound on ${what} any more: these pods may take what their neighbours need`);
    if (before !== undefined && Number(after) > Number(before))
      return review(`more ${what} for these pods: their neighbours may get less`);
    const jobs = what === 'pods' ? jobsUnder(quota, worlds) : 0;
    const below = jobs > Number(after) ? `, below the ${jobs} that its scaled jobs may start` : '';
    return review(
      `at most ${String(after)} ${what}${below}: pods above wait until others end; those that run go on`,
    );
  },
  created: () => review('a bound on what pods of the namespace may take: those above wait'),
  deleted: () => review('no bound any more: these pods may take what their neighbours need'),
};

/** How many jobs may run at once of the scaled jobs that a quota counts. */
function jobsUnder(quota: Manifest, { after }: Worlds): number {
  const classes = itemsAt(quota, 'spec', 'scopeSelector', 'matchExpressions').flatMap(
    ({ item }) => at(item, 'values') ?? [],
  );
  return after
    .ofKind('ScaledJob')
    .filter(
      (one) =>
        one.metadata.namespace === quota.metadata.namespace &&
        (classes.length === 0 ||
          classes.includes(textAt(one, 'spec', 'jobTargetRef', 'template', 'spec', 'priorityClassName'))),
    )
    .reduce((sum, one) => sum + Number(at(one, 'spec', 'maxReplicaCount') ?? 100), 0);
}

const workload: Meaning = {
  refine: (facts: Facts) => {
    refinePod(facts, 'spec.template.');
    dropDefaults(facts, [
      ...podDefaults,
      ['spec.progressDeadlineSeconds', 600],
      ['spec.revisionHistoryLimit', 10],
      ['spec.replicas', 1],
      ['spec.strategy.type', 'RollingUpdate'],
      ['spec.strategy.rollingUpdate.maxSurge', '25%'],
      ['spec.strategy.rollingUpdate.maxUnavailable', '25%'],
    ]);
  },
  judge: ({ path, before, after }: Changed, { after: { metadata, kind } }: Scene): Verdict | undefined => {
    if (path.startsWith('spec.selector')) {
      return impossible(`a ${kind} keeps its selector: the API server refuses to change it`, [
        'add one with another name and the selector that is wanted',
        `remove ${metadata.name} when the other one runs`,
      ]);
    }
    if (path === 'spec.replicas')
      return Number(after ?? 1) < Number(before ?? 1)
        ? review(
            `fewer pods: partitions are shared out among them, and lag may grow${Number(after) === 0 ? '; nothing runs any more' : ''}`,
          )
        : review('more pods: consumer groups rebalance; more than there are partitions idle');
    const template = 'spec.template.';
    return path.startsWith(template)
      ? judgePod(path.slice(template.length), { path, before, after }, 'pods, which restart,')
      : undefined;
  },
  created: ({ metadata }) => review(`${metadata.name} starts to run`),
  deleted: ({ metadata }) => review(`${metadata.name} does not run any more`),
};

const alerts: Meaning = {
  judge: ({ path, before, after }) => {
    if (
      /\.annotations\.(?:summary|description|runbook_url)$/.test(path) &&
      before !== undefined &&
      after !== undefined
    )
      return safe('the alert says the same in other words');
    if (path.endsWith('.expr') || path.endsWith('.for'))
      return review(
        after === undefined
          ? 'the alert is gone: nobody is told'
          : 'the alert fires at another time than before',
      );
    return review('who is told, and of what, changes');
  },
  created: () => safe('new alerts: somebody is told who was not'),
  deleted: () => review('its alerts are gone: nobody is told any more'),
};

const scrape: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review(
          'other series are scraped, or in another way: alerts and dashboards that ask for them see nothing',
        )
      : undefined,
  created: () => safe('series are scraped that were not'),
  deleted: () => review('its series are scraped no more: alerts that ask for them stay silent'),
};

const credentials: Meaning = {
  refine: (facts) =>
    dropDefaults(facts, [
      ['spec.refreshInterval', '1h'],
      ['spec.target.creationPolicy', 'Owner'],
      ['spec.target.deletionPolicy', 'Retain'],
      ['.remoteRef.conversionStrategy', 'Default'],
      ['.remoteRef.decodingStrategy', 'None'],
      ['.remoteRef.metadataPolicy', 'None'],
    ]),
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review(
          'credentials come from elsewhere, or go elsewhere: a client that does not find them does not start',
        )
      : undefined,
  created: () => safe('credentials are brought to where a client wants them'),
  deleted: () =>
    review('the credentials are taken away where clients mount them: pods do not start any more'),
};

const gone = (says: string): Meaning => ({ deleted: () => destructive(says) });

/** Kinds of which a few words tell all. */
export const plainKinds: Readonly<Record<string, Meaning>> = {
  ServiceAccount: serviceAccount,
  PriorityClass: priorityClass,
  ResourceQuota: resourceQuota,
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  PrometheusRule: alerts,
  PodMonitor: scrape,
  ExternalSecret: credentials,
  KafkaAccess: credentials,
  TriggerAuthentication: {
    judge: ({ path }) =>
      path.startsWith('spec')
        ? review(
            'KEDA proves who it is in another way: if that is refused no jobs start, and no Deployment is scaled',
          )
        : undefined,
    created: () => safe('a way for KEDA to prove who it is'),
    deleted: () =>
      review(
        'KEDA can no longer prove who it is: no jobs start and no Deployment is scaled where a scaler names it',
      ),
  },
  Namespace: {
    created: () => safe('an empty namespace'),
    deleted: ({ metadata }) =>
      destructive(
        `everything in ${metadata.name} is deleted with it: topics and users with their data, workloads, secrets`,
      ),
  },
  PersistentVolumeClaim: gone('the disk is deleted with what is on it'),
  Secret: gone('what it holds is known to nobody any more'),
  CustomResourceDefinition: gone('every object of this kind in the cluster is deleted with it'),
  LimitRange: {
    deleted: () => review('containers that ask for nothing are refused where a quota wants a request'),
  },
};
