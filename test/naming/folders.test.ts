import { describe, expect, test } from '@jest/globals';
import type { NamingTerms } from '../../lib/naming/naming-terms.ts';
import { parseForeignObjectName } from '../../lib/naming/object-name.ts';
import { isFolderName, isKebab } from '../../lib/naming/segments.ts';
import { at, declared, names, scope } from '../support/namings.ts';

const errorOf = (result: { readonly ok: boolean; readonly error?: string }) =>
  result.ok ? 'taken' : result.error;

describe('a folder', () => {
  test('may be limited although no name shows it', () => {
    const naming = declared({
      topic: '{kind}',
      parts: { topic: '{kind}' },
      segments: { context: { pattern: '[a-z]' }, class: { values: ['evt'] }, kind: { pattern: '[a-z]+' } },
    });
    expect([errorOf(naming.folder('context', 'a')), errorOf(naming.folder('context', 'ab'))]).toEqual([
      'taken',
      'the context "ab" must match [a-z]',
    ]);
    expect(naming.folder('topic', 'sold')).toEqual({ ok: true, value: { kind: 'sold' } });
  });

  test('whose parts no name shows is not read from one', () => {
    const naming = declared({ topic: '{system}.{topic}', parts: { context: '{area}.{desk}' } });
    expect(naming.parse('shop.sold')).toEqual({
      ok: true,
      value: { kind: 'topic', version: 1, segments: { system: 'shop', topic: 'sold' } },
    });
  });

  test('of two kinds consists of the parts of each, and a name is refused for the first that does not', () => {
    const naming = declared({
      topic: '{area}.{desk}.{kind}.{thing}',
      parts: { context: '{area}.{desk}', topic: '{kind}.{thing}' },
    });
    const address = (context: string, topic: string) => at({ context, topic });
    expect(naming.partsOf(address('eu.till', 'sold.item'))).toEqual({
      area: 'eu',
      desk: 'till',
      kind: 'sold',
      thing: 'item',
    });
    expect(names(naming, address('eu.till', 'sold.item'))[0]).toBe('eu.till.sold.item');
    const wrong = ['the context "eu" must be {area}.{desk}', 'the topic "sold" must be {kind}.{thing}'];
    expect([address('eu', 'sold'), address('eu', 'sold.item')].map((one) => names(naming, one)[0])).toEqual([
      wrong[0],
      wrong[0],
    ]);
    expect(names(naming, address('eu.till', 'sold'))[0]).toBe(wrong[1]);
    expect(() => naming.partsOf(address('eu', 'sold.item'))).toThrow(wrong[0]);
    expect(naming.parse('eu.till.sold.item')).toMatchObject({
      ok: true,
      value: { segments: { context: 'eu.till', topic: 'sold.item' } },
    });
  });

  test.each([
    ['a', true],
    ['_a', true],
    ['A.b_c-d9', true],
    ['', false],
    ['.a', false],
    ['-a', false],
    ['a b', false],
    ['a/b', false],
    ['..', false],
  ])('may have the name %j: %p', (name, may) => {
    expect(isFolderName(name)).toBe(may);
  });
});

test.each([
  ['a', true],
  ['order-placed', true],
  ['a2-b3', true],
  ['2a', false],
  ['a-', false],
  ['a--b', false],
  ['-a', false],
  ['A', false],
  ['a_b', false],
])('%j is an id: %p', (text, is) => {
  expect(isKebab(text)).toBe(is);
});

test.each<[what: string, terms: NamingTerms, namespace: string | undefined]>([
  [
    'what is before the topic says the class, and retries begin otherwise',
    { topic: '{env}.{class}.{topic}', retry: '{env}.rty.{topic}.{tier}', deadLetter: '{env}.dlt.{topic}' },
    'prod.evt.',
  ],
  [
    'so does what is before the first part of the topic',
    {
      topic: '{env}.{class}.{kind}.{thing}',
      retry: '{env}.rty.{kind}.{thing}.{tier}',
      deadLetter: '{env}.dlt.{kind}.{thing}',
      parts: { topic: '{kind}.{thing}' },
    },
    'prod.evt.',
  ],
  ['retries and dead letters begin so', { topic: '{env}.{class}.{topic}' }, undefined],
  [
    'dead letters begin so',
    {
      topic: '{env}.{class}.{topic}',
      retry: '{env}.rty.{topic}.{tier}',
      deadLetter: '{env}.evt.{topic}.dlq',
    },
    undefined,
  ],
  [
    'the class is not before the topic',
    { topic: '{env}.x.{topic}.{class}', retry: '{env}.rty.{topic}.{tier}', deadLetter: '{env}.dlt.{topic}' },
    undefined,
  ],
  [
    'the version is before the topic',
    {
      topic: '{env}.{class}.v{version}.{topic}',
      retry: '{env}.rty.v{version}.{topic}.{tier}',
      deadLetter: '{env}.dlt.v{version}.{topic}',
    },
    undefined,
  ],
])('rights by namespace: %s', (_what, terms, namespace) => {
  const topic = terms.parts === undefined ? 'sold' : 'sold.item';
  expect(declared(terms).namespaceOf(at({ topic }), scope)).toBe(namespace);
});

test('a naming names the first of its segments that an environment lacks, or that it does not take', () => {
  const naming = declared({
    topic: '{env}.{tenant}.{region}.{context}.{topic}',
    segments: { env: { pattern: '[a-z]+' } },
  });
  const whole = { ...scope, segments: { region: 'eu' } };
  expect(naming.scopeProblem(whole)).toBeUndefined();
  expect(naming.scopeProblem({ ...whole, env: 'p1' })).toEqual({
    segment: 'env',
    what: 'the env "p1" must match [a-z]+',
  });
  expect(naming.scopeProblem({ env: 'prod', segments: { region: 'eu' } })).toEqual({
    segment: 'tenant',
    what: 'the environment has no tenant',
  });
  expect(naming.scopeProblem({ ...whole, segments: {} })).toEqual({
    segment: 'region',
    what: 'the environment has no segment {region}',
  });
  expect(naming.scopeProblem({ ...whole, segments: { region: 'EU' } })).toEqual({
    segment: 'region',
    what: '{region} "EU" must be lowercase kebab, for example order-placed',
  });
});

test.each<[string, number | undefined, boolean]>([
  ['a', undefined, true],
  ['a.b-c.9', undefined, true],
  ['a'.repeat(253), undefined, true],
  ['a'.repeat(254), undefined, false],
  ['abc', 3, true],
  ['abcd', 3, false],
  ['a.', undefined, false],
  ['.a', undefined, false],
  ['a..b', undefined, false],
  ['a-.b', undefined, false],
  ['-a', undefined, false],
  ['A', undefined, false],
  ['a_b', undefined, false],
  ['', undefined, false],
])('Kubernetes takes the name %j of at most %p characters: %p', (name, most, takes) => {
  const read = parseForeignObjectName(name, most);
  expect(errorOf(read)).toBe(
    takes
      ? 'taken'
      : `${JSON.stringify(name)} is no name of an object: a-z, 0-9, "-" and ".", at most ${most ?? 253} characters`,
  );
});
