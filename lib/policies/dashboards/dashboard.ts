import { compare } from '../../model/text/problem.ts';
import { type ObjectName, shortHash } from '../../naming/object-name.ts';
import { literal } from '../alerts/promql.ts';
import type { ResolvedSystem } from '../resolve.ts';
import type { ResolvedTopic } from '../resolved-topic.ts';

/** One line, or one for each of its labels. */
interface Query {
  readonly expr: string;
  /** `{{label}}` is the value of a label. */
  readonly legend: string;
}

export interface ResolvedPanel {
  readonly title: string;
  readonly description: string;
  /** As Grafana calls it. */
  readonly unit: 'short' | 'reqps' | 'percentunit' | 'bytes' | 'Bps' | 'ms' | 's';
  readonly queries: readonly Query[];
}

/** Names to choose from; all of them at first. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly topics: readonly string[];
}

/** What Grafana shows of a system or an environment: every query and name is decided here. */
export interface ResolvedDashboard {
  readonly object: ObjectName;
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly choices: readonly Choice[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly ResolvedPanel[] }[];
}

/** Grafana puts in the interval that fits the width of a panel. */
export const rate = (counter: string) => `rate(${counter}[$__rate_interval])`;

/** The topics of a choice: its values are regular expressions already, so that Grafana must not escape them. */
export const chosen = (choice: string) => `topic=~"\${${choice}:pipe}"`;

/** A topic by its name and as some brokers' reporters write it, with `_` for `.`. */
export function topicPattern(topic: string): string {
  return literal(topic).replaceAll(String.raw`\.`, '[._]');
}

/**
 * A dashboard names its topics, and lies in a ConfigMap of at most 1 MiB: so many are safely below that. Above it a
 * system has several, and the environment's names none.
 */
export const mostTopics = 2500;

/** What Grafana takes for a uid. */
const longestUid = 40;

export function uidOf(...parts: readonly string[]): string {
  const whole = parts.join('-');
  const hash = shortHash(whole);
  return whole.length <= longestUid ? whole : `${whole.slice(0, longestUid - hash.length - 1)}-${hash}`;
}

export const topicsOf = (systems: readonly ResolvedSystem[]): ResolvedTopic[] =>
  systems.flatMap(({ families }) => families.flatMap(({ topics }) => topics));

export function panel(
  title: string,
  description: string,
  unit: ResolvedPanel['unit'],
  queries: readonly (readonly [string, string])[],
): ResolvedPanel {
  return { title, description, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) };
}

/** The topics of contracts, their retries and their dead letters, each a choice where there are any. */
export function topicsByChoice(systems: readonly ResolvedSystem[]): Choice[] {
  const all = topicsOf(systems);
  if (all.length > mostTopics) return [];
  const choice = (name: string, label: string, roles: readonly ResolvedTopic['role'][]): Choice[] => {
    const topics = all.filter(({ role }) => roles.includes(role)).map((topic) => topic.name.value as string);
    return topics.length === 0 ? [] : [{ name, label, topics: topics.sort(compare) }];
  };
  return [
    ...choice('topic', 'Topic', ['source', 'former']),
    ...choice('retry', 'Retry', ['retry']),
    ...choice('dead_letter', 'Dead letters', ['dead-letter']),
  ];
}
