import { type Acting, auditRecord } from '../operations/audit.ts';
import { reportMessage } from '../operations/report-message.ts';
import type { SchemaIds } from '../operations/schema-ids.ts';
import type { Outgoing } from '../kafka/writer.ts';
import type { ReplaySession } from './session.ts';
import { optionsOf } from './terms-text.ts';

/** What a record of a replay is about. A session that is done or failed has ended. */
export type ReplayAction = 'replay.start' | 'replay.resume' | 'replay.pause' | 'replay.cancel' | 'replay.end';

/** Messages that say what was done to a session; none where the system names no topic for audit. */
export type Audit = (action: ReplayAction, session: ReplaySession) => Promise<readonly Outgoing[]>;

/** Writes records of replays as dead letters have them. */
export function replayAudit(acting: Acting, ids: SchemaIds): Audit {
  return async (action, session) => {
    const { audit } = acting.operations;
    if (audit === undefined) return [];
    const { id, terms, counts, state, invalid, startedAt, updatedAt } = session;
    const { since, until } = terms.filters;
    const changed = action === 'replay.start' ? undefined : session;
    const { value, key } = terms.message;
    const record = auditRecord(
      acting,
      {
        ...{ topic: terms.target, session: id, action, outcome: state === 'failed' ? 'failed' : 'allowed' },
        by: changed?.changedBy ?? session.by,
        why: changed?.changedWhy ?? session.why,
        filter: optionsOf(terms).filtered.join(' '),
        transformation: [value, key === undefined ? undefined : `key: ${key}`]
          .filter((one) => one !== undefined)
          .join(' | '),
        from: Date.parse(since ?? startedAt),
        to: Date.parse(until ?? updatedAt),
        ...{ redriven: counts.written, refused: counts.invalid },
        causes: invalid === undefined ? [] : [invalid.reason],
      },
      new Date(),
    );
    return [await reportMessage(audit, record, id, ids)];
  };
}
