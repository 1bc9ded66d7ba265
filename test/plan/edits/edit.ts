import type { Manifest } from '../../../lib/model/manifest.ts';
import type { Risk } from '../../../lib/plan/risk.ts';

/** What is in an object over its base: maps are merged, null takes a key away; null alone: no object. */
export type Fragment = Readonly<Record<string, unknown>> | null;

/** One edit, what it really costs, and a part of the sentence that must say so; `none`: it is no change. */
export type Row = readonly [before: Fragment, after: Fragment, risk: Risk | 'none', words?: string];

/** Edits of one object. */
export interface Edits {
  readonly about: string;
  readonly base: Manifest;
  /** Where the fragments are in the object. @default its top */
  readonly at?: string;
  /** Objects beside it, before and after. */
  readonly beside?: readonly Manifest[];
  readonly rows: readonly Row[];
}

/** An object that is edited. */
export function base(
  kind: string,
  spec: Record<string, unknown> = {},
  { apiVersion = 'v1', ...metadata }: Record<string, unknown> & { apiVersion?: string } = {},
): Manifest {
  const body = Object.keys(spec).length === 0 ? {} : { spec };
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'n', ...metadata }, ...body };
}

export const strimzi = {
  apiVersion: 'kafka.strimzi.io/v1',
  namespace: 'kafka',
  labels: { 'strimzi.io/cluster': 'kafka' },
};

/** The object with a fragment in it; undefined where it is not there. */
export function withFragment(object: Manifest, at: string, fragment: Fragment): Manifest | undefined {
  if (fragment === null) return undefined;
  const keys = at === '' ? [] : at.split('/');
  const nested = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), fragment);
  return merged(object, nested) as Manifest;
}

function merged(one: unknown, over: unknown): unknown {
  if (!isMap(one) || !isMap(over)) return over;
  const result: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key];
    else result[key] = merged(one[key], value);
  }
  return result;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
