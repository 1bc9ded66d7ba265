import type { CarriedOperations, CarriedOperator } from '../../lib/model/carried-contract.ts';
import type { TemplateNames } from '../../lib/model/operations/template.ts';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { ulid } from './ulid.ts';

/** As whom something was done, and for which system. */
export interface Acting {
  readonly client: ClientSettings;
  readonly operations: CarriedOperations;
  readonly operator: CarriedOperator;
}

/** What was done, by whom and why. */
export interface Act {
  /** The primary topic that it is about. */
  readonly topic: string;
  /** @default it has none, or they are not what it is about */
  readonly deadLetterTopic?: string;
  /** Id of the session. */
  readonly session: string;
  /** `dead-letters.redrive`, `replay.start` */
  readonly action: string;
  readonly outcome: 'allowed' | 'failed';
  readonly by: string;
  readonly why: string;
  /** What was asked for, as options. */
  readonly filter: string;
  /** Expression that changed messages; empty where none did. */
  readonly transformation: string;
  /** Milliseconds since 1970: of the first message that it covers, and the last. */
  readonly from: number;
  readonly to: number;
  readonly byFailureClass?: Readonly<Record<string, number>>;
  /** Messages that were written to the topic again. */
  readonly redriven: number;
  readonly archived?: number;
  readonly discarded?: number;
  readonly refused: number;
  /** Dead letters that are open. */
  readonly waiting?: number;
  readonly causes: readonly string[];
}

/** The record of who did what, and why, by the names that templates know. */
export function auditRecord({ client, operations, operator }: Acting, act: Act, now: Date): TemplateNames {
  const text = (time: number) => new Date(time).toISOString();
  return {
    environment: operations.environment,
    system: operations.system,
    tenant: operations.tenant ?? '',
    topic: act.topic,
    dead_letter_topic: act.deadLetterTopic ?? '',
    time: now.getTime(),
    time_text: now.toISOString(),
    id: ulid(now.getTime()),
    session: act.session,
    action: act.action,
    outcome: act.outcome,
    who: act.by,
    principal: client.sasl?.username?.toString() ?? operator.principal ?? operator.service,
    service: operator.service,
    why: act.why,
    filter: act.filter,
    transformation: act.transformation,
    from: act.from,
    from_text: text(act.from),
    to: act.to,
    to_text: text(act.to),
    by_failure_class: { ...act.byFailureClass },
    redriven: act.redriven,
    archived: act.archived ?? 0,
    discarded: act.discarded ?? 0,
    refused: act.refused,
    waiting: act.waiting ?? 0,
    causes: [...act.causes],
  };
}
