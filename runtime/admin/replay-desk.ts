import type {
  CarriedContract,
  CarriedOperations,
  CarriedOperator,
} from '../../lib/model/carried-contract.ts';
import { type Desk, operationsOf } from '../dead-letters/desk.ts';
import { Redaction } from '../dead-letters/redaction.ts';
import { keptOperations, operatorAs } from '../operations/operator.ts';
import type { ReplayContract, ReplayContracts } from '../replay/preparation.ts';
import type { ReplayTerms } from '../replay/session.ts';
import { Problem } from './problem.ts';

/** What a replay needs: contracts, where it is kept, and whose rights it uses. */
export interface ReplayParts {
  readonly contracts: ReplayContracts;
  readonly operations: CarriedOperations;
  readonly operator: CarriedOperator;
  /** Whether what is read has personal data, which an expression may see. */
  readonly personal: boolean;
}

/** Whether history may be written to a topic again from here. */
export function isTarget({ replay }: CarriedContract): boolean {
  return replay !== undefined && replay.refusal === undefined && replay.replayers.length > 0;
}

/** Operations with a journal, each journal once, by its topic. */
export function journalsOf({ carried }: Desk): CarriedOperations[] {
  const byTopic = new Map(
    carried.operations.flatMap((one) =>
      one.journal === undefined ? [] : [[one.journal.topic, one] as const],
    ),
  );
  return [...byTopic].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
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
  const operator = operatorAs(
    desk.client,
    (operations?.operators ?? []).filter(({ service }) => replayers.includes(service)),
  );
  if (operator === undefined) {
    throw new Problem(
      409,
      `no service here has the duty replayer for ${target}: ${inFile(into, 'give it to one')}`,
    );
  }
  const from = source.kind === 'topic' ? known(desk, source.topic) : undefined;
  return {
    contracts: { target: contractOf(into), source: from && contractOf(from) },
    ...{ operations: keptOperations(into.system, operations), operator },
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

function contractOf({ topic, schema, wireFormat, subjects, maxMessageBytes, replay }: Known): ReplayContract {
  const { keyField, plainKeys, tombstones } = replay;
  return {
    ...{ topic, keyField, plainKeys, wireFormat, subjects, tombstones },
    ...(schema === undefined ? {} : { schema }),
    ...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
  };
}

function inFile({ system }: CarriedContract, what: string): string {
  return `${what} in contracts/${system}/system.yaml`;
}
