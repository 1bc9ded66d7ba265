import type { CarriedContract } from '../../lib/model/carried-contract.ts';
import type { Letter } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import type { Place } from './place.ts';
import type { SessionState } from './progress.ts';
import type { Selection } from './selection.ts';

/** Open dead letters of one class and reason. */
interface LetterGroup {
  readonly class: string;
  readonly reason: string;
  readonly count: number;
  /** Of them, those that today's schema takes; null where the schema is not known. */
  readonly valid: number | null;
  /** Seconds since the oldest was written. */
  readonly oldestSeconds: number;
  /** RFC 3339: the first delivery of any, and the last failure of any. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** The open dead letters of a topic. */
export interface TopicLetters {
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly system: string;
  readonly contract: string;
  readonly owner: CarriedContract['owner'];
  readonly open: number;
  /** The largest first. */
  readonly groups: readonly LetterGroup[];
  /** Begun and neither ended nor recorded: it runs now, or was killed. */
  readonly unfinished: Pick<SessionState, 'id' | 'action' | 'by' | 'begunAt'> | undefined;
}

/** Reasons of one class that are told apart: programs may write another one for each message. */
const mostGroups = 100;
const otherReasons = '(other reasons)';

/** Counts the open dead letters of a topic by class and reason. */
export async function listLetters(place: Place, selection: Selection, now: Date): Promise<TopicLetters> {
  const open = await OpenLetters.of(place);
  try {
    return await countedLetters(open, place, selection, now);
  } finally {
    await open.close();
  }
}

/** The same of letters that are open already. */
export async function countedLetters(
  open: OpenLetters,
  place: Place,
  selection: Selection,
  now: Date,
): Promise<TopicLetters> {
  const isJudged = place.contract.schema !== undefined;
  const groups = new Map<string, LetterGroup>();
  let count = 0;
  for await (const letter of open.selected(selection)) {
    count += 1;
    const named = JSON.stringify([letter.class, letter.reason]);
    const isKnown = groups.has(named) || groups.size < mostGroups;
    const reason = isKnown ? letter.reason : otherReasons;
    const key = isKnown ? named : JSON.stringify([letter.class, reason]);
    groups.set(key, grown(groups.get(key), letter, reason, now));
  }
  const { topic, system, contract, owner } = place.contract;
  const { unfinished } = open.progress;
  return {
    ...{ topic, deadLetterTopic: place.letters, system, contract, owner, open: count },
    groups: [...groups.values()]
      .map((one) => (isJudged ? one : { ...one, valid: null }))
      .sort((a, b) => b.count - a.count),
    unfinished: unfinished && {
      ...{ id: unfinished.id, action: unfinished.action, by: unfinished.by, begunAt: unfinished.begunAt },
    },
  };
}

function grown(before: LetterGroup | undefined, letter: Letter, reason: string, now: Date): LetterGroup {
  const { delivery, read, class: failure } = letter;
  const written = new Date(delivery.timestamp).toISOString();
  const seconds = Math.max(0, Math.round((now.getTime() - delivery.timestamp) / 1000));
  const [first, last] = [letter.firstSeen ?? written, letter.lastSeen ?? written];
  return {
    ...{ class: failure, reason, count: (before?.count ?? 0) + 1 },
    valid: (before?.valid ?? 0) + (read.invalid === undefined ? 1 : 0),
    oldestSeconds: Math.max(before?.oldestSeconds ?? 0, seconds),
    firstSeen: before === undefined || first < before.firstSeen ? first : before.firstSeen,
    lastSeen: before === undefined || last > before.lastSeen ? last : before.lastSeen,
  };
}
