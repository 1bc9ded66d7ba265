import { parser } from '@prometheus-io/lezer-promql';
import { metrics } from '../../lib/model/metrics.ts';

interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const declared = new Map(metrics.map((metric) => [metric.name, metric]));

/** A query as Prometheus gets it from Grafana, near enough to be parsed. */
export function filledIn(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll(/\$\{[a-z_]+\}/g, 'a|b');
}

/** What a query asks for. @throws Error where it is no PromQL */
export function selectorsOf(query: string): Selector[] {
  const text = filledIn(query);
  const found: { metric: string; labels: string[] }[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const here = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from} of ${text}`);
      if (type.name === 'VectorSelector') found.push({ metric: '', labels: [] });
      const selector = found.at(-1);
      if (selector === undefined) return;
      if (type.name === 'Identifier' && selector.metric === '') selector.metric = here;
      if (type.name === 'LabelName' && text.slice(to).match(/^\s*(?:=|!)/) !== null)
        selector.labels.push(here);
    },
  });
  return found;
}

/** What a query asks for that no one gives, and what is no query. */
export function problemsOf(query: string): string[] {
  try {
    return selectorsOf(query).flatMap(({ metric, labels }) => {
      const known = declared.get(metric);
      if (known === undefined) return [`the metric ${metric} is not declared`];
      return labels
        .filter((label) => !known.labels.includes(label))
        .map((label) => `${metric} has no label ${label}`);
    });
  } catch (error) {
    return [(error as Error).message];
  }
}
