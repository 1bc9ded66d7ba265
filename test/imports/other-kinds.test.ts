import { expect, test } from '@jest/globals';
import { checkManifest } from '../support/manifest-check.ts';

const CONTAINER = {
  name: 'job',
  image: 'registry.example/job:1',
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const TRIGGERS = [{ type: 'kafka', metadata: { topic: 'orders', lagThreshold: '1' } }];

function scaledJob(container: object, more: object = { triggers: TRIGGERS }): unknown {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledJob',
    metadata: { name: 'orders' },
    spec: {
      jobTargetRef: {
        backoffLimit: 0,
        template: {
          metadata: { labels: { app: 'orders' } },
          spec: { restartPolicy: 'Never', containers: [{ ...CONTAINER, ...container }] },
        },
      },
      maxReplicaCount: 3,
      ...more,
    },
  };
}

function deployment(securityContext: object): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'workbench' },
    spec: {
      selector: { matchLabels: { app: 'workbench' } },
      template: {
        metadata: { labels: { app: 'workbench' } },
        spec: { containers: [{ ...CONTAINER, securityContext }] },
      },
    },
  };
}

function core(kind: string, more: object, name = 'orders'): unknown {
  return { apiVersion: 'v1', kind, metadata: { name }, ...more };
}

function quota(hard: object): unknown {
  return core('ResourceQuota', { spec: { hard } });
}

function policy(egress: object): unknown {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'orders' },
    spec: { podSelector: { matchLabels: { app: 'orders' } }, policyTypes: ['Egress'], egress: [egress] },
  };
}

test('a ScaledJob with a pod template has no problem', () => {
  expect(checkManifest(scaledJob({}))).toEqual([]);
});

test('a field no container has is refused inside the pod template of a ScaledJob', () => {
  expect(checkManifest(scaledJob({ imagePulPolicy: 'Always' }))).toEqual([
    'spec.jobTargetRef.template.spec.containers[0].imagePulPolicy: unknown field',
  ]);
});

test('a value outside a closed set of Kubernetes is refused', () => {
  expect(checkManifest(scaledJob({ imagePullPolicy: 'always' }))).toEqual([
    'spec.jobTargetRef.template.spec.containers[0].imagePullPolicy: ' +
      'must be one of Always, IfNotPresent, Never; got "always"',
  ]);
});

test('a ScaledJob needs triggers, and their metadata are strings', () => {
  expect(checkManifest(scaledJob({}, {}))).toEqual(['spec.triggers: is required']);
  const triggers = [{ type: 'kafka', metadata: { lagThreshold: 1 } }];
  expect(checkManifest(scaledJob({}, { triggers }))).toEqual([
    'spec.triggers[0].metadata.lagThreshold: must be string; got 1',
  ]);
});

test('a ScaledObject has no more replicas at the least than at the most, and no fallback of another kind', () => {
  const scaledObject = (spec: object) => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'orders' },
    spec: {
      scaleTargetRef: { name: 'orders' },
      triggers: [{ type: 'kafka', metadata: { topic: 'orders' } }],
      ...spec,
    },
  });
  expect(checkManifest(scaledObject({ minReplicaCount: 2, maxReplicaCount: 2 }))).toEqual([]);
  expect(checkManifest(scaledObject({ minReplicaCount: 3, maxReplicaCount: 2 }))).toEqual([
    'spec: minReplicaCount must be less than or equal to maxReplicaCount',
  ]);
  const fallback = { failureThreshold: 1, replicas: 1, behavior: 'most' };
  expect(checkManifest(scaledObject({ fallback }))[0]).toMatch(
    /^spec\.fallback\.behavior: must be one of static, /,
  );
  expect(checkManifest(scaledObject({ jobTargetRef: {} }))).toEqual(['spec.jobTargetRef: unknown field']);
});

test('two environment variables of one name are refused', () => {
  const env = [
    { name: 'TOPIC', value: 'orders' },
    { name: 'TOPIC', value: 'payments' },
  ];
  expect(checkManifest(scaledJob({ env }))).toEqual([
    'spec.jobTargetRef.template.spec.containers[0].env[1]: is there twice, name ["TOPIC"]',
  ]);
});

test('a misspelt field of a security context is refused', () => {
  expect(checkManifest(deployment({ readOnlyRootFilesystem: true }))).toEqual([]);
  expect(checkManifest(deployment({ readOnlyRootFileSystem: true }))).toEqual([
    'spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem: unknown field',
  ]);
});

test('the labels of a pod template are checked like those of an object', () => {
  const object = deployment({}) as { spec: { template: { metadata: object } } };
  object.spec.template.metadata = { labels: { 'two words': 'yes' } };
  expect(checkManifest(object)).toEqual([
    'spec.template.metadata.labels: key "two words" must match format "label key"',
  ]);
});

test('names, label values and annotation keys have the syntax of Kubernetes', () => {
  const metadata = (more: object): unknown => ({
    ...(core('ConfigMap', {}) as object),
    metadata: { name: 'orders', ...more },
  });
  const prefix = `${'a'.repeat(60)}.`.repeat(4);
  expect(checkManifest(metadata({ name: 'a'.repeat(253), labels: { 'example.com/owner': '' } }))).toEqual([]);
  expect(checkManifest(metadata({ name: 'a.b-c.1', annotations: { 'Example.com/why': 'x y' } }))).toEqual([]);
  expect(checkManifest(metadata({ name: 'a_b' }))).toEqual([
    'metadata.name: must match format "DNS subdomain"; got "a_b"',
  ]);
  expect(checkManifest(metadata({ name: `${prefix}${'a'.repeat(10)}` }))).toHaveLength(1);
  expect(checkManifest(metadata({ name: undefined }))).toEqual(['metadata.name: is required']);
  expect(checkManifest(metadata({ labels: { owner: 'team a' } }))).toEqual([
    'metadata.labels.owner: must match format "label value"; got "team a"',
  ]);
  expect(checkManifest(metadata({ labels: { owner: 'a'.repeat(64) } }))).toHaveLength(1);
  expect(checkManifest(metadata({ labels: { ['k'.repeat(64)]: 'a' } }))).toHaveLength(1);
  expect(checkManifest(metadata({ annotations: { 'a/b/c': 'x' } }))).toEqual([
    'metadata.annotations: key "a/b/c" must match format "annotation key"',
  ]);
  expect(checkManifest(metadata({ annotations: { count: 3 } }))).toEqual([
    'metadata.annotations.count: must be string; got 3',
  ]);
});

test('a network policy takes ports by number and by name', () => {
  const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kafka' } } }];
  expect(checkManifest(policy({ to, ports: [{ protocol: 'TCP', port: 9092 }, { port: 'tls' }] }))).toEqual(
    [],
  );
  expect(checkManifest(policy({ to, ports: [{ protocol: 'tcp', port: 9092 }] }))).toEqual([
    'spec.egress[0].ports[0].protocol: must be one of SCTP, TCP, UDP; got "tcp"',
  ]);
  expect(checkManifest(policy({ to, ports: [{ port: 90.92 }] }))).toEqual([
    'spec.egress[0].ports[0].port: must be integer,string; got 90.92',
  ]);
  expect(checkManifest(policy({ from: to }))).toEqual(['spec.egress[0].from: unknown field']);
});

test('quantities are numbers with the suffixes of Kubernetes', () => {
  const good = { pods: 10, 'requests.cpu': '1500m', 'limits.memory': '1.5Gi', storage: '1e3' };
  expect(checkManifest(quota(good))).toEqual([]);
  for (const bad of ['1 Gi', '1GB', '2K', 'lots', '', '1.5.2', '5mi']) {
    expect(checkManifest(quota({ 'limits.memory': bad }))).toHaveLength(1);
  }
});

test('a pod disruption budget, a role and a priority class are known kinds', () => {
  const object = (apiVersion: string, kind: string, more: object): unknown => ({
    apiVersion,
    kind,
    metadata: { name: 'orders' },
    ...more,
  });
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
  expect(
    checkManifest(object('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: '50%' } })),
  ).toEqual([]);
  expect(checkManifest(object('rbac.authorization.k8s.io/v1', 'Role', { rules }))).toEqual([]);
  expect(checkManifest(object('rbac.authorization.k8s.io/v1', 'Role', { rule: rules }))).toEqual([
    'rule: unknown field',
  ]);
  expect(checkManifest(object('scheduling.k8s.io/v1', 'PriorityClass', { value: 1000 }))).toEqual([]);
  expect(checkManifest(object('scheduling.k8s.io/v1', 'PriorityClass', {}))).toEqual(['value: is required']);
});

test('the data of config maps and secrets is text, and of secrets base64', () => {
  expect(checkManifest(core('ConfigMap', { data: { 'config.yaml': 'a: 1' } }))).toEqual([]);
  expect(checkManifest(core('ConfigMap', { data: { 'a b': 'c' } }))).toEqual([
    'data: key "a b" must match format "data key"',
  ]);
  expect(checkManifest(core('Secret', { data: { password: 'c2VjcmV0' } }))).toEqual([]);
  expect(checkManifest(core('Secret', { data: { password: 'secret!' } }))).toEqual([
    'data.password: must match format "byte"; got "secret!"',
  ]);
});

test('a service has a name of the older grammar', () => {
  const spec = { ports: [{ port: 80, targetPort: 'http' }] };
  expect(checkManifest(core('Service', { spec }))).toEqual([]);
  expect(checkManifest(core('Service', { spec }, '1orders'))).toEqual([
    'metadata.name: must match format "DNS-1035 label"; got "1orders"',
  ]);
});

test('a trigger authentication names secret, key and parameter', () => {
  const authentication = (reference: object): unknown => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'TriggerAuthentication',
    metadata: { name: 'orders' },
    spec: { secretTargetRef: [reference] },
  });
  expect(checkManifest(authentication({ parameter: 'password', name: 'scaler', key: 'password' }))).toEqual(
    [],
  );
  expect(checkManifest(authentication({ parameter: 'password', name: 'scaler' }))).toEqual([
    'spec.secretTargetRef[0].key: is required',
  ]);
});

test('prometheus kinds are checked to the end of a rule', () => {
  const rule = (more: object): unknown => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'orders' },
    spec: { groups: [{ name: 'lag', rules: [{ alert: 'Lag', expr: 'lag > 1', ...more }] }] },
  });
  expect(checkManifest(rule({ for: '10m' }))).toEqual([]);
  expect(checkManifest(rule({ for: 'ten minutes' }))).toHaveLength(1);
  expect(checkManifest(rule({ label: {} }))).toEqual(['spec.groups[0].rules[0].label: unknown field']);
  const monitor = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: 'kafka' },
    spec: { selector: { matchLabels: { app: 'kafka' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
  };
  expect(checkManifest(monitor)).toEqual([]);
});

test('an external secret of v1 takes its defaults, and v1beta1 is refused', () => {
  const secret = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'orders' },
    spec: {
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'orders' },
      data: [{ secretKey: 'password', remoteRef: { key: 'kafka/orders' } }],
    },
  };
  expect(checkManifest(secret)).toEqual([]);
  expect(checkManifest({ ...secret, apiVersion: 'external-secrets.io/v1beta1' })).toEqual([
    'no schema for external-secrets.io/v1beta1/ExternalSecret; ' +
      'imports/schemas has external-secrets.io/v1/ExternalSecret',
  ]);
});

test('what is no object, or of no known kind, is a problem', () => {
  expect(checkManifest(null)).toHaveLength(1);
  expect(checkManifest([])).toHaveLength(1);
  expect(checkManifest({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toEqual([
    'no schema for v1/Pod; imports/schemas has no such kind',
  ]);
});
