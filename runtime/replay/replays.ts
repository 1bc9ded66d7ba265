import { resolve } from 'node:path';
import type { CarriedOperator } from '../../lib/model/carried-contract.ts';
import type { ClientSettings, Variables } from '../kafka/client-settings.ts';
import { TransactionalWriter } from '../kafka/transactional-writer.ts';
import { CannotOperate } from '../operations/cannot-operate.ts';
import { Journal } from '../operations/journal.ts';
import { SchemaIds } from '../operations/schema-ids.ts';
import { ulid } from '../operations/ulid.ts';
import { replayAudit } from './audit.ts';
import { archiveSource } from './archive-source.ts';
import {
  allowed,
  clientOf,
  deskOf,
  journalAt,
  type ReplayDesk,
  type ReplayPlace,
  replayerOf,
} from './desk.ts';
import { preparation, refusedTerms, type ReplayContracts, timeOf } from './preparation.ts';
import { countReplay, type ReplayWork, runReplay } from './run-replay.ts';
import {
  type Counts,
  type InvalidMessage,
  noCounts,
  type ReplaySession,
  type ReplayTerms,
  sessionIn,
  sessionKey,
  sessionsIn,
  type SessionState,
  type SourceRange,
} from './session.ts';
import type { ReplaySource } from './source.ts';
import { topicSource } from './topic-source.ts';

/** Who asks, and why. */
interface Asked {
  readonly by: string;
  readonly why: string;
}

type Process = Pick<ReplayWork, 'log' | 'stop' | 'begun'>;

interface Start extends Asked, Process {
  readonly terms: ReplayTerms;
  readonly contracts: ReplayContracts;
  /** Whose rights are used. */
  readonly operator: CarriedOperator;
}

interface DryRun extends Pick<Process, 'stop'> {
  readonly variables: Variables;
  readonly terms: ReplayTerms;
  readonly contracts: ReplayContracts;
}

/**
 * Counts what a replay would write, and writes nothing.
 * @throws CannotOperate where it cannot be as it is asked for
 */
export async function dryRun({ variables, terms, contracts, stop }: DryRun): Promise<{
  readonly counts: Counts;
  readonly invalid: readonly InvalidMessage[];
}> {
  const ids = SchemaIds.of(variables);
  check(terms, contracts, ids);
  const source = await openSource(terms, clientOf(variables), variables);
  try {
    return await countReplay(terms, { source, contracts, ids, stop });
  } finally {
    await source.close();
  }
}

/**
 * Begins a session and works on it to its end.
 * @returns the session in its last state
 * @throws CannotOperate where it cannot be as it is asked for
 */
export async function startReplay(place: ReplayPlace, asked: Start) {
  const { variables } = place;
  const { contracts, operator, by, why } = asked;
  const terms = withWholePath(asked.terms);
  const desk = deskOf(place);
  const { client, ids, operations } = desk;
  check(terms, contracts, ids);
  await allowed(desk, terms);
  const id = ulid(Date.now());
  const transactionalId = `${operator.transactionalId}replay-${id}`;
  const writer = await TransactionalWriter.open(client, transactionalId);
  try {
    const journal = await Journal.read(client, operations.journal);
    const source = await openSource(terms, client, variables);
    const now = new Date().toISOString();
    const session: ReplaySession = {
      ...{ id, state: 'running', terms, by, why, transactionalId, runner: ulid(Date.now()) },
      ...{ range: source.range, counts: noCounts, startedAt: now, updatedAt: now },
    };
    const audit = replayAudit({ client, operations, operator }, ids);
    const work = { ...asked, client, journal, writer, source, ids, audit, as: 'replay.start' } as const;
    return await closing(source, runReplay(session, work));
  } finally {
    await writer.close();
  }
}

/** Another process may have another folder. */
function withWholePath(terms: ReplayTerms): ReplayTerms {
  const { source } = terms;
  return source.kind === 'archive' ? { ...terms, source: { ...source, file: resolve(source.file) } } : terms;
}

interface Resume extends Asked, Process {
  readonly id: string;
  /** Contracts and operator for the terms of the session, which only the journal knows. */
  readonly contractsFor: (terms: ReplayTerms) => ReplayContracts & { readonly operator: CarriedOperator };
  /** The archive, where it is in another place now. */
  readonly archive?: string | undefined;
  /** Go on past messages that break the contract. @default as the session began */
  readonly skipInvalid?: boolean | undefined;
  /** Messages a second from now on. @default as the session began */
  readonly rate?: number | undefined;
}

/**
 * Goes on with a session that is paused or failed, or whose process was killed. One whose process still runs is taken over, and that
 * process ends.
 * @throws CannotOperate where there is no such session, or it is at its end
 */
export async function resumeReplay(place: ReplayPlace, asked: Resume) {
  const { variables } = place;
  const { id, contractsFor, archive, skipInvalid, rate, by, why } = asked;
  const desk = deskOf(place);
  const { client, ids, operations } = desk;
  return await owning(desk, id, 'running', async ({ writer, journal, session: last }) => {
    const { source: began } = last.terms;
    if (archive !== undefined && began.kind !== 'archive')
      throw new CannotOperate(`the session ${id} does not read an archive: leave --from-archive out`);
    const source = archive === undefined ? began : ({ kind: 'archive', file: resolve(archive) } as const);
    const terms: ReplayTerms = {
      ...last.terms,
      source,
      skipInvalid: skipInvalid ?? last.terms.skipInvalid,
      rate: rate ?? last.terms.rate,
    };
    const { operator, ...contracts } = contractsFor(terms);
    check(terms, contracts, ids);
    await allowed(desk, terms);
    const { invalid: _, ...kept } = last;
    const session: ReplaySession = {
      ...kept,
      ...{ terms, state: 'running', runner: ulid(Date.now()), changedBy: by, changedWhy: why },
    };
    const opened = await openSource(terms, client, variables, last.range);
    const audit = replayAudit({ client, operations, operator }, ids);
    const parts = { client, journal, writer, source: opened, contracts, ids, audit } as const;
    return await closing(opened, runReplay(session, { ...asked, ...parts, as: 'replay.resume' }));
  });
}

interface Change extends Asked {
  readonly id: string;
  readonly to: 'paused' | 'cancelled';
}

/**
 * Pauses or cancels a session: its process may write nothing from now on, whether it runs, hangs or was killed, and ends.
 * @throws CannotOperate where there is no such session, or its state does not allow it
 */
export async function changeReplay(place: ReplayPlace, { id, to, by, why }: Change) {
  const desk = deskOf(place);
  const { client, ids, operations } = desk;
  return await owning(desk, id, to, async ({ writer, journal, session }) => {
    const { target } = session.terms;
    const audit = replayAudit({ client, operations, operator: replayerOf(desk, target) }, ids);
    const next: ReplaySession = {
      ...session,
      ...{ state: to, runner: ulid(Date.now()), updatedAt: new Date().toISOString() },
      ...{ changedBy: by, changedWhy: why },
    };
    const said = await audit(to === 'paused' ? 'replay.pause' : 'replay.cancel', next);
    await writer.write([...said, journal.entry(sessionKey(id), next, by)]);
    return next;
  });
}

/** Every session that the journal has, the earliest first. */
export async function replaySessions(place: ReplayPlace): Promise<ReplaySession[]> {
  return sessionsIn(await journalAt(deskOf(place)));
}

/** @throws CannotOperate where there is none with this id */
export async function replaySession(place: ReplayPlace, id: string) {
  return existing(await journalAt(deskOf(place)), id);
}

interface Owned {
  readonly writer: TransactionalWriter;
  /** As it is once no other process writes the session. */
  readonly journal: Journal;
  readonly session: ReplaySession;
}

/** Takes a session over from whatever process has it, where its state allows the next one. */
async function owning(
  desk: ReplayDesk,
  id: string,
  next: SessionState,
  use: (owned: Owned) => Promise<ReplaySession>,
): Promise<ReplaySession> {
  const { client, operations } = desk;
  const seen = existing(await journalAt(desk), id);
  mayBecome(seen, next);
  await allowed(desk, undefined);
  const writer = await TransactionalWriter.open(client, seen.transactionalId);
  try {
    const journal = await Journal.read(client, operations.journal);
    const session = existing(journal, id);
    mayBecome(session, next);
    return await use({ writer, journal, session });
  } finally {
    await writer.close();
  }
}

/** From which states a session becomes another one. */
const before: Readonly<Record<SessionState, readonly SessionState[]>> = {
  running: ['running', 'paused', 'failed'],
  paused: ['running'],
  cancelled: ['running', 'paused', 'failed'],
  done: ['running'],
  failed: ['running'],
};

function mayBecome({ id, state }: ReplaySession, next: SessionState): void {
  if (before[next].includes(state)) return;
  const verb = {
    running: 'resumed',
    paused: 'paused',
    cancelled: 'cancelled',
    done: 'ended',
    failed: 'ended',
  };
  throw new CannotOperate(
    `the session ${id} is ${state}: only one that is ${before[next].join(' or ')} can be ${verb[next]}`,
  );
}

function existing(journal: Journal, id: string): ReplaySession {
  const found = sessionIn(journal, id);
  if (found !== undefined) return found;
  throw new CannotOperate(
    `${journal.topic} has no session ${id}: \`workstreams replay list\` shows those that are there`,
  );
}

async function closing<T>(source: ReplaySource, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await source.close();
  }
}

/** Compiles every expression too: what is wrong is said before anything begins. */
function check(terms: ReplayTerms, contracts: ReplayContracts, ids: SchemaIds): void {
  const refused = refusedTerms(terms, contracts);
  if (refused.length > 0) throw new CannotOperate(refused.join('\n'));
  preparation(terms, '', contracts, ids);
}

async function openSource(
  { source, filters }: ReplayTerms,
  client: ClientSettings,
  variables: Variables,
  range?: SourceRange,
): Promise<ReplaySource> {
  switch (source.kind) {
    case 'topic':
      return await topicSource(client, source.topic, range, timeOf(filters.since));
    case 'archive':
      return await archiveSource(source.file, range);
    case 'mongodb': {
      const file = variables['MONGODB_URI_FILE'] ?? '';
      if (file === '')
        throw new CannotOperate(
          'MONGODB_URI_FILE is missing: set it to a file that holds the connection string',
        );
      // A file of its own in the package: no other source needs a client of MongoDB.
      const { mongodbSource } = await import('./mongodb-source.ts');
      return await mongodbSource(source, filters, range, file);
    }
  }
}
