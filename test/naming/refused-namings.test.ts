import { describe, expect, test } from '@jest/globals';
import { Expressions } from '../../lib/naming/language.ts';
import { makeNaming } from '../../lib/naming/make-naming.ts';
import type { NamingTerms } from '../../lib/naming/naming-terms.ts';
import { declaredSegment } from '../../lib/naming/segments.ts';

/** What is wrong with a naming, as `key: what / fix`. */
function said(terms: NamingTerms, classes: readonly string[] = ['evt', 'work']): string[] {
  const made = makeNaming(terms, { system: 'shop', classes });
  return made.ok ? [] : made.problems.map(({ path, what, fix }) => `${path.join('.')}: ${what} / ${fix}`);
}

const one = '{context}.{topic}';
const write = 'write a template, for example {system}.{topic}';
const pattern = 'write a regular expression of characters, classes, groups and quantifiers';
const missing = (name: string) =>
  `{${name}} is missing, so that names which differ in it would be one / add {${name}} to the template`;

describe('a naming is refused with what is wrong, and the fix', () => {
  test.each<[what: string, terms: NamingTerms, told: string[]]>([
    [
      'templates that cannot be read',
      { topic: '{Topic}', retry: '{topic', deadLetter: '{topic}{topic}', parts: { topic: 'a b' } },
      [
        `topic: "Topic" is not a segment's name: write a lowercase letter, then letters and digits / ${write}`,
        `retry: "{" has no matching "}" / ${write}`,
        `deadLetter: {topic} is in the template twice / ${write}`,
        `parts.topic: " " is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-") / ${write}`,
      ],
    ],
    [
      'a template that is too long',
      { topic: `{topic}${'x'.repeat(494)}` },
      [`topic: a template has at most 500 characters, and this one has 501 / ${write}`],
    ],
    [
      'a second part in brackets',
      { topic: '{topic}[.v{version}][.x]' },
      [`topic: a template has at most one part in square brackets / ${write}`],
    ],
    [
      'brackets without the version',
      { topic: '{topic}[.x]' },
      [
        `topic: square brackets must hold {version} and no other segment, for example [.v{version}] / ${write}`,
      ],
    ],
    [
      'brackets that do not end',
      { topic: '{topic}[.v{version}' },
      [`topic: "[" has no matching "]" / ${write}`],
    ],
    ['brackets that do not begin', { topic: '{topic}]' }, [`topic: "]" has no matching "[" / ${write}`]],
    [
      'parts without a segment',
      { topic: '{context}.{kind}', parts: { topic: 'fixed' } },
      ['parts.topic: the template has no segment / add one, for example {kind}'],
    ],
    [
      'parts that have a meaning of their own',
      { topic: one, parts: { topic: '{kind}.{tenant}' } },
      ['parts.topic: {tenant} has a meaning of its own / choose another name for the part'],
    ],
    [
      'parts of two folders',
      { topic: one, parts: { context: '{area}.{kind}', topic: '{kind}' } },
      ['parts.topic: {kind} is also a part of another folder / choose another name for the part'],
    ],
    ['a topic without its folder', { topic: '{context}.x' }, [`topic: ${missing('topic')}`]],
    [
      'a topic without one of its parts',
      { topic: '{context}.{kind}', parts: { topic: '{kind}.{thing}' } },
      [`topic: ${missing('thing')}`],
    ],
    [
      'a name with one of the parts of its context',
      { topic: '{area}.{topic}', parts: { context: '{area}.{desk}' } },
      ['topic', 'retry', 'deadLetter'].map((key) => `${key}: ${missing('desk')}`),
    ],
    [
      'derived names without what their topic has',
      { topic: one, retry: '{topic}.{tier}.retry', deadLetter: '{context}.dlq' },
      [`retry: ${missing('context')}`, `deadLetter: ${missing('topic')}`],
    ],
    [
      'retries without a tier',
      { topic: one, retry: '{context}.{topic}.retry' },
      [`retry: ${missing('tier')}`],
    ],
    [
      'tiers of what is no retry',
      { topic: '{context}.{topic}.{tier}', deadLetter: '{context}.{topic}.{tier}.dlq' },
      expect.arrayContaining([
        'topic: only retries have a {tier} / remove it',
        'deadLetter: only retries have a {tier} / remove it',
      ]) as never,
    ],
    [
      'a segment beside the parts that have it',
      { topic: '{topic}.{kind}', parts: { topic: '{kind}' } },
      ['topic', 'retry', 'deadLetter'].map((key) => `${key}: {kind} is in the template twice / remove one`),
    ],
    [
      'limits of what cannot be limited',
      {
        topic: one,
        parts: { topic: '{kind}.{thing}' },
        segments: {
          system: { pattern: 'a' },
          version: { pattern: 'a' },
          tier: { pattern: 'a' },
          topic: { pattern: 'a' },
          region: { pattern: 'a' },
          'no-name': { pattern: 'a' },
        },
      },
      [
        'segments.system: {system} cannot be limited / remove it',
        'segments.version: {version} cannot be limited / remove it',
        'segments.tier: {tier} cannot be limited / remove it',
        'segments.topic: {topic} consists of parts / say what kind and thing may be instead',
        'segments.region: no template has {region} / remove it, or correct its name',
        'segments.no-name: no template has {no-name} / remove it, or correct its name',
      ],
    ],
    [
      'conditions that cannot be read',
      {
        topic: one,
        segments: { topic: { pattern: '(', not: '[' }, context: { values: ['a', 'b c', ''] } },
      },
      [
        expect.stringMatching(new RegExp(`^segments\\.topic\\.pattern: .* / ${pattern}$`)) as never,
        expect.stringMatching(new RegExp(`^segments\\.topic\\.not: .* / ${pattern}$`)) as never,
        'segments.context.values: "b c" cannot be in a topic name / write texts of a-z, A-Z, 0-9, ".", "_" and "-"',
      ],
    ],
    [
      'a value that is empty',
      { topic: one, segments: { topic: { values: ['a', ''] } } },
      [
        'segments.topic.values: "" cannot be in a topic name / write texts of a-z, A-Z, 0-9, ".", "_" and "-"',
      ],
    ],
    [
      'a value that is longer than a topic name',
      { topic: one, segments: { topic: { values: ['a'.repeat(249), 'b'.repeat(250)] } } },
      [
        `segments.topic.values: "${'b'.repeat(250)}" cannot be in a topic name / write texts of a-z, A-Z, 0-9, ".", "_" and "-"`,
      ],
    ],
    [
      'a segment that may be empty, and one that can be nothing',
      {
        topic: one,
        segments: { topic: { pattern: 'a*' }, context: { values: ['a'], not: 'a' } },
      },
      [
        'segments.topic: {topic} could be empty / write a pattern that matches at least one character',
        'segments.context: no text can be {context} / remove one of the conditions',
      ],
    ],
    [
      'patterns that take too much to check',
      { topic: one, segments: { topic: { pattern: '(a|b)*a(a|b){30}' } } },
      ['segments.topic: the pattern is too complex to check / write simpler patterns, with smaller counts'],
    ],
  ])('%s', (_what, terms, told) => {
    expect(said(terms)).toEqual(told);
  });

  test('a template of 500 characters is read, but takes too much to compare', () => {
    expect(said({ topic: `{topic}${'x'.repeat(493)}` })).toEqual([
      ': the naming is too complex to check / write simpler patterns under segments',
    ]);
  });

  test('a class is one of those that contracts have', () => {
    const made = (values: string[]) => said({ topic: '{class}.{topic}', segments: { class: { values } } });
    expect(made(['evt'])).toEqual([]);
    expect(made(['event'])).toEqual([
      'segments.class: no text can be {class} / remove one of the conditions',
    ]);
  });
});

test('what a name must be is told with up to twelve texts, and the number of the rest', () => {
  const values = Array.from({ length: 14 }, (_, index) => `v${index}`);
  const told = (list: string[]) => {
    const made = makeNaming(
      { topic: one, segments: { topic: { values: list } } },
      { system: 'shop', classes: ['evt'] },
    );
    if (!made.ok) throw new Error('refused');
    const folder = made.value.folder('topic', 'other');
    return folder.ok ? 'taken' : folder.error;
  };
  expect([told(['v0']), told(values.slice(0, 12)), told(values)]).toEqual([
    'the topic "other" must be v0',
    'the topic "other" must be one of v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11',
    'the topic "other" must be one of v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11 and 2 more',
  ]);
});

test('what nothing matches, repeated, is nothing, or the empty text where it need not be there', () => {
  const expressions = new Expressions();
  expect(expressions.repeat(expressions.nothing, 0, 3)).toBe(expressions.empty);
  expect(expressions.repeat(expressions.nothing, 1, 3)).toBe(expressions.nothing);
  expect(expressions.repeat(expressions.text('a'), 0, 0)).toBe(expressions.empty);
});

test('an error that is not of the pattern is not reported as one', () => {
  expect(() => declaredSegment('kind', { pattern: 1 as never }, undefined)).toThrow(TypeError);
});
