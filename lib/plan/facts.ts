import { canonical } from '../model/catalog.ts';
import { thresholdSubjects } from '../model/metrics.ts';

/** What an object says, told apart from how it is written: a value by path. A path that is not there has no value. */
export type Facts = Map<string, Fact>;

export type Fact = string | number | boolean;

/** Items of these lists of maps are distinguished by a field, and their order says nothing. */
const identities: readonly string[] = [
  'name',
  'mountPath',
  'alert',
  'record',
  'parameter',
  'secretKey',
  'port',
  'id',
];

/** Lists of texts that are sets. */
const sets =
  /(?:policyTypes|syncOptions|roles|verbs|resources|apiGroups|resourceNames|drop|add|values|accessModes|tolerations|except|nonResourceURLs)$/;

/** The facts of a value below a path. Empty maps are facts (`emptyDir: {}`), empty lists and null are none. */
export function flatten(value: unknown, path: string, into: Facts): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    flattenList(value, path, into);
    return;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into.set(path, value);
    return;
  }
  if (typeof value !== 'object') return;
  const entries = Object.entries(value);
  if (entries.length === 0) into.set(path, '{}');
  for (const [key, item] of entries) flatten(item, pathInside(path, key, item), into);
}

/** Settings of Kafka have dots in their names: a map in their place is another thing than a name that goes on. */
function pathInside(path: string, key: string, item: unknown): string {
  if (path === '') return key;
  const isMap = typeof item === 'object' && item !== null && !Array.isArray(item);
  return isMap && path.endsWith('.config') ? `${path}[${key}]` : `${path}.${key}`;
}

function flattenList(list: readonly unknown[], path: string, into: Facts): void {
  if (list.length === 0) return;
  const series = list.map(recordedSeries);
  if (!series.includes(undefined) && new Set(series).size === list.length) {
    for (const [index, item] of list.entries()) flatten(item, `${path}[${series[index]}]`, into);
    return;
  }
  const identity = identities.find((field) => isTold(list, field));
  if (identity !== undefined) {
    // Those that run one after the other are known by their order, too.
    if (path.endsWith('initContainers'))
      into.set(`${path}.order`, list.map((one) => fieldOf(one, identity)).join(' '));
    for (const item of list) flatten(item, `${path}[${String(fieldOf(item, identity))}]`, into);
  } else if (sets.test(path)) {
    for (const item of list) into.set(`${path}[${typeof item === 'string' ? item : canonical(item)}]`, true);
  } else if (list.every((item) => typeof item !== 'object')) {
    into.set(path, JSON.stringify(list));
  } else {
    for (const [index, item] of list.entries()) flatten(item, `${path}[${index}]`, into);
  }
}

/** `<record> <topic> <group>`: rules that record several series of one name are distinguished by what they are about. */
function recordedSeries(item: unknown): string | undefined {
  const record = fieldOf(item, 'record');
  if (record === undefined) return undefined;
  const { labels } = item as { readonly labels?: unknown };
  return [record, ...thresholdSubjects.flatMap((label) => fieldOf(labels, label) ?? [])].join(' ');
}

/** Whether each item has the field, and no two have the same. */
function isTold(list: readonly unknown[], field: string): boolean {
  const seen = new Set<unknown>();
  for (const item of list) {
    const value = fieldOf(item, field);
    if (value === undefined || seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

function fieldOf(item: unknown, field: string): string | number | undefined {
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, field)) return undefined;
  const value = (item as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** Whether two plain values say the same, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!isSame(a[index], b[index])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
    if (!isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false;
  }
  return true;
}

/** A path, or the end of one if it begins with a dot; and the value that is meant where nothing is said. */
export type Default = readonly [path: string, usual: Fact];

/** Removes what the API server, Strimzi or KEDA would fill in by themselves. */
export function dropDefaults(facts: Facts, defaults: readonly Default[]): void {
  for (const [path, value] of facts) {
    const unsaid = defaults.some(
      ([where, usual]) =>
        String(value) === String(usual) && (where.startsWith('.') ? path.endsWith(where) : path === where),
    );
    if (unsaid) facts.delete(path);
  }
}

const binary: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const decimal: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/** What is divided: multiplied by 1e-3, `9m` were 0.009000000000000001. */
const parts: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 };

/** A Kubernetes quantity as a number (`500m` is 0.5, `1Gi` is 1073741824), or undefined where it is none. */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, number, unit = ''] =
    /^([+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(String(value)) ?? [];
  if (number === undefined) return undefined;
  const [factor, part] = [binary[unit] ?? decimal[unit], parts[unit]];
  if (part !== undefined) return Number(number) / part;
  return factor === undefined ? undefined : Number(number) * factor;
}
