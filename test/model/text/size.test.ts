import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { formatSize, parseSize } from '../../../lib/model/text/size.ts';
import { certain } from '../../../lib/naming/brand.ts';

describe('a size', () => {
  test.each([
    ['512B', 512],
    ['256KiB', 262_144],
    ['1MiB', 1_048_576],
    ['1GiB', 1_073_741_824],
    ['2TiB', 2_199_023_255_552],
    ['1024TiB', 1_125_899_906_842_624],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toEqual({ ok: true, value: bytes });
  });

  test.each(['', '0B', '01B', '1', '1KB', '1kib', '1k', '1Mi', '1.5MiB', '-1B', '1 MiB', '1MiB\n', '1e3B'])(
    '%j is refused',
    (text) => {
      expect(parseSize(text)).toEqual({
        ok: false,
        error: 'a size is a whole number with B, KiB, MiB, GiB or TiB behind it, for example 256KiB',
      });
    },
  );

  test.each(['1025TiB', '9999999999999GiB'])('%s is too much', (text) => {
    expect(parseSize(text)).toEqual({ ok: false, error: 'a size is at most 1024TiB' });
  });

  test.each([
    ['1024B', '1KiB'],
    ['1536B', '1536B'],
    ['1024KiB', '1MiB'],
    ['1536KiB', '1536KiB'],
    ['2048GiB', '2TiB'],
  ])('%s is spelled %s', (text, shortest) => {
    expect(formatSize(certain(parseSize(text)))).toBe(shortest);
  });

  test('that was formatted is read as the same number', () => {
    const written = fc.tuple(
      fc.integer({ min: 1, max: 1024 }),
      fc.constantFrom('B', 'KiB', 'MiB', 'GiB', 'TiB'),
    );
    fc.assert(
      fc.property(written, ([count, unit]) => {
        const value = certain(parseSize(`${count}${unit}`));
        expect(parseSize(formatSize(value))).toEqual({ ok: true, value });
      }),
    );
  });
});
