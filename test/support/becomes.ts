import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';

/**
 * For what is not there at once: what a page shows after a click, what a broker tells of a transaction that was just
 * committed. Asked again until it is as wanted, for ten seconds.
 */
export async function becomes<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (isDeepStrictEqual(await read(), wanted)) return;
    await setTimeout(50);
  }
  expect(await read()).toEqual(wanted);
}
