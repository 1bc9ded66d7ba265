import type { CarriedOperations, CarriedOperator, CarriedReport } from '../../lib/model/carried-contract.ts';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { CannotOperate } from './cannot-operate.ts';

/** Where what was done is kept, for a system and, where names have tenants, one of them. */
export interface Kept extends CarriedOperations {
  readonly journal: CarriedReport;
}

/** @throws CannotOperate where the system has no journal */
export function keptOperations(system: string, operations: CarriedOperations | undefined): Kept {
  if (operations?.journal !== undefined) return { ...operations, journal: operations.journal };
  throw new CannotOperate(
    `${system} has no journal: name a compacted topic under operations.journal in contracts/${system}/system.yaml`,
  );
}

/** Of those that may, the one that the client logs in as, else the first. */
export function operatorAs(
  { sasl }: ClientSettings,
  able: readonly CarriedOperator[],
): CarriedOperator | undefined {
  const user = sasl?.username?.toString();
  return able.find(({ principal }) => principal === user) ?? able[0];
}
