/** Where history is read from. */
export type SourceTerms =
  | { readonly kind: 'topic'; readonly topic: string }
  /** JSON Lines, as `dead-letters archive` writes them (`runtime/operations/archive.ts`). */
  | { readonly kind: 'archive'; readonly file: string }
  | {
      readonly kind: 'mongodb';
      readonly database: string;
      readonly collection: string;
      /** Field by which documents are in order, and how it says a time. */
      readonly timeField: string;
      readonly timeAs: TimeAs;
    };

/** How a document says a time: a BSON date, milliseconds since 1970, or text in RFC 3339 in UTC. */
export type TimeAs = 'date' | 'milliseconds' | 'text';

/** Which messages are meant; what is absent asks for nothing. */
export interface FilterTerms {
  /** RFC 3339: from then on, and before then. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Values of the field of the value that says the type of an event. */
  readonly types?: readonly string[] | undefined;
  readonly typeField?: string | undefined;
  /** Whole keys, as text. */
  readonly keys?: readonly string[] | undefined;
  /** JSONata. */
  readonly where?: string | undefined;
}

/** What is made of a message, in JSONata; what is absent stays as it is. */
export interface MessageTerms {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  /** Headers that messages get that have none of that name; documents have no headers at all. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * `running` also where its process was killed. `paused` and `failed` sessions go on with `resume`. `failed`: a message breaks the
 * contract of the target.
 */
export type SessionState = 'running' | 'paused' | 'cancelled' | 'done' | 'failed';

export interface Counts {
  readonly read: number;
  /** Of those, the ones that the filters ask for. */
  readonly matched: number;
  readonly written: number;
  /** Matched, and against the contract of the target. */
  readonly invalid: number;
  /** Matched, and written by a replay into the topic that is read. */
  readonly passedOver: number;
}

export const noCounts: Counts = { read: 0, matched: 0, written: 0, invalid: 0, passedOver: 0 };

/** A value of JSON that only the source understands. */
export type SourcePosition = Readonly<Record<string, string | number>>;

/** Where a source begins, has come to and ends: what comes to it after the start is not read. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly position: SourcePosition;
  readonly end: SourcePosition;
}

/** A message that breaks the contract. */
export interface InvalidMessage {
  /** `orders.placed.v1-3 at 42`, `letters.jsonl:17` */
  readonly place: string;
  /** Without any part of the value. */
  readonly reason: string;
}

/** What a replay does, as it was asked for. */
export interface ReplayTerms {
  readonly source: SourceTerms;
  readonly filters: FilterTerms;
  readonly message: MessageTerms;
  readonly target: string;
  /** Messages a second; undefined: as fast as it goes. */
  readonly rate?: number | undefined;
  /** Messages that break the contract are left out; otherwise they end the replay. */
  readonly skipInvalid: boolean;
}

/** The state of a replay, as the journal has it. */
export interface ReplaySession {
  readonly id: string;
  readonly state: SessionState;
  readonly terms: ReplayTerms;
  readonly by: string;
  readonly why: string;
  /** Who has its transactional id may write for it; the last one that took it is the one that does. */
  readonly transactionalId: string;
  /** The process that has it. */
  readonly runner: string;
  readonly range: SourceRange;
  readonly counts: Counts;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Who paused or cancelled it, and why. */
  readonly changedBy?: string | undefined;
  readonly changedWhy?: string | undefined;
  readonly invalid?: InvalidMessage | undefined;
}

const prefix = 'replay/';

/** The key of a session in the journal. */
export function sessionKey(id: string): string {
  return `${prefix}${id}`;
}

interface States {
  get(key: string): unknown;
  keys(prefix: string): string[];
}

export function sessionIn(journal: States, id: string): ReplaySession | undefined {
  return journal.get(sessionKey(id)) as ReplaySession | undefined;
}

/** The sessions of a journal, the earliest first. */
export function sessionsIn(journal: States): ReplaySession[] {
  return journal.keys(prefix).map((key) => journal.get(key) as ReplaySession);
}

/** What part of its source a session has read, from 0 to 1; undefined where the source has no measure. */
export function progressOf({ terms, range, state }: ReplaySession): number | undefined {
  if (state === 'done') return 1;
  if (terms.source.kind === 'mongodb') return undefined;
  const names = terms.source.kind === 'archive' ? ['byte'] : Object.keys(range.end);
  const sum = (position: SourcePosition) =>
    names.reduce((total, name) => total + Number(position[name] ?? 0), 0);
  const whole = sum(range.end) - sum(range.start);
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (sum(range.position) - sum(range.start)) / whole));
}
