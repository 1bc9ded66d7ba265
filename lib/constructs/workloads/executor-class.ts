import { Construct } from 'constructs';
import type { Environment, ExecutorClassTerms } from '../../model/terms/environment.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { joinObjectName, type ObjectName } from '../../naming/object-name.ts';
import { ClientNetworkPolicy } from './client-network-policy.ts';
import { InvalidUse } from '../invalid-use.ts';
import { KubePriorityClass, KubeResourceQuota, Quantity } from '../kubernetes.ts';
import { metadata, ownPrefix } from '../metadata.ts';

export interface ExecutorClassProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What its objects are part of. */
  readonly system: string;
  /** `print`, `scan` */
  readonly name: string;
  /**
   * Namespace, quota (`pods`, `cpu` and `memory` as Kubernetes' quantities), priority and egress.
   * @default what the environment says of the class
   */
  readonly terms?: ExecutorClassTerms;
  /** Names of the listeners that its executors connect to. @default the environment's client listener */
  readonly listeners?: readonly string[];
  /**
   * Whether its priority and quota are rendered too: they are the class's, whoever uses it, so of several systems one
   * renders them. @default true
   */
  readonly limits?: boolean;
}

/**
 * What keeps the pods of one executor class apart from those of another: a PriorityClass, by which a
 * ResourceQuota counts only this class (the namespace may be shared with brokers and other classes), and a
 * NetworkPolicy of its own. Placement and limits of each pod come with the queue.
 */
export class ExecutorClass extends Construct {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What its objects are part of. */
  readonly system: string;
  /** `print`, `scan` */
  readonly className: string;
  /** Namespace, resources of a pod, quota, priority and placement. */
  readonly terms: ExecutorClassTerms;
  /** Names of the listeners that its pods can reach. */
  readonly listeners: readonly string[];

  /** @throws InvalidUse where neither the props nor the environment know the class */
  constructor(scope: Construct, id: string, props: ExecutorClassProps) {
    super(scope, id);
    const { environment, system, name } = props;
    const { executorClasses } = environment.queues;
    const terms = props.terms ?? (Object.hasOwn(executorClasses, name) ? executorClasses[name] : undefined);
    if (terms === undefined) {
      const what = `${environment.environment} has no executor class "${name}"`;
      const near = suggestion(name, Object.keys(executorClasses));
      throw new InvalidUse(this, what, `${near}; add it to the environment, or give its terms`);
    }
    this.environment = environment;
    this.system = system;
    this.className = name;
    this.terms = terms;
    this.listeners = props.listeners ?? [environment.kafka.clientListener];
    const component = executorComponent(name);
    if (props.limits ?? true) this.limits(props, terms);
    new ClientNetworkPolicy(this, 'Network', {
      environment,
      system,
      component,
      name: joinObjectName(system, name),
      namespace: terms.namespace,
      podLabels: executorPodLabels(system, name),
      egress: terms.egress,
      listeners: this.listeners,
    });
  }

  private limits({ environment, system, name }: ExecutorClassProps, terms: ExecutorClassTerms): void {
    const { namespace } = terms;
    const component = executorComponent(name);
    const priority = priorityClassName(environment, name);
    new KubePriorityClass(this, 'Priority', {
      metadata: metadata(environment, { kind: 'PriorityClass', name: priority, system, component }),
      value: terms.priority,
      preemptionPolicy: 'Never',
      description: `Executors of class ${name} in ${environment.environment}`,
    });
    const cpu = Quantity.fromString(terms.quota.cpu);
    const memory = Quantity.fromString(terms.quota.memory);
    const own = joinObjectName(system, name);
    new KubeResourceQuota(this, 'Quota', {
      metadata: metadata(environment, { kind: 'ResourceQuota', name: own, namespace, system, component }),
      spec: {
        hard: {
          pods: Quantity.fromString(String(terms.quota.pods)),
          'requests.cpu': cpu,
          'requests.memory': memory,
          'limits.cpu': cpu,
          'limits.memory': memory,
        },
        scopeSelector: {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: [priority] }],
        },
      },
    });
  }
}

/** Labels by which the class's NetworkPolicy finds its pods. */
export function executorPodLabels(system: string, name: string): Record<string, string> {
  return { 'app.kubernetes.io/part-of': system, [`${ownPrefix}/executor-class`]: name };
}

/** Cluster-wide, so the namespace of the environment's Kafka is part of it. */
export function priorityClassName(environment: Environment, name: string): ObjectName {
  return joinObjectName(environment.kafka.namespace, name);
}

function executorComponent(name: string): string {
  return `executor-class-${name}`;
}
