import { describe, expect, test } from '@jest/globals';
import { parseConsumerGroup, parsePrincipalName } from '../../lib/naming/principal.ts';

describe('a principal', () => {
  test('of 63 characters fits a certificate, one of 64 is refused', () => {
    expect(parsePrincipalName('a'.repeat(63)).ok).toBe(true);
    expect(parsePrincipalName('a'.repeat(64)).ok).toBe(false);
  });

  test.each(['*', '', 'User:x', 'CN=x', 'a b', 'a,b', 'Writer', 'x\n'])('%j is refused', (text) => {
    expect(parsePrincipalName(text).ok).toBe(false);
  });
});

describe('a consumer group', () => {
  test.each(['sorting-read-label-v1', 'a', 'A.b_c-9', 'a'.repeat(249)])('%s is accepted', (group) => {
    expect(parseConsumerGroup(group)).toEqual({ ok: true, value: group });
  });

  test.each(['', '*', '.', '-a', 'a-', 'a b', 'a\n', 'a'.repeat(250), 'ä', 'a/b'])(
    '%j is refused',
    (group) => {
      expect(parseConsumerGroup(group)).toEqual({
        ok: false,
        error: `${JSON.stringify(group)} is no consumer group: 1 to 249 of a-z, A-Z, 0-9, ".", "_" and "-", with a letter or digit at both ends`,
      });
    },
  );
});
