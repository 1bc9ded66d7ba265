/**
 * Workstreams as a library: constructs for cdk8s programs, and the terms that they take. `contract` and `environment`
 * make terms in TypeScript, checked by the schemas that files are checked by. `TopicFamily`, `WorkRequestQueue` and
 * `AclPolicy` take them as they are and are connected by verbs (`topics.grantRead(policy)`); the other constructs take
 * what `resolve` makes of a whole catalogue.
 */
export {
  AclPolicy,
  type AclPolicyProps,
  type ResolvedAclPolicyProps,
} from './constructs/kafka/acl-policy.ts';
export { ArgoApplications, type GitopsObjectsProps } from './constructs/gitops/argo-applications.ts';
export {
  Canary,
  type CanaryProps,
  CanaryScript,
  type CanaryScriptProps,
} from './constructs/workloads/canary.ts';
export {
  ClientNetworkPolicy,
  type ClientNetworkPolicyProps,
  DefaultDeny,
  type EgressTerms,
} from './constructs/workloads/client-network-policy.ts';
export { CredentialBridge, type CredentialBridgeProps } from './constructs/kafka/credential-bridge.ts';
export { DeploymentScaler, type DeploymentScalerProps } from './constructs/workloads/deployment-scaler.ts';
export type { DeadLetterTopic, GrantOperateOptions } from './constructs/kafka/dead-letter-topic.ts';
export { ExecutorClass, type ExecutorClassProps } from './constructs/workloads/executor-class.ts';
export { FluxKustomizations } from './constructs/gitops/flux-kustomizations.ts';
export type { Granted } from './constructs/kafka/granted.ts';
export { InvalidUse } from './constructs/invalid-use.ts';
export { KafkaCluster, type KafkaClusterProps } from './constructs/kafka/kafka-cluster.ts';
export { KafkaOwnerFragment, type KafkaOwnerFragmentProps } from './constructs/kafka/kafka-owner-fragment.ts';
export { Mirror, type MirrorProps } from './constructs/kafka/mirror.ts';
export { NamespaceGuard, type NamespaceGuardProps } from './constructs/workloads/namespace-guard.ts';
export { patchObject } from './constructs/patch.ts';
export type { ExecutorOptions, QueueExecutor } from './constructs/workloads/queue-executor.ts';
export { ServiceClient, type ServiceClientProps } from './constructs/workloads/service-client.ts';
export {
  type GrantProcessOptions,
  type GrantReadOptions,
  type GrantWriteOptions,
  type ResolvedTopicFamilyProps,
  TopicFamily,
  type TopicFamilyProps,
} from './constructs/kafka/topic-family.ts';
export {
  type ResolvedWorkRequestQueueProps,
  WorkRequestQueue,
  type WorkRequestQueueProps,
} from './constructs/workloads/work-request-queue.ts';
export { Workbench, type WorkbenchProps } from './constructs/workloads/workbench.ts';
export { WorkloadNamespace, type WorkloadNamespaceProps } from './constructs/workloads/workload-namespace.ts';

export { type Catalog, catalogOf } from './model/catalog.ts';
export type { ClientLibrary, ClientTerms, ConsumerTerms, ProducerTerms } from './model/terms/client-terms.ts';
export type { Contract } from './model/terms/contract.ts';
export type { Retention } from './model/kafka/retention.ts';
export type { TopicSettingName, TopicSettingValue } from './model/kafka/topic-setting.ts';
export { type Duration, duration } from './model/text/duration.ts';
export type { Environment, ExecutorClassTerms, Image, Listener } from './model/terms/environment.ts';
export type { DurationText, SizeText } from './model/terms/fields.ts';
export { namingOf } from './model/terms/naming-terms.ts';
export type { ArgoTerms, FluxTerms } from './model/terms/gitops-terms.ts';
export { InvalidTerms } from './model/terms/from-program.ts';
export type { Place, Problem } from './model/text/problem.ts';
export { contract, type ContractProps } from './model/terms/program-contract.ts';
export {
  environment,
  type EnvironmentProps,
  type ExecutorClassProps as ExecutorClassTermsProps,
} from './model/terms/program-environment.ts';
export { system, type SystemProps } from './model/terms/program-system.ts';
export type { Duty, KubernetesRight, Service, SystemDeclaration } from './model/terms/system.ts';
export type { YamlSource } from './model/text/yaml-source.ts';
export { type Size, size } from './model/text/size.ts';
export { classPolicies, type ClassPolicy, type TopicClass } from './model/topic-class.ts';

export type { NameScope } from './naming/address.ts';
export type { NameKind, Naming, ParsedName } from './naming/naming.ts';
export type { NamingDeclaration, NamingTerms, SegmentTerms } from './naming/naming-terms.ts';
export type { ObjectName } from './naming/object-name.ts';
export type { Authentication, SecretKey } from './model/authentication/mechanism.ts';
export type { ConsumerGroup, PrincipalName } from './naming/principal.ts';
export type { TopicName } from './naming/topic-name.ts';

export type { CanaryMessage, ResolvedCanary } from './policies/canary-settings.ts';
export type { ClientSettings, ConsumerSettings, ProducerSettings } from './policies/client-settings.ts';
export { type Credentials, credentialsFor } from './policies/credentials.ts';
export type { NamingOptions } from './policies/from-contract.ts';
export type { ResolvedMirror } from './policies/mirror.ts';
export type { ResolvedPrincipal } from './policies/principals.ts';
export type { ResolvedQueue, ResolvedReader } from './policies/queue-settings.ts';
export type { Quotas } from './policies/quotas.ts';
export { type Resolved, type ResolvedSystem, resolve } from './policies/resolve.ts';
export type { Acl, Operation, ResourcePattern, ResourceType, Role, Scope } from './policies/rights.ts';
export type {
  DeploymentClaim,
  ResolvedScaledConsumer,
  ResolvedServiceScaler,
  ScaledTopic,
} from './policies/resolved-scaler.ts';
export type { ResolvedService } from './policies/resolved-service.ts';
export type { Origin, Setting } from './policies/setting.ts';
export type { ResolvedFamily, ResolvedTopic } from './policies/resolved-topic.ts';
export type { TopicConfig } from './policies/topic-config.ts';
