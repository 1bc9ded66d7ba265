import type { Outgoing } from '../kafka/writer.ts';

/** Messages, bytes and milliseconds that one transaction has at the most. */
const most = { messages: 500, bytes: 1024 * 1024, age: 1000 };
/** After so many messages read, or milliseconds, the journal says how far the replay is, also where nothing was written. */
const unsaid = { messages: 20_000, age: 5000 };

/** What the next transaction writes. */
export class Batch {
  readonly messages: Outgoing[] = [];
  #bytes = 0;
  #read = 0;
  readonly #begun = performance.now();

  add(message: Outgoing): void {
    this.messages.push(message);
    this.#bytes += bytesOf(message);
  }

  /** Counts a message that was read, whatever became of it. */
  count(): void {
    this.#read += 1;
  }

  /** Whether it must be written before more is read. */
  get isFull(): boolean {
    const { length } = this.messages;
    const age = performance.now() - this.#begun;
    return (
      length >= most.messages ||
      this.#bytes >= most.bytes ||
      (length > 0 && age >= most.age) ||
      this.#read >= unsaid.messages ||
      age >= unsaid.age
    );
  }
}

function bytesOf({ key, value, headers }: Outgoing): number {
  const parts = [key, value, ...headers.map(([, text]) => text)];
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 64);
}
