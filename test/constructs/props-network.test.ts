import { describe, expect, test } from '@jest/globals';
import { certain } from '../../lib/naming/brand.ts';
import { parsePrincipalName } from '../../lib/naming/principal.ts';
import * as ws from '../../lib/index.ts';
import { dev, partOfShop, rendered } from '../support/program.ts';

const toDns = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const toBrokers = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kafka' } },
      podSelector: {
        matchLabels: {
          'strimzi.io/cluster': 'kafka',
          'strimzi.io/kind': 'Kafka',
          'strimzi.io/name': 'kafka-kafka',
        },
      },
    },
  ],
  ports: [{ protocol: 'TCP', port: 9093 }],
};

describe('NamespaceGuard', () => {
  test('minimal props: nothing in and nothing out', () => {
    const props: ws.NamespaceGuardProps = { environment: dev, system: 'shop', namespace: 'shop' };
    const objects = rendered((chart) => {
      new ws.NamespaceGuard(chart, 'Guard', props);
    });
    expect(objects).toEqual({
      'NetworkPolicy shop-default-deny': {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'shop-default-deny', namespace: 'shop', labels: partOfShop('workloads') },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress', 'Egress'],
        },
      },
    });
  });

  test('all the props: small requests and a cap for executors', () => {
    const props: Required<ws.NamespaceGuardProps> = {
      environment: dev,
      system: 'shop',
      namespace: 'shop',
      executors: true,
      most: { cpu: '2', memory: '4Gi' },
    };
    const { 'LimitRange shop-containers': limits } = rendered((chart) => {
      new ws.NamespaceGuard(chart, 'Guard', props);
    });
    expect(limits.spec.limits).toEqual([
      {
        type: 'Container',
        defaultRequest: { cpu: '10m', memory: '32Mi' },
        default: { cpu: '2', memory: '4Gi' },
        max: { cpu: '2', memory: '4Gi' },
      },
    ]);
  });
});

test.each<[string, Partial<ws.EnvironmentProps>]>([
  ['that of Kafka', { kafka: { namespace: 'shop' } }],
  ['that of others', { workloads: { namespaces: { shop: 'shop' }, externalNamespaces: ['shop'] } }],
])('NamespaceGuard: in a namespace that is %s nothing is denied to every pod', (_what, terms) => {
  const environment = ws.environment({
    environment: 'shop-dev',
    topics: { env: 'dev' },
    ...terms,
    workloads: { credentials: { delivery: 'kafka-access' }, ...terms.workloads },
  });
  const objects = rendered((chart) => {
    new ws.NamespaceGuard(chart, 'Guard', {
      environment,
      system: 'shop',
      namespace: 'shop',
      executors: true,
    });
  });
  expect(Object.keys(objects)).toEqual(['LimitRange shop-containers']);
});

describe('WorkloadNamespace', () => {
  const labels = (level: string) => ({
    'app.kubernetes.io/part-of': 'platform',
    'app.kubernetes.io/component': 'namespaces',
    'app.kubernetes.io/managed-by': 'workstreams',
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/warn': level,
  });

  test('minimal props: it admits only pods that meet the restricted level', () => {
    const props: ws.WorkloadNamespaceProps = { environment: dev, name: 'shop' };
    const objects = rendered((chart) => {
      new ws.WorkloadNamespace(chart, 'Namespace', props);
    });
    expect(objects).toEqual({
      'Namespace shop': {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop', labels: labels('restricted') },
      },
    });
  });

  test('all the props: another level', () => {
    const props: Required<ws.WorkloadNamespaceProps> = {
      environment: dev,
      name: 'kafka',
      podSecurity: 'baseline',
    };
    const { 'Namespace kafka': namespace } = rendered((chart) => {
      new ws.WorkloadNamespace(chart, 'Namespace', props);
    });
    expect(namespace.metadata.labels).toEqual(labels('baseline'));
  });
});

describe('ClientNetworkPolicy and DefaultDeny', () => {
  const minimal: ws.ClientNetworkPolicyProps = {
    environment: dev,
    system: 'shop',
    component: 'billing',
    name: 'billing-kafka',
    namespace: 'shop',
    podLabels: { app: 'billing' },
  };

  test('minimal props: DNS and the brokers, nothing else', () => {
    const { 'NetworkPolicy billing-kafka': policy } = rendered((chart) => {
      new ws.ClientNetworkPolicy(chart, 'Network', minimal);
    });
    expect(policy.metadata).toEqual({
      name: 'billing-kafka',
      namespace: 'shop',
      labels: partOfShop('billing'),
    });
    expect(policy.spec).toEqual({
      podSelector: { matchLabels: { app: 'billing' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [toDns, toBrokers],
    });
  });

  test('all the props: a network besides, without a part of it', () => {
    const props: Required<ws.ClientNetworkPolicyProps> = {
      ...minimal,
      egress: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'], ports: [5432, 443] }],
      listeners: ['tls'],
    };
    const { 'NetworkPolicy billing-kafka': policy } = rendered((chart) => {
      new ws.ClientNetworkPolicy(chart, 'Network', props);
    });
    expect(policy.spec.egress[2]).toEqual({
      to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
      ports: [
        { protocol: 'TCP', port: 5432 },
        { protocol: 'TCP', port: 443 },
      ],
    });
  });

  test('DefaultDeny: its props, minimal and all, name a namespace in which nothing reaches any pod', () => {
    const { podLabels: _, ...props } = minimal;
    const { 'NetworkPolicy billing-kafka': policy } = rendered((chart) => {
      new ws.DefaultDeny(chart, 'Deny', props);
    });
    expect(policy.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });
});

describe('CredentialBridge', () => {
  const through = (credentials: ws.Environment['workloads']['credentials'], namespace: string) => {
    const environment = ws.environment({
      environment: 'shop-dev',
      topics: { env: 'dev' },
      workloads: { credentials, namespaces: { shop: 'shop' } },
    });
    const own = ws.credentialsFor(environment, certain(parsePrincipalName('billing')), namespace);
    if (own === undefined) throw new Error('no credentials');
    const props: Required<ws.CredentialBridgeProps> = {
      environment,
      system: 'shop',
      component: 'billing',
      namespace,
      credentials: own,
    };
    return rendered((chart) => {
      new ws.CredentialBridge(chart, 'Credentials', props);
    });
  };

  test('minimal props: nothing where workload and Kafka are in one namespace', () => {
    expect(through({ delivery: 'kafka-access' }, 'kafka')).toEqual({});
  });

  test('all the props: a KafkaAccess, or an ExternalSecret', () => {
    expect(through({ delivery: 'kafka-access' }, 'shop')['KafkaAccess billing'].spec).toEqual({
      kafka: { name: 'kafka', namespace: 'kafka', listener: 'tls' },
      user: { kind: 'KafkaUser', apiGroup: 'kafka.strimzi.io', name: 'billing', namespace: 'kafka' },
    });
    const secretStore = 'store' as ws.ObjectName;
    const external = through({ delivery: 'external-secrets', secretStore }, 'shop')['ExternalSecret billing'];
    expect(external.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'store' },
      target: { name: 'billing' },
      data: [
        { secretKey: 'user.crt', remoteRef: { key: 'billing', property: 'user.crt' } },
        { secretKey: 'user.key', remoteRef: { key: 'billing', property: 'user.key' } },
        { secretKey: 'cluster-ca.crt', remoteRef: { key: 'kafka-cluster-ca-cert', property: 'ca.crt' } },
      ],
    });
  });
});

describe('ExecutorClass', () => {
  test("minimal props: the environment's terms", () => {
    const props: ws.ExecutorClassProps = { environment: dev, system: 'shop', name: 'toolrun' };
    const objects = rendered((chart) => {
      new ws.ExecutorClass(chart, 'Class', props);
    });
    expect(objects['PriorityClass kafka-toolrun']).toMatchObject({ value: 0, preemptionPolicy: 'Never' });
    // The API server stores no false here: it would be a difference for ever.
    expect(objects['PriorityClass kafka-toolrun']).not.toHaveProperty('globalDefault');
    expect(objects['ResourceQuota shop-toolrun'].spec).toEqual({
      hard: {
        pods: '10',
        'requests.cpu': '5',
        'requests.memory': '5Gi',
        'limits.cpu': '5',
        'limits.memory': '5Gi',
      },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['kafka-toolrun'] }],
      },
    });
    expect(objects['NetworkPolicy shop-toolrun'].spec.egress).toEqual([toDns, toBrokers]);
  });

  test('all the props: terms of its own', () => {
    const props: Required<ws.ExecutorClassProps> = {
      environment: dev,
      system: 'shop',
      name: 'gpu',
      terms: {
        namespace: 'gpu' as ws.ObjectName,
        resources: { cpu: '4', memory: '8Gi', ephemeralStorage: '1Gi' },
        quota: { pods: 2, cpu: '8', memory: '16Gi' },
        priority: 7,
        nodeSelector: { pool: 'gpu' },
        tolerations: [],
        egress: [{ why: 'models', cidr: '192.0.2.0/24', except: [], ports: [443] }],
      },
      listeners: ['tls'],
      limits: true,
    };
    const objects = rendered((chart) => {
      new ws.ExecutorClass(chart, 'Class', props);
    });
    expect(objects['PriorityClass kafka-gpu'].value).toBe(7);
    expect(objects['ResourceQuota shop-gpu'].metadata.namespace).toBe('gpu');
    expect(objects['ResourceQuota shop-gpu'].spec.hard.pods).toBe('2');
    expect(objects['NetworkPolicy shop-gpu'].spec.egress[2]).toEqual({
      to: [{ ipBlock: { cidr: '192.0.2.0/24' } }],
      ports: [{ protocol: 'TCP', port: 443 }],
    });
  });

  test('without limits it renders its network policy alone: another system has the rest', () => {
    const objects = rendered((chart) => {
      new ws.ExecutorClass(chart, 'Class', {
        environment: dev,
        system: 'shop',
        name: 'toolrun',
        limits: false,
      });
    });
    expect(Object.keys(objects)).toEqual(['NetworkPolicy shop-toolrun']);
  });

  test('a class that no one knows is refused', () => {
    expect(() =>
      rendered((chart) => {
        new ws.ExecutorClass(chart, 'Class', { environment: dev, system: 'shop', name: 'gpu' });
      }),
    ).toThrow(
      'shop-dev has no executor class "gpu"\n  known: toolrun; add it to the environment, or give its terms',
    );
  });
});
