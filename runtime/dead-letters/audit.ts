import type { TemplateNames } from '../../lib/model/operations/template.ts';
import { auditRecord } from '../operations/audit.ts';
import type { Repairable } from './place.ts';
import type { SessionState } from './progress.ts';

/** Of the reasons that were met, those that a record has. */
const mostCauses = 20;

/** The record of a session on dead letters. */
export function lettersRecord(
  place: Repairable,
  session: SessionState,
  outcome: 'allowed' | 'failed',
  waiting: number,
  now: Date,
): TemplateNames {
  const { contract, letters } = place;
  return auditRecord(
    place,
    {
      ...session,
      ...{ topic: contract.topic, deadLetterTopic: letters, session: session.id, outcome, waiting },
      causes: topCauses(session.causes),
    },
    now,
  );
}

/** The reasons that were met most often, those first. */
function topCauses(causes: Readonly<Record<string, number>>): string[] {
  return Object.entries(causes)
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, mostCauses)
    .map(([cause]) => cause);
}
