import { makesPods, writingVerbs } from '../../model/pod-rights.ts';
import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import { podSecurityOf } from '../../policies/namespaces.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

/** Verbs by which one gives oneself the rights of another. */
const givingVerbs = ['escalate', 'bind', 'impersonate'];
/** Whoever makes one gets the rights or credentials that it describes. */
const givingResources = [
  'kafkausers',
  'scaledjobs',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
  // Its labels say what pods may do; a volume may be a folder of the node; a webhook sees and changes every object.
  'namespaces',
  'persistentvolumes',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'certificatesigningrequests/approval',
];
const enteringResources = [
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/ephemeralcontainers',
  'pods/proxy',
  'services/proxy',
  'nodes/proxy',
  'serviceaccounts/token',
];
/** Kubernetes' own roles that hold one of the above; of those that begin with `system:`, all but the harmless. */
const broadRoles = ['cluster-admin', 'admin', 'edit'];
const harmlessRoles = [
  'system:auth-delegator',
  'system:basic-user',
  'system:discovery',
  'system:monitoring',
  'system:public-info-viewer',
];
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
  what: 'No role holds a right by which more rights are taken: escalate, bind, impersonate, another pod from inside, secrets, `*`, the rules of other roles, or the making of KafkaUsers, ScaledJobs, roles, namespaces, volumes and webhooks, and of pods outside a namespace that enforces `restricted`; no role is bound to everybody.',
  why: 'Whoever takes such a workload over has the rights and credentials of the whole namespace, and Kafka with it. Whoever may create any pod also takes its node.',
  fix: 'Name the verbs and resources that are needed; what really needs one of these is an exception with a reason.',
  level: 'error',
  check: (environment) => (manifest) => {
    if (manifest.kind.endsWith('Binding')) return ofBinding(manifest);
    const { namespace } = manifest.metadata;
    const enforced = namespace !== undefined && podSecurityOf(environment, namespace) === 'restricted';
    return [
      ...ofAggregation(manifest),
      ...itemsAt(manifest, 'rules').flatMap(({ item, where }) => [
        ...ofRule(item).map((what) => ({ at: where, what, fix: 'name only what is needed' })),
        ...(enforced ? [] : podsOf(item, namespace).map((finding) => ({ at: where, ...finding }))),
      ]),
    ];
  },
};

/** The control plane writes the rules of other roles, which are not known here, into such a role. */
function ofAggregation(manifest: unknown): ManifestFinding[] {
  if (at(manifest, 'aggregationRule') === undefined) return [];
  return [
    {
      at: 'aggregationRule',
      what: 'it gets the rights of every role with these labels',
      fix: 'write its rules here',
    },
  ];
}

/** What makes pods where nothing bounds what a pod may do. */
function podsOf(rule: unknown, namespace: string | undefined): Omit<ManifestFinding, 'at'>[] {
  // These, and a "*", are reported as such.
  const reported = ['*', ...givingResources, ...enteringResources];
  const named = (key: string) => textsAt(rule, key).filter((one) => !reported.includes(one) && !isPart(one));
  const made = named('resources').filter((resource) =>
    named('verbs').some((verb) => makesPods(verb, resource)),
  );
  const where =
    namespace === undefined
      ? 'in every namespace'
      : `in ${namespace}, which is not rendered here with Pod Security level restricted`;
  return made.map((resource) => ({
    what: `may make ${resource} ${where}`,
    fix: 'give the system a namespace of its own, outside workloads.externalNamespaces, or name only what is needed',
  }));
}

/** Whether it is one part of everything, or every part of one. */
function isPart(resource: string): boolean {
  return /^\*\/|\/\*$/.test(resource);
}

function ofRule(rule: unknown): string[] {
  const verbs = textsAt(rule, 'verbs');
  const resources = textsAt(rule, 'resources');
  const any = (list: readonly string[], wanted: readonly string[]) =>
    list.filter((one) => wanted.includes(one));
  const writes = any(verbs, writingVerbs).length > 0;
  const subresource = (resource: string) => enteringResources.includes(resource) || isPart(resource);
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
  const broad =
    textAt(manifest, 'roleRef', 'kind') === 'ClusterRole' &&
    (broadRoles.includes(role) || (role.startsWith('system:') && !harmlessRoles.includes(role)));
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
      return everybody.includes(name) || name.startsWith('system:serviceaccounts:')
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
