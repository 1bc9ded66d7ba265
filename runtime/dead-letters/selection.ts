import type { Expression } from '../operations/expression.ts';
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
