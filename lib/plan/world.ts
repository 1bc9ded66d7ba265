import { groupBy } from '../model/groups.ts';
import type { Manifest } from '../model/manifest.ts';
import { at, textAt } from '../model/plain-object.ts';

/** All objects of one side, asked for what they are to each other. */
export class World {
  readonly #objects: readonly Manifest[];
  #kinds: Map<string, Manifest[]> | undefined;
  #topics: Map<string, Manifest[]> | undefined;
  #groups: Set<string> | undefined;
  #components: Set<string> | undefined;

  constructor(objects: readonly Manifest[]) {
    this.#objects = objects;
  }

  ofKind(kind: string): readonly Manifest[] {
    this.#kinds ??= groupBy(this.#objects, (one) => one.kind);
    return this.#kinds.get(kind) ?? [];
  }

  /** The Kafka that an object belongs to by its label, where it is among them. */
  kafkaOf({ metadata }: Manifest): Manifest | undefined {
    const cluster = metadata.labels?.['strimzi.io/cluster'];
    return this.ofKind('Kafka').find(
      (one) => one.metadata.name === cluster && one.metadata.namespace === metadata.namespace,
    );
  }

  /** The KafkaTopics of each topic's name. */
  get topics(): ReadonlyMap<string, readonly Manifest[]> {
    this.#topics ??= groupBy(this.ofKind('KafkaTopic'), topicNameOf);
    return this.#topics;
  }

  /** The consumer groups that scaled jobs and client files name. */
  get groups(): ReadonlySet<string> {
    if (this.#groups === undefined) {
      this.#groups = new Set();
      for (const one of this.ofKind('ScaledJob'))
        for (const group of triggerGroups(one)) this.#groups.add(group);
      for (const one of this.ofKind('ConfigMap'))
        for (const group of clientGroups(one)) this.#groups.add(group);
    }
    return this.#groups;
  }

  /** Whether something of the same system and component is there. */
  hasComponent(manifest: Manifest): boolean {
    this.#components ??= new Set(this.#objects.map(componentOf));
    return this.#components.has(componentOf(manifest));
  }
}

export function topicNameOf(manifest: Manifest): string {
  const name = textAt(manifest, 'spec', 'topicName');
  return name === '' ? manifest.metadata.name : name;
}

/** The Kafka that a KafkaTopic or KafkaUser is of: its namespace and the label of its cluster. */
export function kafkaOf({ metadata }: Manifest): string {
  return `${metadata.namespace ?? ''}/${metadata.labels?.['strimzi.io/cluster'] ?? ''}`;
}

export function triggerGroups(scaledJob: Manifest): string[] {
  const triggers = at(scaledJob, 'spec', 'triggers');
  return Array.isArray(triggers)
    ? triggers.map((one) => textAt(one, 'metadata', 'consumerGroup')).filter((group) => group !== '')
    : [];
}

/** The consumer groups of a client's files. */
export function clientGroups(configMap: Manifest): string[] {
  const data = at(configMap, 'data');
  if (typeof data !== 'object' || data === null) return [];
  const groups = new Set<string>();
  for (const text of Object.values(data)) {
    if (typeof text !== 'string') continue;
    // The application id of Kafka Streams is its group.
    for (const [, group = ''] of text.matchAll(/^(?:group|application)\.id[ \t]*=[ \t]*(.+)$/gm))
      groups.add(group.trim());
  }
  return [...groups];
}

function componentOf({ metadata }: Manifest): string {
  const { labels = {} } = metadata;
  return `${labels['app.kubernetes.io/part-of'] ?? ''}/${labels['app.kubernetes.io/component'] ?? ''}`;
}
