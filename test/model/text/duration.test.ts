import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { formatDuration, parseDuration, secondsOf } from '../../../lib/model/text/duration.ts';
import { certain } from '../../../lib/naming/brand.ts';

describe('a duration', () => {
  test.each([
    ['100ms', 100],
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['36500d', 3_153_600_000_000],
    ['3153600000000ms', 3_153_600_000_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: milliseconds });
  });

  test.each([
    '',
    '0s',
    '07d',
    '7',
    '7 d',
    ' 7d',
    '7d ',
    '7d\n',
    '7D',
    '7w',
    '1y',
    '1.5h',
    '1h30m',
    '-1d',
    '+1d',
    '1e3s',
    'PT1H',
    '٣d',
    'none',
    '99999999999999d',
  ])('%j is refused', (text) => {
    expect(parseDuration(text)).toEqual({
      ok: false,
      error: 'a duration is a whole number with ms, s, m, h or d behind it, for example 7d',
    });
  });

  test.each(['36501d', '9999999999999d', '3153600000001ms'])('%s is more than a hundred years', (text) => {
    expect(parseDuration(text)).toEqual({ ok: false, error: 'a duration is at most 36500d' });
  });

  test.each([
    ['60s', '1m'],
    ['90s', '90s'],
    ['24h', '1d'],
    ['36h', '36h'],
    ['1000ms', '1s'],
    ['1001ms', '1001ms'],
  ])('%s is spelled %s', (text, shortest) => {
    expect(formatDuration(certain(parseDuration(text)))).toBe(shortest);
  });

  test('that was formatted is read as the same number', () => {
    const written = fc.tuple(fc.integer({ min: 1, max: 36_500 }), fc.constantFrom('ms', 's', 'm', 'h', 'd'));
    fc.assert(
      fc.property(written, ([count, unit]) => {
        const value = certain(parseDuration(`${count}${unit}`));
        expect(parseDuration(formatDuration(value))).toEqual({ ok: true, value });
        expect(formatDuration(value).length).toBeLessThanOrEqual(`${count}${unit}`.length);
      }),
    );
  });

  test('in whole seconds is rounded up', () => {
    expect(secondsOf(certain(parseDuration('1ms')))).toBe(1);
    expect(secondsOf(certain(parseDuration('1s')))).toBe(1);
    expect(secondsOf(certain(parseDuration('1001ms')))).toBe(2);
    expect(secondsOf(certain(parseDuration('30m')))).toBe(1800);
  });
});
