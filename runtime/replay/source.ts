import type { Header } from '../kafka/records.ts';
import type { SourcePosition, SourceRange } from './session.ts';

/** A message of the past. */
export interface Sourced {
  /** Where it is, for people: `orders.placed.v1-3 at 42`. */
  readonly place: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** Its bytes; undefined where the source has documents and no bytes. */
  readonly value: Buffer | null | undefined;
  /** The document; undefined where the source has bytes. */
  readonly document: unknown;
  readonly headers: readonly Header[];
  /** As expressions see it. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** The position of the source once this message is dealt with. */
  readonly next: SourcePosition;
}

/** History, from a position to an end. Opened by a function of its own, which knows what it has. */
export interface ReplaySource {
  readonly range: SourceRange;
  /** In the order of the source: of a topic, by partition. */
  messages(): AsyncGenerator<Sourced>;
  close(): Promise<void>;
}

/** Something that is wrong with a source, in a sentence for an operator. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
