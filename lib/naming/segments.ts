import { acceptsAnything, type Automaton, automatonOf, automatonOfTexts } from './automaton.ts';
import { type Parsed, parsed, rejected } from './brand.ts';
import { characterIndex, type Expression, Expressions, TooComplex } from './language.ts';
import type { NamingProblem, SegmentTerms } from './naming-terms.ts';
import { parsePattern } from './pattern.ts';

/** What one segment may be. */
export interface Segment {
  readonly name: string;
  readonly texts: Automaton;
  /** What is wrong with a text that it may not be: `must be lowercase kebab, for example order-placed`. */
  readonly complaint: (text: string) => string;
}

const kebab = '[a-z][a-z0-9]*(-[a-z0-9]+)*';
const kebabComplaint = 'must be lowercase kebab, for example order-placed';

const fixed = new Map<string, Segment>();

/** A segment whose texts are the engine's; made once. */
function ofEngine(name: string, pattern: string, complaint: string): Segment {
  const key = `${name} ${pattern}`;
  const known = fixed.get(key);
  if (known !== undefined) return known;
  const expressions = new Expressions();
  const read = parsePattern(expressions, pattern);
  if (!read.ok) throw new Error(read.error);
  const made: Segment = { name, texts: automatonOf(expressions, read.value), complaint: () => complaint };
  fixed.set(key, made);
  return made;
}

/** Lowercase kebab: what a segment is unless a declaration says otherwise. */
export const kebabSegment = (name: string): Segment => ofEngine(name, kebab, kebabComplaint);

/** 1 to 999999; of a name that shows it from the second version on, 2 to 999999. */
export const versionSegment = (from: 1 | 2): Segment =>
  ofEngine(
    'version',
    from === 1 ? '[1-9][0-9]{0,5}' : '[2-9]|[1-9][0-9]{1,5}',
    `must be a whole number from ${from} to 999999`,
  );

/** A duration as it is written in names: `1m`, `15m`, `2h`. */
export const tierSegment = (): Segment =>
  ofEngine('tier', '[1-9][0-9]{0,12}(ms|s|m|h|d)', 'must be a duration, for example 15m');

/** A segment of these texts alone. */
export function segmentOf(name: string, values: readonly string[]): Segment {
  return { name, texts: automatonOfTexts(values), complaint: () => oneOf(values) };
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1
    ? `must be ${values[0]}`
    : `must be one of ${values.slice(0, 12).join(', ')}${values.length > 12 ? ` and ${values.length - 12} more` : ''}`;

const kebabText = new RegExp(`^(?:${kebab})$`);

/** `order-placed`, `tenant-a2`: the id of a system, service or tenant. */
export const isKebab = (text: string): boolean => kebabText.test(text);

/** A context's or topic's folder, whatever a naming says of it: Kafka's characters, and never `.` or `..`. */
export const isFolderName = (text: string): boolean => /^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/.test(text);

const longestName = 249;

interface Condition {
  readonly key: keyof SegmentTerms | undefined;
  /** What is wrong with a text that it excludes. */
  readonly complaint: string;
  readonly read: () => Parsed<Expression>;
}

/**
 * Reads what a declaration says of one segment.
 * @param among the texts that the segment is limited to besides: the classes that a contract may have
 */
export function declaredSegment(
  name: string,
  terms: SegmentTerms,
  among: readonly string[] | undefined,
):
  | { readonly ok: true; readonly value: Segment }
  | { readonly ok: false; readonly problems: NamingProblem[] } {
  const expressions = new Expressions();
  const conditions = conditionsOf(terms, among, expressions).map((one) => ({
    ...one,
    expression: bounded(one.read),
  }));
  const problem = (key: keyof SegmentTerms | undefined, what: string, fix: string): NamingProblem => ({
    path: ['segments', name, ...(key === undefined ? [] : [key])],
    what,
    fix,
  });
  const unread = conditions.flatMap(({ key, expression }) =>
    expression.ok ? [] : [problem(key, expression.error, fixes[key ?? 'values'])],
  );
  if (unread.length > 0) return { ok: false, problems: unread };

  const read = conditions.flatMap(({ expression }) => (expression.ok ? [expression.value] : []));
  const whole = bounded(() => parsed(automatonOf(expressions, expressions.all(read))));
  const say = (what: string, fix: string) => ({
    ok: false as const,
    problems: [problem(undefined, what, fix)],
  });
  if (!whole.ok) return say(whole.error, 'write simpler patterns, with smaller counts');
  const texts = whole.value;
  if (texts.accepts[0] === 1)
    return say(`{${name}} could be empty`, 'write a pattern that matches at least one character');
  if (!acceptsAnything(texts)) return say(`no text can be {${name}}`, 'remove one of the conditions');
  const complaint = (text: string) =>
    conditions.find(({ expression }) => expression.ok && !matches(expressions, expression.value, text))
      ?.complaint ?? '';
  return { ok: true, value: { name, texts, complaint } };
}

const patternFix = 'write a regular expression of characters, classes, groups and quantifiers';
const fixes: Readonly<Record<keyof SegmentTerms, string>> = {
  pattern: patternFix,
  not: patternFix,
  values: 'write texts of a-z, A-Z, 0-9, ".", "_" and "-"',
};

function conditionsOf(
  { pattern, not, values }: SegmentTerms,
  among: readonly string[] | undefined,
  expressions: Expressions,
): Condition[] {
  const texts = (key: 'values' | undefined, list: readonly string[] | undefined): Condition[] =>
    list === undefined ? [] : [{ key, complaint: oneOf(list), read: () => textsOf(expressions, list) }];
  const shape = pattern ?? (values === undefined && among === undefined ? kebab : undefined);
  return [
    ...texts(undefined, among),
    ...texts('values', values),
    ...(shape === undefined
      ? []
      : [
          {
            key: 'pattern' as const,
            complaint: pattern === undefined ? kebabComplaint : `must match ${pattern}`,
            read: () => parsePattern(expressions, shape),
          },
        ]),
    ...(not === undefined
      ? []
      : [
          {
            key: 'not' as const,
            complaint: `must not match ${not}`,
            read: () => {
              const read = parsePattern(expressions, not);
              return read.ok ? parsed(expressions.not(read.value)) : read;
            },
          },
        ]),
  ];
}

/** The result of `make`, or what to say where it would take too much. */
function bounded<T>(make: () => Parsed<T>): Parsed<T> {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooComplex) return rejected('the pattern is too complex to check');
    throw error;
  }
}

function textsOf(expressions: Expressions, values: readonly string[]): Parsed<Expression> {
  const bad = values.find(
    (one) =>
      one === '' || one.length > longestName || one.split('').some((c) => characterIndex(c) === undefined),
  );
  return bad === undefined
    ? parsed(expressions.any(values.map((one) => expressions.text(one))))
    : rejected(`${JSON.stringify(bad)} cannot be in a topic name`);
}

/** Whether an expression has a text; `true` where that would take too much to say. */
function matches(expressions: Expressions, expression: Expression, text: string): boolean {
  const read = bounded(() =>
    parsed(text.split('').reduce((rest, one) => expressions.after(rest, one), expression)),
  );
  return !read.ok || read.value.matchesEmpty;
}
