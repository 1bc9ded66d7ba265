import type { Approval } from '../model/terms/approval.ts';
import type { Concern } from './concern.ts';
import type { Fact } from './facts.ts';
import type { Risk, Verdict } from './risk.ts';

export type Action = 'create' | 'change' | 'rename' | 'delete';

/** One field of an object, and what its change brings about. */
export interface FieldChange extends Verdict {
  /** `spec.config.retention.ms` */
  readonly path: string;
  /** Undefined where it was not there. */
  readonly before: Fact | undefined;
  /** Undefined where it is no longer there. */
  readonly after: Fact | undefined;
  /** `spec.config.retention.ms: 604800000 -> 86400000` */
  readonly change: string;
  /** Where what is rendered is said; undefined where that is not known, or needs no decision. */
  readonly from?: string;
}

/** One object that changes. */
export interface ObjectChange {
  /** `KafkaTopic shop-prod/orders-placed-v1`; of a rename its earlier one. */
  readonly id: string;
  /** Of a rename the new one. */
  readonly to?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The system that it belongs to, where a label says so. */
  readonly system: string | undefined;
  readonly action: Action;
  /** The worst of all that changes. */
  readonly risk: Risk;
  /** What happens to the object as a whole, or by its worst field. */
  readonly says: string;
  readonly wayOut?: readonly string[];
  /** Sorted by risk, the worst first. */
  readonly fields: readonly FieldChange[];
  readonly dangers: readonly Danger[];
}

/** A change of an object that needs an approval, or that none allows. */
export interface Danger {
  /** What an approval must say. */
  readonly text: string;
  readonly risk: Risk;
  readonly liftable: boolean;
  /** An environment whose posture allows deletion asks for no approval. */
  readonly allowed: boolean;
}

/** What blocks it of a change, and who has lifted it. */
export interface Need {
  /** What an approval must say under `change`; `impossible` things need what no approval gives. */
  readonly change: string;
  readonly state: 'approved' | 'missing' | 'expired' | 'not needed' | 'impossible';
  readonly approval?: Approval;
}

/** A changed object with the approvals that it needs, and whom it concerns. */
export interface PlannedChange extends ObjectChange {
  /** Undefined where it is about no topic, or needs no decision. */
  readonly concern?: Concern;
  readonly needs: readonly Need[];
}
