import { describe, expect, test } from '@jest/globals';
import type { Rule } from '../../lib/governance/rule.ts';
import type { Problem } from '../../lib/model/text/problem.ts';
import { sarifLog } from '../../lib/reports/sarif.ts';

const rule = (id: string, level: Rule['level']): Rule => ({
  id,
  on: 'catalog',
  what: `${id} what`,
  why: `${id} why`,
  fix: `${id} fix`,
  level,
  check: () => [],
});
const rules = [rule('is-wrong', 'error'), rule('is-odd', 'warning'), rule('depends', () => 'warning')];
const found = (rest: Partial<Problem>): Problem => ({
  place: { file: 'contracts/a b/contract.yaml', line: 3, column: 5 },
  key: 'load',
  what: 'is a guess',
  fix: 'measure it',
  ...rest,
});

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: { readonly name: string; readonly rules: readonly Record<string, unknown>[] };
      };
      readonly results: readonly Record<string, unknown>[];
    },
  ];
}

const log = (...problems: Problem[]) => sarifLog(problems, rules, 'docs/rules.md') as Log;

describe('rules in SARIF', () => {
  test('have their level, and "error" where it depends on the environment', () => {
    const described = log().runs[0].tool.driver.rules;
    expect(described.map(({ id, defaultConfiguration }) => [id, defaultConfiguration])).toEqual([
      ['valid-input', { level: 'error' }],
      ['is-wrong', { level: 'error' }],
      ['is-odd', { level: 'warning' }],
      ['depends', { level: 'error' }],
    ]);
  });

  test('are explained, with a link to more', () => {
    expect(log().runs[0].tool.driver.rules[1]).toEqual({
      id: 'is-wrong',
      shortDescription: { text: 'is-wrong what' },
      fullDescription: { text: 'is-wrong why' },
      help: {
        text: 'is-wrong fix See docs/rules.md#is-wrong',
        markdown: 'is-wrong fix [More](docs/rules.md#is-wrong)',
      },
      defaultConfiguration: { level: 'error' },
    });
  });
});

describe('problems in SARIF', () => {
  test('say the rule, the level and the place', () => {
    expect(log(found({ rule: 'is-odd', level: 'warning' })).runs[0].results).toEqual([
      {
        ruleId: 'is-odd',
        ruleIndex: 2,
        level: 'warning',
        message: { text: 'load: is a guess\nmeasure it' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'contracts/a%20b/contract.yaml', uriBaseId: 'SRCROOT' },
              region: { startLine: 3, startColumn: 5 },
            },
          },
        ],
      },
    ]);
  });

  test('of no rule are those of input, and errors', () => {
    const [one] = log(found({})).runs[0].results;
    expect([one?.['ruleId'], one?.['ruleIndex'], one?.['level']]).toEqual(['valid-input', 0, 'error']);
  });

  test('say no more than there is, and nothing that a terminal acts upon', () => {
    const text = (problem: Problem) =>
      (log(problem).runs[0].results[0]?.['message'] as { text: string } | undefined)?.text;
    expect(text(found({ key: '', fix: '' }))).toBe('is a guess');
    expect(text(found({ what: 'a\u001bb' }))).toBe('load: a\\u001bb\nmeasure it');
  });
});
