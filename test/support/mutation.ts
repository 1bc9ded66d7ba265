import { fc } from './property.ts';
import { formatProblem, type Problem } from '../../lib/model/text/problem.ts';

const junk = fc.constantFrom(
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\n\n  ',
    ':',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!!str ',
  ],
  ...[
    '\0',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\r',
    '---\n',
    '%YAML 1.1\n',
    '|',
    '>',
    '?',
    '~',
    'null',
    'true',
  ],
  ...[
    '-1',
    '0',
    '1.5',
    '1e9',
    '0o17',
    '99999999999999999999',
    '__proto__: x',
    'toString',
    'ä',
    '😀',
    '*',
    '..',
    '0d',
  ],
);

/** One change of a text at a position between 0 and 1. */
const mutation = fc.record({
  kind: fc.constantFrom(
    'insert',
    'delete line',
    'swap lines',
    'replace value',
    'replace word',
    'delete characters',
  ),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  to: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  junk,
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, { kind, at, to, junk: piece }: Mutation): string {
  const lines = text.split('\n');
  const [line, target] = [Math.floor(at * lines.length), Math.floor(to * lines.length)];
  const offset = Math.floor(at * text.length);
  const replaceIn = (pattern: RegExp): string =>
    lines
      .map((one, index) =>
        index === line ? one.replace(pattern, (_all, head: string) => head + piece) : one,
      )
      .join('\n');
  switch (kind) {
    case 'insert':
      return text.slice(0, offset) + piece + text.slice(offset);
    case 'delete line':
      return lines.filter((_, index) => index !== line).join('\n');
    case 'swap lines':
      return lines
        .map((one, index) => (index === line ? lines[target] : index === target ? lines[line] : one))
        .join('\n');
    case 'replace value':
      return replaceIn(/^(.*?: ).*$/);
    case 'replace word':
      return replaceIn(/^(.*?)[A-Za-z0-9.]+/);
    case 'delete characters':
      return text.slice(0, offset) + text.slice(offset + Math.ceil(to * 40));
  }
}

/** A text with one to four changes. */
export const mutated = (text: string): fc.Arbitrary<string> =>
  fc.array(mutation, { minLength: 1, maxLength: 4 }).map((all) => all.reduce(mutate, text));

/**
 * Each problem has a place inside its file, says something, and is printable. (Without `expect`, which takes longer
 * than judging does.)
 * @param textOf the text of a file that a problem names; undefined for one that is not there
 * @throws Error on a problem that does not
 */
export function expectPlaced(
  problems: readonly Problem[],
  textOf: (file: string) => string | undefined,
): void {
  if (problems.length === 0) throw new Error('nothing is told');
  const lines = new Map<string, readonly string[] | undefined>();
  for (const problem of problems) {
    const { file, line, column } = problem.place;
    if (!lines.has(file)) lines.set(file, textOf(file)?.split('\n'));
    const text = lines.get(file)?.[line - 1];
    if (text === undefined || column < 1 || column > text.length + 1)
      throw new Error(`a place that is not there: ${JSON.stringify(problem)}`);
    if (problem.what === '') throw new Error(`nothing is said: ${JSON.stringify(problem)}`);
    const shown = formatProblem(problem);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none must reach the terminal
    if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]| {4}at /.test(shown))
      throw new Error(`not printable: ${JSON.stringify(shown)}`);
  }
}
