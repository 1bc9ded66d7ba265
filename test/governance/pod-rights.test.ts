import { expect, test } from '@jest/globals';
import { environmentWith, fixtureEnvironment } from '../support/fixture.ts';
import { object, said } from '../support/said.ts';

const inNamespace = (namespace: string | undefined, rule: Record<string, unknown>) => {
  const { apiVersion, kind } = object('Role', {});
  const metadata = { name: 'x', ...(namespace === undefined ? {} : { namespace }) };
  return [{ apiVersion, kind: namespace === undefined ? 'ClusterRole' : kind, metadata, rules: [rule] }];
};
const fix =
  'give the system a namespace of its own, outside workloads.externalNamespaces, or name only what is needed';

test.each([
  [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['create', 'get'] }, 'pods'],
  [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }, 'deployments'],
  [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['list', 'update'] }, 'jobs'],
  [{ apiGroups: ['batch'], resources: ['cronjobs'], verbs: ['create'] }, 'cronjobs'],
  [{ apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['patch'] }, 'statefulsets'],
  [{ apiGroups: ['apps'], resources: ['daemonsets'], verbs: ['update'] }, 'daemonsets'],
  [{ apiGroups: ['apps'], resources: ['replicasets'], verbs: ['create'] }, 'replicasets'],
  [{ apiGroups: [''], resources: ['replicationcontrollers'], verbs: ['create'] }, 'replicationcontrollers'],
  [{ apiGroups: ['core.strimzi.io'], resources: ['strimzipodsets'], verbs: ['patch'] }, 'strimzipodsets'],
  [{ apiGroups: ['kafka.strimzi.io'], resources: ['kafkaconnects'], verbs: ['create'] }, 'kafkaconnects'],
])('no-privilege-escalation fires on %j where nothing bounds what a pod may do', (rule, made) => {
  const saidIn = (namespace: string | undefined, environment = fixtureEnvironment('eu-prod')) =>
    said('no-privilege-escalation', inNamespace(namespace, rule), environment);
  const open = (namespace: string) =>
    `rules[0]: may make ${made} in ${namespace}, which is not rendered here with Pod Security level restricted / ${fix}`;
  // A system's own, Kafka's, that of a stranger, all of them.
  expect(saidIn('ledger-eu')).toEqual([]);
  expect(saidIn('kafka-eu')).toEqual([open('kafka-eu')]);
  expect(saidIn('apps')).toEqual([open('apps')]);
  expect(saidIn(undefined)).toEqual([`rules[0]: may make ${made} in every namespace / ${fix}`]);
  // Kafka's, rendered here: its pods meet the baseline only.
  expect(saidIn('kafka-dev', fixtureEnvironment('dev'))).toEqual([open('kafka-dev')]);
  const external = environmentWith('eu-prod', (terms) => {
    terms.workloads.externalNamespaces = ['ledger-eu'];
  });
  expect(saidIn('ledger-eu', external)).toEqual([open('ledger-eu')]);
});

test.each([
  [['deployments/scale'], ['patch']],
  [['podtemplates'], ['create']],
  [['pods'], ['get', 'list', 'watch', 'delete', 'deletecollection']],
  // Names of verbs and resources are as they are written: the API server knows none of these.
  [['Pods', 'pod'], ['create']],
  [['pods'], ['CREATE']],
])('no-privilege-escalation is silent on %j of which %j is allowed anywhere', (resources, verbs) => {
  const rule = { apiGroups: ['', 'apps'], resources, verbs };
  for (const namespace of ['kafka-eu', 'apps', undefined])
    expect(said('no-privilege-escalation', inNamespace(namespace, rule))).toEqual([]);
});

/** Each is an escalation whatever pods of the namespace may do. */
test.each<[string, string[], string]>([
  ['pods/ephemeralcontainers', ['patch'], 'the resource pods/ephemeralcontainers'],
  ['serviceaccounts/token', ['create'], 'the resource serviceaccounts/token'],
  ['pods/attach', ['get'], 'the resource pods/attach'],
  ['nodes/proxy', ['get'], 'the resource nodes/proxy'],
  ['*/ephemeralcontainers', ['update'], 'the resource */ephemeralcontainers'],
  ['namespaces', ['patch'], 'may make namespaces'],
  ['persistentvolumes', ['create'], 'may make persistentvolumes'],
  ['mutatingwebhookconfigurations', ['update'], 'may make mutatingwebhookconfigurations'],
  ['certificatesigningrequests/approval', ['update'], 'may make certificatesigningrequests/approval'],
])('no-privilege-escalation fires on %s in every namespace, once', (resource, verbs, what) => {
  const rule = { apiGroups: [''], resources: [resource], verbs };
  for (const namespace of ['ledger-eu', 'kafka-eu', 'apps', undefined])
    expect(said('no-privilege-escalation', inNamespace(namespace, rule))).toEqual([
      `rules[0]: ${what} / name only what is needed`,
    ]);
});

test('no-privilege-escalation fires on a role whose rules are those of others', () => {
  const gathered = object('ClusterRole', {
    rules: [],
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
  });
  expect(said('no-privilege-escalation', [gathered])).toEqual([
    'aggregationRule: it gets the rights of every role with these labels / write its rules here',
  ]);
});

test("no-privilege-escalation knows Kubernetes' own roles and groups", () => {
  const binding = (name: string, subject: string) =>
    said('no-privilege-escalation', [
      object('RoleBinding', {
        roleRef: { kind: 'ClusterRole', name },
        subjects: [{ kind: 'Group', name: subject }],
      }),
    ]);
  expect(binding('system:controller:job-controller', 'builders')).toEqual([
    'roleRef.name: the role system:controller:job-controller / bind a role that names what is needed',
  ]);
  expect(binding('reader', 'system:serviceaccounts:apps')).toEqual([
    'subjects[0]: system:serviceaccounts:apps is everybody, or may do everything / bind it to one ServiceAccount',
  ]);
  expect(binding('system:auth-delegator', 'builders')).toEqual([]);
  expect(binding('view', 'builders')).toEqual([]);
});
