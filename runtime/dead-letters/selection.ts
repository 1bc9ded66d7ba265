import { Expression } from '../operations/expression.ts';
import { type Letter, subjectOf } from './letter.ts';

/** Which dead letters are meant; what is absent asks for nothing. */
export interface Selection {
  readonly classes?: readonly string[];
  /** Part of the reason. */
  readonly failedWith?: string;
  /** The whole key, as text. */
  readonly key?: string;
  /** Milliseconds since 1970: from then on, and before then. */
  readonly since?: number;
  readonly until?: number;
  readonly where?: Expression;
  /** Whether its value is valid against today's schema. */
  readonly valid?: boolean;
  /** `3:4711`: one letter, by partition and offset. */
  readonly places?: readonly string[];
}

/** A selection as it is asked for; what is absent asks for nothing. */
export interface SelectionTerms {
  readonly class?: readonly string[] | undefined;
  readonly failedWith?: string | undefined;
  readonly key?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** JSONata. */
  readonly where?: string | undefined;
  readonly only?: 'valid' | 'invalid' | undefined;
  readonly at?: readonly string[] | undefined;
}

/** @throws ExpressionError where the expression is wrong */
export function selectionOf(terms: SelectionTerms): Selection {
  const { class: classes, failedWith, key, since, until, where, only, at } = terms;
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(failedWith === undefined ? {} : { failedWith }),
    ...(key === undefined ? {} : { key }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(where === undefined ? {} : { where: new Expression(where) }),
    ...(only === undefined ? {} : { valid: only === 'valid' }),
    ...(at === undefined ? {} : { places: at }),
  };
}

/** A selection as options of the commands, for audit records. */
export function filterText(terms: SelectionTerms): string {
  const { class: classes, failedWith, key, since, until, where, only, at } = terms;
  const timed = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
  const options = {
    ...{ class: classes?.join(' '), 'failed-with': failedWith, where, only, at: at?.join(' ') },
    // A key may be personal data: that there was one is enough.
    ...{ key: key === undefined ? undefined : '…', since: timed(since), until: timed(until) },
  };
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]))
    .join(' ');
}

/** @throws ExpressionError where the expression fails on a letter */
export async function isSelected(letter: Letter, selection: Selection): Promise<boolean> {
  const { classes, failedWith, key, since, until, where, valid, places } = selection;
  const { timestamp, partition, offset } = letter.delivery;
  return (
    (classes === undefined || classes.includes(letter.class)) &&
    (failedWith === undefined || letter.reason.includes(failedWith)) &&
    (key === undefined || letter.key?.toString('utf8') === key) &&
    (since === undefined || timestamp >= since) &&
    (until === undefined || timestamp < until) &&
    (places === undefined || places.includes(`${partition}:${offset}`)) &&
    (valid === undefined || valid === (letter.read.invalid === undefined)) &&
    (where === undefined || (await where.holds(subjectOf(letter))))
  );
}
