import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { faultIn, offsetsIn } from '../../../lib/model/text/json-places.ts';
import { type Path, placesIn, sourceOf } from '../../../lib/model/text/yaml-source.ts';
import { slowness } from '../../support/slowness.ts';

describe('where a text is not JSON', () => {
  test.each<[string, string, number | undefined]>([
    ['nowhere', ' {"a": [1, -0.5e+3, true, "\\u00e9\\n"], "b": {}} \n', undefined],
    ['a word', '{"a": yes}', 6],
    ['a number with a zero before', '[01]', 1],
    ['a number with a point at the end', '[1.]', 1],
    ['a comma at the end of a map', '{"a": 1,}', 8],
    ['a comma at the end of a list', '[1,]', 3],
    ['no colon', '{"a" 1}', 5],
    ['a key without quotes', '{a: 1}', 1],
    ['an escape that there is not', '["\\x41"]', 2],
    ['a line break in a text', '["a\nb"]', 3],
    ['a text that is not closed', '["a', 1],
    ['two values', '{} {}', 3],
    ['the end, where something lacks', '{"a": 1', 7],
    ['nothing at all', '', 0],
  ])('%s', (_what, text, offset) => {
    expect(faultIn(text)).toBe(offset);
  });

  test('there is one exactly where JSON.parse finds one', () => {
    const piece = fc.constantFrom(...'[]{},:"\\1 -.eu0'.split(''), '"a"', 'true', 'null', '\n', '1.5');
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(faultIn(text) === undefined).toBe(isJson);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('where a value of a JSON text is', () => {
  const text = '{\n  "a": [1, {"b.c": "x"}],\n  "a\\u0062": {"a": 2}\n}';
  test.each<[Path, string]>([
    [[], '{'],
    [['a'], '[1'],
    [['a', 1, 'b.c'], '"x"'],
    [['a', 7], '[1'],
    [['ab', 'a'], '2'],
    [['ab', 'z', 'a'], '{"a": 2'],
    [['none'], '{\n'],
  ])('%j', (path, begin) => {
    expect(text.slice(offsetsIn(text)(path)).startsWith(begin)).toBe(true);
  });

  test('is where the reader of YAML finds it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.nat()), (value, choices) => {
        const written = JSON.stringify(value, undefined, 1);
        const path: (string | number)[] = [];
        let here: unknown = value;
        for (const choice of choices) {
          if (typeof here !== 'object' || here === null) break;
          const keys = Object.keys(here);
          const key = keys[choice % keys.length];
          if (key === undefined || key === '__proto__') break;
          path.push(Array.isArray(here) ? Number(key) : key);
          here = (here as Record<string, unknown>)[key];
        }
        const { line, column } = sourceOf('f', written, undefined).place(path);
        const before = written.slice(0, offsetsIn(written)(path)).split('\n');
        expect([before.length, (before.at(-1)?.length ?? 0) + 1]).toEqual([line, column]);
      }),
    );
  });

  test('is found again and again in one pass', () => {
    const many = `[${'1,'.repeat(500_000)}1]`;
    const begun = process.cpuUsage();
    const offsetOf = offsetsIn(many);
    expect(Array.from({ length: 500_001 }, (_, index) => offsetOf([index])).at(-1)).toBe(1_000_001);
    expect(offsetOf([3])).toBe(7);
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(10 * slowness());
  });

  test('is told of a file that is too long for YAML', () => {
    const long = JSON.stringify({ a: Array.from({ length: 60_000 }, () => 'x'), b: { c: 1 } }, undefined, 1);
    const begun = process.cpuUsage();
    expect(placesIn('f.json', long)(['b', 'c'])).toEqual({ file: 'f.json', line: 60_005, column: 8 });
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(10 * slowness());
  });
});
