import type { TemplateNames } from '../../lib/model/operations/template.ts';
import { ulid } from '../operations/ulid.ts';
import type { Repairable } from './place.ts';
import type { SessionState } from './progress.ts';

/** Of the reasons that were met, those that a record has. */
const mostCauses = 20;

/** The record of who did what, and why, by the names that templates know. */
export function auditRecord(
  { contract, operations, operator, client, letters }: Repairable,
  session: SessionState,
  outcome: 'allowed' | 'failed',
  waiting: number,
  now: Date,
): TemplateNames {
  const text = (time: number) => new Date(time).toISOString();
  return {
    environment: operations.environment,
    system: operations.system,
    tenant: operations.tenant ?? '',
    topic: contract.topic,
    dead_letter_topic: letters,
    time: now.getTime(),
    time_text: now.toISOString(),
    id: ulid(now.getTime()),
    session: session.id,
    action: session.action,
    outcome,
    who: session.by,
    principal: client.sasl?.username?.toString() ?? operator.principal ?? operator.service,
    service: operator.service,
    why: session.why,
    filter: session.filter,
    transformation: session.transformation,
    from: session.from,
    from_text: text(session.from),
    to: session.to,
    to_text: text(session.to),
    by_failure_class: { ...session.byFailureClass },
    redriven: session.redriven,
    archived: session.archived,
    discarded: session.discarded,
    refused: session.refused,
    waiting,
    causes: topCauses(session.causes),
  };
}

/** The reasons that were met most often, those first. */
function topCauses(causes: Readonly<Record<string, number>>): string[] {
  return Object.entries(causes)
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, mostCauses)
    .map(([cause]) => cause);
}
