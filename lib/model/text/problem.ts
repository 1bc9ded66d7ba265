import { groupBy } from '../groups.ts';
import { spelledOut } from './hidden-characters.ts';

/** Where something is in a file; line and column count from 1. */
export interface Place {
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error stops `synth` and ends `lint` with 1; a warning is only told. */
export type Level = 'error' | 'warning';

/** One thing wrong with the input, for the person who can fix it. */
export interface Problem {
  readonly place: Place;
  /** The key that it is about (`retention`, `consumers[0].service`); empty for the file as a whole. */
  readonly key: string;
  /** What is wrong, with what was received. */
  readonly what: string;
  /** What is allowed, or what to do. */
  readonly fix: string;
  /** Id of the rule that found it, for problems of rules. */
  readonly rule?: string;
  /** What it is about, as exceptions name it: a contract's address, an object, an executor. */
  readonly subject?: string;
  /** @default error */
  readonly level?: Level;
}

/** Whether it stops what was asked for. */
export function isError({ level }: Problem): boolean {
  return level !== 'warning';
}

/** What was read, or all that is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: Problem[] };

export function problem(place: Place, key: string, what: string, fix: string, rule?: string): Problem {
  return rule === undefined ? { place, key, what, fix } : { place, key, what, fix, rule };
}

/** Sorted by file, line, column and text, each problem once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const item of problems) seen.set(JSON.stringify(item), item);
  return [...seen.values()].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.what, b.what),
  );
}

/** Problems of one file that are reported one by one. */
const mostInFile = 100;

/**
 * The first problems of one file, and how many more there are: a slip in every line is one slip.
 * @param tell asked for the first alone. Default: what was found are problems
 */
export function bounded(found: readonly Problem[]): Problem[];
export function bounded<T>(found: readonly T[], tell: (one: T) => Problem): Problem[];
export function bounded<T>(found: readonly T[], tell = (one: T) => one as Problem): Problem[] {
  const told = found.slice(0, mostInFile + 1).map(tell);
  const next = told[mostInFile];
  if (next === undefined) return told;
  const more = `${found.length - mostInFile} more problems of this file`;
  return [...told.slice(0, mostInFile), problem(next.place, '', more, 'fix the ones above first')];
}

/** Warnings of one rule that are reported one by one; the others are counted. */
export const mostOfRule = 20;

/**
 * All errors, and the first warnings of each rule: an import of a company has tens of thousands of the same kind.
 * @param each how many of a rule
 */
export function shortened(
  problems: readonly Problem[],
  each = mostOfRule,
): { readonly told: readonly Problem[]; readonly more: readonly string[] } {
  // What no rule has found is not like its neighbours.
  const mostOf = (rule: string) => (rule === '' ? Math.max(each, mostOfRule) : each);
  const seen = new Map<string, number>();
  const told = problems.filter((one) => {
    if (isError(one)) return true;
    const rule = one.rule ?? '';
    const count = (seen.get(rule) ?? 0) + 1;
    seen.set(rule, count);
    return count <= mostOf(rule);
  });
  const more = [...seen].flatMap(([rule, count]) => {
    const rest = count - mostOf(rule);
    const what = `more ${rest === 1 ? 'warning' : 'warnings'}${rule === '' ? '' : ` of ${rule}`}`;
    return rest > 0 ? [`… and ${rest} ${what}`] : [];
  });
  return { told, more };
}

/** Order by code unit: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The text of one problem:
 *
 *     contracts/…/contract.yaml:7:12
 *       retention: "200d" is above 30d, the longest for class evt
 *       write 30d or less, …
 */
export function formatProblem(found: Problem): string {
  return `${headOf(found)}\n${bodyOf(found)}`;
}

/** In so many places the same is told in each. */
const mostTimes = 3;

/** Several problems, a blank line between them. What is the same in many places is reported once, below all of them. */
export function formatProblems(found: readonly Problem[]): string {
  const same = groupBy(found, bodyOf);
  const together = new Set<string>();
  const told = new Set<string>();
  for (const one of found) {
    const body = bodyOf(one);
    const all = same.get(body) ?? [];
    if (all.length <= mostTimes) told.add(`${headOf(one)}\n${body}`);
    else if (!together.has(body)) {
      together.add(body);
      told.add(`${all.map(headOf).join('\n')}\n${body}`);
    }
  }
  return [...told].join('\n\n');
}

function headOf({ place }: Problem): string {
  return `${visible(place.file)}:${place.line}:${place.column}`;
}

function bodyOf(found: Problem): string {
  const { key, what, fix, rule } = found;
  const told = key === '' ? what : `${key}: ${what}`;
  const lines = [
    `  ${isError(found) ? '' : 'warning: '}${printable(told)}${rule === undefined ? '' : ` [${rule}]`}`,
  ];
  if (fix !== '') lines.push(`  ${printable(fix)}`);
  return lines.join('\n');
}

/**
 * Text from input as a terminal may show it: hidden characters and line breaks are spelled out, and what is longer than
 * 400 characters is cut.
 */
export function printable(text: string): string {
  const safe = visible(text);
  return safe.length > 400 ? `${safe.slice(0, 399)}…` : safe;
}

/** The same, whole. */
export function visible(text: string): string {
  return spelledOut(text).replaceAll('\t', '\\u0009').replaceAll('\n', '\\u000a');
}

/** A received value in an error: JSON, cut where it is long. */
export function received(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
