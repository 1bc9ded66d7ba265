import { canonical } from './identity.ts';
import { annotations, type Keywords, listOf } from '../../model/schemas/schema-keywords.ts';
import type { Values } from './values.ts';

/** Types of JSON values, with numbers in two: whole ones and others. */
const kinds = ['null', 'boolean', 'integer', 'fraction', 'string', 'array', 'object'] as const;
export type Kind = (typeof kinds)[number];

/** Kinds that a `type` allows. */
export function kindsOf(type: unknown): ReadonlySet<Kind> {
  if (type === undefined) return new Set(kinds);
  const names = listOf(Array.isArray(type) ? type : [type]);
  return new Set(
    kinds.filter((kind) => names.includes(kind) || (names.includes('number') && isNumber(kind))),
  );
}

export function isNumber(kind: Kind): boolean {
  return kind === 'integer' || kind === 'fraction';
}

/** Kinds that all parts of a set allow. */
export function kindsIn({ parts }: Values): ReadonlySet<Kind> {
  const sets = parts.map(({ schema }) => kindsOf(schema['type']));
  const whole = multiplesIn(parts).some((one) => Number.isInteger(one));
  return new Set(
    kinds.filter((kind) => sets.every((set) => set.has(kind)) && !(whole && kind === 'fraction')),
  );
}

function multiplesIn(parts: Values['parts']): number[] {
  return parts.flatMap(({ schema: { multipleOf } }) => (typeof multipleOf === 'number' ? [multipleOf] : []));
}

/** The largest (`min…`) or smallest (`max…`) number that parts give for a keyword. */
export function tightest({ parts }: Values, keyword: string): number | undefined {
  const given = parts.flatMap(({ schema }) => (typeof schema[keyword] === 'number' ? [schema[keyword]] : []));
  if (given.length === 0) return undefined;
  return keyword.startsWith('min') || keyword === 'exclusiveMinimum'
    ? Math.max(...given)
    : Math.min(...given);
}

/** A limit of numbers, which they may reach or not. */
interface Limit {
  readonly at: number;
  readonly reached: boolean;
}

/** The lower and upper limit of the numbers in a set; whole numbers have whole limits. */
export function limitsOf(set: Values): { readonly lower?: Limit; readonly upper?: Limit } {
  const whole = !kindsIn(set).has('fraction');
  const limit = (sign: 1 | -1, inclusive: string, exclusive: string): Limit | undefined => {
    const [reach, pass] = [tightest(set, inclusive), tightest(set, exclusive)];
    const limits = [
      ...(reach === undefined ? [] : [{ at: reach, reached: true }]),
      ...(pass === undefined ? [] : [{ at: pass, reached: false }]),
    ].map((one) => (whole ? wholeLimit(one, sign) : one));
    return limits.sort((a, b) => sign * (b.at - a.at) || Number(a.reached) - Number(b.reached))[0];
  };
  const lower = limit(1, 'minimum', 'exclusiveMinimum');
  const upper = limit(-1, 'maximum', 'exclusiveMaximum');
  return { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
}

function wholeLimit({ at, reached }: Limit, sign: 1 | -1): Limit {
  const rounded = sign === 1 ? Math.ceil(at) : Math.floor(at);
  return { at: !reached && rounded === at ? at + sign : rounded, reached: true };
}

/** Patterns that every text matches. */
export const anyText: ReadonlySet<unknown> = new Set(['', '^', '$', '.*', '^.*']);

/** Whether each number of the set is a multiple of `divisor`. Exact, also for decimal fractions. */
export function areMultiples(set: Values, divisor: number): boolean {
  const given = multiplesIn(set.parts);
  if (!kindsIn(set).has('fraction')) given.push(1);
  const steps = [...given, divisor].map(decimal).filter((one) => one !== undefined);
  const scale = Math.max(...steps.map(({ places }) => places));
  const scaled = steps.map(({ digits, places }) => digits * 10n ** BigInt(scale - places));
  if (scaled.length <= given.length || scaled.some((one) => one <= 0n)) return false;
  const wanted = scaled.pop() ?? 1n;
  set.parts[0]?.of.spend(scaled.length ** 2);
  // What is a multiple of several is one of their least common multiple.
  return scaled.length > 0 && scaled.reduce((a, b) => (a / commonDivisor(a, b)) * b) % wanted === 0n;
}

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

function decimal(value: number): Decimal | undefined {
  const found = /^(-?[0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/.exec(String(value));
  if (found === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = found;
  const places = fraction.length - Number(exponent);
  return places >= 0
    ? { digits: BigInt(whole + fraction), places }
    : { digits: BigInt(whole + fraction) * 10n ** BigInt(-places), places: 0 };
}

/** Whether a schema that says nothing but a type accepts a value; undefined where it says more. */
function plainly(schema: Keywords, value: unknown): boolean | undefined {
  if (Object.keys(schema).some((keyword) => keyword !== 'type' && !annotations.has(keyword)))
    return undefined;
  return kindsOf(schema['type']).has(kindOf(value));
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value as 'boolean' | 'string' | 'object';
}

/** All values of the set, where a part lists them or its kinds have few; undefined where they cannot be listed. */
export function listed(set: Values): unknown[] | undefined {
  if (known.has(set)) return known.get(set);
  const found = listedIn(set);
  known.set(set, found);
  return found;
}

/** Several questions are asked about each set. */
const known = new WeakMap<Values, unknown[] | undefined>();

function listedIn(set: Values): unknown[] | undefined {
  const lists = set.parts.flatMap(({ schema }): unknown[][] => {
    if (Object.hasOwn(schema, 'const')) return [[schema['const']]];
    return Array.isArray(schema['enum']) ? [schema['enum']] : [];
  });
  const own = [...kindsIn(set)];
  if (own.every((kind) => kind === 'null' || kind === 'boolean')) {
    lists.push(own.flatMap((kind) => (kind === 'null' ? [null] : [true, false])));
  }
  const [shortest] = lists.sort((a, b) => a.length - b.length);
  if (shortest === undefined) return undefined;
  const texts = new Set<string>();
  return shortest.filter((value) => {
    const text = canonical(value);
    set.parts[0]?.of.spend(text.length + set.parts.length + set.excluded.length);
    if (texts.has(text)) return false;
    texts.add(text);
    return (
      set.parts.every(
        (part) => plainly(part.schema, value) ?? part.of.accepts(part.schema, value) !== false,
      ) && set.excluded.every(({ of, schema }) => of.accepts(schema, value) !== true)
    );
  });
}
