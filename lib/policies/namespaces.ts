import type { PodSecurity } from '../model/pod-security.ts';
import { type EnvironmentTerms, programNamespaces } from '../model/terms/environment.ts';
import { compare } from '../model/text/problem.ts';
import type { UsedExecutorClass } from './executor-classes.ts';

/** A namespace that the environment renders. */
export interface OwnNamespace {
  readonly name: string;
  /** Level that the namespace enforces: the strictest that all its pods meet. */
  readonly podSecurity: PodSecurity;
}

/**
 * Whether programs of systems are all that runs in a namespace of programs, so that what holds for every pod there can
 * be said here. Not in Kafka's namespace, where brokers and operators run, and not in one that others own.
 */
export function hasOnlyPrograms(environment: EnvironmentTerms, namespace: string): boolean {
  return namespace !== environment.kafka.namespace && !isExternal(environment, namespace);
}

/** What any namespace enforces; undefined where the environment does not own it. */
export function podSecurityOf(environment: EnvironmentTerms, namespace: string): PodSecurity | undefined {
  const ofPrograms = programNamespaces(environment).some((one) => one === namespace);
  if (ofPrograms && hasOnlyPrograms(environment, namespace)) return 'restricted';
  const { kafka } = environment;
  const provisioned = namespace === kafka.namespace && kafka.provision !== 'owner';
  // Strimzi's pods meet baseline, unless its operator has STRIMZI_POD_SECURITY_PROVIDER_CLASS=restricted.
  return provisioned && !isExternal(environment, namespace) ? 'baseline' : undefined;
}

function isExternal({ workloads }: EnvironmentTerms, namespace: string): boolean {
  return workloads.externalNamespaces.some((one) => one === namespace);
}

interface System {
  readonly namespace: string;
  readonly services: readonly unknown[];
  readonly queueWriters: readonly unknown[];
  readonly workbench: unknown;
  readonly executorClasses: readonly UsedExecutorClass[];
}

/** The namespaces in which pods of a system run, by name. */
export function namespacesOf(system: System): string[] {
  const { namespace, services, queueWriters, workbench, executorClasses } = system;
  const all = [
    ...(services.length > 0 || queueWriters.length > 0 || workbench !== undefined ? [namespace] : []),
    ...executorClasses.map(({ terms }) => terms.namespace),
  ];
  return [...new Set(all)].sort(compare);
}

/** The namespaces that the environment renders: those of its objects that it owns, by name. */
export function ownNamespaces(environment: EnvironmentTerms, systems: readonly System[]): OwnNamespace[] {
  const all = new Set([environment.kafka.namespace, ...systems.flatMap(namespacesOf)]);
  return [...all].sort(compare).flatMap((name) => {
    const podSecurity = podSecurityOf(environment, name);
    return podSecurity === undefined ? [] : [{ name, podSecurity }];
  });
}
