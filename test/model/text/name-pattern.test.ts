import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { slowness } from '../../support/slowness.ts';
import { matchesPattern } from '../../../lib/model/text/name-pattern.ts';

describe('a pattern of names', () => {
  test.each([
    ['shop-*', ['shop-', 'shop-a', 'shop-a-v1'], ['shop', 'a-shop-b', 'shop-a/b']],
    ['*-v1', ['-v1', 'a-v1'], ['a-v2', 'a-v1-b', 'a/b-v1']],
    ['a*b*c', ['abc', 'a-b-b-c', 'abbc'], ['ac', 'acb', 'a/bc', 'ab']],
    ['ab*ba', ['abba', 'ab-ba'], ['aba', 'ab']],
    ['**', ['', 'a'], ['/']],
    ['a.c', ['a.c'], ['abc', 'a.c.']],
    ['KafkaTopic kafka/a-*', ['KafkaTopic kafka/a-b'], ['KafkaUser kafka/a-b', 'KafkaTopic other/a-b']],
    ['Namespace a-*', ['Namespace a-b'], ['Namespace a-b/c']],
  ])('%s', (pattern, taken, left) => {
    expect([...taken, ...left].filter((name) => matchesPattern(pattern, name))).toEqual(taken);
  });

  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 10 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/'), maxLength: 12 });

  test('takes what the same regular expression takes', () => {
    fc.assert(
      fc.property(piece, name, (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '[^/]*')}$`);
        expect(matchesPattern(pattern, text)).toBe(same.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('never takes another kind, another namespace or a deeper name', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(word, word, piece, word, word, name, (kind, namespace, pattern, otherKind, other, text) => {
        const isTaken = matchesPattern(`${kind} ${namespace}/${pattern}*`, `${otherKind} ${other}/${text}`);
        expect(isTaken && (kind !== otherKind || namespace !== other || text.includes('/'))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('costs no more where a name could be divided in many ways', () => {
    const hostile = `${'a*'.repeat(100_000)}b`;
    const started = process.cpuUsage();
    expect(matchesPattern(hostile, 'a'.repeat(200_000))).toBe(false);
    expect(matchesPattern(`${hostile}*c`, `${'a'.repeat(200_000)}c`)).toBe(false);
    expect(matchesPattern(`${'a*'.repeat(100_000)}a`, 'a'.repeat(200_000))).toBe(true);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(500 * slowness());
  });
});
