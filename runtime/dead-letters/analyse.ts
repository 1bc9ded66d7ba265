import { placeNames } from '../../lib/model/operations/records.ts';
import { TransactionalWriter } from '../kafka/transactional-writer.ts';
import type { Outgoing } from '../kafka/writer.ts';
import { Journal } from '../operations/journal.ts';
import { reportMessage } from '../operations/report-message.ts';
import { ulid } from '../operations/ulid.ts';
import { lettersRecord } from './audit.ts';
import { countedLetters, type TopicLetters } from './list.ts';
import { OpenLetters } from './open-letters.ts';
import { type Repairable, repairable, type Place } from './place.ts';
import type { Counts, SessionState } from './progress.ts';

/** What the analysis before knew of a topic. */
interface AnalysisState {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly totals: Counts;
}

/** What an analysis found at one topic. */
interface Analysis {
  readonly letters: TopicLetters;
  readonly dead: number;
  readonly windowSeconds: number;
  readonly retried: Readonly<Record<string, number>>;
}

/** The window of the first analysis, in milliseconds. */
const firstWindow = 3_600_000;

/**
 * Counts the dead letters of a topic and writes a record to metrics, one to audit where letters are open or were settled, and
 * the time to the journal, in one transaction.
 *
 * @throws CannotOperate, BrokerError where something is missing
 */
export async function analyse(given: Place, by: string, why: string): Promise<Analysis> {
  const { metrics } = given.operations ?? {};
  const place = await repairable(given, {
    writes: metrics === undefined ? [] : [metrics.topic],
    describes: metrics === undefined ? [] : given.contract.retries.map(({ topic }) => topic),
  });
  const { client, operator, letters: topic, journal: report } = place;
  const writer = await TransactionalWriter.open(client, `${operator.transactionalId}analysis.${topic}`);
  try {
    const now = new Date();
    const journal = await Journal.read(client, report);
    const key = `analysis/${topic}`;
    const before = journal.get(key) as AnalysisState | undefined;
    const since = before?.at ?? now.getTime() - firstWindow;
    const counted = await count(place, journal, since, now);
    const totals = before?.totals ?? { redriven: 0, archived: 0, discarded: 0 };
    const delta = (as: keyof Counts) => Math.max(0, counted.totals[as] - totals[as]);
    const settled = {
      redriven: delta('redriven'),
      archived: delta('archived'),
      discarded: delta('discarded'),
    };
    const found = { ...counted, settled, since };
    const state: AnalysisState = { at: now.getTime(), totals: counted.totals };
    await writer.write([...(await records(place, found, { by, why, now })), journal.entry(key, state, by)]);
    const { letters, dead, retried } = counted;
    return { letters, dead, retried, windowSeconds: seconds(now.getTime() - since) };
  } finally {
    await writer.close();
  }
}

interface Counted {
  readonly letters: TopicLetters;
  readonly totals: Counts;
  readonly dead: number;
  readonly retried: Readonly<Record<string, number>>;
}

async function count(place: Repairable, journal: Journal, since: number, now: Date): Promise<Counted> {
  const open = await OpenLetters.of(place, journal);
  try {
    const letters = await countedLetters(open, place, {}, now);
    const dead = await open.fetcher.countSince(place.letters, since);
    const retried: Record<string, number> = {};
    const counted = place.operations.metrics === undefined ? [] : place.contract.retries;
    for (const { topic, delay } of counted)
      retried[delayText(delay)] = await open.fetcher.countSince(topic, since);
    return { letters, dead, retried, totals: open.progress.totals };
  } finally {
    await open.close();
  }
}

async function records(
  place: Repairable,
  { letters, dead, retried, settled, since }: Counted & { readonly settled: Counts; readonly since: number },
  { by, why, now }: { readonly by: string; readonly why: string; readonly now: Date },
): Promise<Outgoing[]> {
  const { operations, ids } = place;
  const { audit, metrics } = operations;
  const byFailureClass = summed(letters, (group) => group.class);
  const oldest = Math.max(0, ...letters.groups.map(({ oldestSeconds }) => oldestSeconds));
  const session: SessionState = {
    ...{ id: ulid(now.getTime()), action: 'dead-letters.analyse', by, why, filter: '', transformation: '' },
    ...{
      begunAt: now.toISOString(),
      from: Math.min(since, now.getTime() - oldest * 1000),
      to: now.getTime(),
    },
    ...{ byFailureClass, refused: 0, ...settled },
    causes: summed(letters, ({ reason }) => reason),
  };
  const record = lettersRecord(place, session, 'allowed', letters.open, now);
  const places = Object.fromEntries(
    Object.entries(record).filter(([name]) => Object.hasOwn(placeNames, name)),
  );
  const names = {
    ...places,
    window_seconds: seconds(now.getTime() - since),
    ...{ retried, dead, redriven: settled.redriven, discarded: settled.discarded, waiting: letters.open },
    ...{ oldest_waiting_seconds: oldest, by_failure_class: byFailureClass },
  };
  const isWorthIt = letters.open > 0 || Object.values(settled).some((one) => one > 0);
  return [
    ...(audit === undefined || !isWorthIt ? [] : [await reportMessage(audit, record, session.id, ids)]),
    ...(metrics === undefined ? [] : [await reportMessage(metrics, names, session.id, ids)]),
  ];
}

/** Letters by a text of their groups; several groups may have the same. */
function summed(
  { groups }: TopicLetters,
  by: (group: TopicLetters['groups'][number]) => string,
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const group of groups) sums.set(by(group), (sums.get(by(group)) ?? 0) + group.count);
  return Object.fromEntries(sums);
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / 1000));
}

/** `15m`, as tiers of contracts are written. */
function delayText(delay: number): string {
  const [unit, length] = (
    [
      ['d', 86_400],
      ['h', 3600],
      ['m', 60],
    ] as const
  ).find(([, one]) => delay % one === 0) ?? ['s', 1];
  return `${delay / length}${unit}`;
}
