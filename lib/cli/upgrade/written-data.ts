import type { Place } from '../../model/text/problem.ts';

/** Plain data as a program has it in its text: values with their places, and the comments beside them. */
export type Data = ScalarData | ListData | MapData | CodeData;

export interface ScalarData {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
}

export interface ListData {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly { readonly comments: readonly string[]; readonly value: Data }[];
}

export interface MapData {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: readonly EntryData[];
}

export interface EntryData {
  readonly key: string;
  readonly place: Place;
  /** Lines, without the signs that make them comments. */
  readonly comments: readonly string[];
  readonly value: Data;
}

/** A function: it says what is done, and is no data. */
interface CodeData {
  readonly kind: 'code';
  readonly place: Place;
}

export function entryOf(data: Data, key: string): EntryData | undefined {
  return data.kind === 'map' ? data.entries.findLast((one) => one.key === key) : undefined;
}

export function textOf(data: Data | undefined): string | undefined {
  return data?.kind === 'scalar' && typeof data.value === 'string' ? data.value : undefined;
}
