import type { Manifest } from '../../lib/model/manifest.ts';

const strimzi = { apiVersion: 'kafka.strimzi.io/v1' };
const inKafka = { namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'parcels' } };
const container = { name: 'c', image: 'registry.example.com/legacy:1' };
const pods = (app: string) => ({
  selector: { matchLabels: { app } },
  template: { metadata: { labels: { app } }, spec: { containers: [container] } },
});

const objects = [
  {
    ...strimzi,
    kind: 'KafkaTopic',
    metadata: { name: 'legacy.orders', ...inKafka },
    spec: {
      partitions: 12,
      replicas: 3,
      config: { 'retention.ms': 2_592_000_000, 'cleanup.policy': 'delete', 'segment.ms': '3600000' },
    },
  },
  {
    ...strimzi,
    kind: 'KafkaTopic',
    metadata: { name: 'legacy-customers', ...inKafka, annotations: { 'helm.sh/resource-policy': 'keep' } },
    spec: {
      topicName: 'legacy.customers',
      partitions: 6,
      replicas: 3,
      config: {
        'cleanup.policy': 'compact',
        'min.compaction.lag.ms': '86400000',
        'delete.retention.ms': '604800000',
      },
    },
  },
  {
    ...strimzi,
    kind: 'KafkaTopic',
    metadata: { name: 'legacy-audit', ...inKafka },
    spec: {
      topicName: 'legacy.audit',
      partitions: 1,
      replicas: 3,
      config: { 'remote.storage.enable': 'true', 'retention.ms': '-1', 'local.retention.ms': '86400000' },
    },
  },
  {
    ...strimzi,
    kind: 'KafkaUser',
    metadata: { name: 'legacy-app', ...inKafka },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [
          {
            operations: ['Read', 'Write'],
            resource: { type: 'topic', name: 'legacy.', patternType: 'prefix' },
          },
          { operation: 'Read', resource: { type: 'group', name: 'legacy-app' } },
        ],
      },
      quotas: { producerByteRate: 1_000_000 },
    },
  },
  {
    ...strimzi,
    kind: 'Kafka',
    metadata: { name: 'parcels', namespace: 'kafka-eu' },
    spec: {
      kafka: {
        version: '4.1.0',
        metadataVersion: '4.1',
        authorization: { type: 'simple' },
        config: { 'log.retention.hours': 168, 'offsets.retention.minutes': 10_080 },
        listeners: [
          { name: 'tls', port: 9093, type: 'internal', tls: true, authentication: { type: 'tls' } },
        ],
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
    },
  },
  {
    ...strimzi,
    kind: 'KafkaNodePool',
    metadata: { name: 'brokers', ...inKafka },
    spec: {
      replicas: 3,
      roles: ['broker'],
      storage: {
        type: 'jbod',
        volumes: [
          { id: 0, type: 'persistent-claim', size: '100Gi' },
          { id: 1, type: 'persistent-claim', size: '100Gi' },
        ],
      },
    },
  },
  {
    ...strimzi,
    kind: 'KafkaConnect',
    metadata: { name: 'legacy-connect', namespace: 'kafka-eu' },
    spec: { replicas: 2, groupId: 'c', offsetStorageTopic: 'c-offsets', configStorageTopic: 'c-configs' },
  },
  {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledJob',
    metadata: { name: 'legacy-jobs', namespace: 'legacy' },
    spec: {
      jobTargetRef: { template: { spec: { containers: [container] } } },
      triggers: [
        {
          type: 'kafka',
          metadata: { topic: 'legacy.orders', consumerGroup: 'legacy-app', offsetResetPolicy: 'earliest' },
        },
        {
          type: 'kafka',
          metadata: { topic: 'legacy.audit', consumerGroup: 'legacy-app', offsetResetPolicy: 'earliest' },
        },
      ],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'legacy-store', namespace: 'legacy' },
    spec: {
      replicas: 3,
      serviceName: 'legacy-store',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      ...pods('store'),
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'legacy-api', namespace: 'legacy' },
    spec: { replicas: 2, ...pods('api') },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'legacy-data', namespace: 'legacy', finalizers: ['kubernetes.io/pvc-protection'] },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '10Gi' } },
      storageClassName: 'fast',
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'legacy-api', namespace: 'legacy' },
    spec: {
      clusterIP: '10.0.0.7',
      clusterIPs: ['10.0.0.7'],
      selector: { app: 'api' },
      ports: [{ port: 80 }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'legacy-key', namespace: 'legacy' },
    type: 'Opaque',
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'legacy-client', namespace: 'legacy' },
    data: { 'consumer.properties': 'group.id=legacy-app\nauto.offset.reset=earliest\n' },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'legacy', namespace: 'argocd' },
    spec: {
      project: 'default',
      sources: [
        { repoURL: 'https://git.example.com/legacy', path: 'topics', targetRevision: 'main' },
        { repoURL: 'https://git.example.com/legacy', path: 'apps', targetRevision: 'main' },
      ],
      destination: { namespace: 'legacy', server: 'https://kubernetes.default.svc' },
      syncPolicy: { automated: { prune: true } },
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'legacy-all', namespace: 'argocd' },
    spec: {
      generators: [{ list: { elements: [{ env: 'prod' }, { env: 'qa' }] } }],
      template: { metadata: { name: 'legacy-{{env}}' }, spec: { source: { path: '{{env}}' } } },
    },
  },
  {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'legacy', namespace: 'legacy' },
    spec: { chart: { spec: { chart: 'legacy', version: '1.0.0' } } },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
  },
];

/** Objects as an export of a cluster has them that others filled by hand, Helm or GitOps: none of them is ours. */
export function foreignObjects(): Manifest[] {
  return structuredClone(objects);
}
