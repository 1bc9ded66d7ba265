import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keysOf } from '../../lib/model/terms/schema-keys.ts';
import { typeText } from '../../lib/reports/outputs-page.ts';
import { outputs } from '../../scripts/schemas.ts';

/** What a release may no longer change: fields as `plan objects[].risk: type`. */
const promised = readFileSync(join(import.meta.dirname, 'outputs-v1.txt'), 'utf8')
  .trimEnd()
  .split('\n');

function fieldLines(): string[] {
  return Object.entries(outputs).flatMap(([command, schema]) =>
    keysOf(schema)
      .filter(({ path }) => !path.startsWith('plan.'))
      .map((key) => `${command} ${key.path}: ${typeText(key)}`),
  );
}

/** The promises that fields do not keep. A list of values may get more of them, but not `null`. */
function broken(promises: readonly string[], lines: readonly string[]): string[] {
  const types = new Map(lines.map((line) => split(line)));
  return promises.filter((promise) => {
    const [field, earlier] = split(promise);
    const now = types.get(field);
    if (now === undefined) return true;
    const values = valuesOf(now);
    return (
      now !== earlier &&
      !(isList(now) && isList(earlier) && valuesOf(earlier).every((one) => values.includes(one)))
    );
  });
}

const split = (line: string): [string, string] => {
  const at = line.indexOf(': ');
  return [line.slice(0, at), line.slice(at + 2)];
};
const isList = (type: string) => /^(?:list: )?`/.test(type);
/** `list: ` and `null` are of the type, and must be the same. */
const valuesOf = (type: string) => [
  `list ${type.startsWith('list: ')}`,
  `null ${type.endsWith(' or `null`')}`,
  ...[...type.replace(' or `null`', '').matchAll(/`[^`]+`/g)].map(([value]) => value),
];

test('every field of an earlier release is still there, with its type', () => {
  expect(broken(promised, fieldLines())).toEqual([]);
  expect(promised.length).toBeGreaterThan(150);
});

test.each([
  ['a field that is gone', [], ['plan a: text']],
  ['another name', ['plan b: text'], ['plan a: text']],
  ['another type', ['plan a: number'], ['plan a: text']],
  ['null where there was always a value', ['plan a: text or `null`'], ['plan a: text']],
  ['null among values', ['plan a: `x` or `null`'], ['plan a: `x`']],
  ['a value that is gone', ['plan a: `x`'], ['plan a: `x`, `y`']],
  ['a list where there was a value', ['plan a: list: `x`'], ['plan a: `x`']],
])('%s is found', (_what, now, earlier) => {
  expect(broken(earlier, now)).toEqual(earlier);
});

test('more fields and more values are fine', () => {
  const now = ['plan a: `x`, `y`, `z`', 'plan b: text', 'plan c: list: `x`, `y`'];
  expect(broken(['plan a: `x`, `z`', 'plan c: list: `y`'], now)).toEqual([]);
});
