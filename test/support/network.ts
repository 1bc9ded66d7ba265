import { BlockList, isIPv6 } from 'node:net';
import type { Mutable } from './fixture.ts';

/**
 * NetworkPolicies as Kubernetes defines them (networking.k8s.io/v1): policies of a pod's namespace that select it close
 * a direction, and what any of them allows in it is allowed.
 */

type Labels = Readonly<Record<string, string>>;

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly ip: string;
  /** Ports that a policy may name, by their name. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** An address outside of the pods: a service of the cloud, the API server, the Internet. */
interface Outside {
  readonly ip: string;
}

export type Peer = Pod | Outside;

export interface At {
  readonly port: number;
  /** @default TCP */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
}

type Direction = 'ingress' | 'egress';

export class Network {
  readonly #policies: readonly Mutable[];
  readonly #namespaces: ReadonlyMap<string, Labels>;

  /**
   * @param policies NetworkPolicies among which other objects may be
   * @param namespaces labels beside the name, which the API server sets
   */
  constructor(policies: readonly unknown[], namespaces: Readonly<Record<string, Labels>> = {}) {
    this.#policies = (policies as Mutable[]).filter(({ kind }) => kind === 'NetworkPolicy');
    this.#namespaces = new Map(Object.entries(namespaces));
  }

  /** The names of the policies that select a pod. */
  policiesOf(pod: Pod): string[] {
    return this.#selecting(pod).map(({ metadata }) => metadata.name);
  }

  /** Whether a connection is let out by the policies of who begins it, and let in by those of who is asked. */
  connects(from: Peer, to: Peer, at: At): boolean {
    return this.#allows('egress', from, to, to, at) && this.admits(from, to, at);
  }

  /** Whether it is let in by those of who is asked. */
  admits(from: Peer, to: Peer, at: At): boolean {
    return this.#allows('ingress', to, from, to, at);
  }

  #allows(direction: Direction, who: Peer, other: Peer, asked: Peer, at: At): boolean {
    if (!isPod(who)) return true;
    const policies = this.#selecting(who).filter((one) => directionsOf(one.spec).includes(direction));
    if (policies.length === 0) return true;
    return policies.some(({ metadata, spec }) =>
      (spec[direction] ?? []).some(
        (rule: Mutable) =>
          isAnyOf(rule.ports, (port) => isPort(port, asked, at)) &&
          isAnyOf(rule[direction === 'egress' ? 'to' : 'from'], (peer) =>
            this.#isPeer(peer, metadata.namespace, other),
          ),
      ),
    );
  }

  #selecting(pod: Pod): readonly Mutable[] {
    return this.#policies.filter(
      ({ metadata, spec }) => metadata.namespace === pod.namespace && matches(spec.podSelector, pod.labels),
    );
  }

  #isPeer(peer: Mutable, namespace: string, other: Peer): boolean {
    if (peer.ipBlock !== undefined) {
      const { cidr, except = [] } = peer.ipBlock;
      return isIn(other.ip, [cidr]) && !isIn(other.ip, except);
    }
    if (!isPod(other)) return false;
    const home =
      peer.namespaceSelector === undefined
        ? other.namespace === namespace
        : matches(peer.namespaceSelector, this.#labelsOf(other.namespace));
    return home && (peer.podSelector === undefined || matches(peer.podSelector, other.labels));
  }

  #labelsOf(namespace: string): Labels {
    return { ...this.#namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
  }
}

function isPod(peer: Peer): peer is Pod {
  return 'namespace' in peer;
}

/** Left out, ingress is meant always, and egress where it has rules. */
function directionsOf(spec: Mutable): string[] {
  const types: string[] = spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
  return types.map((one) => one.toLowerCase());
}

/** A list that is empty or left out is about everything. */
function isAnyOf(list: Mutable[] | undefined, fits: (one: Mutable) => boolean): boolean {
  return list === undefined || list.length === 0 || list.some(fits);
}

function isPort({ port, endPort, protocol = 'TCP' }: Mutable, asked: Peer, at: At): boolean {
  if (protocol !== (at.protocol ?? 'TCP')) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return isPod(asked) && asked.ports?.[port] === at.port;
  return endPort === undefined ? at.port === port : at.port >= port && at.port <= endPort;
}

function matches(selector: Mutable, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }: Mutable) => {
      const has = Object.hasOwn(labels, key);
      const listed = has && (values ?? []).includes(labels[key]);
      switch (operator) {
        case 'In':
          return listed;
        case 'NotIn':
          return !listed;
        case 'Exists':
          return has;
        case 'DoesNotExist':
          return !has;
        default:
          throw new Error(`no operator ${operator}`);
      }
    })
  );
}

function isIn(ip: string, cidrs: readonly string[]): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/');
    // Node's list takes an IPv4 address for one of an IPv6 network that maps it.
    if (isIPv6(network) === isIPv6(ip)) list.addSubnet(network, Number(bits), familyOf(network));
  }
  return list.check(ip, familyOf(ip));
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIPv6(ip) ? 'ipv6' : 'ipv4';
}
