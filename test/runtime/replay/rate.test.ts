import { expect, test } from '@jest/globals';
import { Rate } from '../../../runtime/replay/rate.ts';

test('those of one second go at once, then each waits for its turn', () => {
  let now = 0;
  const rate = new Rate(10, () => now);
  expect(Array.from({ length: 10 }, () => rate.take())).toEqual(Array.from({ length: 10 }, () => 0));
  expect(rate.take()).toBeCloseTo(100);
  now = 100;
  expect(rate.take()).toBeCloseTo(100);
  // What was not used is kept for one second at the most.
  now = 60_000;
  expect(Array.from({ length: 11 }, () => rate.take() > 0)).toEqual([
    ...Array.from({ length: 10 }, () => false),
    true,
  ]);
});

test('less than one a second', () => {
  let now = 0;
  const rate = new Rate(0.1, () => now);
  expect(rate.take()).toBe(0);
  expect(rate.take()).toBeCloseTo(10_000);
  now = 10_000;
  expect(rate.take()).toBeCloseTo(10_000);
});
