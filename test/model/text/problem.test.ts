import { describe, expect, test } from '@jest/globals';
import {
  bounded,
  formatProblem,
  formatProblems,
  inOrder,
  printable,
  problem,
  received,
} from '../../../lib/model/text/problem.ts';

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

  test('that are the same in more places are told once, below all of them', () => {
    expect(formatProblems([...same(1), other, ...same(3, 4, 5)])).toBe(
      'a.yaml:1:1\na.yaml:3:1\na.yaml:4:1\na.yaml:5:1\n  k: x\n  y\n\na.yaml:2:1\n  z',
    );
  });

  test('stand in the order of file, line, column and text, each once', () => {
    const [first, second, third] = [
      problem(place(2, 'a.yaml'), '', 'x', ''),
      problem(place(10, 'a.yaml'), '', 'x', ''),
      problem(place(1, 'b.yaml'), '', 'x', ''),
    ];
    expect(inOrder([third, second, first, { ...second }])).toEqual([first, second, third]);
  });

  test('of one file are told one by one up to a hundred', () => {
    const many = Array.from({ length: 100 }, (_, index) => problem(place(index + 1), '', 'x', ''));
    expect(bounded(many)).toEqual(many);
    const more = bounded([...many, problem(place(101), '', 'x', ''), problem(place(102), '', 'x', '')]);
    expect(more).toHaveLength(101);
    expect(more.at(-1)).toEqual(
      problem(place(101), '', '2 more problems of this file', 'mend the ones above first'),
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
