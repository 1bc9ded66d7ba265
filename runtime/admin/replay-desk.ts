import type { CarriedContract, CarriedOperations } from '../../lib/model/carried-contract.ts';
import { type Desk, operationsOf } from '../dead-letters/desk.ts';
import { ownOf } from '../dead-letters/place.ts';
import { Redaction } from '../dead-letters/redaction.ts';
import type { ReplayContract, ReplayContracts } from '../replay/preparation.ts';
import type { ReplayTerms } from '../replay/session.ts';
import { Problem } from './problem.ts';

/** What a replay needs: contracts, the journal, and what its transactional id begins with. */
export interface ReplayParts {
  readonly contracts: ReplayContracts;
  readonly journal: string;
  readonly transactionalIds: string;
  /** Whether what is read has personal data, which an expression may see. */
  readonly personal: boolean;
}

/** Whether history may be written to a topic again from here. */
export function isTarget({ replay }: CarriedContract): boolean {
  return replay !== undefined && replay.refusal === undefined && replay.replayers.length > 0;
}

/** Every journal that is known, by its topic. */
export function journalsOf({ carried }: Desk): string[] {
  return [...new Set(carried.operations.flatMap(({ journal }) => journal?.topic ?? []))].sort();
}

/** @throws Problem with what is missing: a topic, what its contract allows, a service with the duty, or a journal */
export function replayParts(
  desk: Desk,
  { source, target }: Pick<ReplayTerms, 'source' | 'target'>,
): ReplayParts {
  const into = known(desk, target);
  const { refusal, replayers } = into.replay;
  if (refusal !== undefined) throw new Problem(409, refusal);
  const operations = operationsOf(desk.carried, into);
  const operator = ownOf(
    (operations?.operators ?? []).filter(({ service }) => replayers.includes(service)),
    desk.client,
  );
  if (operator === undefined) {
    throw new Problem(
      409,
      `no service here has the duty replayer for ${target}: ${inFile(into, 'give it to one')}`,
    );
  }
  const { transactionalId } = operator;
  const from = source.kind === 'topic' ? known(desk, source.topic) : undefined;
  return {
    contracts: { target: contractOf(into), source: from && contractOf(from) },
    ...{ journal: journalOf(operations, into), transactionalIds: transactionalId },
    // A document of a store is read by no contract.
    personal: from === undefined || new Redaction(from).hides,
  };
}

type Known = CarriedContract & { readonly replay: NonNullable<CarriedContract['replay']> };

function known({ carried }: Desk, topic: string): Known {
  const found = carried.topics.find((one) => one.topic === topic);
  if (found?.replay !== undefined) return { ...found, replay: found.replay };
  throw new Problem(404, `${topic} is not a topic of a replay here: GET /topics has those that are`);
}

function contractOf({ topic, schema, wireFormat, replay }: Known): ReplayContract {
  const { keyField, plainKeys, tombstones } = replay;
  return { topic, keyField, plainKeys, wireFormat, tombstones, ...(schema === undefined ? {} : { schema }) };
}

function journalOf(operations: CarriedOperations | undefined, contract: CarriedContract): string {
  const topic = operations?.journal?.topic;
  if (topic !== undefined) return topic;
  const fix = inFile(contract, 'name a compacted topic under operations.journal');
  throw new Problem(409, `${contract.system} has no journal: ${fix}`);
}

function inFile({ system }: CarriedContract, what: string): string {
  return `${what} in contracts/${system}/system.yaml`;
}
