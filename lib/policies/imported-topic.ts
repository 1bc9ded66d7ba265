import type { Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { PinnedTopic } from '../model/terms/imported-terms.ts';
import { asImported, type Setting, setting } from './setting.ts';
import type { ResolvedTopic } from './resolved-topic.ts';
import { readPins, type TopicConfig } from './topic-config.ts';

/**
 * A topic with what its contract pins as it was imported in this environment: a pin goes before contract, class and
 * environment, and what was left to the broker stays left to it.
 */
export function withPins(topic: ResolvedTopic, contract: Contract, environment: Environment): ResolvedTopic {
  const { terms, source } = contract;
  const here = ownEntry(terms.imported?.in, environment.environment);
  const name = topic.name.value;
  const pins = ownEntry(here?.pinned, name);
  if (pins === undefined) return topic;
  const path = ['imported', 'in', environment.environment, 'pinned', name];
  const pinnedOr = <T>(key: keyof PinnedTopic, value: T | undefined, otherwise: Setting<T>): Setting<T> =>
    value === undefined ? otherwise : setting(value, asImported(source, [...path, key]));
  const without = pins.without ?? [];
  const kept: TopicConfig = Object.fromEntries(
    Object.entries(topic.config).filter(([key]) => !without.includes(key)),
  );
  const read = readPins(pins.config ?? {}, (key) => asImported(source, [...path, 'config', key]));
  // A pin that cannot be read is in the place of what would be there otherwise.
  const config: TopicConfig = Object.fromEntries(
    Object.entries({ ...kept, ...read.config }).filter(([key]) => !Object.hasOwn(read.unread, key)),
  );
  return {
    ...topic,
    object: pinnedOr('object', pins.object, topic.object),
    partitions: pinnedOr('partitions', pins.partitions, topic.partitions),
    replicas: pinnedOr('replicas', pins.replicas, topic.replicas),
    config,
    unread: read.unread,
    pinned: pins,
  };
}

/** What stands for the folder in the name of a topic that was there, and where the contract says so. */
export function nameThere(
  { address, terms: { imported } }: Pick<Contract, 'address' | 'terms'>,
  environment: string,
): { readonly topic: string; readonly path?: readonly string[] } {
  const here = ownEntry(imported?.in, environment)?.topic;
  if (here !== undefined) return { topic: here, path: ['imported', 'in', environment, 'topic'] };
  const everywhere = imported?.topic;
  return everywhere === undefined
    ? { topic: address.topic }
    : { topic: everywhere, path: ['imported', 'topic'] };
}

/** The value of a key that the map itself has. */
export function ownEntry<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
