import type { ReplaySession } from '../../../runtime/index.ts';
import { printable } from '../../model/text/problem.ts';
import type { ReplayOutput } from '../../reports/outputs/replay.ts';
import { textTable } from '../text-table.ts';
import { runtime } from '../runtime.ts';

type Session = ReplayOutput['sessions'][number];

/** Exit codes of what works on a session: others paused, cancelled or took it over (3). */
const codes = { done: 0, failed: 2, paused: 3, cancelled: 3, running: 3 } as const;

export function exitCodeOf({ state }: ReplaySession): number {
  return codes[state];
}

export function printSessions(
  sessions: readonly ReplaySession[],
  format: 'text' | 'json',
  as: 'list' | 'each',
) {
  const shown = sessions.map(shownSession);
  const value: ReplayOutput = { schema: 'workstreams.io/replay/v1', sessions: shown };
  const text = as === 'list' ? listText : (each: readonly Session[]) => each.map(sessionText).join('\n');
  process.stdout.write(format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : text(shown));
}

function shownSession(session: ReplaySession): Session {
  const { id, state, terms, counts, invalid, by, why, changedBy, changedWhy, startedAt, updatedAt } = session;
  const { optionsOf, progressOf, sourceText } = runtime();
  return {
    ...{ id, state, progress: progressOf(session) ?? null, source: sourceText(terms.source) },
    ...{ target: terms.target, filters: optionsOf(terms).all, ...counts, invalidAt: invalid ?? null },
    ...{ by, why, changedBy: changedBy ?? null, changedWhy: changedWhy ?? null, startedAt, updatedAt },
  };
}

function sessionText(session: Session): string {
  const { id, state, progress, source, target, filters, by, why, changedBy, changedWhy, invalidAt } = session;
  const { read, matched, written, invalid, passedOver, startedAt, updatedAt } = session;
  const lines = [
    `replay ${id}: ${state}${progress === null ? '' : `, ${Math.floor(progress * 100)} % read`}`,
    `  from ${source} to ${target}`,
    ...(filters.length === 0 ? [] : [`  ${filters.join(' ')}`]),
    `  read ${read}, matched ${matched}, written ${written}, invalid ${invalid}, passed over ${passedOver}`,
    ...(invalidAt === null ? [] : [`  stopped at ${invalidAt.place}: ${invalidAt.reason}`]),
    `  started ${startedAt} by ${by}: ${why}`,
    ...(changedWhy === null
      ? []
      : [`  changed ${changedBy === null ? '' : `by ${changedBy}`}: ${changedWhy}`]),
    `  last written ${updatedAt}`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function listText(sessions: readonly Session[]): string {
  if (sessions.length === 0) return 'no sessions\n';
  return textTable({
    head: ['ID', 'STATE', 'READ', 'FROM', 'TO', 'WRITTEN', 'BY', 'STARTED'],
    rows: sessions.map(({ id, state, progress, source, target, written, by, startedAt }) => [
      id,
      state,
      progress === null ? '' : `${Math.floor(progress * 100)} %`,
      source,
      target,
      String(written),
      by,
      startedAt,
    ]),
  });
}
