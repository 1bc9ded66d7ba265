import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { manifestCheck } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { object, place, said } from '../support/said.ts';
import { environmentWith, resolvedIn, fixture, fixtureEnvironment } from '../support/fixture.ts';

test('a stack without findings renders nothing that a rule has something against', () => {
  const { environments, view } = fixture();
  const found = environments.flatMap((environment) => {
    const check = manifestCheck(environment, view);
    return [...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) =>
      check(manifests, place),
    );
  });
  expect(found).toEqual([]);
});

describe('no-privilege-escalation', () => {
  const role = (...list: Record<string, unknown>[]) => [object('Role', { rules: list })];

  test.each([
    [
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] },
      'the verb escalate',
    ],
    [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['bind'] }, 'the verb bind'],
    [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] }, 'the verb impersonate'],
    [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }, 'the resource pods/exec'],
    [{ apiGroups: [''], resources: ['pods/*'], verbs: ['get'] }, 'the resource pods/*'],
    [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }, 'get, list secrets'],
    [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }, 'resources: everything ("*")'],
    [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }, 'verbs: everything ("*")'],
    [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }, 'apiGroups: everything ("*")'],
    [
      { apiGroups: ['kafka.strimzi.io'], resources: ['kafkausers'], verbs: ['create'] },
      'may make kafkausers',
    ],
    [{ apiGroups: ['keda.sh'], resources: ['scaledjobs'], verbs: ['patch'] }, 'may make scaledjobs'],
  ])('fires on %j', (rule, what) => {
    expect(said('no-privilege-escalation', role(rule))).toEqual([
      `rules[0]: ${what} / name only what is needed`,
    ]);
  });

  test.each([
    [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['delete', 'get', 'watch'] }],
    [{ apiGroups: ['kafka.strimzi.io'], resources: ['kafkausers', 'kafkatopics'], verbs: ['get', 'list'] }],
  ])('is silent on %j', (rule) => {
    expect(said('no-privilege-escalation', role(rule))).toEqual([]);
  });

  test('fires on roles and bindings of the whole cluster', () => {
    const everything = { apiGroups: [''], resources: ['pods'], verbs: ['*'] };
    expect(said('no-privilege-escalation', [object('ClusterRole', { rules: [everything] })])).toEqual([
      'rules[0]: verbs: everything ("*") / name only what is needed',
    ]);
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' };
    expect(said('no-privilege-escalation', [object('ClusterRoleBinding', { roleRef })])).toEqual([
      'roleRef.name: the role edit / bind a role that names what is needed',
    ]);
  });

  test('fires on a binding to a broad role, and to everybody', () => {
    const binding = (name: string, kind: string, subject: string) => [
      object('RoleBinding', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
        subjects: [{ kind: 'ServiceAccount', name: subject }],
      }),
    ];
    expect(said('no-privilege-escalation', binding('admin', 'ClusterRole', 'x'))).toEqual([
      'roleRef.name: the role admin / bind a role that names what is needed',
    ]);
    expect(said('no-privilege-escalation', binding('x', 'Role', 'system:authenticated'))).toEqual([
      'subjects[0]: system:authenticated is everybody, or may do everything / bind it to one ServiceAccount',
    ]);
    expect(said('no-privilege-escalation', binding('admin', 'Role', 'x'))).toEqual([]);
  });

  test('lets pass what an exception of the environment names, and nothing else', () => {
    const environment = environmentWith('eu-prod', (terms) => {
      terms.exceptions.push({
        rule: 'no-privilege-escalation',
        subject: 'Role apps/x',
        reason: 'It rotates certificates',
        until: '2999-01-01',
      });
    });
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    expect(said('no-privilege-escalation', role(rule), environment)).toEqual([]);
    expect(
      said('no-privilege-escalation', [object('Role', { rules: [rule] }, 'y')], environment),
    ).toHaveLength(1);
  });
});

describe('NetworkPolicies', () => {
  const named = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kafka' } },
    podSelector: { matchLabels: { app: 'x' } },
  };
  const policy = (spec: Record<string, unknown>) => [object('NetworkPolicy', { spec })];
  const metadata = '169.254.169.254';

  test.each([
    [{ egress: [{ to: [] }] }, 'egress[0]: to is empty: everybody'],
    [{ egress: [{ ports: [{ port: 443 }] }] }, 'egress[0]: to is left out: everybody'],
    [{ ingress: [{}] }, 'ingress[0]: from is left out: everybody'],
  ])('network-peers-required fires on %j', (spec, what) => {
    expect(said('network-peers-required', policy(spec))).toEqual([
      `spec.${what} / name the peers, or leave the rule out`,
    ]);
  });

  test('network-peers-required fires on a peer that is everybody, or every namespace', () => {
    expect(said('network-peers-required', policy({ egress: [{ to: [named, {}] }] }))).toEqual([
      'spec.egress[0].to[1]: a peer without a selector: everybody / name it',
    ]);
    expect(
      said('network-peers-required', policy({ ingress: [{ from: [{ ...named, namespaceSelector: {} }] }] })),
    ).toEqual(['spec.ingress[0].from[0].namespaceSelector: every namespace / name the namespace']);
  });

  test('network-peers-required is silent on named peers, and where there is no rule', () => {
    const own = { podSelector: { matchLabels: { app: 'x' } } };
    expect(said('network-peers-required', policy({ egress: [{ to: [named, own] }] }))).toEqual([]);
    expect(said('network-peers-required', policy({ policyTypes: ['Ingress', 'Egress'] }))).toEqual([]);
  });

  test('namespace-selected-by-name fires on a label that its owner can set, and is silent on the name', () => {
    const by = (selector: unknown) =>
      said('namespace-selected-by-name', policy({ ingress: [{ from: [{ namespaceSelector: selector }] }] }));
    expect(by({ matchLabels: { team: 'a' } })).toEqual([
      'spec.ingress[0].from[0].namespaceSelector: namespaces by team / select by kubernetes.io/metadata.name',
    ]);
    expect(by({ matchExpressions: [{ key: 'team', operator: 'Exists' }] })).toHaveLength(1);
    expect(
      by({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['a'] }] }),
    ).toHaveLength(1);
    expect(by({ matchLabels: { 'kubernetes.io/metadata.name': 'a', team: 'a' } })).toEqual([]);
    expect(
      by({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a'] }] }),
    ).toEqual([]);
  });

  test.each([
    [{ cidr: '0.0.0.0/0' }, `0.0.0.0/0 holds the metadata address ${metadata} / except ${metadata}/32`],
    [
      { cidr: '169.254.0.0/16', except: ['169.254.170.0/24'] },
      `169.254.0.0/16 holds the metadata address ${metadata} / except ${metadata}/32`,
    ],
    [{ cidr: '::/0' }, '::/0 holds the metadata address fd00:ec2::254 / except fd00:ec2::254/128'],
  ])('no-metadata-egress fires on %j', (ipBlock, what) => {
    expect(said('no-metadata-egress', policy({ egress: [{ to: [{ ipBlock }] }] }))).toEqual([
      `spec.egress[0].to[0].ipBlock: ${what}`,
    ]);
  });

  test.each([
    [{ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] }],
    [{ cidr: '10.0.0.0/8' }],
    [{ cidr: '2000::/3' }],
  ])('no-metadata-egress is silent on %j', (ipBlock) => {
    expect(said('no-metadata-egress', policy({ egress: [{ to: [{ ipBlock }] }] }))).toEqual([]);
  });

  test('no-metadata-egress does not pass a network that it cannot read', () => {
    expect(
      manifestCheck(fixtureEnvironment('eu-prod'), fixture().view)(
        policy({ egress: [{ to: [{ ipBlock: { cidr: 'everywhere' } }] }] }),
        place,
      ).map(({ rule, what }) => [rule, what.slice(0, 15)]),
    ).toEqual([['no-metadata-egress', 'the rule failed']]);
  });
});

describe('scaler-uses-own-cluster', () => {
  const job = (bootstrapServers: string | undefined, authenticationRef?: unknown, type = 'kafka') => [
    object('ScaledJob', {
      spec: { triggers: [{ type, metadata: { bootstrapServers }, authenticationRef }] },
    }),
  ];
  const own = 'kafka-kafka-bootstrap.kafka-eu:9093';

  test('fires where credentials would leave', () => {
    expect(said('scaler-uses-own-cluster', job('kafka.elsewhere.example:9093'))).toEqual([
      `spec.triggers[0].metadata.bootstrapServers: "kafka.elsewhere.example:9093" is not this environment's Kafka / write ${own}`,
    ]);
    expect(said('scaler-uses-own-cluster', job(`${own},evil:9093`))).toHaveLength(1);
    expect(said('scaler-uses-own-cluster', job('kafka-kafka-bootstrap.kafka-qa:9093'))).toHaveLength(1);
    expect(said('scaler-uses-own-cluster', job(undefined))).toEqual([
      `spec.triggers[0].metadata.bootstrapServers: no address / write ${own}`,
    ]);
    expect(
      said('scaler-uses-own-cluster', job(own, { name: 'shared', kind: 'ClusterTriggerAuthentication' })),
    ).toEqual([
      'spec.triggers[0].authenticationRef: a ClusterTriggerAuthentication lends credentials of another namespace / use a TriggerAuthentication of this namespace',
    ]);
  });

  test("is silent on the environment's own address, and on triggers that ask no Kafka", () => {
    expect(said('scaler-uses-own-cluster', job(own, { name: 'own' }))).toEqual([]);
    expect(
      said('scaler-uses-own-cluster', job('kafka-kafka-bootstrap.kafka-eu.svc.cluster.local:9094')),
    ).toEqual([]);
    expect(said('scaler-uses-own-cluster', job(undefined, undefined, 'cron'))).toEqual([]);
  });
});

describe('KafkaUsers', () => {
  test('no-secret-template fires on a template of the secret and on a password from elsewhere', () => {
    const annotations = { 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true' };
    expect(
      said('no-secret-template', [
        object('KafkaUser', { spec: { template: { secret: { metadata: { annotations } } } } }),
      ]),
    ).toEqual([
      'spec.template.secret: credentials that are known or copied elsewhere / remove it: workloads.credentials says how they cross over',
    ]);
    expect(
      said('no-secret-template', [
        object('KafkaUser', {
          spec: { authentication: { type: 'scram-sha-512', password: { valueFrom: { secretKeyRef: {} } } } },
        }),
      ]),
    ).toHaveLength(1);
    expect(
      said('no-secret-template', [object('KafkaUser', { spec: { authentication: { type: 'tls' } } })]),
    ).toEqual([]);
  });

  const user = (...acls: Record<string, unknown>[]) => [
    object('KafkaUser', { spec: { authorization: { acls } } }),
  ];
  const topic = (name: string | undefined, patternType = 'literal') => ({
    resource: { type: 'topic', name, patternType },
    operations: ['Read'],
  });

  test.each([
    [topic('*'), '.resource.name: "*" is everything / name the resource'],
    [topic('*', 'prefix'), '.resource.name: "*" is everything / name the resource'],
    [topic(''), '.resource.name: no name / name the resource'],
    [topic(undefined), '.resource.name: no name / name the resource'],
    [
      topic('team-a', 'prefix'),
      '.resource.name: the prefix "team-a" opens names beside it / end it with ".", "_" or "-"',
    ],
    [
      { resource: { type: 'cluster' }, operations: ['Describe', 'Alter', 'ClusterAction'] },
      ': Alter, ClusterAction on the cluster / remove it, or add an exception with a reason',
    ],
    [
      { resource: { type: 'cluster' }, operations: ['All'] },
      ': All on the cluster / remove it, or add an exception with a reason',
    ],
  ])('no-wide-kafka-rights fires on %j', (acl, what) => {
    expect(said('no-wide-kafka-rights', user(acl))).toEqual([`spec.authorization.acls[0]${what}`]);
  });

  test.each([
    [topic('team-a')],
    [topic('team-a-', 'prefix')],
    [{ resource: { type: 'cluster' }, operations: ['Describe', 'DescribeConfigs'] }],
    [{ ...topic('*'), type: 'deny' }],
  ])('no-wide-kafka-rights is silent on %j', (acl) => {
    expect(said('no-wide-kafka-rights', user(acl))).toEqual([]);
  });
});

const digest = `sha256:${'1'.repeat(64)}`;
const restricted = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
const container = (rest: Record<string, unknown> = {}) => ({
  name: 'main',
  image: `registry.example.com/x@${digest}`,
  securityContext: restricted,
  ...rest,
});

/** The same pod in each kind that starts pods. */
function inEachKind(spec: unknown): [string, Manifest][] {
  const template = { template: { spec } };
  return [
    ['Pod', object('Pod', { spec })],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
      (kind): [string, Manifest] => [kind, object(kind, { spec: template })],
    ),
    ['CronJob', object('CronJob', { spec: { jobTemplate: { spec: template } } })],
    ['ScaledJob', object('ScaledJob', { spec: { jobTargetRef: template, triggers: [] } })],
  ];
}

describe('restricted-pods', () => {
  const pod = (spec: Record<string, unknown>) =>
    said('restricted-pods', [object('Pod', { spec })]).map((text) => text.replace(/ \/ .*/, ''));

  test.each(inEachKind({ hostNetwork: true, containers: [container()] }))(
    'finds the pod of a %s',
    (_kind, one) => {
      expect(said('restricted-pods', [one])).toHaveLength(1);
      expect(said('restricted-pods', [one])[0]).toContain(".hostNetwork: the node's own / remove it");
    },
  );

  test.each(inEachKind({ containers: [container()] }))(
    'is silent on a restricted pod of a %s',
    (_kind, one) => {
      expect(said('restricted-pods', [one])).toEqual([]);
    },
  );

  test('fires on what belongs to the node', () => {
    expect(
      pod({
        hostPID: true,
        hostIPC: true,
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', hostPath: { path: '/' } },
        ],
        containers: [container({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] })],
      }),
    ).toEqual([
      'spec.containers[0].ports[1].hostPort: a port of the node',
      "spec.hostIPC: the node's own",
      "spec.hostPID: the node's own",
      'spec.volumes[1].hostPath: a folder of the node',
    ]);
  });

  test('fires on a container that says nothing, in every list of containers', () => {
    expect(pod({ initContainers: [container({ securityContext: undefined })] })).toEqual([
      'spec.initContainers[0].securityContext.allowPrivilegeEscalation: its processes may gain rights',
      'spec.initContainers[0].securityContext.capabilities.drop: it keeps capabilities',
      'spec.initContainers[0].securityContext.runAsNonRoot: it may run as root',
      'spec.initContainers[0].securityContext.seccompProfile: every system call is open to it',
    ]);
    expect(pod({ ephemeralContainers: [container({ securityContext: undefined })] })).toHaveLength(4);
  });

  test('fires on a privileged container, root, and added capabilities', () => {
    const securityContext = {
      ...restricted,
      privileged: true,
      runAsUser: 0,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'SYS_ADMIN'] },
    };
    expect(pod({ containers: [container({ securityContext })] })).toEqual([
      'spec.containers[0].securityContext.capabilities.add: SYS_ADMIN added',
      'spec.containers[0].securityContext.privileged: every right on the node',
      'spec.containers[0].securityContext.runAsUser: it runs as root',
    ]);
  });

  test('takes from the pod what the container does not say, and not the other way round', () => {
    const { allowPrivilegeEscalation, capabilities } = restricted;
    const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const own = container({ securityContext: { allowPrivilegeEscalation, capabilities } });
    expect(pod({ securityContext, containers: [own] })).toEqual([]);
    const against = container({ securityContext: { ...restricted, runAsNonRoot: false } });
    expect(pod({ securityContext, containers: [against] })).toHaveLength(1);
  });
});

describe('image-pinned', () => {
  const by = (image: string | undefined, environment: string) =>
    said(
      'image-pinned',
      [object('ScaledJob', { spec: { jobTargetRef: { template: { spec: { containers: [{ image }] } } } } })],
      fixtureEnvironment(environment),
    );
  const where = 'spec.jobTargetRef.template.spec.containers[0].image';

  test('wants a digest where images are pinned by digest', () => {
    expect(by(`registry.example.com/x@${digest}`, 'eu-prod')).toEqual([]);
    expect(by(`registry.example.com/x:1.2@${digest}`, 'eu-prod')).toEqual([]);
    expect(by('registry.example.com/x:1.2', 'eu-prod')).toEqual([
      `${where}: "registry.example.com/x:1.2" is not pinned by digest / add its digest, @sha256:…`,
    ]);
    expect(by('registry.example.com/x@sha256:12', 'eu-prod')).toHaveLength(1);
    expect(by(undefined, 'eu-prod')).toEqual([`${where}: no image / add its digest, @sha256:…`]);
  });

  test('wants a tag other than latest elsewhere', () => {
    expect(by('registry.example.com:5000/x:1.2', 'dev')).toEqual([]);
    expect(by(`x@${digest}`, 'dev')).toEqual([]);
    expect(by('x:latest', 'dev')).toEqual([
      `${where}: "x:latest" is not pinned by tag / add the tag of a release`,
    ]);
    // The port of a registry is no tag.
    expect(by('registry.example.com:5000/x', 'dev')).toHaveLength(1);
  });
});

describe('unique-object-names', () => {
  const user = (name: string, system: string, apiVersion = 'kafka.strimzi.io/v1'): Manifest => ({
    apiVersion,
    kind: 'KafkaUser',
    metadata: { name, namespace: 'kafka', labels: { 'app.kubernetes.io/part-of': system } },
  });

  test('fires on one object of two systems, whatever the version', () => {
    expect(said('unique-object-names', [user('a', 'ledger'), user('a', 'sorting')])).toEqual([
      'also rendered by another unit (ledger and sorting) / rename one of the two',
    ]);
    expect(
      said('unique-object-names', [user('a', 'ledger'), user('a', 'ledger', 'kafka.strimzi.io/v1beta2')]),
    ).toHaveLength(1);
  });

  test('is silent on other names, kinds, namespaces and groups', () => {
    const other = user('a', 'ledger', 'example.com/v1');
    const elsewhere = { ...user('a', 'ledger'), metadata: { name: 'a', namespace: 'other' } };
    const topic = { ...user('a', 'ledger'), kind: 'KafkaTopic' };
    expect(
      said('unique-object-names', [user('a', 'ledger'), user('b', 'ledger'), other, elsewhere, topic]),
    ).toEqual([]);
  });

  test('sees objects of several units, and starts over in each environment', () => {
    const rule = rules.find(({ id }) => id === 'unique-object-names');
    if (rule === undefined) throw new Error('no rule');
    const check = manifestCheck(fixtureEnvironment('eu-prod'), fixture().view, [rule]);
    expect(check([user('a', 'ledger')], place)).toEqual([]);
    expect(check([user('a', 'ledger')], place)).toHaveLength(1);
    const again = manifestCheck(fixtureEnvironment('dev'), fixture().view, [rule]);
    expect(again([user('a', 'ledger')], place)).toEqual([]);
  });
});
