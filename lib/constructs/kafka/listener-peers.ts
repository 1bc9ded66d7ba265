import type { NetworkPolicyPeer } from '../kubernetes.ts';
import { clientListener } from '../../model/terms/environment.ts';
import { compare } from '../../model/text/problem.ts';
import { isScaled } from '../../policies/is-scaled.ts';
import { readerOf } from '../../policies/queue-principals.ts';
import type { Resolved } from '../../policies/resolve.ts';
import { executorPodLabels } from '../workloads/executor-class.ts';
import { namespaceName } from '../workloads/client-network-policy.ts';

/** Pods that connect to one listener. */
interface Client {
  readonly listener: string;
  readonly namespace: string;
  /** By their `app.kubernetes.io/name`, or by labels that no name stands for. */
  readonly pods: { readonly name: string } | { readonly labels: Readonly<Record<string, string>> };
}

/**
 * Who may connect to each listener, by its name: exactly the pods that our own policies let out to the brokers,
 * KEDA's operator where it asks for lag, and MirrorMaker. Strimzi leaves a listener open to all without them.
 */
export function listenerPeers(resolved: Resolved): Map<string, NetworkPolicyPeer[]> {
  const byListener = new Map<string, Map<string, { client: Client; names: string[] }>>();
  for (const client of clientsOf(resolved)) {
    const groups = byListener.get(client.listener) ?? new Map<string, { client: Client; names: string[] }>();
    byListener.set(client.listener, groups);
    const { pods } = client;
    const key = JSON.stringify([client.namespace, 'name' in pods ? 'named' : pods.labels]);
    const group = groups.get(key) ?? { client, names: [] };
    groups.set(key, group);
    if ('name' in pods) group.names.push(pods.name);
  }
  return new Map(
    [...byListener].map(([listener, groups]) => [
      listener,
      [...groups].sort(([a], [b]) => compare(a, b)).map(([, { client, names }]) => peer(client, names)),
    ]),
  );
}

function clientsOf(resolved: Resolved): Client[] {
  const { environment, systems, mirror } = resolved;
  const { kafka, workloads } = environment;
  const listener = clientListener(environment).name;
  return [
    ...systems.flatMap(({ declaration, namespace, services, queueWriters, queues, workbench }): Client[] => [
      ...[...services, ...queueWriters].map((one) => ({
        listener: clientListener(one.environment).name,
        namespace,
        pods: { name: one.name },
      })),
      ...queues.flatMap(({ readers: [reader], executor, principals, base }): Client[] =>
        reader === undefined
          ? []
          : [
              {
                listener: readerOf({ base }, principals)?.listener ?? listener,
                namespace: reader.namespace,
                pods: { labels: executorPodLabels(declaration.id, executor.executorClass) },
              },
            ],
      ),
      ...(workbench === undefined ? [] : [{ listener, namespace, pods: { name: workbench.name } }]),
    ]),
    ...(isScaled(resolved)
      ? [{ listener, namespace: workloads.keda, pods: { labels: { app: 'keda-operator' } } }]
      : []),
    ...(mirror === undefined
      ? []
      : [{ listener, namespace: kafka.namespace, pods: { labels: { 'strimzi.io/cluster': mirror.name } } }]),
  ];
}

function peer({ namespace, pods }: Client, names: readonly string[]): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [namespaceName]: namespace } },
    podSelector:
      'labels' in pods
        ? { matchLabels: { ...pods.labels } }
        : {
            matchExpressions: [
              { key: 'app.kubernetes.io/name', operator: 'In', values: [...new Set(names)].sort(compare) },
            ],
          },
  };
}
