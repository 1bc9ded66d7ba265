import type { Risk } from '../../lib/plan/risk.ts';
import type { Mutable } from './fixture.ts';

/** One way to do harm in a manifest, whoever made it. */
export interface ObjectDanger {
  readonly name: string;
  /** Kinds that it is about. @default every kind */
  readonly kinds?: readonly string[];
  /** The least that the plan must say of the object. */
  readonly least: Risk;
  /** Spoils a copy of an object; false where it does not apply. */
  readonly spoil: (object: Mutable, magnitude: number, random: number) => boolean;
}
