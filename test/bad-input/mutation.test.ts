import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadProject } from '../../lib/cli/project.ts';
import { contractSchema } from '../../lib/model/contract.ts';
import { check } from '../../lib/model/check.ts';
import { environmentSchema } from '../../lib/model/environment.ts';
import { loadCatalog } from '../../lib/model/load-catalog.ts';
import { formatProblem, type Problem } from '../../lib/model/problem.ts';
import { readYaml } from '../../lib/model/yaml-source.ts';
import { systems } from '../../lib/systems/index.ts';
import { ProjectCopy } from '../support/project-copy.ts';

const queue = 'contracts/workrequests/transformation/work/toolrun.verify/v1';
const copy = new ProjectCopy();
afterAll(() => {
  copy.dispose();
});

const contract = copy.read(`${queue}/contract.yaml`);
const environment = copy.read('environments/prod.yaml');

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

const mutated = (text: string) =>
  fc.array(mutation, { minLength: 1, maxLength: 4 }).map((all) => all.reduce(mutate, text));

function expectInside(problems: readonly Problem[], texts: Readonly<Record<string, string>>): void {
  expect(problems).not.toEqual([]);
  for (const problem of problems) {
    const text = texts[problem.place.file];
    if (text === undefined) throw new Error(`no file ${problem.place.file}`);
    const rows = text.split('\n');
    expect(problem.place.line).toBeGreaterThanOrEqual(1);
    expect(problem.place.line).toBeLessThanOrEqual(rows.length);
    expect(problem.place.column).toBeGreaterThanOrEqual(1);
    expect(problem.place.column).toBeLessThanOrEqual((rows[problem.place.line - 1] ?? '').length + 1);
    expect(problem.what).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none must reach the terminal
    expect(formatProblem(problem)).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]| {4}at /,
    );
  }
}

describe('a spoiled file is read, or told with places that are in it; nothing throws', () => {
  test.each([
    ['contract', contract, contractSchema],
    ['environment', environment, environmentSchema],
  ])('%s', (name, text, schema) => {
    fc.assert(
      fc.property(mutated(text), (spoiled) => {
        const source = readYaml(name, spoiled);
        const terms = source.ok
          ? check<typeof contractSchema | typeof environmentSchema>(schema, source.value)
          : source;
        if (!terms.ok) expectInside(terms.problems, { [name]: spoiled });
      }),
      { numRuns: 500 },
    );
  });

  test('a contract, judged by the rules of the catalogue as well', () => {
    const file = `${queue}/contract.yaml`;
    fc.assert(
      fc.property(mutated(contract), (spoiled) => {
        copy.write(file, spoiled);
        const project = loadProject({ root: copy.root, systems, today: '2026-11-21' });
        if (!project.ok) expectInside(project.problems, { [file]: spoiled });
      }),
      { numRuns: 60 },
    );
    copy.write(file, contract);
  });

  test.each([`${queue}/value.schema.json`, `${queue}/samples/every-field.json`])('%s', (file) => {
    const text = copy.read(file);
    fc.assert(
      fc.property(mutated(text), (spoiled) => {
        copy.write(file, spoiled);
        const catalog = loadCatalog(copy.root, systems);
        if (!catalog.ok) {
          const texts = Object.fromEntries(
            catalog.problems.map(({ place }) => [
              place.file,
              place.file === file ? spoiled : copy.read(place.file),
            ]),
          );
          expectInside(catalog.problems, texts);
        }
      }),
      { numRuns: 60 },
    );
    copy.write(file, text);
  });
});
