import type { Manifest } from '../../model/manifest.ts';
import { destructive, impossible, otherChanges, type Risk, review, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';
import { argoSync, optionsOf } from './protection.ts';

/** Fields that the API server does not let change (validation of Kubernetes 1.35). */
interface Fixed {
  readonly fields: RegExp;
  /** `its selector` */
  readonly keeps: string;
  readonly steps?: (name: string) => string[];
}

const another = (name: string) => [
  'add one with another name and what is wanted',
  `let what uses ${name} use that, then remove ${name}`,
];

const selector: Fixed = {
  fields: /^spec\.selector/,
  keeps: 'its selector',
  steps: (name) => [
    'add one with another name and the selector that is wanted',
    `remove ${name} when the other one runs`,
  ],
};

const binding: Fixed = {
  fields: /^roleRef/,
  keeps: 'its role',
  steps: (name) => [
    'add a binding with another name to the other role',
    `remove ${name} when the other one is there`,
  ],
};

const fixed: Readonly<Record<string, Fixed>> = {
  ClusterRoleBinding: binding,
  RoleBinding: binding,
  CustomResourceDefinition: {
    fields: /^spec\.(?:group|scope|names\.(?:plural|kind))$/,
    keeps: 'its group, scope and names',
  },
  DaemonSet: selector,
  Deployment: selector,
  ReplicaSet: selector,
  IngressClass: { fields: /^spec\.controller$/, keeps: 'its controller' },
  Job: {
    fields:
      /^spec\.(?:completions|completionMode|template|podFailurePolicy|backoffLimitPerIndex|managedBy|successPolicy|manualSelector|selector)/,
    keeps: 'its pods and how many must succeed',
    steps: (name) => [
      'give the Job another name, or let its controller delete it first',
      `what ${name} has done is not done again by that alone`,
    ],
  },
  PersistentVolume: {
    fields:
      /^spec\.(?!capacity|persistentVolumeReclaimPolicy|mountOptions|nodeAffinity|storageClassName|claimRef|accessModes|volumeAttributesClassName)/,
    keeps: 'what it stands for',
  },
  PersistentVolumeClaim: {
    fields: /^spec\.(?!resources\.requests\.storage$|volumeAttributesClassName$)/,
    keeps: 'everything but its size',
    steps: (name) => [
      'add a claim with another name and what is wanted, and copy the data',
      `remove ${name} when nothing mounts it, with an approval`,
    ],
  },
  Pod: {
    fields:
      /^spec\.(?!(?:containers|initContainers)\[[^\]]+\]\.image$|activeDeadlineSeconds$|terminationGracePeriodSeconds$|tolerations)/,
    keeps: 'everything but its images',
    steps: (name) => [`delete ${name} and create it again`],
  },
  PriorityClass: {
    fields: /^(?:value|preemptionPolicy)$/,
    keeps: 'its value and policy',
    steps: (name) => [
      'add a class with another name and value',
      `let the pods name it; remove ${name} when none of them does`,
    ],
  },
  ResourceQuota: { fields: /^spec\.scopes/, keeps: 'its scopes' },
  RuntimeClass: { fields: /^handler$/, keeps: 'its handler' },
  Secret: { fields: /^type$/, keeps: 'its type' },
  Service: { fields: /^spec\.clusterIPs?$/, keeps: 'its address' },
  StatefulSet: {
    fields:
      /^spec\.(?!replicas$|ordinals|template|updateStrategy|revisionHistoryLimit$|persistentVolumeClaimRetentionPolicy|minReadySeconds$)/,
    keeps: 'its selector, service, claims and the order of its pods',
    steps: (name) => [
      `delete ${name} and leave its pods (kubectl delete --cascade=orphan), then let it be created again`,
      'disks that are there keep their size and class: enlarge their claims one by one',
    ],
  },
  StorageClass: {
    fields: /^(?:provisioner|parameters|reclaimPolicy|volumeBindingMode)/,
    keeps: 'its provisioner, parameters and policies',
  },
};

/** Kinds whose content is closed by `immutable: true`. */
const closable: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

/**
 * What a change of a field means that the API server keeps as it is; undefined for others.
 * @param deletion what it costs when the object goes
 */
export function judgeFixed(
  { path }: Changed,
  { before, after }: Scene,
  deletion: () => Risk,
): Verdict | undefined {
  const { kind, metadata } = after;
  const isClosed =
    closable.has(kind) &&
    before['immutable'] === true &&
    /^(?:data|binaryData|stringData|immutable)/.test(path);
  const rule = Object.hasOwn(fixed, kind) ? fixed[kind] : undefined;
  if (!isClosed && rule?.fields.test(path) !== true) return undefined;
  const keeps = isClosed ? 'what it holds, for it is immutable' : (rule?.keeps ?? '');
  if (isForced(after)) {
    const says = `a ${kind} keeps ${keeps}: its controller deletes it and creates it again, for it applies by force`;
    return deletion() === 'destructive' ? destructive(says) : review(says);
  }
  return impossible(
    `a ${kind} keeps ${keeps}: the API server refuses the change`,
    (isClosed ? another : (rule?.steps ?? another))(metadata.name),
    otherChanges.refused,
  );
}

/** Whether its controller deletes the object where it cannot be changed. */
function isForced({ metadata: { annotations = {} } }: Manifest): boolean {
  return (
    optionsOf(annotations[argoSync]).has('Force=true') ||
    /^enabled$/i.test(annotations['kustomize.toolkit.fluxcd.io/force'] ?? '')
  );
}
