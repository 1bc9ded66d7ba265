/**
 * Kubernetes' own L1 classes. Taken from the generated module itself: the package's front door also loads
 * every L2 class, which costs half a second of each run.
 */
export {
  KubeConfigMap,
  KubeCronJob,
  KubeJob,
  KubeDeployment,
  KubeLimitRange,
  KubeNamespace,
  KubeNetworkPolicy,
  KubePodDisruptionBudget,
  KubePriorityClass,
  KubeResourceQuota,
  KubeRole,
  KubeRoleBinding,
  KubeServiceAccount,
  IntOrString,
  Quantity,
  toJson_PodTemplateSpec,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
export type {
  Container,
  EnvVar,
  NetworkPolicyEgressRule,
  NetworkPolicyPeer,
  PodSpec,
  Volume,
  VolumeMount,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
