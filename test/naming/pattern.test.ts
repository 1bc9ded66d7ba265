import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { acceptsText, automatonOf } from '../../lib/naming/automaton.ts';
import { certain } from '../../lib/naming/brand.ts';
import { Expressions, TooComplex } from '../../lib/naming/language.ts';
import { parsePattern } from '../../lib/naming/pattern.ts';
import { slowness } from '../support/slowness.ts';

/** Whether a pattern has a text, by our automaton. */
function has(pattern: string, text: string): boolean {
  const expressions = new Expressions();
  return acceptsText(automatonOf(expressions, certain(parsePattern(expressions, pattern))), text);
}

/** What `make` returns; patterns with too many states are left out. */
function decided<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    fc.pre(!(error instanceof TooComplex));
    throw error;
  }
}

test('an option may be empty', () => {
  expect(['b', 'ba', 'a', ''].map((text) => has('b(a|)', text))).toEqual([true, true, false, false]);
});

describe('a pattern', () => {
  const atoms = fc.constantFrom('a', 'b', '-', '_', '\\.', '[ab]', '[^a-]', '[a-c0-9]', '\\d', '\\w', '.');
  const quantifiers = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '{2,3}');
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 2 },
      atoms,
      tie('pattern').map((inner) => `(${inner})`),
      tie('pattern').map((inner) => `(?:${inner})`),
    ),
    pattern: fc
      .array(
        fc
          .array(
            fc.tuple(tie('part'), quantifiers).map((parts) => parts.join('')),
            { minLength: 1, maxLength: 2 },
          )
          .map((parts) => parts.join('')),
        { minLength: 1, maxLength: 2 },
      )
      .map((options) => options.join('|')),
  }));
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'd', '-', '_', '.', '0', 'Z'),
    maxLength: 7,
  });

  test('means what JavaScript means by it', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 12, maxLength: 12 }), (source, texts) => {
        const own = new RegExp(`^(?:${source})$`);
        const expressions = new Expressions();
        const automaton = decided(() => automatonOf(expressions, certain(parsePattern(expressions, source))));
        for (const one of texts) expect([one, acceptsText(automaton, one)]).toEqual([one, own.test(one)]);
      }),
      { numRuns: 300 },
    );
  });

  test('is excluded, or holds together with another, character by character', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 12, maxLength: 12 }), (one, other, texts) => {
        const expressions = new Expressions();
        const both = decided(() =>
          automatonOf(
            expressions,
            expressions.all([
              certain(parsePattern(expressions, one)),
              expressions.not(certain(parsePattern(expressions, other))),
            ]),
          ),
        );
        const expected = (value: string) =>
          new RegExp(`^(?:${one})$`).test(value) && !new RegExp(`^(?:${other})$`).test(value);
        for (const value of texts)
          expect([value, acceptsText(both, value)]).toEqual([value, expected(value)]);
      }),
      { numRuns: 200 },
    );
  });

  test('has only characters of topic names where it says any', () => {
    expect(has('.+', 'aZ0._-')).toBe(true);
    expect(has('[^a]', 'b')).toBe(true);
    expect(has('[^a]', 'ä')).toBe(false);
    expect(has('.', '/')).toBe(false);
  });

  test.each([
    ['(?=a)b', 'look-around is not supported'],
    ['(?!a)b', 'look-around is not supported'],
    ['(?<=a)b', 'look-around is not supported'],
    ['(?<!a)b', 'look-around is not supported'],
    ['(?<name>a)', 'write a group as (...) or (?:...)'],
    ['(a)\\1', 'back references are not supported'],
    ['^a', 'a pattern always stands for the whole segment: remove "^"'],
    ['a$', 'a pattern always stands for the whole segment: remove "$"'],
    ['(a', 'a "(" has no ")"'],
    ['a)', 'a ")" closes no group'],
    ['[a', 'a "[" has no "]"'],
    ['[]', 'a class "[...]" must have a character'],
    ['[z-a]', 'the range z-a must be of a-z, A-Z or 0-9, in this order'],
    ['[A-z]', 'the range A-z must be of a-z, A-Z or 0-9, in this order'],
    ['*a', '"*" has nothing to repeat'],
    ['a**', '"*" must not follow a quantifier directly'],
    ['a+?', '"?" must not follow a quantifier directly'],
    ['a{2,1}', 'in {2,1} the first number must not be above the second'],
    ['a{250}', 'a count is at most 249, and this one is {250}'],
    ['a{x}', 'write a count as {n}, {n,} or {n,m}'],
    ['\\s', '"\\s" is not supported: escape only ".", "_" and "-", or write \\d or \\w'],
    ['a\\', '"\\" is not supported: escape only ".", "_" and "-", or write \\d or \\w'],
    ['a/b', '"/" is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-")'],
    ['ä', '"ä" is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-")'],
    ['a'.repeat(301), 'a pattern has at most 300 characters, and this one has 301'],
  ])('%s is refused', (source, error) => {
    expect(parsePattern(new Expressions(), source)).toEqual({ ok: false, error });
  });

  test.each([
    '(a{0,249}b?){1,249}',
    '([a-z]{1,40}x){1,10}',
    '.*a.{10}',
    `(${'a?'.repeat(100)}b){20}`,
    `${'('.repeat(99)}a${')*'.repeat(99)}`,
  ])('%s costs less than a second, whether it can be decided or not', (source) => {
    const before = process.cpuUsage();
    try {
      has(source, 'aaa');
    } catch (error) {
      expect(error).toBeInstanceOf(TooComplex);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(slowness());
  });
});
