import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { CannotOperate } from './cannot-operate.ts';

/** A set of offsets as the journal has it. */
export interface SettledText {
  /** The offset of the first bit; those before it are not in the set. */
  readonly from: string;
  /** A bit for each offset, the lowest bit of a byte first, deflated (RFC 1951), in Base64. */
  readonly bits: string;
}

/** Offsets beyond this many are refused: the journal has the whole set in one message. */
const most = 4_000_000;

/** Offsets of one partition whose messages are settled: nothing is done with them again. */
export class Settled {
  #from: bigint;
  #bits: Buffer;

  private constructor(from: bigint, bits: Buffer) {
    this.#from = from;
    this.#bits = bits;
  }

  /** An empty set. @param from the least offset that it can have */
  static from(from: bigint): Settled {
    return new Settled(from, Buffer.alloc(0));
  }

  /** @throws Error where the text is none of ours */
  static read({ from, bits }: SettledText): Settled {
    return new Settled(
      BigInt(from),
      inflateRawSync(Buffer.from(bits, 'base64'), { maxOutputLength: most / 8 + 1 }),
    );
  }

  has(offset: bigint): boolean {
    const at = Number(offset - this.#from);
    return at >= 0 && ((this.#bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }

  /** @throws CannotOperate where the offset lies before the set, or too far behind its begin */
  add(offset: bigint): void {
    const at = Number(offset - this.#from);
    if (at < 0 || at >= most) {
      throw new CannotOperate(
        `${offset} cannot be settled: the journal keeps at most ${most} offsets of a partition, from ${this.#from} on. Settle the oldest dead letters first`,
      );
    }
    const byte = at >> 3;
    if (byte >= this.#bits.length) {
      const grown = Buffer.alloc(Math.max(64, byte + 1, this.#bits.length * 2));
      this.#bits.copy(grown);
      this.#bits = grown;
    }
    this.#bits[byte] = (this.#bits[byte] as number) | (1 << (at & 7));
  }

  /** The set without what lies before an offset, where retention has deleted it. */
  since(first: bigint): Settled {
    if (first <= this.#from) return this;
    // Whole bytes, so that no bit moves.
    const bytes = Number((first - this.#from) / 8n);
    return new Settled(this.#from + BigInt(bytes) * 8n, Buffer.from(this.#bits.subarray(bytes)));
  }

  get size(): number {
    let size = 0;
    for (const byte of this.#bits) for (let left = byte; left !== 0; left &= left - 1) size += 1;
    return size;
  }

  write(): SettledText {
    return { from: String(this.#from), bits: deflateRawSync(this.#bits).toString('base64') };
  }
}
