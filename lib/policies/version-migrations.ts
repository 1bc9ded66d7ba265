import { groupBy } from '../model/groups.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type MigrationPhase, unsaidPhase } from '../model/terms/migration-terms.ts';
import { migrationStates } from './migration-phases.ts';
import { byRule, fromFile, type Setting, setting } from './setting.ts';

/** The migration between two versions of one topic that stand side by side, in one environment. */
export interface VersionMigration {
  readonly from: Contract;
  readonly to: Contract;
  readonly phase: Setting<MigrationPhase>;
}

/** What an environment does with one version of a topic. */
export interface VersionUse {
  readonly exists: boolean;
  readonly written: boolean;
  readonly read: boolean;
  /** The migration away from it that has taken its writers, if one has. */
  readonly deprecatedBy: VersionMigration | undefined;
  /** The migrations that it takes part in: to it, and away from it. */
  readonly migrations: readonly VersionMigration[];
}

/** A version that stands alone. */
export const inFullUse: VersionUse = {
  exists: true,
  written: true,
  read: true,
  deprecatedBy: undefined,
  migrations: [],
};

/** Every migration of the catalogue in an environment, from each version to the next one that there is. */
export function versionMigrations(
  contracts: readonly Contract[],
  environment: Environment,
): VersionMigration[] {
  const byTopic = groupBy(contracts, ({ address: { system, context, class: cls, topic } }) =>
    [system, context, cls, topic].join('/'),
  );
  return [...byTopic.values()].flatMap((versions) => {
    const sorted = [...versions].sort((a, b) => a.address.version - b.address.version);
    return sorted.slice(1).map((to, index) => {
      const from = sorted[index] as Contract;
      const key = addressText(to.address);
      const said = Object.hasOwn(environment.migrations, key) ? environment.migrations[key] : undefined;
      const phase =
        said === undefined
          ? setting(unsaidPhase, byRule('default', `the environment says nothing of the migration to ${key}`))
          : setting(said, fromFile('environment', environment.source, ['migrations', key]));
      return { from, to, phase };
    });
  });
}

/**
 * What an environment does with each contract that takes part in a migration, by its address; the others are in full
 * use. A version between two migrations is in use as far as both say.
 */
export function versionUses(
  contracts: readonly Contract[],
  environment: Environment,
): ReadonlyMap<string, VersionUse> {
  const uses = new Map<string, VersionUse>();
  for (const migration of versionMigrations(contracts, environment)) {
    const { topics, written, read, formerDeprecated } = migrationStates[migration.phase.value];
    for (const side of ['former', 'current'] as const) {
      const key = addressText((side === 'former' ? migration.from : migration.to).address);
      const use = uses.get(key) ?? inFullUse;
      uses.set(key, {
        exists: use.exists && topics.includes(side),
        written: use.written && written.includes(side),
        read: use.read && read.includes(side),
        deprecatedBy: side === 'former' && formerDeprecated ? migration : use.deprecatedBy,
        migrations: [...use.migrations, migration],
      });
    }
  }
  return uses;
}
