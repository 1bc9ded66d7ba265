import { z } from 'zod';

/**
 * How far one topic has come from another that it replaces: from its old name to its new one (`renamedFrom`), or from
 * `v<N>` to `v<N+1>`. In their order; the step to `retired` deletes, every other loses nothing.
 */
export const migrationPhases = ['before', 'dual', 'cutover', 'drained', 'retired'] as const;
export type MigrationPhase = (typeof migrationPhases)[number];

/** The phase of what an environment does not name: a contract that is added changes nothing yet. */
export const unsaidPhase: MigrationPhase = 'before';

/** A contract's folder below `contracts/`, of a version that has one before it. */
const laterVersion = z
  .string()
  .regex(
    /^[a-z0-9-]+\/[a-z0-9-]+\/[a-z]+\/[a-zA-Z0-9._-]+\/v(?:[2-9]|[1-9][0-9]{1,5})$/,
    'a migration is named by the folder of the later version, for example billing/invoices/evt/invoice-sent/v2',
  );

/** By the later version's folder. */
export const migrationsField = z.record(laterVersion, z.enum(migrationPhases)).default({});

const address = z
  .string()
  .regex(
    /^[a-z0-9-]+\/[a-z0-9-]+\/[a-z]+\/[a-zA-Z0-9._-]+\/v[1-9][0-9]{0,5}$/,
    'a rename is named by the folder of its contract, for example billing/invoices/evt/invoice-sent/v1',
  );

/** By the folder of the contract that says `renamedFrom`. */
export const renamesField = z.record(address, z.enum(migrationPhases)).default({});
