import { type ObjectName, shortHash } from '../../naming/object-name.ts';

/** One line, or one for each of its labels. */
export interface Query {
  readonly expr: string;
  /** `{{label}}` is the value of a label. */
  readonly legend: string;
  /** Whether it is a number of contracts, which is drawn as a dashed line. @default false */
  readonly threshold?: boolean;
}

/** A column of a table. */
export interface Column {
  /** A label, or the value of a query: `Value #A`. */
  readonly field: string;
  readonly title: string;
  /** `${__value.raw}` is the text of the cell. */
  readonly link?: { readonly title: string; readonly url: string };
}

/** What a panel draws: lines, one number that is red from `redFrom` on, or a table, the first column's largest first. */
type Drawing =
  | { readonly as: 'lines' }
  | { readonly as: 'stat'; readonly redFrom: number }
  | { readonly as: 'table'; readonly columns: readonly Column[] };

export interface ResolvedPanel {
  readonly title: string;
  readonly description: string;
  /** As Grafana calls it: `mps` are messages a second, `wps` writes. */
  readonly unit: 'short' | 'mps' | 'wps' | 'percentunit' | 'bytes' | 'Bps' | 'ms' | 's';
  readonly queries: readonly Query[];
  readonly drawing: Drawing;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly ResolvedPanel[];
}

/** What the reader of a dashboard chooses by; everything at first. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** `label_values(…)`: Grafana asks Prometheus for the names. */
  readonly query: string;
}

/** What Grafana shows of a system or an environment: every query and name is decided here. */
export interface ResolvedDashboard {
  readonly object: ObjectName;
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  /** Alerts that fire, which are marked on every panel. */
  readonly firing: string;
  readonly rows: readonly Row[];
}

/** Grafana puts in the interval that fits the width of a panel. */
export const rate = (counter: string, at = '') => `rate(${counter}[$__rate_interval]${at})`;

/** What Grafana takes for a uid. */
const longestUid = 40;

export function uidOf(...parts: readonly string[]): string {
  const whole = parts.join('-');
  const hash = shortHash(whole);
  return whole.length <= longestUid ? whole : `${whole.slice(0, longestUid - hash.length - 1)}-${hash}`;
}

type Queries = readonly (readonly [expr: string, legend: string, kind?: 'threshold'])[];

/** Lines over time. */
export function panel(
  title: string,
  description: string,
  unit: ResolvedPanel['unit'],
  queries: Queries,
): ResolvedPanel {
  return {
    title,
    description,
    unit,
    queries: queries.map(([expr, legend, kind]) => ({
      expr,
      legend,
      ...(kind === undefined ? {} : { threshold: true }),
    })),
    drawing: { as: 'lines' },
  };
}

/** One number, of now. */
export function stat(
  title: string,
  description: string,
  expr: string,
  { unit = 'short', redFrom = 1 }: { unit?: ResolvedPanel['unit']; redFrom?: number } = {},
): ResolvedPanel {
  return { title, description, unit, queries: [{ expr, legend: title }], drawing: { as: 'stat', redFrom } };
}

/** A table of now. */
export function table(
  title: string,
  description: string,
  queries: readonly string[],
  columns: readonly Column[],
): ResolvedPanel {
  return {
    title,
    description,
    unit: 'short',
    queries: queries.map((expr) => ({ expr, legend: '' })),
    drawing: { as: 'table', columns },
  };
}

/** Lines that a panel has at most. */
const mostLines = 20;

/**
 * The largest of a query's series at the end of what is shown, over all of the time that is shown: the largest at each
 * point in time may be any number of series.
 * @param by labels by which its series differ
 * @param expr the query, with `at` behind each selector of the series that are compared
 * @param lines @default 20; half of it where thresholds are drawn beside it
 */
export function largest(by: string, expr: (at: string) => string, lines = mostLines): string {
  return `(${expr('')}) and on (${by}) ${largestNow(by, expr, lines)}`;
}

/** The thresholds of the series that `largest` shows. */
export function ofLargest(by: string, threshold: string, expr: (at: string) => string): string {
  return `max by (${by}) (${threshold}) and on (${by}) ${largestNow(by, expr, half)}`;
}

export const half = mostLines / 2;

function largestNow(by: string, expr: (at: string) => string, lines: number): string {
  return `topk(${lines}, max by (${by}) (${expr(' @ end()')}))`;
}
