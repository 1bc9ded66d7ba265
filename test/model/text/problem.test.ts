import { describe, expect, test } from '@jest/globals';
import { besideReport, problemList } from '../../../lib/cli/report.ts';
import {
  bounded,
  formatProblem,
  formatProblems,
  inOrder,
  printable,
  problem,
  received,
  shortened,
} from '../../../lib/model/text/problem.ts';
import { slowness } from '../../support/slowness.ts';

const place = (line: number, file = 'a.yaml') => ({ file, line, column: 1 });

describe('a problem', () => {
  test('is told with place, key, what is wrong and what to do', () => {
    const one = problem(
      { file: 'a.yaml', line: 7, column: 12 },
      'retention',
      '"200d" is too long',
      'write 30d',
      'r',
    );
    expect(formatProblem(one)).toBe('a.yaml:7:12\n  retention: "200d" is too long [r]\n  write 30d');
  });

  test('of a file as a whole has no key, and without a fix no third line', () => {
    expect(formatProblem(problem(place(1), '', 'the file is empty', ''))).toBe(
      'a.yaml:1:1\n  the file is empty',
    );
  });

  test('cannot steer the terminal, not by a value, a key or the name of a file', () => {
    const nasty = '\u001b[2J\r\n\u202e\u0007';
    const told = formatProblem(problem(place(1, `${nasty}.yaml`), nasty, nasty, nasty));
    const spelled = '\\u001b[2J\\u000d\\u000a\\u202e\\u0007';
    expect(told).toBe(`${spelled}.yaml:1:1\n  ${spelled}: ${spelled}\n  ${spelled}`);
  });

  test('with a long text is cut', () => {
    expect(printable('a'.repeat(400))).toHaveLength(400);
    expect(printable('a'.repeat(401))).toBe(`${'a'.repeat(399)}…`);
  });

  test('shows lone surrogates by their number', () => {
    expect(printable('a\ud800b')).toBe('a\\ud800b');
    expect(printable('a😀b')).toBe('a😀b');
  });
});

describe('problems', () => {
  const same = (...lines: number[]) => lines.map((line) => problem(place(line), 'k', 'x', 'y'));
  const other = problem(place(2), '', 'z', '');

  test('are told one after the other, also the same in three places', () => {
    expect(formatProblems([...same(1), other, ...same(3, 4)])).toBe(
      'a.yaml:1:1\n  k: x\n  y\n\na.yaml:2:1\n  z\n\na.yaml:3:1\n  k: x\n  y\n\na.yaml:4:1\n  k: x\n  y',
    );
    expect(formatProblems([])).toBe('');
  });

  test('that are the same in more places are reported once, below all of them', () => {
    expect(formatProblems([...same(1), other, ...same(3, 4, 5)])).toBe(
      'a.yaml:1:1\na.yaml:3:1\na.yaml:4:1\na.yaml:5:1\n  k: x\n  y\n\na.yaml:2:1\n  z',
    );
  });

  test('of thousands of places take no longer than as many of their own', () => {
    const kinds = Array.from({ length: 30_000 }, (_, index) =>
      problem(place(index + 1), 'k', `x${index % 7}`, 'y'),
    );
    const begun = process.cpuUsage();
    const lines = formatProblems(kinds).split('\n');
    const { user, system } = process.cpuUsage(begun);
    expect(lines).toHaveLength(30_000 + 7 * 2 + 6);
    expect(lines.slice(0, 2)).toEqual(['a.yaml:1:1', 'a.yaml:8:1']);
    // All places of a kind were written for each of them: half a minute.
    expect((user + system) / 1e6).toBeLessThan(slowness());
  });

  test('are in the order of file, line, column and text, each once', () => {
    const [first, second, third] = [
      problem(place(2, 'a.yaml'), '', 'x', ''),
      problem(place(10, 'a.yaml'), '', 'x', ''),
      problem(place(1, 'b.yaml'), '', 'x', ''),
    ];
    expect(inOrder([third, second, first, { ...second }])).toEqual([first, second, third]);
  });

  test('are counted by their rule where a rule warns often; errors are told each', () => {
    const warning = (line: number, rule?: string) =>
      ({ ...problem(place(line), '', `w${line}`, '', rule), level: 'warning' }) as const;
    const many = Array.from({ length: 7 }, (_, index) => warning(index, 'no-questions'));
    const error = problem(place(1), '', 'e', '', 'no-questions');
    const others = [warning(1, 'other'), warning(2), warning(3), warning(4), warning(5)];
    expect(shortened([...many, error, ...others], 3)).toEqual({
      told: [...many.slice(0, 3), error, ...others],
      more: ['… and 4 more warnings of no-questions'],
    });
    expect(shortened(many, 7)).toEqual({ told: many, more: [] });
    const bare = Array.from({ length: 25 }, (_, index) => warning(index));
    expect(shortened(bare, 3).more).toEqual(['… and 5 more warnings']);
    expect(problemList([...many, error], 3)).toMatch(
      /e \[no-questions\]\n\n… and 4 more warnings of no-questions\n`--format json` lists all of them\n\n1 problem, 7 warnings\n$/,
    );
    expect(problemList([error])).toMatch(/ {2}e \[no-questions\]\n\n1 problem\n$/);
  });

  test('are counted beside what a command does, unless one is an error or no rule has found it', () => {
    const warning = (rule?: string) =>
      ({ ...problem(place(1), '', 'w', '', rule), level: 'warning' }) as const;
    const counts = '3 warnings: 2 of a, 1 of b; `lint --list` lists them\n';
    const ofRules = [warning('b'), warning('a'), warning('a')];
    expect(besideReport([], 'lint --list')).toBe('');
    expect(besideReport(ofRules, 'lint --list')).toBe(counts);
    expect(besideReport([...ofRules, warning()], 'lint --list')).toBe(
      `a.yaml:1:1\n  warning: w\n\n1 warning\n\n${counts}`,
    );
    expect(besideReport([...ofRules, other], 'lint --list')).toBe(
      'a.yaml:1:1\n  warning: w [b]\n\na.yaml:1:1\n  warning: w [a]\n\na.yaml:2:1\n  z\n\n1 problem, 3 warnings\n',
    );
  });

  test('of one file are reported one by one up to a hundred', () => {
    const many = Array.from({ length: 100 }, (_, index) => problem(place(index + 1), '', 'x', ''));
    expect(bounded(many)).toEqual(many);
    const more = bounded([...many, problem(place(101), '', 'x', ''), problem(place(102), '', 'x', '')]);
    expect(more).toHaveLength(101);
    expect(more.at(-1)).toEqual(
      problem(place(101), '', '2 more problems of this file', 'fix the ones above first'),
    );
  });
});

describe('a received value', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['a"b', '"a\\"b"'],
    [[1, 'a'], '[1,"a"]'],
  ])('%j is shown as %s', (value, text) => {
    expect(received(value)).toBe(text);
  });

  test('is cut at 120 characters', () => {
    expect(received('a'.repeat(200))).toBe(`"${'a'.repeat(118)}…`);
  });
});
