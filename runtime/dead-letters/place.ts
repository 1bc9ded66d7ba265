import type {
  CarriedContract,
  CarriedOperations,
  CarriedOperator,
  CarriedReport,
} from '../../lib/model/carried-contract.ts';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { missingRights } from '../kafka/topic-rights.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import { keptOperations, operatorAs } from '../operations/operator.ts';
import type { SchemaIds } from '../operations/schema-ids.ts';

/** A topic with dead letters, and all that is needed to repair it. */
export interface Place {
  readonly client: ClientSettings;
  readonly ids: SchemaIds;
  readonly contract: CarriedContract;
  /** Its dead letter topic. */
  readonly letters: string;
  /** Of its system and tenant; undefined: none are known. */
  readonly operations: CarriedOperations | undefined;
}

/** A place where dead letters can be settled. */
export interface Repairable extends Place {
  readonly operations: CarriedOperations;
  readonly operator: CarriedOperator;
  readonly journal: CarriedReport;
}

/** What is done at a place, beside the journal and audit. */
interface Uses {
  readonly writes?: readonly string[];
  readonly describes?: readonly string[];
}

/**
 * Where the dead letters of a topic can be settled.
 * @param uses topics that are written, or whose offsets are asked for, beside the journal and audit
 * @throws CannotOperate with what is missing: a journal, an operator, or a right of the brokers
 */
export async function repairable(place: Place, { writes = [], describes }: Uses = {}): Promise<Repairable> {
  const { contract, operations, client, letters } = place;
  const { system, topic } = contract;
  const kept = keptOperations(system, operations);
  const { journal, audit, operators } = kept;
  const operator = operatorAs(
    client,
    operators.filter(({ deadLettersOf }) => deadLettersOf.includes(topic)),
  );
  if (operator === undefined)
    throw new CannotOperate(
      `no service of ${system} has the duty "dead letter operator" for ${topic}: give it to one in contracts/${system}/system.yaml`,
    );
  const missing = await missingRights(client, {
    reads: [letters, journal.topic],
    writes: [...writes, journal.topic, ...(audit === undefined ? [] : [audit.topic])],
    ...(describes === undefined ? {} : { describes }),
  });
  if (missing.length > 0) throw new CannotOperate(missing.join('\n'));
  return { ...place, operations: kept, operator, journal };
}
