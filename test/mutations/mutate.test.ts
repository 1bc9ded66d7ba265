import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { coveredBy } from '../../scripts/mutate/coverage.ts';
import { Explained } from '../../scripts/mutate/explained.ts';
import { closuresOf, digestOf, fileDigests } from '../../scripts/mutate/files.ts';
import { Judge } from '../../scripts/mutate/judge.ts';
import { instrumented, type Mutant } from '../../scripts/mutate/mutants.ts';
import { survivorText, table } from '../../scripts/mutate/summary.ts';
import { Verdicts } from '../../scripts/mutate/verdicts.ts';
import { WorkerProcess } from '../../scripts/mutate/worker-process.ts';
import { repository } from '../support/repository.ts';

let root: string;
const write = (file: string, text: string) => {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
};

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workstreams-mutate-')));
  write(
    'lib/a.ts',
    [
      "const word: string = 'hello';",
      'export const greeting = (name: string): string => `${word} ${name}`;',
      'export function larger(a: number, b: number): boolean {',
      '  return a > b;',
      '}',
      'export const unused = (a: number): number => a + 1;',
      'export function countdown(from: number): number {',
      '  let rounds = 0;',
      '  for (let left = from; left > 0; left -= 1) rounds += 1;',
      '  return rounds;',
      '}',
      '',
    ].join('\n'),
  );
  write(
    'test/a.test.ts',
    [
      "import { describe, expect, test } from '@jest/globals';",
      "import { countdown, greeting, larger } from '../lib/a.ts';",
      "test('greets', () => expect(greeting('x')).toBe('hello x'));",
      "describe('larger', () => {",
      "  test.each([[2, 1, true], [1, 2, false]])('%i, %i', (a, b, told) => expect(larger(a, b)).toBe(told));",
      '});',
      "test('counts down', async () => expect(await Promise.resolve(countdown(3))).toBe(3));",
      '',
    ].join('\n'),
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What becomes of each mutant, as `line: from -> to: outcome`. */
async function outcomes() {
  const cache = join(root, 'cache');
  const { stored, all } = await instrumented(root, ['lib/a.ts'], cache);
  const closures = closuresOf(root, ['test/a.test.ts']);
  const digests = fileDigests(root);
  const worker = new WorkerProcess({ root, instrumented: stored });
  try {
    const tests = await coveredBy('test/a.test.ts', {
      cache,
      closures,
      mutated: new Set(['lib/a.ts']),
      instrumented: stored,
      needsOf: (file) => digestOf(digests(closures(file))),
      worker,
      say: () => {},
    });
    const judge = new Judge([tests], closures, new Verdicts(join(cache, 'verdicts.jsonl')), worker);
    const judged = [];
    for (const mutant of all.mutants)
      judged.push({ mutant, outcome: await judge.outcome(mutant), explained: false });
    return judged;
  } finally {
    worker.stop();
  }
}

const textOf = ({ line, from, to }: Mutant) => `${line}: ${from} -> ${to}`;

describe('mutants of a small program', () => {
  test('are killed by the test that notices, also while modules are loaded and in a loop without an end', async () => {
    const judged = await outcomes();
    const told = Object.fromEntries(judged.map(({ mutant, outcome }) => [textOf(mutant), outcome.is]));
    expect(told).toMatchObject({
      '1: \'hello\' -> ""': 'killed',
      '4: a > b -> a >= b': 'survived',
      '4: a > b -> a <= b': 'killed',
      '4: a > b -> true': 'killed',
      '6: a + 1 -> a - 1': 'unreached',
      '9: left > 0 -> left >= 0': 'killed',
      '9: left -= 1 -> left += 1': 'killed',
      '9: left > 0 -> false': 'killed',
    });
    const killed = judged.find(({ mutant }) => textOf(mutant) === '4: a > b -> true');
    expect(killed?.outcome).toEqual({ is: 'killed', by: 'test/a.test.ts: larger > 1, 2' });
    const again = await outcomes();
    expect(again.map(({ outcome }) => outcome.is)).toEqual(judged.map(({ outcome }) => outcome.is));
  }, 120_000);

  test('are told with their place, and counted', () => {
    const mutant: Mutant = {
      id: '1',
      file: 'lib/a.ts',
      index: 0,
      line: 4,
      mutator: 'EqualityOperator',
      text: 'return a > b;',
      from: 'a > b',
      to: 'a >= b',
    };
    const survived = { mutant, outcome: { is: 'survived', asked: 1 }, explained: false } as const;
    const unreached = { mutant, outcome: { is: 'unreached' }, explained: false } as const;
    expect(survivorText(survived).split('\n')).toEqual([
      'lib/a.ts:4  survived (EqualityOperator)',
      '  - a > b',
      '  + a >= b',
    ]);
    expect(survivorText(unreached)).toContain('lib/a.ts:4  no test reaches it');
    const text = table(
      [
        survived,
        { mutant, outcome: { is: 'survived', asked: 1 }, explained: true },
        unreached,
        { mutant, outcome: { is: 'killed', by: 'a' }, explained: false },
        { mutant, outcome: { is: 'killed', by: 'a' }, explained: true },
      ],
      ['lib/a', 'lib/b'],
    );
    expect(text.split('\n').at(-1)?.split(/ {2,}/)).toEqual([
      'all',
      '5',
      '2',
      '1',
      '1',
      '1',
      '40.0 %',
      '50.0 %',
    ]);
    expect(text).not.toContain('lib/b');
  });

  test('are explained by the text of their line, wherever that stands', () => {
    write(
      'explained.yaml',
      'lib/a.ts:\n  - line: return a > b;\n    mutants: [{ from: a > b, to: a >= b }, { from: a > b, to: "false" }]\n    why: a and b are never the same number\n',
    );
    const mutant: Mutant = {
      id: '1',
      file: 'lib/a.ts',
      index: 0,
      line: 99,
      mutator: 'EqualityOperator',
      text: 'return a > b;',
      from: 'a > b',
      to: 'a >= b',
    };
    const explained = new Explained(join(root, 'explained.yaml'), [mutant]);
    expect(explained.has(mutant)).toBe(true);
    expect(explained.has({ ...mutant, to: 'a <= b' })).toBe(false);
    expect(explained.has({ ...mutant, text: 'return a > c;' })).toBe(false);
    expect(explained.has({ ...mutant, file: 'lib/b.ts' })).toBe(false);
    expect(explained.unused).toEqual(['lib/a.ts: return a > b;: a > b -> false']);
  });
});

test('every explanation is about a mutant that exists', async () => {
  const explanations = join(import.meta.dirname, 'explained.yaml');
  const files = Object.keys(parse(readFileSync(explanations, 'utf8')) as object);
  const { all } = await instrumented(repository, files, join(root, 'cache'));
  expect(files.length).toBeGreaterThan(0);
  expect(new Explained(explanations, all.mutants).unused).toEqual([]);
}, 120_000);
