import type { Log } from '../log.ts';
import { ulid } from '../operations/ulid.ts';
import { Problem, problemOf } from './problem.ts';

/** What an operation does. */
type OperationKind = 'redrive' | 'discard' | 'replay';

/** Work that goes on when its request is answered. */
export interface Operation {
  /** A ULID: the session's, as audit records and headers of messages have it. */
  readonly id: string;
  readonly kind: OperationKind;
  /** The primary topic that it is about. */
  readonly topic: string;
  /** `stopped`: it was asked to end, here or by another process. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly by: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Messages that it is through with. */
  readonly settled: number;
  /** What came of it. */
  readonly result: unknown;
  /** Why it failed. */
  readonly problem: string | null;
}

/** How an operation ended. */
export interface Ending {
  readonly state: 'done' | 'stopped' | 'failed';
  readonly settled: number;
  readonly result: unknown;
  readonly problem?: string;
}

/** What an operation is asked to do. */
export interface Begin extends Pick<Operation, 'kind' | 'topic' | 'by' | 'reason'> {
  /** @default a new one */
  readonly id?: string;
  readonly work: (running: Running) => Promise<Ending>;
}

/** How the work of an operation says how far it is, and hears that it must end. */
interface Running {
  readonly id: string;
  readonly stop: AbortSignal;
  readonly settled: (count: number) => void;
  /** What is asked for is certain to go on: its request is answered. */
  readonly begun: (id?: string) => void;
}

interface Kept {
  operation: Operation;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Operations that are kept after their end. */
const most = 200;

/** The operations of this process, one at a time for each topic. */
export class Operations {
  readonly #log: Log;
  readonly #stop: AbortSignal;
  readonly #all = new Map<string, Kept>();
  /** Topics whose operation begins and has no id yet. */
  readonly #begins = new Set<string>();

  /** @param stop aborted: none begins, and those that run end soon */
  constructor(log: Log, stop: AbortSignal) {
    this.#log = log;
    this.#stop = stop;
  }

  /** The latest first. */
  list(): Operation[] {
    return [...this.#all.values()].map(({ operation }) => operation).toReversed();
  }

  get(id: string): Operation | undefined {
    return this.#all.get(id)?.operation;
  }

  /** Asks an operation to end. @returns undefined where there is none */
  stop(id: string): Operation | undefined {
    const kept = this.#all.get(id);
    kept?.stop.abort();
    return kept?.operation;
  }

  /** Resolves when none runs. */
  async settled(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ ended }) => ended));
  }

  /**
   * Begins an operation.
   * @returns as it is once it goes on for certain
   * @throws Problem where another one runs on the topic, or the process ends; and what its work throws before it goes on
   */
  async begin({ kind, topic, by, reason, id: wanted, work }: Begin): Promise<Operation> {
    if (this.#stop.aborted) throw new Problem(503, 'the program is about to end: ask again later');
    const running = this.list().find((one) => one.topic === topic && one.state === 'running');
    if (running !== undefined || this.#begins.has(topic)) {
      throw new Problem(409, `an operation on ${topic} is running: wait for its end, or stop it`, {
        ...(running === undefined ? {} : { operation: running.id }),
      });
    }
    this.#begins.add(topic);
    const stop = new AbortController();
    const end = () => stop.abort();
    this.#stop.addEventListener('abort', end, { once: true });
    const first = wanted ?? ulid(Date.now());
    let operation: Operation = {
      ...{ id: first, kind, topic, state: 'running', by, reason, startedAt: new Date().toISOString() },
      ...{ endedAt: null, settled: 0, result: null, problem: null },
    };
    let kept: Kept | undefined;
    const change = (next: Partial<Operation>) => {
      operation = { ...operation, ...next };
      if (kept !== undefined) kept.operation = operation;
    };
    try {
      return await new Promise<Operation>((resolve, reject) => {
        let ended: () => void = () => undefined;
        const wholly = new Promise<void>((done) => (ended = done));
        let isBegun = false;
        const begun = (id = first) => {
          if (isBegun) return;
          isBegun = true;
          operation = { ...operation, id };
          kept = { operation, stop, ended: wholly };
          this.#keep(kept);
          this.#log.info('operation begun', { operation: id, kind, topic, by });
          resolve(operation);
        };
        const settled = (count: number) => change({ settled: count });
        const run = async (): Promise<void> => {
          try {
            const ending = await work({ id: first, stop: stop.signal, settled, begun });
            begun(operation.id);
            change({ ...ending, problem: ending.problem ?? null, endedAt: new Date().toISOString() });
          } catch (error) {
            if (!isBegun) return reject(error);
            change({ state: 'failed', problem: this.#said(error), endedAt: new Date().toISOString() });
          } finally {
            this.#stop.removeEventListener('abort', end);
            ended();
          }
          const { id, state, settled: count } = operation;
          this.#log.info('operation ended', { operation: id, kind, state, settled: count });
        };
        void run();
      });
    } finally {
      this.#begins.delete(topic);
    }
  }

  #keep(kept: Kept): void {
    // A replay that is resumed has the id that it had, and is the latest again.
    this.#all.delete(kept.operation.id);
    this.#all.set(kept.operation.id, kept);
    for (const [id, { operation }] of this.#all) {
      if (this.#all.size <= most) return;
      if (operation.state !== 'running') this.#all.delete(id);
    }
  }

  /** A defect's own words may have a part of a message: its name alone is told. */
  #said(error: unknown): string {
    const problem = problemOf(error);
    if (problem !== undefined) return problem.message;
    const name = error instanceof Error ? error.name : 'error';
    this.#log.error('an operation failed by a defect', { error: name });
    return `a defect of the program (${name})`;
  }
}
