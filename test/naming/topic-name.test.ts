import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { certain } from '../../lib/naming/brand.ts';
import { foldTopicName, parseTopicName } from '../../lib/naming/topic-name.ts';

describe('a topic name', () => {
  test.each([
    ['', 'a topic name is empty'],
    ['.', '"." cannot be a topic name'],
    ['..', '".." cannot be a topic name'],
    ['a'.repeat(250), 'the topic name has 250 characters; Kafka allows 249'],
    ['a\nb', '"a\\nb" holds "\\n"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
    ['a\n', '"a\\n" holds "\\n"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
    ['*', '"*" holds "*"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
    ['../etc', '"../etc" holds "/"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
    ['a😀', '"a😀" holds "😀"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"'],
  ])('%j is refused', (name, error) => {
    expect(parseTopicName(name)).toEqual({ ok: false, error });
  });

  test.each(['a', '...', '_', '-', 'Orders', 'a'.repeat(249)])('%s is accepted, as by Kafka', (name) => {
    expect(parseTopicName(name)).toEqual({ ok: true, value: name });
  });

  test('is accepted exactly when it has 1 to 249 of Kafka’s characters and is neither . nor ..', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'a.Z0_-'.split(''), ' ', '*', '\n', 'é'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, (name) => {
        const legal =
          name !== '.' && name !== '..' && /^[A-Za-z0-9._-]{1,249}$/.test(name) && !name.endsWith('\n');
        expect(parseTopicName(name).ok).toBe(legal);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a folded topic name', () => {
  const fold = (name: string) => foldTopicName(certain(parseTopicName(name)));

  test('is the same for names that differ in "." and "_" alone', () => {
    expect(fold('a.b')).toBe('a_b');
    expect(fold('a_b')).toBe('a_b');
  });

  test('keeps dashes and capitals apart', () => {
    expect(fold('a-b')).toBe('a-b');
    expect(fold('A.b')).toBe('A_b');
  });
});
