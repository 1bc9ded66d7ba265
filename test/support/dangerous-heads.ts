import type { Mutable } from './fixture.ts';
import type { ObjectDanger } from './object-danger.ts';

/** What no one brings back once it is deleted. */
const data = [
  'KafkaTopic',
  'KafkaUser',
  'Kafka',
  'KafkaNodePool',
  'PersistentVolumeClaim',
  'Secret',
  'Namespace',
  'CustomResourceDefinition',
  'HelmRelease',
  'ApplicationSet',
];
const ofCluster = ['KafkaTopic', 'KafkaUser', 'KafkaNodePool'];
const managed = 'strimzi.io/managed';

function annotate(object: Mutable, name: string, value: string): boolean {
  object.metadata.annotations ??= {};
  if (object.metadata.annotations[name] === value) return false;
  object.metadata.annotations[name] = value;
  return true;
}

function unannotate(object: Mutable, ...names: string[]): boolean {
  const { annotations } = object.metadata;
  const found = names.filter((name) => annotations?.[name] !== undefined);
  for (const name of found) delete annotations[name];
  return found.length > 0;
}

/** Harm in the head of any object. */
export const headDangers: readonly ObjectDanger[] = [
  {
    name: 'an owner that nothing protects from',
    kinds: data,
    least: 'destructive',
    spoil: (object, magnitude) => {
      object.metadata.ownerReferences = [
        { apiVersion: 'v1', kind: 'ConfigMap', name: `owner-${magnitude}`, uid: `u-${magnitude}` },
      ];
      return true;
    },
  },
  {
    name: 'an owner of what can be made again',
    least: 'review',
    spoil: (object, magnitude) => {
      object.metadata.ownerReferences = [{ kind: 'Pod', name: 'p', uid: `u-${magnitude}`, controller: true }];
      return true;
    },
  },
  {
    name: 'a finalizer that no one takes away',
    least: 'review',
    spoil: (object, magnitude) => {
      object.metadata.finalizers = [...(object.metadata.finalizers ?? []), `example.com/hold-${magnitude}`];
      return true;
    },
  },
  {
    name: 'an Application that takes everything along',
    kinds: ['Application'],
    least: 'destructive',
    spoil: (object, _magnitude, random) => {
      const cascade = 'resources-finalizer.argocd.argoproj.io';
      const before = object.metadata.finalizers ?? [];
      if (before.some((one: string) => one.startsWith(cascade))) return false;
      object.metadata.finalizers = [...before, random % 2 === 0 ? cascade : `${cascade}/background`];
      return true;
    },
  },
  {
    name: 'a hook that is deleted before each sync',
    kinds: data,
    least: 'destructive',
    spoil: (object, _magnitude, random) =>
      random % 2 === 0
        ? annotate(object, 'argocd.argoproj.io/hook', ['PreSync', 'Sync', 'PostSync'][random % 3] ?? 'Sync')
        : annotate(object, 'helm.sh/hook', 'pre-install,pre-upgrade'),
  },
  {
    name: 'a hook',
    least: 'review',
    spoil: (object) => annotate(object, 'argocd.argoproj.io/hook', 'Sync'),
  },
  {
    name: 'applied by force',
    least: 'destructive',
    spoil: (object, _magnitude, random) =>
      random % 2 === 0
        ? annotate(object, 'kustomize.toolkit.fluxcd.io/force', 'enabled')
        : annotate(
            object,
            'argocd.argoproj.io/sync-options',
            random % 3 === 0 ? 'Replace=true' : 'Force=true',
          ),
  },
  {
    name: 'protection taken off',
    least: 'destructive',
    spoil: (object) =>
      unannotate(
        object,
        'argocd.argoproj.io/sync-options',
        'kustomize.toolkit.fluxcd.io/prune',
        'helm.sh/resource-policy',
      ),
  },
  {
    name: 'deletions confirmed',
    kinds: ['Application'],
    least: 'destructive',
    spoil: (object, magnitude) =>
      annotate(object, 'argocd.argoproj.io/deletion-approved', `2026-11-21T00:00:00.${magnitude}Z`),
  },
  {
    name: 'brokers that go with their partitions',
    kinds: ['Kafka'],
    least: 'destructive',
    spoil: (object) => annotate(object, 'strimzi.io/skip-broker-scaledown-check', 'true'),
  },
  {
    name: 'left alone or paused',
    kinds: ofCluster,
    least: 'review',
    spoil: (object, _magnitude, random) =>
      object.kind === 'KafkaTopic' && random % 2 === 0
        ? annotate(object, managed, 'false')
        : annotate(object, 'strimzi.io/pause-reconciliation', 'true'),
  },
  {
    name: 'an annotation that programs may act upon',
    least: 'review',
    spoil: (object, magnitude) => annotate(object, `example.com/act-${magnitude}`, 'now'),
  },
  {
    name: 'another cluster, or none',
    kinds: ofCluster,
    least: 'destructive',
    spoil: ({ metadata: { labels } }, magnitude, random) => {
      if (labels?.['strimzi.io/cluster'] === undefined) return false;
      if (random % 2 === 0) delete labels['strimzi.io/cluster'];
      else labels['strimzi.io/cluster'] = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'another API',
    least: 'destructive',
    spoil: (object, magnitude) => {
      object.apiVersion = `other-${magnitude}.example.com/v1`;
      return true;
    },
  },
  {
    name: 'another name',
    kinds: data,
    least: 'destructive',
    spoil: (object, magnitude) => {
      object.metadata.name = `${object.metadata.name}-${magnitude}`;
      return object.metadata.annotations?.[managed] !== 'false';
    },
  },
  {
    name: 'another namespace',
    kinds: data,
    least: 'destructive',
    spoil: (object, magnitude) => {
      if (object.metadata.namespace === undefined) return false;
      object.metadata.namespace = `elsewhere-${magnitude}`;
      return true;
    },
  },
];
