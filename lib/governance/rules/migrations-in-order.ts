import { addressText } from '../../model/terms/contract.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { versionMigrations } from '../../policies/version-migrations.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const migrationsInOrder: EnvironmentRule = {
  id: 'migrations-in-order',
  on: 'environment',
  what: 'Under `migrations` stand versions that have an earlier one beside them; the migration to one is retired before the next begins.',
  why: 'A misspelt migration stays where it was, and no one sees why; of two migrations at once no one can say who still reads what.',
  fix: "Name the later version's folder below `contracts/`, and finish one migration before the next.",
  level: 'error',
  check: ({ environment }, { catalog }) => {
    const migrations = versionMigrations(catalog.contracts, environment);
    const byTarget = new Map(migrations.map((migration) => [addressText(migration.to.address), migration]));
    const alone = new Set(catalog.contracts.map(({ address }) => addressText(address)));
    const say = (key: string, what: string, fix: string) =>
      inEnvironment(migrationsInOrder, environment, ['migrations', key], what, fix, key);
    return Object.entries(environment.migrations).flatMap(([key, phase]) => {
      const migration = byTarget.get(key);
      if (migration !== undefined) {
        const earlier = byTarget.get(addressText(migration.from.address));
        return phase === 'before' || earlier === undefined || earlier.phase.value === 'retired'
          ? []
          : [
              say(
                key,
                `the phase is ${phase}, and the migration to v${migration.from.address.version} before it is at ${earlier.phase.value}`,
                `bring ${addressText(migration.from.address)} to retired first, or write before`,
              ),
            ];
      }
      // The end of a migration: the earlier version is gone everywhere, and its contract with it.
      if (alone.has(key)) {
        return phase === 'retired'
          ? []
          : [
              say(
                key,
                `the phase is ${phase}, and no earlier version stands beside it`,
                "remove the entry; or put the earlier version's contract back until the migration is retired",
              ),
            ];
      }
      const known = [...byTarget.keys()];
      const fix = known.length === 0 ? 'remove it: no topic has two versions' : suggestion(key, known);
      return [say(key, 'no contract stands there', fix)];
    });
  },
};
