import type { CatalogPage, EnvironmentPart, FamilyRow, Right } from '../lib/reports/catalog/model.ts';
import { durationText } from './format.ts';
import { namesIn, rightOf } from './rights.ts';

/** One way in which topics differ, and which do. */
export interface Difference {
  /** `replicas`, `retention.ms`, `rights of toolrun-executor` */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** Contracts, by their place in the catalogue, each once. */
  readonly topics: readonly number[];
}

export interface Comparison {
  /** Facts of the environments themselves. */
  readonly facts: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly onlyFrom: readonly PresentTopic[];
  readonly onlyTo: readonly PresentTopic[];
  /** Those of most topics first. */
  readonly settings: readonly Difference[];
}

export interface PresentTopic {
  readonly of: number;
  readonly name: string;
}

type Topic = FamilyRow['topics'][number];

interface Known {
  readonly of: number;
  readonly topic: Topic;
}

/**
 * What differs between two environments. Topics are compared by contract, tenant and what they are to their contract,
 * for their names may differ; differences that many topics share are reported once.
 * @param from its index and all of it
 */
export function compareEnvironments(
  page: CatalogPage,
  from: { readonly index: number; readonly part: EnvironmentPart },
  to: { readonly index: number; readonly part: EnvironmentPart },
): Comparison {
  const [before, after] = [topicsOf(from.part), topicsOf(to.part)];
  const rights = { from: rightsByTopic(from.part), to: rightsByTopic(to.part) };
  const settings = new Map<string, { setting: string; from: string; to: string; topics: Set<number> }>();
  for (const [key, { of, topic }] of before) {
    const other = after.get(key)?.topic;
    if (other === undefined) continue;
    const [left, right] = [
      settingsOf(from.part, topic, rights.from.get(topic.name) ?? []),
      settingsOf(to.part, other, rights.to.get(other.name) ?? []),
    ];
    for (const setting of new Set([...left.keys(), ...right.keys()])) {
      const [was, is] = [left.get(setting) ?? 'none', right.get(setting) ?? 'none'];
      if (was === is) continue;
      const id = `${setting} ${was} ${is}`;
      const known = settings.get(id) ?? { setting, from: was, to: is, topics: new Set<number>() };
      known.topics.add(of);
      settings.set(id, known);
    }
  }
  const missing = (here: ReadonlyMap<string, Known>, there: ReadonlyMap<string, Known>) =>
    [...here].flatMap(([key, { of, topic }]) => (there.has(key) ? [] : [{ of, name: topic.name }]));
  return {
    facts: factsOf(page, from.index, to.index),
    onlyFrom: missing(before, after),
    onlyTo: missing(after, before),
    settings: [...settings.values()]
      .map((one) => ({ ...one, topics: [...one.topics] }))
      .sort((a, b) => b.topics.length - a.topics.length || (a.setting < b.setting ? -1 : 1)),
  };
}

function topicsOf({ families }: EnvironmentPart): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const family of families) {
    for (const [key, topic] of keyed(family)) known.set(key, { of: family.of, topic });
  }
  return known;
}

/** The retries of a contract are distinguished by their order. */
function keyed({ of, tenant, topics }: FamilyRow): [string, Topic][] {
  const seen = new Map<string, number>();
  return topics.map((topic) => {
    const count = seen.get(topic.role) ?? 0;
    seen.set(topic.role, count + 1);
    return [`${of} ${tenant ?? ''} ${topic.role} ${count}`, topic];
  });
}

function rightsByTopic(part: EnvironmentPart): Map<string, Right[]> {
  const names = namesIn(part);
  const byTopic = new Map<string, Right[]>();
  for (const right of part.access.flatMap((entry) => rightOf(part, names, entry))) {
    const list = byTopic.get(right.topic);
    if (list === undefined) byTopic.set(right.topic, [right]);
    else list.push(right);
  }
  return byTopic;
}

function settingsOf(part: EnvironmentPart, topic: Topic, own: readonly Right[]): Map<string, string> {
  const config = Object.entries(part.configs[topic.config] ?? {});
  const rights = new Map<string, Set<string>>();
  for (const { principal, operations, roles } of own) {
    const said = rights.get(principal.service) ?? new Set<string>();
    said.add(`${operations}${roles === '' ? '' : ` as ${roles}`}`);
    rights.set(principal.service, said);
  }
  return new Map([
    ['partitions', String(topic.partitions)],
    ['replicas', String(topic.replicas)],
    ...config.map(([key, value]): [string, string] => [
      key,
      key.endsWith('.ms') ? durationText(value) : value,
    ]),
    ...(part.access.length === 0
      ? [['rights', 'everyone may do everything'] as [string, string]]
      : [...rights].map(([service, said]): [string, string] => [
          `rights of ${service}`,
          [...said].sort().join('; '),
        ])),
  ]);
}

function factsOf(page: CatalogPage, from: number, to: number): Comparison['facts'] {
  const [left, right] = [from, to].map((index) => new Map(page.environments[index]?.facts));
  if (left === undefined || right === undefined) return [];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((name) => ({ name, from: left.get(name) ?? 'none', to: right.get(name) ?? 'none' }))
    .filter((one) => one.from !== one.to);
}
