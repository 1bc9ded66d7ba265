import { type Manifest, manifestId } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { parseConsumerGroup } from '../../naming/principal.ts';
import type { LeftAlone } from './left-alone.ts';

/** What a scaler of others tells of a topic: who reads it, and which lag is too much for them. */
export interface Hint {
  /** Of the scaler. */
  readonly name: string;
  readonly topic: string;
  readonly group: string;
  /** Messages that all replicas may lag behind together, before KEDA can start no more of them. */
  readonly mostLag: number;
}

/** KEDA's own where a scaler says nothing. */
const usual = { lag: 10, replicas: 100 };

/**
 * What KEDA's Kafka triggers tell of the environment's Kafka. The scalers themselves stay theirs.
 * @param topics whose scalers are read; the others are left alone
 */
export function hintsOf(
  scalers: readonly Manifest[],
  environment: Environment,
  topics: ReadonlySet<string>,
  left: LeftAlone,
): Hint[] {
  return scalers.flatMap((scaler) => {
    const { name, namespace = '' } = scaler.metadata;
    const most = at(scaler, 'spec', 'maxReplicaCount');
    const replicas = typeof most === 'number' && most > 0 ? most : usual.replicas;
    const hints = itemsAt(scaler, 'spec', 'triggers').flatMap(({ item }): Hint[] => {
      const [topic, group] = [textAt(item, 'metadata', 'topic'), textAt(item, 'metadata', 'consumerGroup')];
      const servers = textAt(item, 'metadata', 'bootstrapServers').split(',');
      if (!['kafka', 'apache-kafka'].includes(textAt(item, 'type'))) return [];
      if (!topics.has(topic) || !parseConsumerGroup(group).ok) return [];
      if (servers.some((server) => isElsewhere(server.trim(), namespace, environment))) return [];
      const lag = Number(textAt(item, 'metadata', 'lagThreshold'));
      return [{ name, topic, group, mostLag: (lag > 0 ? Math.floor(lag) : usual.lag) * replicas }];
    });
    const reason =
      hints.length > 0
        ? 'scalers of others, read for groups and lag: what they run is theirs'
        : 'scalers of others: what they run is theirs';
    left.add(reason, manifestId(scaler));
    return hints;
  });
}

/** Whether an address is of another cluster of Strimzi; a name that is not Strimzi's is taken for this one. */
function isElsewhere(server: string, from: string, { kafka }: Environment): boolean {
  const [, cluster, namespace = from] =
    /^([a-z0-9.-]+)-kafka-(?:bootstrap|brokers)(?:\.([a-z0-9-]+))?(?:\.svc[a-z0-9.-]*)?:[0-9]+$/.exec(
      server,
    ) ?? [];
  return cluster !== undefined && (cluster !== kafka.cluster || namespace !== kafka.namespace);
}
