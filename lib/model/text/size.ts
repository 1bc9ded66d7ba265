import { type Brand, certain, type Parsed, parsed, rejected } from '../../naming/brand.ts';

/** A whole number of bytes. Contracts and environments write no 0; Kafka has settings that may be 0. */
export type Size = Brand<number, 'Size'>;

const unitBytes = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
type Unit = keyof typeof unitBytes;

export const sizePattern = /^[1-9][0-9]{0,12}(?:B|KiB|MiB|GiB|TiB)$/;

/** Reads `512B`, `256KiB`, `1MiB`, `1GiB` or `2TiB`; powers of 1024 only, so that no reader guesses. */
export function parseSize(text: string): Parsed<Size> {
  if (!sizePattern.test(text)) {
    return rejected('a size is a whole number with B, KiB, MiB, GiB or TiB behind it, for example 256KiB');
  }
  const unit = /[A-Za-z]+$/.exec(text)?.[0] as Unit;
  const bytes = Number(text.slice(0, -unit.length)) * unitBytes[unit];
  if (bytes > 1024 * unitBytes.TiB) return rejected('a size is at most 1024TiB');
  return parsed(bytes as Size);
}

/** A number of bytes as a size: whole, at least 0, and exact. */
export function sizeOf(bytes: number): Parsed<Size> {
  return Number.isSafeInteger(bytes) && bytes >= 0
    ? parsed(bytes as Size)
    : rejected(`a size is a whole number of bytes from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

/** The shortest spelling of a number of bytes: the largest unit that divides it. */
export function formatSize(bytes: number): string {
  if (bytes === 0) return '0B';
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB'] as const) {
    if (bytes % unitBytes[unit] === 0) return `${bytes / unitBytes[unit]}${unit}`;
  }
  return `${bytes}B`;
}

/**
 * A size that is in a program.
 * @throws Error when the text is none
 */
export function size(text: string): Size {
  return certain(parseSize(text));
}
