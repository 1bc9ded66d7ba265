import { thresholdMetrics } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { matches, series } from '../alerts/promql.ts';
import type { ThresholdKind } from '../alerts/threshold.ts';
import type { ResolvedSystem } from '../resolve.ts';
import type { Variable } from './dashboard.ts';

/** What a dashboard is about. */
export interface Scope {
  readonly environment: Environment;
  /** One, or all of the environment: then the reader may choose. */
  readonly systems: readonly ResolvedSystem[];
  /** The only one. */
  readonly system?: string;
}

/**
 * Grafana puts in names as alternatives of a regular expression, or `.*` for all. Without a format: its data source for
 * Prometheus then escapes names for a text between double quotes as well.
 */
const chosen = (label: string, variable = label) => `${label}=~"\${${variable}}"`;

/** Whose it is: labels that every threshold with an owner has. */
function ownerOf({ environment, system }: Scope): string[] {
  return [
    matches('environment', [environment.environment]),
    system === undefined ? chosen('system') : matches('system', [system]),
    chosen('owner'),
  ];
}

/** The topics that are chosen, as their thresholds: retries and dead letters with their contract's topic. */
export function topics(scope: Scope, ...matchers: readonly string[]): string {
  return series(
    thresholdMetrics.topic,
    ...ownerOf(scope),
    chosen('context'),
    ...(hasTenants(scope) ? [chosen('tenant')] : []),
    chosen('source_topic', 'topic'),
    ...matchers,
  );
}

/** Retries, or dead letters, of the topics that are chosen. */
export function failures(scope: Scope, role: 'retry' | 'dead-letter'): string {
  return topics(scope, matches('role', [role]));
}

/** Thresholds of a kind, of the topics that are chosen. */
export function thresholdsOf(scope: Scope, kind: ThresholdKind, ...matchers: readonly string[]): string {
  return `(${series(thresholdMetrics[kind], ...ownerOf(scope), ...matchers)} and on (source_topic) ${topics(scope)})`;
}

/** Thresholds of Deployments, which may read topics of several contracts. */
export function deployments(scope: Scope): string {
  return series(thresholdMetrics.deployment, ...ownerOf(scope));
}

/** Of groups on topics, those that are chosen. */
export const chosenGroup = chosen('consumergroup', 'group');

/** Alerts of what is chosen. */
export function alerts(scope: Scope, ...matchers: readonly string[]): string {
  return series('ALERTS', ...matchers, ...ownerOf(scope));
}

function hasTenants({ systems }: Scope): boolean {
  return systems.some(({ families }) => families.some(({ tenant }) => tenant !== undefined));
}

/** What can be chosen. Names come from thresholds, so that a dashboard names none and stays as large as it is. */
export function variablesOf(scope: Scope): Variable[] {
  const { environment, system } = scope;
  const here = [
    matches('environment', [environment.environment]),
    system === undefined ? chosen('system') : matches('system', [system]),
  ];
  const all = series(thresholdMetrics.topic, ...here);
  const one = (name: string, label: string, from = all, of = name): Variable => ({
    name,
    label,
    query: `label_values(${from}, ${of})`,
  });
  return [
    ...(system === undefined ? [one('system', 'System', series(thresholdMetrics.topic, here[0] ?? ''))] : []),
    one('owner', 'Owner'),
    one('context', 'Context'),
    ...(hasTenants(scope) ? [one('tenant', 'Tenant')] : []),
    one('topic', 'Topic', series(thresholdMetrics.topic, ...topicChoice(scope)), 'source_topic'),
    one(
      'group',
      'Group',
      series(thresholdMetrics.reading, ...ownerOf(scope), chosen('source_topic', 'topic')),
      'consumergroup',
    ),
  ];
}

function topicChoice(scope: Scope): string[] {
  return [...ownerOf(scope), chosen('context'), ...(hasTenants(scope) ? [chosen('tenant')] : [])];
}
