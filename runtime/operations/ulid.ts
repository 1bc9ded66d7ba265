import { randomBytes } from 'node:crypto';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An id that sorts by the time at which it was made: 48 bits of milliseconds and 80 random ones (ULID). */
export function ulid(now: number): string {
  let text = '';
  for (let at = 9, left = now; at >= 0; at -= 1, left = Math.floor(left / 32))
    text = letters[left % 32] + text;
  for (const byte of randomBytes(16)) text += letters[byte & 31];
  return text;
}
