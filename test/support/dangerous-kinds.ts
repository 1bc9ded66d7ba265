import type { Mutable } from './fixture.ts';
import type { ObjectDanger } from './object-danger.ts';

const lines = (object: Mutable): [string, string] | undefined => {
  const file = Object.keys(object.data ?? {}).find((name) => name.endsWith('.properties'));
  return file === undefined ? undefined : [file, String(object.data[file])];
};

function inFile(object: Mutable, pattern: RegExp, line: string): boolean {
  const found = lines(object);
  if (found === undefined || !pattern.test(found[1])) return false;
  object.data[found[0]] = found[1].replace(pattern, line);
  return object.data[found[0]] !== found[1];
}

const firstTrigger = (object: Mutable) => object.spec.triggers?.find((one: Mutable) => one.type === 'kafka');

/** Harm in objects of other kinds. */
export const kindDangers: readonly ObjectDanger[] = [
  {
    name: 'another principal',
    kinds: ['KafkaUser'],
    least: 'destructive',
    spoil: ({ spec }) => {
      if (spec.authentication?.type === undefined || spec.authentication.type === 'tls-external')
        return false;
      spec.authentication = { type: spec.authentication.type === 'tls' ? 'scram-sha-512' : 'tls' };
      return true;
    },
  },
  {
    name: 'rights on everything',
    kinds: ['KafkaUser'],
    least: 'review',
    spoil: ({ spec }, _magnitude, random) => {
      const resource = [
        { type: 'topic', name: '*' },
        { type: 'cluster' },
        { type: 'group', name: '', patternType: 'prefix' },
      ][random % 3];
      spec.authorization ??= { type: 'simple', acls: [] };
      spec.authorization.acls = [...(spec.authorization.acls ?? []), { operations: ['All'], resource }];
      return true;
    },
  },
  {
    name: 'a right less',
    kinds: ['KafkaUser'],
    least: 'review',
    spoil: ({ spec }, _magnitude, random) => {
      const acls = spec.authorization?.acls ?? [];
      if (acls.length === 0) return false;
      // Of two rights one may cover the other: without any of its kind nothing does.
      const { type } = acls[random % acls.length].resource;
      spec.authorization.acls = acls.filter((one: Mutable) => one.resource.type !== type);
      return true;
    },
  },
  {
    name: 'quotas gone',
    kinds: ['KafkaUser'],
    least: 'review',
    spoil: ({ spec }) => Object.keys(spec.quotas ?? {}).length > 0 && delete spec.quotas,
  },
  {
    name: 'another group of jobs',
    kinds: ['ScaledJob'],
    least: 'destructive',
    spoil: (object, magnitude) => {
      const trigger = firstTrigger(object);
      if (trigger === undefined) return false;
      trigger.metadata.consumerGroup = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'jobs that begin at the end',
    kinds: ['ScaledJob'],
    least: 'destructive',
    spoil: (object) => {
      const trigger = firstTrigger(object);
      if (trigger?.metadata.offsetResetPolicy !== 'earliest') return false;
      trigger.metadata.offsetResetPolicy = 'latest';
      return true;
    },
  },
  {
    name: 'a trigger less',
    kinds: ['ScaledJob'],
    least: 'destructive',
    spoil: ({ spec }, _magnitude, random) => {
      if ((spec.triggers?.length ?? 0) < 2) return false;
      spec.triggers.splice(random % spec.triggers.length, 1);
      return true;
    },
  },
  {
    name: 'jobs that are killed',
    kinds: ['ScaledJob'],
    least: 'destructive',
    spoil: ({ spec }, magnitude) => {
      delete spec.rollout;
      spec.maxReplicaCount = 1000 + magnitude;
      return true;
    },
  },
  {
    name: 'another group of a client',
    kinds: ['ConfigMap'],
    least: 'destructive',
    spoil: (object, magnitude) => inFile(object, /^group\.id=.+$/m, `group.id=other-${magnitude}`),
  },
  {
    name: 'a client that passes over what waits',
    kinds: ['ConfigMap'],
    least: 'destructive',
    spoil: (object, _magnitude, random) =>
      inFile(
        object,
        /^auto\.offset\.reset=earliest\n/m,
        random % 2 === 0 ? '' : 'auto.offset.reset=latest\n',
      ),
  },
  {
    name: 'a client that does not wait for replicas',
    kinds: ['ConfigMap'],
    least: 'destructive',
    spoil: (object, magnitude) => inFile(object, /^acks=all$/m, `acks=${magnitude % 2}`),
  },
  {
    name: 'what a closed ConfigMap holds',
    kinds: ['ConfigMap'],
    least: 'review',
    spoil: (object, magnitude) => {
      object.immutable = true;
      object.data = { ...object.data, more: String(magnitude) };
      return true;
    },
  },
  {
    name: 'rights not enforced',
    kinds: ['Kafka'],
    least: 'destructive',
    spoil: ({ spec: { kafka } }, _magnitude, random) => {
      if (random % 2 === 0) return kafka.authorization !== undefined && delete kafka.authorization;
      kafka.config = { ...kafka.config, 'allow.everyone.if.no.acl.found': true };
      return true;
    },
  },
  {
    name: 'defaults of the brokers that delete',
    kinds: ['Kafka'],
    least: 'destructive',
    spoil: ({ spec: { kafka } }, magnitude, random) => {
      const hours = 1 + (magnitude % 100);
      const edits = [
        { 'log.retention.hours': hours },
        { 'log.retention.ms': magnitude },
        { 'log.cleanup.policy': 'compact' },
        { 'offsets.retention.minutes': magnitude },
        { 'unclean.leader.election.enable': true },
      ] as const;
      kafka.config = { ...kafka.config, ...edits[random % edits.length] };
      return true;
    },
  },
  {
    name: 'an older Kafka',
    kinds: ['Kafka'],
    least: 'impossible',
    spoil: ({ spec: { kafka } }, magnitude) => {
      kafka.version = `3.${magnitude % 10}.0`;
      return true;
    },
  },
  {
    name: 'smaller disks, fewer or others',
    kinds: ['KafkaNodePool'],
    least: 'destructive',
    spoil: ({ spec: { storage } }, _magnitude, random) => {
      const volumes = storage?.volumes;
      if (!Array.isArray(volumes) || volumes.length < 2) return false;
      if (random % 3 === 0) volumes.splice(random % 2, 1);
      else if (random % 3 === 1) volumes[random % 2].size = '1Gi';
      else volumes[random % 2].deleteClaim = true;
      return true;
    },
  },
  {
    name: 'connectors that forget',
    kinds: ['KafkaConnect'],
    least: 'destructive',
    spoil: ({ spec }, magnitude, random) => {
      spec[random % 2 === 0 ? 'offsetStorageTopic' : 'groupId'] = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'a mirror that forgets',
    kinds: ['KafkaMirrorMaker2'],
    least: 'destructive',
    spoil: ({ spec: { target } }, magnitude, random) => {
      target[random % 2 === 0 ? 'offsetStorageTopic' : 'groupId'] = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'fields that the API server keeps',
    kinds: [
      'StatefulSet',
      'Deployment',
      'PersistentVolumeClaim',
      'Service',
      'PriorityClass',
      'RoleBinding',
      'Secret',
      'CustomResourceDefinition',
    ],
    least: 'impossible',
    spoil: (object, magnitude) => {
      const { kind, spec } = object;
      const other = `other-${magnitude}`;
      if (kind === 'StatefulSet') spec.serviceName = other;
      else if (kind === 'Deployment') spec.selector = { matchLabels: { app: other } };
      else if (kind === 'PersistentVolumeClaim') spec.storageClassName = other;
      else if (kind === 'Service') spec.clusterIP = 'None';
      else if (kind === 'PriorityClass') object.value = 1_000_000 + magnitude;
      else if (kind === 'RoleBinding') object.roleRef = { ...object.roleRef, name: other };
      else if (kind === 'Secret') object.type = other;
      else spec.scope = 'Cluster';
      return true;
    },
  },
  {
    name: 'disks that go with their pods',
    kinds: ['StatefulSet'],
    least: 'destructive',
    spoil: ({ spec }, _magnitude, random) => {
      spec.persistentVolumeClaimRetentionPolicy = {
        ...spec.persistentVolumeClaimRetentionPolicy,
        [random % 2 === 0 ? 'whenDeleted' : 'whenScaled']: 'Delete',
      };
      return true;
    },
  },
  {
    name: 'another folder that is pruned',
    kinds: ['Application'],
    least: 'destructive',
    spoil: ({ spec }, magnitude, random) => {
      if (spec.syncPolicy?.automated?.prune !== true) return false;
      const sources = spec.sources ?? [spec.source];
      const source = sources[random % sources.length];
      if (random % 4 === 0 && spec.sources !== undefined) spec.sources.splice(0, 1);
      else if (random % 4 === 1) spec.destination.namespace = `other-${magnitude}`;
      else if (random % 4 === 2) source.repoURL = `https://git.example.com/${magnitude}`;
      else source.path = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'other Applications of a set',
    kinds: ['ApplicationSet'],
    least: 'destructive',
    spoil: ({ spec }, magnitude, random) => {
      if (random % 2 === 0) spec.generators[0].list.elements.pop();
      else spec.template.metadata.name = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'a release of another name',
    kinds: ['HelmRelease'],
    least: 'destructive',
    spoil: ({ spec }, magnitude, random) => {
      spec[['releaseName', 'targetNamespace', 'storageNamespace'][random % 3] ?? ''] = `other-${magnitude}`;
      return true;
    },
  },
  {
    name: 'wider rights in Kubernetes',
    kinds: ['Role'],
    least: 'review',
    spoil: (object, magnitude) => {
      object.rules = [
        ...(object.rules ?? []),
        { apiGroups: [''], resources: [`r${magnitude}`], verbs: ['*'] },
      ];
      return true;
    },
  },
];
