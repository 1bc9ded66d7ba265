import type { Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { FoundTopic } from '../model/terms/found-terms.ts';
import { asFound, type Setting, setting } from './setting.ts';
import type { ResolvedTopic } from './resolved-topic.ts';
import { readPins, type TopicConfig } from './topic-config.ts';

/**
 * A topic with what its contract keeps as it was found in this environment: a pin goes before contract, class and
 * environment, and what was left to the broker stays left to it.
 */
export function keptAsFound(
  topic: ResolvedTopic,
  contract: Contract,
  environment: Environment,
): ResolvedTopic {
  const { terms, source } = contract;
  const here = ownEntry(terms.found?.in, environment.environment);
  const name = topic.name.value;
  const pins = ownEntry(here?.topics, name);
  if (pins === undefined) return topic;
  const path = ['found', 'in', environment.environment, 'topics', name];
  const pinned = <T>(key: keyof FoundTopic, value: T | undefined, otherwise: Setting<T>): Setting<T> =>
    value === undefined ? otherwise : setting(value, asFound(source, [...path, key]));
  const without = pins.without ?? [];
  const kept: TopicConfig = Object.fromEntries(
    Object.entries(topic.config).filter(([key]) => !without.includes(key)),
  );
  const read = readPins(pins.config ?? {}, (key) => asFound(source, [...path, 'config', key]));
  // A pin that cannot be read stands in the place of what would be there otherwise.
  const config: TopicConfig = Object.fromEntries(
    Object.entries({ ...kept, ...read.config }).filter(([key]) => !Object.hasOwn(read.unread, key)),
  );
  return {
    ...topic,
    object: pinned('object', pins.object, topic.object),
    partitions: pinned('partitions', pins.partitions, topic.partitions),
    replicas: pinned('replicas', pins.replicas, topic.replicas),
    config,
    unread: read.unread,
    found: pins,
  };
}

/** The value of a key that the map itself has. */
export function ownEntry<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
