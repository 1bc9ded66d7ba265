import type { NetworkPolicyPeer } from '../kubernetes.ts';
import { type Environment, clientListener } from '../../model/terms/environment.ts';
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
  readonly labels: Readonly<Record<string, string>>;
  /** Names of workloads that share the labels. @default all that have them */
  readonly name?: string;
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
    const key = JSON.stringify([client.namespace, client.labels, client.name === undefined]);
    const group = groups.get(key) ?? { client, names: [] };
    groups.set(key, group);
    if (client.name !== undefined) group.names.push(client.name);
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
  const partOf = 'app.kubernetes.io/part-of';
  return [
    ...systems.flatMap(({ declaration, namespace, services, queues, workbench }): Client[] => [
      ...services.map((service) => ({
        listener: listenerOf(service.environment),
        namespace,
        labels: { [partOf]: declaration.id },
        name: service.name,
      })),
      ...queues.flatMap(({ readers: [reader], executor, principals, base }): Client[] =>
        reader === undefined
          ? []
          : [
              {
                listener: readerOf({ base }, principals)?.listener ?? listener,
                namespace: reader.namespace,
                labels: executorPodLabels(declaration.id, executor.executorClass),
              },
            ],
      ),
      ...(workbench === undefined
        ? []
        : [{ listener, namespace, labels: { [partOf]: declaration.id }, name: workbench.name }]),
    ]),
    ...(isScaled(resolved)
      ? [{ listener, namespace: workloads.keda, labels: { app: 'keda-operator' } }]
      : []),
    ...(mirror === undefined
      ? []
      : [{ listener, namespace: kafka.namespace, labels: { 'strimzi.io/cluster': mirror.name } }]),
  ];
}

function listenerOf(environment: Environment): string {
  return clientListener(environment).name;
}

function peer({ namespace, labels }: Client, names: readonly string[]): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [namespaceName]: namespace } },
    podSelector: {
      matchLabels: { ...labels },
      ...(names.length === 0
        ? {}
        : {
            matchExpressions: [
              { key: 'app.kubernetes.io/name', operator: 'In', values: [...new Set(names)].sort(compare) },
            ],
          }),
    },
  };
}
