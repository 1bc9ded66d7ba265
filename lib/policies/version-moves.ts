import { groupBy } from '../model/groups.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type MovePhase, unsaidPhase } from '../model/terms/move-terms.ts';
import { moveStates } from './move-phases.ts';
import { byRule, fromFile, type Setting, setting } from './setting.ts';

/** The move between two versions of one topic that stand side by side, in one environment. */
export interface VersionMove {
  readonly from: Contract;
  readonly to: Contract;
  readonly phase: Setting<MovePhase>;
}

/** What an environment does with one version of a topic. */
export interface VersionUse {
  readonly exists: boolean;
  readonly written: boolean;
  readonly read: boolean;
  /** The move away from it that has taken its writers, if one has. */
  readonly deprecatedBy: VersionMove | undefined;
  /** The moves that it takes part in: to it, and away from it. */
  readonly moves: readonly VersionMove[];
}

/** A version that stands alone. */
export const inFullUse: VersionUse = {
  exists: true,
  written: true,
  read: true,
  deprecatedBy: undefined,
  moves: [],
};

/** Every move of the catalogue in an environment, from each version to the next one that there is. */
export function versionMoves(contracts: readonly Contract[], environment: Environment): VersionMove[] {
  const byTopic = groupBy(contracts, ({ address: { system, context, class: cls, topic } }) =>
    [system, context, cls, topic].join('/'),
  );
  return [...byTopic.values()].flatMap((versions) => {
    const sorted = [...versions].sort((a, b) => a.address.version - b.address.version);
    return sorted.slice(1).map((to, index) => {
      const from = sorted[index] as Contract;
      const key = addressText(to.address);
      const said = Object.hasOwn(environment.moves, key) ? environment.moves[key] : undefined;
      const phase =
        said === undefined
          ? setting(unsaidPhase, byRule('default', `the environment says nothing of the move to ${key}`))
          : setting(said, fromFile('environment', environment.source, ['moves', key]));
      return { from, to, phase };
    });
  });
}

/**
 * What an environment does with each contract that takes part in a move, by its address; the others are in full
 * use. A version between two moves is in use as far as both say.
 */
export function versionUses(
  contracts: readonly Contract[],
  environment: Environment,
): ReadonlyMap<string, VersionUse> {
  const uses = new Map<string, VersionUse>();
  for (const move of versionMoves(contracts, environment)) {
    const { topics, written, read, formerDeprecated } = moveStates[move.phase.value];
    for (const side of ['former', 'current'] as const) {
      const key = addressText((side === 'former' ? move.from : move.to).address);
      const use = uses.get(key) ?? inFullUse;
      uses.set(key, {
        exists: use.exists && topics.includes(side),
        written: use.written && written.includes(side),
        read: use.read && read.includes(side),
        deprecatedBy: side === 'former' && formerDeprecated ? move : use.deprecatedBy,
        moves: [...use.moves, move],
      });
    }
  }
  return uses;
}
