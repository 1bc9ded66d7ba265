import type {
  CarriedContract,
  CarriedOperations,
  CarriedOperator,
  CarriedReport,
} from '../../lib/model/carried-contract.ts';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { missingRights } from '../kafka/topic-rights.ts';
import type { SchemaIds } from '../operations/schema-ids.ts';

/** Something that an operator must know, in a sentence. */
export class CannotOperate extends Error {
  override readonly name = 'CannotOperate';
}

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
  const file = `contracts/${system}/system.yaml`;
  if (operations?.journal === undefined)
    throw new CannotOperate(
      `${system} has no journal: name a compacted topic under operations.journal in ${file}`,
    );
  const { journal, audit, operators } = operations;
  const able = operators.filter(({ deadLettersOf }) => deadLettersOf.includes(topic));
  const operator = ownOf(able, client);
  if (operator === undefined)
    throw new CannotOperate(
      `no service of ${system} has the duty "dead letter operator" for ${topic}: give it to one in ${file}`,
    );
  const missing = await missingRights(client, {
    reads: [letters, journal.topic],
    writes: [...writes, journal.topic, ...(audit === undefined ? [] : [audit.topic])],
    ...(describes === undefined ? {} : { describes }),
  });
  if (missing.length > 0) throw new CannotOperate(missing.join('\n'));
  return { ...place, operations, operator, journal };
}

/** Of the services that may do something the one that the client logs in as, or the first. */
export function ownOf(
  able: readonly CarriedOperator[],
  { sasl }: ClientSettings,
): CarriedOperator | undefined {
  const user = sasl?.username?.toString();
  return able.find(({ principal }) => principal === user) ?? able[0];
}
