/**
 * The packages `imports/` is made from, and what is taken from each. To move to a
 * newer release change the version here and run `npm run imports`.
 */

/** A Go module that holds CRDs as YAML files below `folder`. */
export interface GoCrds {
  readonly module: string;
  readonly version: string;
  readonly folder: string;
  readonly files: readonly string[];
}

export const MAVEN_DEPENDENCY_PLUGIN = '3.6.1';

/** Strimzi generates its CRDs from Java classes; the generator needs Java 21. */
export const STRIMZI = {
  artifact: 'io.strimzi:api',
  version: '1.2.0',
  apiVersion: 'v1',
  java: 21,
  classes: {
    Kafka: 'io.strimzi.api.kafka.model.kafka.Kafka',
    KafkaMirrorMaker2: 'io.strimzi.api.kafka.model.mirrormaker2.KafkaMirrorMaker2',
    KafkaNodePool: 'io.strimzi.api.kafka.model.nodepool.KafkaNodePool',
    KafkaTopic: 'io.strimzi.api.kafka.model.topic.KafkaTopic',
    KafkaUser: 'io.strimzi.api.kafka.model.user.KafkaUser',
  },
} as const;

/** Kafka's own code says which settings a topic has. */
export const KAFKA = { artifact: 'org.apache.kafka:kafka-storage', version: '4.2.0', java: 17 } as const;

/** The jar of the access operator's model holds its CRD ready made. */
export const ACCESS_OPERATOR = {
  artifact: 'io.strimzi.access-operator:api',
  groupId: 'io.strimzi.access-operator',
  version: '0.3.0',
  file: 'META-INF/fabric8/kafkaaccesses.access.strimzi.io-v1.yml',
} as const;

export const GO_CRDS: readonly GoCrds[] = [
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.20.2',
    folder: 'config/crd/bases',
    files: ['keda.sh_scaledjobs.yaml', 'keda.sh_scaledobjects.yaml', 'keda.sh_triggerauthentications.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    folder: 'example/prometheus-operator-crd',
    files: ['monitoring.coreos.com_podmonitors.yaml', 'monitoring.coreos.com_prometheusrules.yaml'],
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    folder: 'config/crds/bases',
    files: ['external-secrets.io_externalsecrets.yaml'],
  },
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.4.4',
    folder: 'manifests/crds',
    files: ['application-crd.yaml'],
  },
  {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.6',
    folder: 'config/crd/bases',
    files: ['kustomize.toolkit.fluxcd.io_kustomizations.yaml'],
  },
];

export const KUBERNETES = {
  module: 'k8s.io/kubernetes',
  version: 'v1.34.4',
  swagger: 'api/openapi-spec/swagger.json',
  /** The published swagger leaves the closed sets of values out; the generated Go code has them. */
  generated: 'pkg/generated/openapi/zz_generated.openapi.go',
  roots: [
    'io.k8s.api.apps.v1.Deployment',
    'io.k8s.api.batch.v1.CronJob',
    'io.k8s.api.batch.v1.Job',
    'io.k8s.api.core.v1.ConfigMap',
    'io.k8s.api.core.v1.LimitRange',
    'io.k8s.api.core.v1.Namespace',
    'io.k8s.api.core.v1.PodTemplateSpec',
    'io.k8s.api.core.v1.ResourceQuota',
    'io.k8s.api.core.v1.Secret',
    'io.k8s.api.core.v1.Service',
    'io.k8s.api.core.v1.ServiceAccount',
    'io.k8s.api.networking.v1.NetworkPolicy',
    'io.k8s.api.policy.v1.PodDisruptionBudget',
    'io.k8s.api.rbac.v1.Role',
    'io.k8s.api.rbac.v1.RoleBinding',
    'io.k8s.api.scheduling.v1.PriorityClass',
  ],
} as const;

/** A Go module that holds the schema of SARIF 2.1.0 as a string. */
export const SARIF = {
  module: 'github.com/owenrumney/go-sarif/v3',
  version: 'v3.3.1',
  file: 'pkg/report/v210/sarif/schema.go',
} as const;
