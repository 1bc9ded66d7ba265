import { itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

/** Verbs by which one gives oneself the rights of another. */
const givingVerbs = ['escalate', 'bind', 'impersonate'];
const writingVerbs = ['create', 'update', 'patch'];
/** Whoever makes one gets the rights or credentials that it describes. */
const givingResources = [
  'kafkausers',
  'scaledjobs',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
];
const enteringResources = [
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/ephemeralcontainers',
  'serviceaccounts/token',
];
/** Kubernetes' own roles that hold one of the above. */
const broadRoles = ['cluster-admin', 'admin', 'edit'];
const everybody = [
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
  'system:anonymous',
  'system:masters',
];

export const noPrivilegeEscalation: ManifestRule = {
  id: 'no-privilege-escalation',
  on: 'manifests',
  kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  what: 'No role holds a right by which more rights are taken: escalate, bind, impersonate, another pod from inside, secrets, `*`, or the making of KafkaUsers, ScaledJobs and roles; no role is bound to everybody.',
  why: 'Whoever takes such a workload over has the rights and credentials of the whole namespace, and Kafka with it.',
  fix: 'Name the verbs and resources that are needed; what really needs one of these is an exception with a reason.',
  level: 'error',
  check: () => (manifest) =>
    manifest.kind.endsWith('Binding')
      ? ofBinding(manifest)
      : itemsAt(manifest, 'rules').flatMap(({ item, where }) =>
          ofRule(item).map((what) => ({ at: where, what, fix: 'name only what is needed' })),
        ),
};

function ofRule(rule: unknown): string[] {
  const verbs = textsAt(rule, 'verbs');
  const resources = textsAt(rule, 'resources');
  const any = (list: readonly string[], wanted: readonly string[]) =>
    list.filter((one) => wanted.includes(one));
  const writes = any(verbs, writingVerbs).length > 0;
  const subresource = (resource: string) =>
    enteringResources.includes(resource) || /^\*\/|\/\*$/.test(resource);
  return [
    ...[
      ['verbs', verbs],
      ['resources', resources],
      ['apiGroups', textsAt(rule, 'apiGroups')],
      ['nonResourceURLs', textsAt(rule, 'nonResourceURLs')],
    ].flatMap(([key, list]) => (list?.includes('*') ? [`${String(key)}: everything ("*")`] : [])),
    ...any(verbs, givingVerbs).map((verb) => `the verb ${verb}`),
    ...resources.filter(subresource).map((resource) => `the resource ${resource}`),
    ...any(resources, ['secrets']).map(() => `${verbs.join(', ')} secrets`),
    ...(writes ? any(resources, givingResources).map((resource) => `may make ${resource}`) : []),
  ];
}

function ofBinding(manifest: unknown): ManifestFinding[] {
  const role = textAt(manifest, 'roleRef', 'name');
  const broad = textAt(manifest, 'roleRef', 'kind') === 'ClusterRole' && broadRoles.includes(role);
  return [
    ...(broad
      ? [
          {
            at: 'roleRef.name',
            what: `the role ${role}`,
            fix: 'bind a role that names what is needed',
          },
        ]
      : []),
    ...itemsAt(manifest, 'subjects').flatMap(({ item, where }) => {
      const name = textAt(item, 'name');
      return everybody.includes(name)
        ? [
            {
              at: where,
              what: `${name} is everybody, or may do everything`,
              fix: 'bind it to one ServiceAccount',
            },
          ]
        : [];
    }),
  ];
}
