import type { CarriedOperations, CarriedOperator } from '../../lib/model/carried-contract.ts';
import {
  type ClientSettings,
  clientSettings,
  VariableReader,
  type Variables,
} from '../kafka/client-settings.ts';
import { missingRights } from '../kafka/topic-rights.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import { Journal } from '../operations/journal.ts';
import { keptOperations, type Kept, operatorAs } from '../operations/operator.ts';
import { SchemaIds } from '../operations/schema-ids.ts';
import type { ReplayTerms } from './session.ts';

/** How to reach Kafka, and where sessions are kept and told. */
export interface ReplayPlace {
  /** Of the process: `KAFKA_*`, `SCHEMA_REGISTRY_*` and `MONGODB_URI_FILE`. */
  readonly variables: Variables;
  /** Of the system, and of the tenant, of the target. */
  readonly operations: CarriedOperations;
}

/** What all that is done with sessions needs. */
export interface ReplayDesk {
  readonly client: ClientSettings;
  readonly ids: SchemaIds;
  readonly operations: Kept;
}

/** @throws CannotOperate where a variable is wrong, or the system has no journal */
export function deskOf({ variables, operations }: ReplayPlace): ReplayDesk {
  const kept = keptOperations(operations.system, operations);
  return { client: clientOf(variables), ids: SchemaIds.of(variables), operations: kept };
}

/** @throws CannotOperate with each right on a topic that is missing */
export async function journalAt({ client, operations }: ReplayDesk): Promise<Journal> {
  const { journal } = operations;
  const missing = await missingRights(client, { reads: [journal.topic], writes: [] });
  if (missing.length > 0) throw new CannotOperate(missing.join('\n'));
  return await Journal.read(client, journal);
}

/** Asks for the rights before anything begins. @param terms undefined: a session is changed, and nothing is read or written for it */
export async function allowed(
  { client, operations }: ReplayDesk,
  terms: ReplayTerms | undefined,
): Promise<void> {
  const { journal, audit } = operations;
  const missing = await missingRights(client, {
    reads: [journal.topic, ...(terms?.source.kind === 'topic' ? [terms.source.topic] : [])],
    writes: [
      ...(terms === undefined ? [] : [terms.target]),
      ...[journal.topic, ...(audit === undefined ? [] : [audit.topic])],
    ],
  });
  if (missing.length > 0) throw new CannotOperate(missing.join('\n'));
}

/** Whose rights are used to change a session: of those that may replay into its target, the one that the client logs in as. */
export function replayerOf({ client, operations }: ReplayDesk, target: string): CarriedOperator {
  const { system, operators } = operations;
  const able = operators.filter(({ replaysInto }) => replaysInto.includes(target));
  // Who lost the duty may still end what it began.
  const found = operatorAs(client, able.length > 0 ? able : operators);
  if (found !== undefined) return found;
  throw new CannotOperate(
    `no service of ${system} has the duty replayer for ${target}: add it in contracts/${system}/system.yaml`,
  );
}

/** @throws CannotOperate where a variable is wrong */
export function clientOf(variables: Variables): ClientSettings {
  const reader = new VariableReader(variables);
  const read = reader.read(clientSettings(reader, 'workstreams-replay'));
  if (read.ok) return read.value;
  throw new CannotOperate(read.problems.join('\n'));
}
