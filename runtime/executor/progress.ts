import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupReader, OwnedPartition } from '../kafka/group-reader.ts';

/** How far an executor is in each partition, and its commits: one at a time, never past a message in work. */
export class Progress {
  readonly #reader: GroupReader;
  readonly #ended: (failure?: unknown) => void;
  /** Offsets in work, by partition. One that could not be ended stays. */
  readonly #open = new Map<OwnedPartition, Set<bigint>>();
  /** Messages that have ended, and of which no commit is answered for. */
  #uncommitted = 0;
  #committing: Promise<void> | undefined;
  /** Lets the commit begin that waits for more. */
  #now: () => void = () => undefined;
  /** Messages that a commit does not wait for more with: the next ones are handled while it is under way. */
  readonly #enough: number;

  /** @param ended called after each commit, with what made it fail for good */
  constructor(reader: GroupReader, concurrency: number, ended: (failure?: unknown) => void) {
    this.#reader = reader;
    this.#enough = Math.max(2, concurrency);
    this.#ended = ended;
  }

  get uncommitted(): number {
    return this.#uncommitted;
  }

  begin(owned: OwnedPartition, offset: bigint): void {
    const open = this.#open.get(owned) ?? new Set();
    this.#open.set(owned, open);
    open.add(offset);
  }

  /** @param isDone whether it need not be read again */
  end(owned: OwnedPartition, offset: bigint, isDone: boolean): void {
    if (isDone) this.#open.get(owned)?.delete(offset);
    this.#uncommitted += 1;
    if (this.#uncommitted >= this.#enough) this.#now();
  }

  /** What ends until the commit begins is in it, and what ends while it is under way is in the next. */
  commitSoon(): void {
    this.#committing ??= this.#commit();
  }

  /** Also where a group rebalances just now, which is waited for at the most for the time, in milliseconds. */
  async commitLast(patience: number): Promise<void> {
    await this.#committing;
    const end = performance.now() + patience;
    while (!(await this.#reader.commit(this.#offsets())) && performance.now() < end) await sleep(200);
  }

  async #commit(): Promise<void> {
    // Messages that end at once share a commit.
    await new Promise<void>((done) => {
      this.#now = done;
      setImmediate(done);
    });
    const ended = this.#uncommitted;
    let failure: unknown;
    try {
      if (await this.#reader.commit(this.#offsets())) this.#uncommitted -= ended;
    } catch (error) {
      failure = error;
    }
    this.#committing = undefined;
    this.#ended(failure);
  }

  /** How far each partition is done: the first offset that waits, or is in work, must be read again. */
  #offsets(): Map<OwnedPartition, bigint> {
    const offsets = new Map<OwnedPartition, bigint>();
    for (const owned of this.#reader.partitions) {
      let first = owned.waiting[0]?.offset;
      for (const one of this.#open.get(owned) ?? []) if (first === undefined || one < first) first = one;
      // Before the first fetch there is no position to speak of.
      if (owned.end < 0n && first === undefined) continue;
      offsets.set(owned, first === undefined || owned.position < first ? owned.position : first);
    }
    for (const owned of this.#open.keys()) if (owned.lost) this.#open.delete(owned);
    return offsets;
  }
}
