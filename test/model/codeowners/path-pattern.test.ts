import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { pathMatcher } from '../../../lib/model/codeowners/path-pattern.ts';
import { slowness } from '../../support/slowness.ts';

describe('a pattern of CODEOWNERS', () => {
  test.each([
    ['*', ['a', 'a/b.c', 'a/b/c'], []],
    ['*.yaml', ['a.yaml', 'x/a.yaml', 'x.yaml/a'], ['a.yml', 'yaml']],
    ['shop', ['shop', 'shop/a', 'x/shop', 'x/shop/a/b'], ['shops', 'x/shop.yaml']],
    ['/shop', ['shop', 'shop/a/b'], ['x/shop', 'shops/a']],
    ['shop/', ['shop/a', 'x/shop/a/b'], ['shop', 'x/shop']],
    ['/shop/', ['shop/a', 'shop/a/b'], ['shop', 'x/shop/a']],
    ['contracts/shop', ['contracts/shop', 'contracts/shop/a'], ['x/contracts/shop', 'contracts/shops']],
    ['/contracts/shop/', ['contracts/shop/system.yaml'], ['contracts/shop', 'contracts/shops/a']],
    ['docs/*', ['docs/a.md'], ['docs', 'docs/a/b.md', 'x/docs/a.md']],
    ['/*', ['a'], ['a/b']],
    ['docs/*.md', ['docs/a.md'], ['docs/a/b.md']],
    ['/a*', ['ab', 'a/b', 'ab/c'], ['x/ab', 'b']],
    ['**/logs', ['logs', 'logs/a', 'x/y/logs/a'], ['x/log']],
    [
      '/contracts/**/evt/',
      ['contracts/evt/a', 'contracts/a/b/evt/c/v1'],
      ['contracts/a/evt', 'x/contracts/evt/a'],
    ],
    ['contracts/**', ['contracts/a', 'contracts/a/b'], ['contracts', 'x/contracts/a']],
    ['contracts/*/evt', ['contracts/a/evt', 'contracts/a/evt/b'], ['contracts/evt', 'contracts/a/b/evt']],
    ['v?', ['v1', 'x/v2/a'], ['v', 'v10']],
    ['a\\*b', ['a*b'], ['axb', 'ab']],
    ['a\\?b', ['a?b'], ['axb']],
    ['a\\ b', ['a b'], ['ab']],
    ['/', [], ['a', 'a/b']],
  ])('%s', (pattern, taken, left) => {
    const takes = pathMatcher(pattern);
    expect([...taken, ...left].filter(takes)).toEqual(taken);
  });

  test('takes the names that the same regular expression takes', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(pattern, name, (text, path) => {
        fc.pre(!text.includes('**'));
        const same = new RegExp(`^${text.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
        expect(pathMatcher(`/${text}`)(path)).toBe(same.test(path));
      }),
      { numRuns: 2_000 },
    );
  });

  test('costs no more where a path could be divided in many ways', () => {
    const started = process.cpuUsage();
    expect(pathMatcher(`${'a*'.repeat(490)}b`)('a'.repeat(5_000))).toBe(false);
    expect(pathMatcher(`${'**/a/'.repeat(190)}b`)(`${'a/'.repeat(300)}c`)).toBe(false);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(500 * slowness());
  });
});
