import { base, type Edits } from './edit.ts';

const role = base('Role', {}, { apiVersion: 'rbac.authorization.k8s.io/v1' });
const rules = (...verbs: string[]) => ({ rules: [{ apiGroups: [''], resources: ['secrets'], verbs }] });
const binding = {
  ...base('RoleBinding', {}, { apiVersion: 'rbac.authorization.k8s.io/v1' }),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
};
const subject = (name: string) => ({ subjects: [{ kind: 'ServiceAccount', namespace: 'n', name }] });
const policy = base(
  'NetworkPolicy',
  { podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Egress'] },
  { apiVersion: 'networking.k8s.io/v1' },
);
const alert = (more: Record<string, unknown>) => ({
  groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0', ...more }] }],
});
const claim = base('PersistentVolumeClaim', {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
});
const secret = base(
  'ExternalSecret',
  { target: { name: 's' }, data: [{ secretKey: 'a', remoteRef: { key: 'k' } }] },
  { apiVersion: 'external-secrets.io/v1' },
);
const limits = (limit: object) => ({ spec: { limits: [{ type: 'Container', ...limit }] } });
const crd = base('CustomResourceDefinition', {
  group: 'g',
  scope: 'Namespaced',
  names: { plural: 'ws', kind: 'W' },
});
const version = (more: object) => ({ spec: { versions: [{ name: 'v1', served: true, ...more }] } });

export const kubernetesEdits: readonly Edits[] = [
  {
    about: 'rights',
    base: role,
    rows: [
      [rules('get'), rules('get', 'list'), 'review', 'wider rights'],
      [rules('get', 'list'), rules('get'), 'review', 'may no longer list secrets'],
      [rules('get', 'list'), rules('list', 'get'), 'none'],
      [{ rules: [] }, {}, 'none'],
      [rules('get'), null, 'review', 'loses its rights'],
      [null, {}, 'safe', 'without rights'],
      [null, rules('*'), 'review', 'rights of their own'],
    ],
  },
  {
    about: 'who has rights',
    base: binding,
    rows: [
      [{}, { roleRef: { name: 's' } }, 'impossible', 'keeps its role'],
      [subject('a'), subject('b'), 'review', 'gets those of this role'],
      [{}, subject('a'), 'review', 'wider rights'],
      [subject('a'), {}, 'review', 'loses the rights'],
      [{}, null, 'review', 'lose its rights'],
    ],
  },
  {
    about: 'who has rights everywhere',
    base: { ...binding, kind: 'ClusterRoleBinding' },
    rows: [
      [{}, { roleRef: { name: 's' } }, 'impossible', 'keeps its role'],
      [{}, subject('a'), 'review', 'wider rights'],
    ],
  },
  {
    about: 'an account',
    base: base('ServiceAccount'),
    rows: [
      [{}, { automountServiceAccountToken: false }, 'review', 'no longer get a token'],
      [{ automountServiceAccountToken: false }, {}, 'review', 'gets its token'],
      [{}, { automountServiceAccountToken: true }, 'none'],
      [{}, null, 'review', 'no longer started'],
    ],
  },
  {
    about: 'who may connect',
    base: policy,
    at: 'spec',
    rows: [
      [{ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }, { egress: [] }, 'review', 'do not reach'],
      [{ egress: [] }, { egress: [{}] }, 'review', 'more than before'],
      [{}, { podSelector: { matchLabels: { a: 'c' } } }, 'review', 'about other pods'],
      [{}, { policyTypes: ['Egress', 'Ingress'] }, 'review', 'one more direction'],
    ],
  },
  {
    about: 'what alerts say',
    base: base('PrometheusRule', alert({})),
    at: 'spec',
    rows: [
      [{}, alert({ expr: 'up == 1' }), 'review', 'at another time'],
      [{}, alert({ for: '5m' }), 'review', 'at another time'],
      [
        alert({ labels: { severity: 'page' } }),
        alert({ labels: { severity: 'ticket' } }),
        'review',
        'who is notified',
      ],
      [
        alert({ annotations: { summary: 'a' } }),
        alert({ annotations: { summary: 'b' } }),
        'safe',
        'in other words',
      ],
      [{}, { groups: [] }, 'review', 'no longer fire'],
    ],
  },
  {
    about: 'what is scraped',
    base: base('PodMonitor', { a: 1 }),
    rows: [
      [{}, { spec: { a: 2 } }, 'review', 'other series'],
      [{}, null, 'review', 'scraped no more'],
    ],
  },
  {
    about: 'what services tell',
    base: base('ServiceMonitor', { a: 1 }),
    rows: [[{}, null, 'review', 'scraped no more']],
  },
  {
    about: 'priorities',
    base: { ...base('PriorityClass', {}, { namespace: undefined }), value: 1 },
    rows: [
      [{}, { value: 2 }, 'impossible', 'keeps its value and policy'],
      [{}, { preemptionPolicy: 'Never' }, 'impossible', 'keeps its value and policy'],
      [{}, { value: 2, globalDefault: true }, 'impossible', 'refuses every other change of this object'],
      [{}, { globalDefault: true }, 'review', 'another priority'],
      [{}, { globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' }, 'none'],
    ],
  },
  {
    about: 'what a namespace may take',
    base: base('ResourceQuota', { hard: { pods: '12' } }),
    rows: [
      [{}, { spec: { hard: { pods: 12 } } }, 'none'],
      [{}, { spec: { hard: { pods: 3 } } }, 'review', 'at most 3 pods'],
      [{}, { spec: { hard: { pods: 30 } } }, 'review', 'more pods'],
      [{}, { spec: { hard: { pods: null, cpu: '1' } } }, 'review', 'no limit on pods'],
      [{}, { spec: { scopes: ['BestEffort'] } }, 'impossible', 'keeps its scopes'],
      [{}, null, 'review', 'no limit after that'],
    ],
  },
  {
    about: 'what containers get unasked',
    base: base('LimitRange', {}),
    rows: [
      [limits({ default: { memory: '1Gi' } }), limits({ default: { memory: '1024Mi' } }), 'none'],
      [
        limits({ default: { memory: '1Gi' } }),
        limits({ default: { memory: '2Gi' } }),
        'review',
        'say nothing of memory get another limit',
      ],
      [
        limits({ defaultRequest: { cpu: '1' } }),
        limits({ defaultRequest: { cpu: '2' } }),
        'review',
        'another request',
      ],
      [limits({ max: { cpu: '1' } }), limits({ max: { cpu: '2' } }), 'review', 'another bound on cpu'],
      [null, limits({ default: { cpu: '1' } }), 'review', 'get requests and limits'],
      [limits({}), null, 'review', 'are refused where a quota'],
    ],
  },
  {
    about: 'a disk',
    base: claim,
    rows: [
      [
        {
          metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } },
          spec: { storageClassName: 'a' },
        },
        {
          metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } },
          spec: { storageClassName: 'b' },
        },
        'destructive',
        'its controller deletes it and creates it again',
      ],

      [{}, { spec: { resources: { requests: { storage: '2Gi' } } } }, 'review', 'the disk grows'],
      [{ spec: { resources: { requests: { storage: '2Gi' } } } }, {}, 'impossible', 'does not shrink'],
      [{}, { spec: { resources: { requests: { storage: '1024Mi' } } } }, 'none'],
      [
        { spec: { storageClassName: 'a' } },
        { spec: { storageClassName: 'b' } },
        'impossible',
        'keeps everything but its size',
      ],
      [{}, { spec: { storageClassName: 'standard', volumeName: 'pv-1', volumeMode: 'Filesystem' } }, 'none'],
      [{}, { spec: { accessModes: ['ReadWriteMany'] } }, 'impossible', 'keeps everything but its size'],
      [
        {},
        { metadata: { ownerReferences: [{ kind: 'StatefulSet', name: 's', uid: 'u' }] } },
        'destructive',
        'once StatefulSet s is gone',
      ],
      [{}, { metadata: { finalizers: ['kubernetes.io/pvc-protection'] } }, 'none'],
      [{}, null, 'destructive', 'the disk is deleted'],
    ],
  },
  {
    about: 'what is behind a claim',
    base: base(
      'PersistentVolume',
      { csi: { driver: 'd' }, persistentVolumeReclaimPolicy: 'Retain' },
      { namespace: undefined },
    ),
    rows: [
      [{}, { spec: { persistentVolumeReclaimPolicy: 'Delete' } }, 'destructive', 'once its claim goes'],
      [{}, { spec: { csi: { driver: 'e' } } }, 'impossible', 'keeps what it stands for'],
      [{}, null, 'review', 'the disk stays'],
      [{ spec: { persistentVolumeReclaimPolicy: 'Delete' } }, null, 'destructive', 'the disk is deleted'],
    ],
  },
  {
    about: 'which disks there are',
    base: { ...base('StorageClass', {}, { namespace: undefined }), provisioner: 'p' },
    rows: [
      [{}, { provisioner: 'q' }, 'impossible', 'keeps its provisioner'],
      [{}, { reclaimPolicy: 'Retain' }, 'impossible', 'keeps its provisioner'],
      [{}, { allowVolumeExpansion: true }, 'review', 'may grow'],
      [{}, null, 'review', 'no longer get a disk'],
    ],
  },
  {
    about: 'a name in the network',
    base: base('Service', { selector: { app: 'a' }, ports: [{ port: 80 }] }),
    rows: [
      [{}, { spec: { clusterIP: 'None' } }, 'impossible', 'keeps its address'],
      [
        {},
        {
          spec: {
            clusterIP: '10.0.0.1',
            clusterIPs: ['10.0.0.1'],
            type: 'ClusterIP',
            sessionAffinity: 'None',
          },
        },
        'none',
      ],
      [{}, { spec: { type: 'LoadBalancer' } }, 'review', 'from outside of Kubernetes'],
      [{}, { spec: { selector: { app: 'b' } } }, 'review', 'reaches other pods'],
      [{}, { spec: { ports: [{ port: 81 }] } }, 'review', 'an earlier port'],
      [{}, null, 'review', 'by the name x after that'],
    ],
  },
  {
    about: 'credentials from elsewhere',
    base: secret,
    rows: [
      [{}, { spec: { target: { deletionPolicy: 'Delete' } } }, 'destructive', 'the Secret is deleted'],
      [
        {},
        { spec: { target: { deletionPolicy: 'Retain', creationPolicy: 'Owner' }, refreshInterval: '1h' } },
        'none',
      ],
      [{}, { spec: { target: { creationPolicy: 'Orphan' } } }, 'review', 'no longer belongs to this object'],
      [{}, { spec: { refreshInterval: '0' } }, 'review', 'earlier or later, or never'],
      [
        {},
        { spec: { data: [{ secretKey: 'a', remoteRef: { key: 'l' } }] } },
        'review',
        'come from elsewhere',
      ],
      [{}, { spec: { target: { name: 't' } } }, 'review', 'go elsewhere'],
      [{}, null, 'review', 'taken away where clients mount them'],
      [{ spec: { target: { creationPolicy: 'Orphan' } } }, null, 'review', 'the Secret stays'],
    ],
  },
  {
    about: 'where credentials are',
    base: base('SecretStore', { provider: { vault: { server: 'a' } } }),
    rows: [
      [{}, { spec: { provider: { vault: { server: 'b' } } } }, 'review', 'another place'],
      [{}, null, 'review', 'those that are there stay'],
    ],
  },
  {
    about: 'credentials that are written elsewhere',
    base: base('PushSecret', { selector: { secret: { name: 's' } } }),
    rows: [
      [{}, { spec: { deletionPolicy: 'Delete' } }, 'destructive', 'deleted at its target once'],
      [{ spec: { deletionPolicy: 'Delete' } }, null, 'destructive', 'is deleted at its target'],
      [{}, null, 'review', 'stays at its target'],
    ],
  },
  {
    about: 'credentials by the Access Operator',
    base: base('KafkaAccess', { user: { name: 'u' } }),
    rows: [
      [{}, { spec: { user: { name: 'v' } } }, 'review', 'come from elsewhere'],
      [{}, null, 'review', 'taken away'],
    ],
  },
  {
    about: 'how KEDA connects',
    base: base('TriggerAuthentication', {
      secretTargetRef: [{ parameter: 'password', name: 's', key: 'k' }],
    }),
    rows: [
      [
        {},
        { spec: { secretTargetRef: [{ parameter: 'password', name: 't', key: 'k' }] } },
        'review',
        'proves who it is',
      ],
      [{}, null, 'review', 'can no longer prove'],
    ],
  },
  {
    about: 'how KEDA connects everywhere',
    base: base('ClusterTriggerAuthentication', { a: 1 }, { namespace: undefined }),
    rows: [[{}, null, 'review', 'can no longer prove']],
  },
  {
    about: 'how pods are run',
    base: { ...base('RuntimeClass', {}, { namespace: undefined }), handler: 'a' },
    rows: [
      [{}, { handler: 'b' }, 'impossible', 'keeps its handler'],
      [{}, { overhead: { handler: 'b' } }, 'review', 'not known here'],
    ],
  },
  {
    about: 'who serves names from outside',
    base: base('IngressClass', { controller: 'a' }, { namespace: undefined }),
    rows: [[{}, { spec: { controller: 'b' } }, 'impossible', 'keeps its controller']],
  },
  {
    about: 'a kind',
    base: crd,
    rows: [
      [{}, { spec: { scope: 'Cluster' } }, 'impossible', 'keeps its group, scope and names'],
      [version({}), version({ served: false }), 'review', 'get an error'],
      [
        version({ schema: { properties: { a: { type: 'string' } } } }),
        version({ schema: { properties: {} } }),
        'destructive',
        'drops it from every object',
      ],
      [{}, null, 'destructive', 'every object of this kind'],
    ],
  },
  {
    about: 'a kind that no one here knows',
    base: base('Widget', { a: 1 }, { apiVersion: 'example.com/v1' }),
    rows: [
      [{}, { spec: { a: 2 } }, 'review', 'not known here'],
      [{}, null, 'review', 'not known here'],
      [null, {}, 'review', 'not known here'],
      [
        { metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } } },
        null,
        'destructive',
        'not known here',
      ],
    ],
  },
];
