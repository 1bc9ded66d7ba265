import type { Manifest } from '../../model/manifest.ts';
import { at } from '../../model/plain-object.ts';
import { destructive, type Verdict } from '../risk.ts';

export const rolls = 'the brokers are restarted one by one';

/** A node that is alone and keeps nothing beyond its pod. */
function forgets(pool: Manifest): boolean {
  return at(pool, 'spec', 'storage', 'type') === 'ephemeral' && at(pool, 'spec', 'replicas') === 1;
}

/** What restarts a cluster whose only node forgets its disk with its pod costs more than a pause. */
export function withRestart(verdict: Verdict | undefined, pools: readonly Manifest[]): Verdict | undefined {
  return verdict?.risk === 'review' && verdict.says.includes(rolls) && pools.some(forgets)
    ? destructive(
        `${verdict.says}; a node that is alone and keeps nothing beyond its pod forgets every message with that`,
      )
    : verdict;
}
