import { expect, test } from '@jest/globals';
import { Settled } from '../../../runtime/operations/settled.ts';
import { fc } from '../../support/property.ts';

test('what was added is in it, also after a way through the journal and after retention', () => {
  const offsets = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(offsets, fc.nat(30_000), fc.nat(20_000), (added, base, cut) => {
      const begin = BigInt(base) * 1_000_000_007n;
      const settled = Settled.from(begin);
      for (const one of added) settled.add(begin + BigInt(one));
      const first = begin + BigInt(cut);
      const again = Settled.read(JSON.parse(JSON.stringify(settled.since(first).write())));
      const kept = added.filter((one) => one >= cut);
      const asked = [...added, ...added.map((one) => one + 1), 20_010];
      expect(asked.map((one) => settled.has(begin + BigInt(one)))).toEqual(
        asked.map((one) => added.includes(one)),
      );
      expect(kept.every((one) => again.has(begin + BigInt(one)))).toBe(true);
      // Up to seven offsets before the cut share its byte.
      expect(again.size).toBe(new Set(added.filter((one) => one >= cut - (cut % 8))).size);
    }),
    { numRuns: 40 },
  );
});

test('23,000 offsets are a short text, in a row or every second one', () => {
  const [row, second] = [1n, 2n].map((step) => {
    const settled = Settled.from(5n);
    for (let at = 0n; at < 23_000n; at += 1n) settled.add(5n + at * step);
    return JSON.stringify(settled.write()).length;
  });
  expect(row).toBeLessThan(100);
  expect(second).toBeLessThan(100);
});

test('an offset too far away says what to do', () => {
  const settled = Settled.from(5n);
  expect(() => settled.add(4n)).toThrow('4 cannot be settled: the journal keeps at most 4000000 offsets');
  expect(() => settled.add(4_000_005n)).toThrow('Settle the oldest dead letters first');
  settled.add(4_000_004n);
  expect(Settled.read(settled.write()).has(4_000_004n)).toBe(true);
});
