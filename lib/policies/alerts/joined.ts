import type { Environment } from '../../model/terms/environment.ts';
import { annotationsOf, type ResolvedAlert } from './alert.ts';
import { alertKinds } from './kinds.ts';
import { matches, series } from './promql.ts';
import { thresholdMetrics } from '../../model/metrics.ts';
import type { JoinedAlert, ThresholdKind } from './threshold.ts';

/** Labels of a threshold that each alert on it has. */
const routing = ['owner', 'source_topic', 'system'];

interface JoinedProps {
  readonly environment: Environment;
  /** Labels of what it is about, beside those of whom it is for. */
  readonly by: readonly string[];
  /** What is too much, with the labels of the threshold. */
  readonly expr: string;
  /** Annotations beside those of the kind. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * One rule for all that has a threshold of some kind. It aggregates what fires: a threshold that is there twice fires
 * once or twice and cannot make the rule fail for all others.
 */
export function joined(name: JoinedAlert, { environment, by, expr, more = {} }: JoinedProps): ResolvedAlert {
  const { gravity, after } = alertKinds[name];
  const pages = gravity === 'page' && environment.alerts === 'page';
  const labels = [...by, ...routing, ...(pages ? ['severity'] : [])];
  return {
    name,
    expr: `max by (${labels.join(', ')}) (\n${indented(expr)}\n)`,
    for: after,
    labels: { environment: environment.environment, ...(pages ? {} : { severity: 'ticket' }) },
    annotations: { ...annotationsOf(environment, name), ...pageOf(environment), ...more },
  };
}

/** The topic's place on the catalogue page, where it is published. */
function pageOf({ monitoring: { catalogue } }: Environment): Record<string, string> {
  return catalogue === 'none'
    ? {}
    : { catalogue_url: `{{ with $labels.source_topic }}${catalogue}#/t/{{ . }}{{ end }}` };
}

interface AboveOptions {
  /** @default > */
  readonly comparison?: '>' | '>=' | '> bool';
  /** Labels of the value that the threshold has not. @default none */
  readonly copied?: readonly string[];
}

/**
 * What is above its threshold. The thresholds are the many of the match: of two for one series both are compared, where
 * `group_left` would make the whole rule fail.
 * @param value one series for each value of the labels `on`
 */
export function above(
  value: string,
  on: readonly string[],
  threshold: string,
  { comparison = '>', copied = [] }: AboveOptions = {},
): string {
  return `${value}\n${comparison} on (${on.join(', ')}) group_right (${copied.join(', ')})\n${threshold}`;
}

/** The thresholds of a kind in an environment. */
export function thresholds(
  { environment }: Environment,
  kind: ThresholdKind,
  ...matchers: readonly string[]
): string {
  return series(thresholdMetrics[kind], matches('environment', [environment]), ...matchers);
}

/**
 * A template that looks a text up among the labels of a threshold: as a label of the alert it would be part of its
 * identity. Prometheus asks while the alert is active, and expands no template in what it finds.
 * @param by labels that the alert and the threshold share
 */
export function lookedUp(
  { environment }: Environment,
  kind: ThresholdKind,
  label: string,
  ...by: readonly string[]
): string {
  const selector = [
    `environment=${JSON.stringify(environment)}`,
    ...by.map((one) => `${one}=%q`),
    `${label}!=""`,
  ];
  const query = JSON.stringify(`${thresholdMetrics[kind]}{${selector.join(',')}}`);
  const values = by.map((one) => ` $labels.${one}`).join('');
  return `{{ with query (printf ${query}${values}) }}{{ . | first | label "${label}" }}{{ end }}`;
}

export function indented(text: string): string {
  return `  ${text.replaceAll('\n', '\n  ')}`;
}
