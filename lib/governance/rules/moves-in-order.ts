import { addressText } from '../../model/terms/contract.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { versionMoves } from '../../policies/version-moves.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const movesInOrder: EnvironmentRule = {
  id: 'moves-in-order',
  on: 'environment',
  what: 'Under `moves` stand versions that have an earlier one beside them; the move to one is retired before the next begins.',
  why: 'A misspelt move stays where it was, and nobody sees why; of two moves at once nobody can say who still reads what.',
  fix: "Name the later version's folder below `contracts/`, and finish one move before the next.",
  level: 'error',
  check: ({ environment }, { catalog }) => {
    const moves = versionMoves(catalog.contracts, environment);
    const byTarget = new Map(moves.map((move) => [addressText(move.to.address), move]));
    const alone = new Set(catalog.contracts.map(({ address }) => addressText(address)));
    const say = (key: string, what: string, fix: string) =>
      inEnvironment(movesInOrder, environment, ['moves', key], what, fix, key);
    return Object.entries(environment.moves).flatMap(([key, phase]) => {
      const move = byTarget.get(key);
      if (move !== undefined) {
        const earlier = byTarget.get(addressText(move.from.address));
        return phase === 'before' || earlier === undefined || earlier.phase.value === 'retired'
          ? []
          : [
              say(
                key,
                `the phase is ${phase}, and the move to v${move.from.address.version} before it is at ${earlier.phase.value}`,
                `bring ${addressText(move.from.address)} to retired first, or write before`,
              ),
            ];
      }
      // The end of a move: the earlier version is gone everywhere, and its contract with it.
      if (alone.has(key)) {
        return phase === 'retired'
          ? []
          : [
              say(
                key,
                `the phase is ${phase}, and no earlier version stands beside it`,
                "remove the entry; or put the earlier version's contract back until the move is retired",
              ),
            ];
      }
      const known = [...byTarget.keys()];
      const fix = known.length === 0 ? 'remove it: no topic has two versions' : suggestion(key, known);
      return [say(key, 'no contract stands there', fix)];
    });
  },
};
