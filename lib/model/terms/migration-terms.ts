import { z } from 'zod';
import { described } from './described.ts';

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

const phase = described(
  z.enum(migrationPhases),
  'Phase: `before` (only the old topic), `dual` (both are written and read), `cutover` (only the new one is written), `drained` (only the new one is read), `retired` (the old topic is deleted, which needs an approval).',
  { examples: ['dual'] },
);

export const migrationsField = described(
  z.record(laterVersion, phase).default({}),
  'Phase of each migration to a new version, by the folder of the later version. One that is not named is in phase `before`.',
  { examples: [{ 'shop/orders/evt/order-placed/v2': 'dual' }] },
);

const address = z
  .string()
  .regex(
    /^[a-z0-9-]+\/[a-z0-9-]+\/[a-z]+\/[a-zA-Z0-9._-]+\/v[1-9][0-9]{0,5}$/,
    'a rename is named by the folder of its contract, for example billing/invoices/evt/invoice-sent/v1',
  );

export const renamesField = described(
  z.record(address, phase).default({}),
  'Phase of each rename, by the folder of the contract that has `renamedFrom`. One that is not named is in phase `before`.',
  { examples: [{ 'shop/billing/work/print.invoices/v1': 'cutover' }] },
);
