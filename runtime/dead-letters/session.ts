import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionalWriter, largestOf } from '../kafka/transactional-writer.ts';
import type { Outgoing } from '../kafka/writer.ts';
import { reportMessage } from '../operations/report-message.ts';
import { ulid } from '../operations/ulid.ts';
import { acknowledge } from './acknowledge.ts';
import { lettersRecord } from './audit.ts';
import type { Letter } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import type { Repairable } from './place.ts';
import type { SessionState, SettledAs } from './progress.ts';
import type { Selection } from './selection.ts';

/** What is asked for, by whom and why. */
export interface Request {
  /** Of the session, a ULID. @default a new one */
  readonly id?: string | undefined;
  readonly action: 'dead-letters.redrive' | 'dead-letters.discard' | 'dead-letters.archive';
  readonly by: string;
  readonly why: string;
  /** The selection as options, for the record. */
  readonly filter: string;
  readonly transformation: string;
  readonly selection: Selection;
  /** The most letters that are settled. */
  readonly most: number | undefined;
  /** Letters a second; undefined: as fast as the brokers take them. */
  readonly rate: number | undefined;
  /** Letters of one transaction. */
  readonly batch: number;
  /** Aborted: what is begun ends, and no more is begun. */
  readonly stop: AbortSignal;
}

/** What is done with one letter. */
export type Decision =
  | { readonly as: SettledAs; readonly write: readonly Outgoing[] }
  /** It stays open. */
  | { readonly refused: string };

/** What came of a session. */
export interface SessionResult {
  readonly session: SessionState;
  /** Letters that were looked at and stayed open, by why. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly end: 'done' | 'most' | 'stopped';
  /** A session that was killed before this one, of which this one has written the record. */
  readonly unfinished: SessionState | undefined;
  /** Why alerts do not see it; undefined: they do. */
  readonly unseen: string | undefined;
}

interface Steps {
  readonly decide: (letter: Letter, session: string) => Promise<Decision>;
  /** Before the letters of a batch are settled. */
  readonly beforeSettling?: () => Promise<void>;
  readonly onBatch?: (settled: number) => void;
}

/** Bytes of one transaction, about. */
const batchBytes = 1024 * 1024;

/**
 * Settles open letters: what is written, the journal's record of it and, at the end, the audit record are written in
 * transactions. So each letter is settled once, whatever is killed. A second session on the same dead letters fences the first.
 *
 * @throws BrokerError where the brokers refuse, Fenced where another session took over. What was committed stays settled
 */
export async function settleLetters(
  place: Repairable,
  request: Request,
  steps: Steps,
): Promise<SessionResult> {
  const { client, operator, letters } = place;
  const writer = await TransactionalWriter.open(client, `${operator.transactionalId}dead-letters.${letters}`);
  try {
    // The writer is open: what a killed session left is committed or given up by now.
    const open = await OpenLetters.of(place);
    try {
      return await new Session(place, request, steps, writer, open).run();
    } finally {
      await open.close();
    }
  } finally {
    await writer.close();
  }
}

class Session {
  readonly #place: Repairable;
  readonly #request: Request;
  readonly #steps: Steps;
  readonly #writer: TransactionalWriter;
  readonly #open: OpenLetters;
  readonly #id: string;
  readonly #begunAt = new Date();
  readonly #clock = performance.now();
  readonly #refusals: Record<string, number> = {};
  #state: Omit<SessionState, 'from' | 'to'> & { from: number | undefined; to: number | undefined };
  #settled = 0;
  #batch: { letter: Letter; as: SettledAs; write: readonly Outgoing[] }[] = [];
  #bytes = 0;

  constructor(
    place: Repairable,
    request: Request,
    steps: Steps,
    writer: TransactionalWriter,
    open: OpenLetters,
  ) {
    this.#place = place;
    this.#request = request;
    this.#steps = steps;
    this.#writer = writer;
    this.#open = open;
    const { id = ulid(Date.now()), action, by, why, filter, transformation } = request;
    this.#id = id;
    this.#state = {
      ...{ id, action, by, why, filter, transformation, begunAt: this.#begunAt.toISOString() },
      ...{ from: undefined, to: undefined, byFailureClass: {}, causes: {} },
      ...{ redriven: 0, archived: 0, discarded: 0, refused: 0 },
    };
  }

  async run(): Promise<SessionResult> {
    const { selection, most, stop } = this.#request;
    const { unfinished } = this.#open.progress;
    if (unfinished !== undefined) await this.#closeUnfinished(unfinished);
    let end: SessionResult['end'] = 'done';
    for await (const letter of this.#open.selected(selection)) {
      if (stop.aborted) {
        end = 'stopped';
        break;
      }
      if (most !== undefined && this.#settled + this.#batch.length >= most) {
        end = 'most';
        break;
      }
      await this.#take(letter);
    }
    await this.#flush();
    await this.#end();
    const unseen = this.#settled === 0 ? undefined : await acknowledge(this.#place, this.#open.progress);
    return { session: this.#session(), refusals: this.#refusals, end, unfinished, unseen };
  }

  async #take(letter: Letter): Promise<void> {
    const decision = await this.#steps.decide(letter, this.#id);
    if ('refused' in decision) {
      this.#refusals[decision.refused] = (this.#refusals[decision.refused] ?? 0) + 1;
      this.#state = { ...this.#state, refused: this.#state.refused + 1 };
      return;
    }
    this.#batch.push({ letter, ...decision });
    for (const { key, value } of decision.write) this.#bytes += (key?.length ?? 0) + (value?.length ?? 0);
    const { rate, batch } = this.#request;
    const size = rate === undefined ? batch : Math.max(1, Math.min(batch, Math.floor(rate)));
    if (this.#batch.length >= size || this.#bytes >= batchBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    await this.#steps.beforeSettling?.();
    const changed = new Set<number>();
    for (const { letter, as } of this.#batch) {
      this.#open.progress.settle(letter.delivery.partition, letter.delivery.offset, as);
      changed.add(letter.delivery.partition);
      this.#count(letter, as);
    }
    await this.#write(
      this.#batch.flatMap(({ write }) => write),
      changed,
      this.#session(),
    );
    this.#settled += this.#batch.length;
    this.#batch = [];
    this.#bytes = 0;
    this.#steps.onBatch?.(this.#settled);
    await this.#pace();
  }

  #count({ delivery, class: failure, reason }: Letter, as: SettledAs): void {
    const { from, to, byFailureClass, causes } = this.#state;
    const { timestamp } = delivery;
    this.#state = {
      ...this.#state,
      from: Math.min(from ?? timestamp, timestamp),
      to: Math.max(to ?? timestamp, timestamp),
      byFailureClass: plusOne(byFailureClass, failure),
      // Reasons may each be another: the first ones are as good as any.
      causes: reason in causes || Object.keys(causes).length < 100 ? plusOne(causes, reason) : causes,
      [as]: this.#state[as] + 1,
    };
  }

  /** No faster than the rate that was asked for, and none of it where a stop comes. */
  async #pace(): Promise<void> {
    const { rate, stop } = this.#request;
    if (rate === undefined) return;
    const due = (this.#settled / rate) * 1000 - (performance.now() - this.#clock);
    if (due > 0) await sleep(due, undefined, { signal: stop }).catch(() => undefined);
  }

  async #end(): Promise<void> {
    if (this.#settled === 0) return;
    await this.#write(await this.#audit(this.#session(), 'allowed'), new Set(), undefined);
  }

  async #closeUnfinished(before: SessionState): Promise<void> {
    await this.#write(await this.#audit(before, 'failed'), new Set(), undefined);
  }

  async #audit(session: SessionState, outcome: 'allowed' | 'failed'): Promise<Outgoing[]> {
    const { audit } = this.#place.operations;
    if (audit === undefined) return [];
    const { waiting } = this.#open.progress;
    const record = lettersRecord(this.#place, session, outcome, waiting, new Date());
    return [await reportMessage(audit, record, session.id, this.#place.ids)];
  }

  async #write(
    messages: readonly Outgoing[],
    changed: ReadonlySet<number>,
    session: SessionState | undefined,
  ): Promise<void> {
    const { journal, progress } = this.#open;
    if (journal === undefined) throw new CannotOperate('there is no journal');
    await this.#writer.write(
      [...messages, ...progress.entries(journal, changed, session, this.#request.by)],
      largestOf(this.#place.contract),
    );
  }

  #session(): SessionState {
    const { from, to } = this.#state;
    const begun = this.#begunAt.getTime();
    return { ...this.#state, from: from ?? begun, to: to ?? begun };
  }
}

function plusOne(counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> {
  return { ...counts, [name]: (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0) + 1 };
}
