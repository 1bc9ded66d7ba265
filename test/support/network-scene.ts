import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kindsWithPods, podOf } from '../../lib/governance/pods.ts';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { clientListener } from '../../lib/model/terms/environment.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import type { Mutable } from './fixture.ts';
import { type At, Network, type Peer, type Pod } from './network.ts';
import { repository } from './repository.ts';

/** Pods of an environment, and what they could connect to. */
export class NetworkScene {
  readonly network: Network;
  readonly objects: readonly Mutable[];
  readonly #resolved: Resolved;
  #addresses = 0;

  constructor(resolved: Resolved) {
    this.#resolved = resolved;
    this.objects = [...renderEnvironment(resolved)].flatMap(({ manifests }) => manifests);
    this.network = new Network([...this.objects, this.#ofBrokers()]);
  }

  /** What Strimzi makes of the listeners: whoever is no peer of one is not let in. */
  #ofBrokers(): Mutable {
    const { namespace, cluster } = this.#resolved.environment.kafka;
    return {
      kind: 'NetworkPolicy',
      metadata: { name: `${cluster}-network-policy-kafka`, namespace },
      spec: {
        podSelector: {
          matchLabels: { 'strimzi.io/cluster': cluster, 'strimzi.io/name': `${cluster}-kafka` },
        },
        ingress: this.listeners.map(({ port, networkPolicyPeers }) => ({
          ports: [{ port, protocol: 'TCP' }],
          from: networkPolicyPeers,
        })),
      },
    };
  }

  /** The listeners of the Kafka that is rendered, or that the owner is told. */
  get listeners(): readonly Mutable[] {
    const own = this.objects.find(({ kind }) => kind === 'Kafka');
    const told = this.objects.find(({ data }) => data?.['kafka.yaml'] !== undefined);
    return (own?.spec ?? parse(told?.data['kafka.yaml']).spec).kafka.listeners;
  }

  /** The namespaces that are rendered and hold programs alone. */
  get ownNamespaces(): string[] {
    const { kafka } = this.#resolved.environment;
    return this.objects
      .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.name !== kafka.namespace)
      .map(({ metadata }) => metadata.name as string);
  }

  pod(namespace: string, labels: Readonly<Record<string, string>>): Pod {
    this.#addresses += 1;
    return { namespace, labels, ip: `10.1.${this.#addresses >> 8}.${this.#addresses & 255}` };
  }

  /** A pod of each service, labelled as the documentation says and in no other way, by the service's name. */
  get documented(): { readonly name: string; readonly pod: Pod; readonly port: number }[] {
    return this.#resolved.systems.flatMap(({ namespace, services, queueWriters }) =>
      [...services, ...queueWriters].map(({ name, environment }) => ({
        name,
        pod: this.pod(namespace, documentedLabels(name)),
        port: clientListener(environment).port,
      })),
    );
  }

  /** A pod of each program that is rendered, and whether its executor class states that it reaches the Internet. */
  get rendered(): { readonly name: string; readonly pod: Pod; readonly stated: boolean }[] {
    const { executorClasses } = this.#resolved.environment.queues;
    return this.objects.flatMap((object) => {
      if (!kindsWithPods.includes(object.kind)) return [];
      const { name, namespace } = object.metadata;
      const { labels } = podOf(object).metadata.item as Mutable;
      const { egress = [] } = executorClasses[labels['workstreams.io/executor-class']] ?? {};
      return [
        { name: `${object.kind} ${name}`, pod: this.pod(namespace, labels), stated: egress.length > 0 },
      ];
    });
  }

  /** Pods in a namespace that carry no label of a service: none, those of a controller, and what a program gives users' code. */
  unlabelled(namespace: string): Pod[] {
    return [
      {},
      { 'batch.kubernetes.io/job-name': 'a', 'batch.kubernetes.io/controller-uid': 'b' },
      { app: 'run-of-a-user', 'app.kubernetes.io/part-of': 'users', 'app.kubernetes.io/component': 'run' },
      { 'app.kubernetes.io/name': 'elsewhere', 'strimzi.io/cluster': 'kafka', 'strimzi.io/kind': 'Kafka' },
    ].map((labels) => this.pod(namespace, labels));
  }

  /** What a pod reaches of everything that there is; `broker:9093` for a broker at a port. */
  reached(pod: Pod): string[] {
    return [...this.#destinations()]
      .filter(([, { peer, at }]) => at.some((one) => this.network.connects(pod, peer, one)))
      .map(([name]) => name);
  }

  /** What reaches a pod at any of some ports. */
  reachedBy(pod: Pod): string[] {
    const { kafka } = this.#resolved.environment;
    const sources: [string, Peer][] = [
      ['neighbour', this.pod(pod.namespace, {})],
      ['like it', this.pod(pod.namespace, pod.labels)],
      ['broker', this.pod(kafka.namespace, brokerLabels(kafka.cluster))],
      ['another namespace', this.pod('elsewhere', {})],
      ['the Internet', { ip: '203.0.113.9' }],
      ['a node', { ip: '10.0.0.7' }],
    ];
    return sources
      .filter(([, from]) => [80, 443, 8080, 9092].some((port) => this.network.admits(from, pod, { port })))
      .map(([name]) => name);
  }

  #destinations(): Map<string, { readonly peer: Peer; readonly at: readonly At[] }> {
    const { kafka, workloads } = this.#resolved.environment;
    const web = [{ port: 80 }, { port: 443 }, { port: 6443 }];
    const dns = [{ port: 53, protocol: 'UDP' as const }, { port: 53 }];
    const broker = this.pod(kafka.namespace, brokerLabels(kafka.cluster));
    return new Map<string, { peer: Peer; at: readonly At[] }>([
      ['metadata service', { peer: { ip: '169.254.169.254' }, at: web }],
      ['metadata service (IPv6)', { peer: { ip: 'fd00:ec2::254' }, at: web }],
      ['API server', { peer: { ip: '10.96.0.1' }, at: web }],
      ['API server (address of its host)', { peer: { ip: '192.168.10.2' }, at: web }],
      ['Internet', { peer: { ip: '203.0.113.9' }, at: web }],
      ['pod elsewhere', { peer: this.pod('elsewhere', {}), at: web }],
      ['dns', { peer: this.pod(workloads.dns.namespace, workloads.dns.labels), at: dns }],
      ...[9091, 9404, ...this.listeners.map(({ port }) => port as number)].map(
        (port): [string, { peer: Peer; at: readonly At[] }] => [
          `broker:${port}`,
          { peer: broker, at: [{ port }] },
        ],
      ),
    ]);
  }
}

function brokerLabels(cluster: string): Record<string, string> {
  return {
    'strimzi.io/cluster': cluster,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': `${cluster}-kafka`,
    'app.kubernetes.io/name': 'kafka',
  };
}

/** The labels of docs/access.md, which is all that a team reads of them, for a service called so. */
export function documentedLabels(name: string): Record<string, string> {
  const page = readFileSync(join(repository, 'docs', 'access.md'), 'utf8');
  const [, snippet = ''] = /## Network\n[^]*?```yaml\n([^]*?)```/.exec(page) ?? [];
  const { labels } = parse(snippet).spec.template.metadata;
  return Object.fromEntries(
    Object.entries<string>(labels).map(([key, value]) => [key, value.replace('shop-billing', name)]),
  );
}

/** What is wrong with what pods reach, and are reached by: a line each. */
export function networkFaults(scene: NetworkScene): string[] {
  const faults: string[] = [];
  const expectReach = (who: string, pod: Pod, expected: readonly string[]): void => {
    const reached = scene.reached(pod);
    const by = scene.reachedBy(pod);
    if (reached.join() !== expected.join())
      faults.push(
        `${who} reaches ${reached.join(', ') || 'nothing'}, not ${expected.join(', ') || 'nothing'}`,
      );
    if (by.length > 0) faults.push(`${who} is reached by ${by.join(', ')}`);
  };
  for (const { name, pod, port } of scene.documented) expectReach(name, pod, ['dns', `broker:${port}`]);
  for (const { name, pod, stated } of scene.rendered) {
    const broker = scene.reached(pod).find((one) => one.startsWith('broker:')) ?? 'a broker';
    expectReach(name, pod, [...(stated ? ['Internet'] : []), 'dns', broker]);
  }
  for (const namespace of scene.ownNamespaces)
    for (const pod of scene.unlabelled(namespace))
      expectReach(`${namespace} ${JSON.stringify(pod.labels)}`, pod, []);
  return faults;
}
