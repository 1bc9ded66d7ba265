import type { EnvironmentTerms } from '../model/terms/environment.ts';

/**
 * In which order a GitOps controller applies the kinds that we render. A wave waits for the one before it
 * to be healthy: rights and quotas, topics, users, credentials, what runs, rules.
 */
const waves: Readonly<Record<string, number>> = {
  Namespace: -3,
  ServiceAccount: -2,
  Role: -2,
  RoleBinding: -2,
  NetworkPolicy: -2,
  ResourceQuota: -2,
  LimitRange: -2,
  PriorityClass: -2,
  KafkaNodePool: -2,
  Kafka: -2,
  KafkaTopic: -1,
  KafkaUser: 0,
  ConfigMap: 1,
  ExternalSecret: 1,
  KafkaAccess: 1,
  TriggerAuthentication: 1,
  // It registers the schemas that clients look up: what runs waits for its end.
  Job: 1,
  ScaledJob: 2,
  CronJob: 2,
  KafkaMirrorMaker2: 2,
  Deployment: 2,
  PodDisruptionBudget: 2,
  // Not healthy before its Deployment is there, which is the team's: nothing may wait for it.
  ScaledObject: 3,
  PodMonitor: 3,
  PrometheusRule: 3,
  Application: 4,
  Kustomization: 4,
};

/** @throws Error for a kind without a wave: a defect of ours. */
export function waveOf(kind: string): number {
  const wave = waves[kind];
  if (wave === undefined) throw new Error(`the kind ${kind} has no wave`);
  return wave;
}

/** Kinds whose deletion loses data or passwords: with a KafkaTopic its messages go, with a KafkaUser its credentials. */
const protectedKinds: ReadonlySet<string> = new Set(['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser']);

/** Kinds that no controller removes: with a Namespace everything in it goes, whoever made it. */
const keptKinds: ReadonlySet<string> = new Set(['Namespace']);

/** What the environment's GitOps controller must know of an object: when to apply it, and not to prune it. */
export function gitopsAnnotations(environment: EnvironmentTerms, kind: string): Record<string, string> {
  const kept = keptKinds.has(kind);
  const guarded = protectedKinds.has(kind) && environment.topics.deletion === 'approval';
  if (environment.gitops === 'none') return {};
  switch (environment.gitops.controller) {
    case 'argocd':
      return {
        'argocd.argoproj.io/sync-wave': String(waveOf(kind)),
        ...(guarded ? { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' } : {}),
        ...(kept ? { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } : {}),
        // One that failed is made again by the next sync; of one that ended well nothing stays.
        ...(kind === 'Job'
          ? {
              'argocd.argoproj.io/hook': 'Sync',
              'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded',
            }
          : {}),
      };
    case 'flux':
      return {
        // A manifest is text of ours: ${…} in it is not Flux's to replace.
        'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
        ...(guarded || kept ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {}),
      };
  }
}
