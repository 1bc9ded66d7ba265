import { acceptsAnything, acceptsText, type Automaton, automatonOf, automatonOfTexts } from './automaton.ts';
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

const longestName = 249;

interface Condition {
  readonly key: keyof SegmentTerms | undefined;
  readonly texts: Automaton;
  readonly complaint: string;
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
  const { pattern, not, values } = terms;
  const expressions = new Expressions();
  const problems: NamingProblem[] = [];
  const expressed: Expression[] = [];
  const conditions: Condition[] = [];
  const add = (key: Condition['key'], complaint: string, make: () => Parsed<Expression>): void => {
    const built = bounded(() => {
      const read = make();
      return read.ok ? parsed({ expression: read.value, texts: automatonOf(expressions, read.value) }) : read;
    });
    if (!built.ok) {
      const fix = 'write a regular expression of characters, classes, groups and quantifiers';
      problems.push({
        path: ['segments', name, ...(key === undefined ? [] : [key])],
        what: built.error,
        fix: key === 'values' ? 'write texts of a-z, A-Z, 0-9, ".", "_" and "-"' : fix,
      });
      return;
    }
    expressed.push(built.value.expression);
    conditions.push({ key, texts: built.value.texts, complaint });
  };
  const shape = pattern ?? (values === undefined && among === undefined ? kebab : undefined);
  if (among !== undefined) add(undefined, oneOf(among), () => textsOf(expressions, among));
  if (values !== undefined) add('values', oneOf(values), () => textsOf(expressions, values));
  if (shape !== undefined) {
    const complaint = pattern === undefined ? kebabComplaint : `must match ${pattern}`;
    add('pattern', complaint, () => parsePattern(expressions, shape));
  }
  if (not !== undefined) {
    add('not', `must not match ${not}`, () => {
      const read = parsePattern(expressions, not);
      return read.ok ? parsed(expressions.not(read.value)) : read;
    });
  }
  if (problems.length > 0) return { ok: false, problems };

  const whole = bounded(() => parsed(automatonOf(expressions, expressions.all(expressed))));
  const say = (what: string, fix: string) => ({
    ok: false as const,
    problems: [{ path: ['segments', name], what, fix }],
  });
  if (!whole.ok) return say(whole.error, 'write simpler patterns, with smaller counts');
  const texts = whole.value;
  if (texts.accepts[0] === 1)
    return say(`{${name}} could be empty`, 'write a pattern that matches at least one character');
  if (!acceptsAnything(texts)) return say(`no text can be {${name}}`, 'remove one of the conditions');
  const complaint = (text: string) =>
    conditions.find((one) => !acceptsText(one.texts, text))?.complaint ?? '';
  return { ok: true, value: { name, texts, complaint } };
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
