/** One way in which a reader could refuse what a writer sends. */
export interface Incompatibility {
  /** Where in the message: `input.uri`, `parameters.*`, `items[]`; empty for the message itself. */
  readonly field: string;
  readonly what: string;
}

export type Compatibility = 'none' | 'backward' | 'forward' | 'full';

/** Tells in which field a reader would refuse a writer, and why. */
type Compare<Side> = (reader: Side, writer: Side, say: (field: string, what: string) => void) => void;

/**
 * What a mode asks for, each finding once. backward: who reads by `next` reads what was written by `old`. forward: who
 * reads by `old` reads what is written by `next`. full: both.
 */
export function bothWays<Side>(
  mode: Compatibility,
  old: Side,
  next: Side,
  compare: Compare<Side>,
): Incompatibility[] {
  const found = new Map<string, Incompatibility>();
  const judge = (reader: Side, writer: Side, whose: string): void => {
    compare(reader, writer, (field, what) => {
      const one = { field, what: `${what}: readers would refuse ${whose}` };
      found.set(`${one.field} ${one.what}`, one);
    });
  };
  if (mode === 'backward' || mode === 'full') judge(next, old, 'what was written before');
  if (mode === 'forward' || mode === 'full') judge(old, next, 'what is written from now on');
  return [...found.values()];
}
