import { Construct } from 'constructs';
import { mechanisms } from '../../model/authentication/index.ts';
import type { Environment, Listener, SchemaRegistry } from '../../model/terms/environment.ts';
import { IntOrString, KubeNetworkPolicy, type NetworkPolicyEgressRule } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';
import { registryOf } from './registry-access.ts';

export interface EgressTerms {
  /** `0.0.0.0/0` */
  readonly cidr: string;
  /** Smaller networks inside it that stay shut, the metadata address among them. */
  readonly except: readonly string[];
  /** TCP, from 1 to 65535. */
  readonly ports: readonly number[];
}

export interface ClientNetworkPolicyProps {
  /** Where it is rendered for: where the brokers are, their port, and DNS. */
  readonly environment: Environment;
  /** What it is part of. */
  readonly system: string;
  /** The service or queue whose pods it is about. */
  readonly component: string;
  /** Of the NetworkPolicy: a DNS-1123 label. */
  readonly name: string;
  /** Of the pods. */
  readonly namespace: string;
  /** The pods that it is about. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** What they reach besides DNS, the brokers, what their listeners ask for and the schema registry. @default nothing */
  readonly egress?: readonly EgressTerms[];
  /** Names of the listeners that they connect to. @default the environment's client listener */
  readonly listeners?: readonly string[];
}

/**
 * What pods that speak to Kafka may reach: DNS, the brokers on their listeners' ports, the token endpoint where a
 * listener has one, the schema registry where the environment has one, and what is named. Nothing else, and nothing reaches them. What a
 * service needs besides Kafka its owner opens with policies of its own: policies add up. Whether the brokers let them
 * in is not ours to say: Strimzi's own policy leaves listener ports open unless the Kafka resource sets
 * `networkPolicyPeers`.
 */
export class ClientNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: ClientNetworkPolicyProps) {
    super(scope, id);
    const { environment, system, component, name, namespace } = props;
    const { kafka } = environment;
    const wanted = props.listeners ?? [kafka.clientListener];
    const listeners = kafka.listeners.filter((one) => wanted.includes(one.name));
    new KubeNetworkPolicy(this, 'Resource', {
      metadata: metadata(environment, { kind: 'NetworkPolicy', name, namespace, system, component }),
      spec: {
        podSelector: { matchLabels: { ...props.podLabels } },
        policyTypes: [...bothWays],
        egress: [
          toDns(environment),
          toBrokers(environment, listeners),
          ...listeners.flatMap(reachOf),
          ...toRegistry(environment),
          ...(props.egress ?? []).map(toNetwork),
        ],
      },
    });
  }
}

/** What pods may reach that look up or register schemas and do not speak to Kafka: DNS and the schema registry. */
export class RegistryNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: Omit<ClientNetworkPolicyProps, 'egress' | 'listeners'>) {
    super(scope, id);
    const { environment, system, component, name, namespace, podLabels } = props;
    new KubeNetworkPolicy(this, 'Resource', {
      metadata: metadata(environment, { kind: 'NetworkPolicy', name, namespace, system, component }),
      spec: {
        podSelector: { matchLabels: { ...podLabels } },
        policyTypes: [...bothWays],
        egress: [toDns(environment), ...toRegistry(environment)],
      },
    });
  }
}

export interface ServiceNetworkPolicyProps
  extends Pick<ClientNetworkPolicyProps, 'environment' | 'system' | 'namespace'> {
  /** Id of the service. */
  readonly service: string;
  /** The service's name in this environment: the value of `app.kubernetes.io/name` of its pods. */
  readonly name: string;
}

/** The policy of a service's pods: by the one label that their owner must set. */
export class ServiceNetworkPolicy extends ClientNetworkPolicy {
  constructor(scope: Construct, id: string, { service, name, ...where }: ServiceNetworkPolicyProps) {
    const podLabels = { 'app.kubernetes.io/name': name };
    super(scope, id, { ...where, component: service, name: `${name}-kafka`, podLabels });
  }
}

/** A direction that is named here is shut but for the policy's rules in it. */
const bothWays = ['Ingress', 'Egress'];

/** Nothing in and nothing out for every pod of a namespace; other policies open what each needs. */
export class DefaultDeny extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ClientNetworkPolicyProps, 'egress' | 'listeners' | 'podLabels'>,
  ) {
    super(scope, id);
    const { environment, system, component, name, namespace } = props;
    new KubeNetworkPolicy(this, 'Resource', {
      metadata: metadata(environment, { kind: 'NetworkPolicy', name, namespace, system, component }),
      spec: { podSelector: {}, policyTypes: [...bothWays] },
    });
  }
}

/** A namespace's name as a label that its tenants cannot set. */
export const namespaceName = 'kubernetes.io/metadata.name';

function toDns({ workloads }: Environment): NetworkPolicyEgressRule {
  const { namespace, labels } = workloads.dns;
  const port = IntOrString.fromNumber(53);
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { [namespaceName]: namespace } },
        podSelector: { matchLabels: labels },
      },
    ],
    ports: [
      { protocol: 'UDP', port },
      { protocol: 'TCP', port },
    ],
  };
}

/** Every broker: the bootstrap address is only the first that a client speaks to. */
function toBrokers({ kafka }: Environment, listeners: readonly Listener[]): NetworkPolicyEgressRule {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { [namespaceName]: kafka.namespace } },
        podSelector: {
          matchLabels: {
            'strimzi.io/cluster': kafka.cluster,
            'strimzi.io/kind': 'Kafka',
            'strimzi.io/name': `${kafka.cluster}-kafka`,
          },
        },
      },
    ],
    ports: listeners.map(({ port }) => ({ protocol: 'TCP', port: IntOrString.fromNumber(port) })),
  };
}

/** What clients of a listener must reach to prove who they are: the token endpoint of an identity provider. */
function reachOf(listener: Listener): NetworkPolicyEgressRule[] {
  return mechanisms[listener.authentication].reaches(listener).map(toReached);
}

function toRegistry(environment: Environment): NetworkPolicyEgressRule[] {
  return registryOf(environment)?.reach.map(toReached) ?? [];
}

function toReached(one: SchemaRegistry['reach'][number]): NetworkPolicyEgressRule {
  return 'cidr' in one
    ? toNetwork(one)
    : {
        to: [
          {
            namespaceSelector: { matchLabels: { [namespaceName]: one.namespace } },
            podSelector: { matchLabels: { ...one.labels } },
          },
        ],
        ports: one.ports.map((port) => ({ protocol: 'TCP', port: IntOrString.fromNumber(port) })),
      };
}

function toNetwork({ cidr, except, ports }: EgressTerms): NetworkPolicyEgressRule {
  return {
    to: [{ ipBlock: { cidr, ...(except.length === 0 ? {} : { except: [...except] }) } }],
    ports: ports.map((port) => ({ protocol: 'TCP', port: IntOrString.fromNumber(port) })),
  };
}
