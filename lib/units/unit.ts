import type { UnitChart } from '../constructs/render-unit.ts';

/** What one contract, one service or one platform part brings about; one file of manifests. */
export interface Unit {
  /** File name without its ending; a DNS-1123 label, unique in the system. */
  readonly name: string;
  /** Adds the unit's objects to its chart. */
  readonly build: (chart: UnitChart) => void;
}
