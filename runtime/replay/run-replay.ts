import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSettings } from '../kafka/client-settings.ts';
import { Fenced, type TransactionalWriter, largestOf } from '../kafka/transactional-writer.ts';
import { Journal } from '../operations/journal.ts';
import type { SchemaIds } from '../operations/schema-ids.ts';
import type { Log } from '../log.ts';
import type { Audit, ReplayAction } from './audit.ts';
import { Batch } from './batch.ts';
import { type Prepared, preparation, type ReplayContracts } from './preparation.ts';
import { Rate } from './rate.ts';
import {
  type Counts,
  type InvalidMessage,
  noCounts,
  type ReplaySession,
  type ReplayTerms,
  sessionIn,
  sessionKey,
} from './session.ts';
import type { ReplaySource, Sourced } from './source.ts';

/** What a replay works with. */
export interface ReplayWork {
  readonly client: ClientSettings;
  readonly journal: Journal;
  readonly writer: TransactionalWriter;
  readonly source: ReplaySource;
  readonly contracts: ReplayContracts;
  readonly ids: SchemaIds;
  /** How the session begins: its first record says so. */
  readonly as: 'replay.start' | 'replay.resume';
  /** Messages that say what was done; written in one transaction with the state that it led to. */
  readonly audit: Audit;
  readonly log: Log;
  /** Aborted by SIGTERM: the session is paused. */
  readonly stop: AbortSignal;
  /** Called with the session as soon as the journal has it. @default nothing */
  readonly begun?: ((session: ReplaySession) => void) | undefined;
}

/** Of a session whose process got SIGTERM. */
const stopped = { changedWhy: 'its process was asked to end' };

/** Milliseconds of a wait for the rate before which what is there is written. */
const longWait = 250;
/** Milliseconds after which a waiting process writes its session again. */
const signOfLife = 5000;

/**
 * Writes history to a topic, from where the session is to the end of its source. Each batch of messages and the state of the session
 * are one transaction.
 * @returns the session in its last state; where another process has taken it over, as that one left it
 * @throws BrokerError where the brokers refuse; the journal has what was done
 * @throws SourceError where the source cannot be read
 * @throws ExpressionError where an expression fails on a message
 */
export async function runReplay(begun: ReplaySession, work: ReplayWork): Promise<ReplaySession> {
  const run = new Run(begun, work);
  try {
    return await run.toItsEnd();
  } catch (error) {
    if (error instanceof Fenced) return await takenOver(begun, work);
    throw error;
  }
}

class Run {
  #session: ReplaySession;
  readonly #work: ReplayWork;
  #counts: Counts;
  #position: ReplaySession['range']['position'];
  #batch = new Batch();

  constructor(session: ReplaySession, work: ReplayWork) {
    this.#session = session;
    this.#work = work;
    this.#counts = session.counts;
    this.#position = session.range.position;
  }

  async toItsEnd(): Promise<ReplaySession> {
    const { source, contracts, ids, stop, begun, as } = this.#work;
    const { terms, id } = this.#session;
    const prepare = preparation(terms, id, contracts, ids);
    const rate = terms.rate === undefined ? undefined : new Rate(terms.rate);
    // The session is in the journal before anything is read: who looks for it finds it.
    const first = await this.#write('running', {}, as);
    begun?.(first);
    for await (const one of source.messages()) {
      if (stop.aborted) return await this.#write('paused', stopped, 'replay.pause');
      const prepared = await prepare(one);
      const place = breaking(one, prepared);
      if (place !== undefined && !terms.skipInvalid)
        return await this.#write('failed', { invalid: place }, 'replay.end');
      if (prepared.as === 'written') {
        await this.#keepRate(rate);
        this.#batch.add(prepared.message);
      }
      this.#counts = counted(this.#counts, prepared);
      this.#position = one.next;
      this.#batch.count();
      if (this.#batch.isFull) await this.#write('running');
    }
    return await this.#write('done', {}, 'replay.end', this.#session.range.end);
  }

  async #keepRate(rate: Rate | undefined): Promise<void> {
    const { stop } = this.#work;
    let left = rate?.take() ?? 0;
    if (left > longWait && this.#batch.messages.length > 0) await this.#write('running');
    while (left > 0 && !stop.aborted) {
      const step = Math.min(left, signOfLife);
      await sleep(step, undefined, { signal: stop }).catch(() => undefined);
      left -= step;
      // A process that waits for long learns by it that another one has taken over.
      if (left > 0) await this.#write('running');
    }
  }

  async #write(
    state: ReplaySession['state'],
    further: Partial<ReplaySession> = {},
    action?: ReplayAction,
    position = this.#position,
  ): Promise<ReplaySession> {
    const { contracts, journal, writer, log, audit } = this.#work;
    const next: ReplaySession = {
      ...this.#session,
      state,
      counts: this.#counts,
      range: { ...this.#session.range, position },
      updatedAt: new Date().toISOString(),
      ...further,
    };
    const said = action === undefined ? [] : await audit(action, next);
    const entry = journal.entry(sessionKey(next.id), next, next.changedBy ?? next.by);
    await writer.write([...this.#batch.messages, ...said, entry], largestOf(contracts.target));
    if (this.#batch.messages.length > 0) log.info('written', { replay: next.id, ...next.counts });
    this.#batch = new Batch();
    this.#session = next;
    return next;
  }
}

/** Reads a source as a replay would, and writes nothing. */
export async function countReplay(
  terms: ReplayTerms,
  { source, contracts, ids, stop }: Pick<ReplayWork, 'source' | 'contracts' | 'ids' | 'stop'>,
): Promise<{ readonly counts: Counts; readonly invalid: readonly InvalidMessage[] }> {
  const prepare = preparation(terms, 'dry-run', contracts, ids);
  const invalid: InvalidMessage[] = [];
  let counts = noCounts;
  for await (const one of source.messages()) {
    if (stop.aborted) break;
    const prepared = await prepare(one);
    counts = counted(counts, prepared);
    const place = breaking(one, prepared);
    if (place !== undefined && invalid.length < shown) invalid.push(place);
  }
  return { counts, invalid };
}

/** Places that a dry run shows. */
const shown = 10;

function breaking({ place }: Sourced, prepared: Prepared): InvalidMessage | undefined {
  return prepared.as === 'invalid' ? { place, reason: prepared.reason } : undefined;
}

function counted(counts: Counts, { as }: Prepared): Counts {
  return {
    ...counts,
    read: counts.read + 1,
    matched: counts.matched + (as === 'unmatched' ? 0 : 1),
    ...(as === 'unmatched' ? {} : { [as]: counts[as] + 1 }),
  };
}

/** Milliseconds between two looks, and how many, at what the process that has taken over writes. */
const looks = { pause: 500, most: 40 };

/** The session as the process left it that has its transactional id now. */
async function takenOver(own: ReplaySession, { client, journal }: ReplayWork): Promise<ReplaySession> {
  for (let left = looks.most; ; left -= 1) {
    const found = sessionIn(await Journal.read(client, journal.report), own.id);
    if (found !== undefined && (found.runner !== own.runner || left <= 1)) return found;
    if (left <= 1) return own;
    await sleep(looks.pause);
  }
}
