import type { Manifest } from '../../model/manifest.ts';
import { enforceLabel, strictnessOf } from '../../model/pod-security.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import { dropDefaults, quantityOf } from '../facts.ts';
import { destructive, review, safe } from '../risk.ts';
import {
  externalSecret,
  kafkaAccess,
  pushSecret,
  secretStore,
  triggerAuthentication,
} from './credentials.ts';
import type { Meaning, Worlds } from './meaning.ts';
import { isKept } from './protection.ts';
import { persistentVolume, persistentVolumeClaim, storageClass } from './storage.ts';
import { job, service, workload } from './workload.ts';

const serviceAccount: Meaning = {
  refine: (facts) => dropDefaults(facts, [['automountServiceAccountToken', true]]),
  judge: ({ path, after }) => {
    if (path !== 'automountServiceAccountToken') return undefined;
    return after === false
      ? review('pods no longer get a token unless they ask for it: calls to the API server fail')
      : review('every pod of this account gets its token: who breaks into one acts with its rights');
  },
  created: (manifest) =>
    manifest['automountServiceAccountToken'] === false
      ? safe('an account whose token no pod gets by itself')
      : review('an account whose token its pods get'),
  deleted: ({ metadata }) => review(`pods that run as ${metadata.name} are no longer started`),
};

const priorityClass: Meaning = {
  refine: (facts) =>
    dropDefaults(facts, [
      ['globalDefault', false],
      ['preemptionPolicy', 'PreemptLowerPriority'],
    ]),
  judge: ({ path }) => {
    if (path === 'description') return safe('only what people read of it changes');
    return path === 'globalDefault'
      ? review('pods without a class get another priority from now on')
      : undefined;
  },
  created: (manifest) =>
    manifest['globalDefault'] === true
      ? review('every pod without a class gets this priority')
      : safe('a class that no pod has yet'),
  deleted: ({ metadata }) => review(`pods that name ${metadata.name} are no longer started`),
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
      return review(`no limit on ${what} after that: these pods may take what their neighbours need`);
    if (before !== undefined && Number(after) > Number(before))
      return review(`more ${what} for these pods: their neighbours may get less`);
    const jobs = what === 'pods' ? jobsUnder(quota, worlds) : 0;
    const below = jobs > Number(after) ? `, below the ${jobs} that its scaled jobs may start` : '';
    return review(
      `at most ${String(after)} ${what}${below}: pods above wait until others end; those that run go on`,
    );
  },
  created: () => review('a bound on what pods of the namespace may take: those above wait'),
  deleted: () => review('no limit after that: these pods may take what their neighbours need'),
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

const alerts: Meaning = {
  judge: ({ path, before, after }) => {
    if (
      /\.annotations\.(?:summary|description|runbook_url)$/.test(path) &&
      before !== undefined &&
      after !== undefined
    )
      return safe('the alert says the same in other words');
    if (/\.(?:expr|for|interval|labels\.(?:within|window|transactions))$/.test(path))
      return review(
        after === undefined
          ? 'this alert will no longer fire'
          : 'the alert fires at another time than before',
      );
    return review('who is notified, and of what, changes');
  },
  created: () => safe('new alerts: someone is notified who was not'),
  deleted: () => review('these alerts will no longer fire'),
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

const namespace: Meaning = {
  refine: (facts) => {
    if (facts.get('spec.finalizers') === '["kubernetes"]') facts.delete('spec.finalizers');
  },
  created: ({ metadata }) =>
    strictnessOf(metadata.labels?.[enforceLabel]) === 0
      ? safe('a namespace that admits every pod: what is there already stays as it is')
      : review(
          `where the namespace is there already, pods that do not meet ${metadata.labels?.[enforceLabel]} are refused at their next start`,
        ),
  deleted: (manifest) =>
    destructive(
      isKept(manifest)
        ? `${manifest.metadata.name} stays in the cluster without its protection: whoever deletes it there deletes everything in it, topics and users with their data, workloads, secrets`
        : `everything in ${manifest.metadata.name} is deleted with it: topics and users with their data, workloads, secrets`,
    ),
};

const limitRange: Meaning = {
  refine: (facts) => {
    for (const [path, value] of facts)
      if (/^spec\.limits\[\d+\]\.(?!type)/.test(path)) facts.set(path, quantityOf(value) ?? value);
  },
  judge: ({ path }) => {
    const [, field = '', resource = ''] = /^spec\.limits\[\d+\]\.(\w+)(?:\.(.+))?$/.exec(path) ?? [];
    switch (field) {
      case 'default':
      case 'defaultRequest':
        return review(
          `new pods that say nothing of ${resource} get another ${field === 'default' ? 'limit' : 'request'}`,
        );
      case 'max':
      case 'min':
      case 'maxLimitRequestRatio':
        return review(`new pods outside of another bound on ${resource} are refused`);
      default:
        return path.startsWith('spec')
          ? review('what new pods may ask for, and get unasked, changes')
          : undefined;
    }
  },
  created: () =>
    review(
      'new pods that ask for nothing get requests and limits, and those outside of its bounds are refused',
    ),
  deleted: () => review('containers that ask for nothing are refused where a quota needs a request'),
};

const definition: Meaning = {
  judge: ({ path, before, after }) => {
    if (!path.startsWith('spec.')) return undefined;
    if (path.endsWith('.served') && after !== true)
      return review('programs that ask for this version of the API get an error');
    if (/\.schema\..*properties\./.test(path) && after === undefined && before !== undefined)
      return destructive(
        'this field is no longer known: the API server drops it from every object that is written',
      );
    return review('which objects of this kind the API server takes changes');
  },
  created: () => safe('a new kind, of which there is no object yet'),
  deleted: () => destructive('every object of this kind in the cluster is deleted with it'),
};

const scaler: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review('replicas are added or removed at other times, or within other bounds')
      : undefined,
  created: () => review('the number of replicas follows a measure from now on, whatever manifests say'),
  deleted: () => review('the number of replicas stays as it is at that moment'),
};

const disruptions: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review('how many of its pods a drained node may take at once changes; none at all blocks the drain')
      : undefined,
  created: () => review('a drained node waits until enough of these pods run elsewhere'),
  deleted: () => review('a drained node may take all of these pods at once'),
};

/** Kinds of which a few words tell all. */
export const plainKinds: Readonly<Record<string, Meaning>> = {
  ServiceAccount: serviceAccount,
  PriorityClass: priorityClass,
  ResourceQuota: resourceQuota,
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Job: job,
  Service: service,
  HorizontalPodAutoscaler: scaler,
  PodDisruptionBudget: disruptions,
  PrometheusRule: alerts,
  PodMonitor: scrape,
  ServiceMonitor: scrape,
  Probe: scrape,
  ExternalSecret: externalSecret,
  ClusterExternalSecret: externalSecret,
  KafkaAccess: kafkaAccess,
  SecretStore: secretStore,
  ClusterSecretStore: secretStore,
  PushSecret: pushSecret,
  TriggerAuthentication: triggerAuthentication,
  ClusterTriggerAuthentication: triggerAuthentication,
  Namespace: namespace,
  LimitRange: limitRange,
  PersistentVolumeClaim: persistentVolumeClaim,
  PersistentVolume: persistentVolume,
  StorageClass: storageClass,
  Secret: { deleted: () => destructive('no one has what it holds after that') },
  CustomResourceDefinition: definition,
};
