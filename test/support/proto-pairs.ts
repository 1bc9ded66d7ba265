import { fieldRows } from './proto-pairs/fields.ts';
import { typeRows } from './proto-pairs/types.ts';

/** Pairs of Protobuf schemas with known answers. `backward`: the new reader reads the old writer; `forward`: the other way. */
export interface ProtoPair {
  readonly what: string;
  readonly old: string;
  readonly next: string;
  /** What breaks, by field; `kept` in every mode. */
  readonly backward: readonly string[];
  readonly forward: readonly string[];
  readonly kept?: readonly string[];
}

export const protoPairs: readonly ProtoPair[] = [...fieldRows, ...typeRows].map(
  ([what, old, next, backward, forward, kept]) => ({
    what,
    old,
    next,
    backward,
    forward,
    ...(kept === undefined ? {} : { kept }),
  }),
);
