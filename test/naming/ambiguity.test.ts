import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { makeNaming } from '../../lib/naming/make-naming.ts';
import type { NamingProblem, NamingTerms, SegmentTerms } from '../../lib/naming/naming-terms.ts';
import { namings } from '../support/namings.ts';
import { slowness } from '../support/slowness.ts';

const classes = ['evt', 'work'];
const make = (terms: NamingTerms) => makeNaming(terms, { system: 'shop', classes });

function problems(terms: NamingTerms): readonly NamingProblem[] {
  const made = make(terms);
  return made.ok ? [] : made.problems;
}

/** `key: what` of each problem. */
const said = (terms: NamingTerms) => problems(terms).map(({ path, what }) => `${path.join('.')}: ${what}`);

describe('a declaration is refused with two addresses that get one name', () => {
  test.each<[string, NamingTerms, string]>([
    [
      'two segments without a boundary',
      { topic: '{context}-{topic}' },
      'topic: "a-a-a" would be both the topic of context "a-a", topic "a" and the topic of context "a", topic "a-a"',
    ],
    [
      '<domain>-<entity>-<event> in kebab',
      { topic: '{context}-{entity}-{event}', parts: { topic: '{entity}-{event}' } },
      'parts.topic: "a-a-a" would be both the folder of entity "a-a", event "a" and the folder of entity "a", event "a-a"',
    ],
    [
      '<Domain>.<Entity><Event> of any words',
      {
        topic: '{context}.{entity}{event}',
        parts: { topic: '{entity}{event}' },
        segments: {
          context: { pattern: '[A-Z][a-z]+' },
          entity: { pattern: '([A-Z][a-z]+)+' },
          event: { pattern: '([A-Z][a-z]+)+' },
        },
      },
      'parts.topic: "AaAaAa" would be both the folder of entity "AaAa", event "Aa" and the folder of entity "Aa", event "AaAa"',
    ],
    [
      'a topic that is called like a dead letter',
      { topic: '{system}.{topic}', segments: { topic: { pattern: '[a-z]+([.][a-z]+)*' } } },
      'topic: "shop.a.dlq" would be the topic of system "shop", topic "a.dlq" and the dead letter topic of system "shop", topic "a"',
    ],
    [
      'a topic that is called like the second version of another',
      { topic: '{topic}', segments: { topic: { pattern: '[a-z]+([.]v?[0-9]+)?' } } },
      'topic: "a.v2" would be both the topic of topic "a.v2" and the topic of topic "a", version "2"',
    ],
    [
      'a retry that is called like a topic',
      {
        topic: '{topic}.v{version}',
        retry: '{topic}-{tier}.v{version}',
        segments: { topic: { pattern: '[a-z0-9-]+' } },
      },
      'retry: "a-1d.v1" would be the topic of topic "a-1d", version "1" and the retry topic of topic "a", tier "1d", version "1"',
    ],
    [
      'a class that is called like the mark of dead letters',
      { ...namings.namespaced, deadLetter: '{env}.{tenant}.{context}.evt.{topic}.v{version}' },
      'deadLetter: "a.a.a.evt.a.v1" would be the topic of env "a", tenant "a", context "a", class "evt", topic "a", version "1" and the dead letter topic of env "a", tenant "a", context "a", topic "a", version "1"',
    ],
    [
      'retries and dead letters alike',
      { topic: '{topic}', retry: '{topic}.{tier}', deadLetter: '{topic}.1d' },
      'deadLetter: "a.1d" would be the retry topic of topic "a", tier "1d" and the dead letter topic of topic "a"',
    ],
  ])('%s', (_what, terms, expected) => {
    expect(said(terms).join('\n').slice(0, expected.length)).toBe(expected);
  });

  test('and with what to do', () => {
    expect(problems({ topic: '{context}-{topic}' })[0]?.fix).toBe(
      'limit the segments by pattern, not or values so that each name has one meaning, or change the template',
    );
  });

  test('values, a pattern or what is excluded make it one name again', () => {
    const dashes = (context: SegmentTerms) =>
      said({ topic: '{context}-{topic}[.v{version}]', segments: { context } });
    expect(dashes({})).toHaveLength(1);
    expect(dashes({ values: ['a', 'b'] })).toEqual([]);
    expect(dashes({ values: ['a', 'a-b'] })).toHaveLength(1);
    expect(dashes({ pattern: '[a-z]+' })).toEqual([]);
    const dots = { pattern: '[a-z]+([.][a-z]+)*', not: '.*[.](dlq|retry-.*)' };
    expect(said({ topic: '{system}.{topic}', segments: { topic: dots } })).toEqual([]);
  });

  test('a collision that only names beyond 249 characters have is none', () => {
    const long = (...counts: number[]) => ({ values: counts.map((count) => 'a'.repeat(count)) });
    const together = (one: SegmentTerms) =>
      said({ topic: '{context}{topic}', segments: { context: one, topic: one } });
    expect(together(long(124, 125))).toHaveLength(1);
    expect(together(long(125, 126))).toEqual([]);
  });
});

describe('what a template must have', () => {
  test.each<[NamingTerms, string]>([
    [{ topic: '{context}' }, 'topic: {topic} is missing, so that names which differ in it would be one'],
    [
      { topic: '{env}.{topic}', deadLetter: '{topic}.dlq' },
      'deadLetter: {env} is missing, so that names which differ in it would be one',
    ],
    [
      { topic: '{topic}', retry: '{topic}.retry' },
      'retry: {tier} is missing, so that names which differ in it would be one',
    ],
    [{ topic: '{topic}.{tier}' }, 'topic: only retries have a {tier}'],
    [
      { topic: '{topic}.{kind}', parts: { topic: '{name}-{kind}' } },
      'topic: {kind} is in the template twice',
    ],
    [
      { topic: '{kind}', parts: { topic: '{name}.{kind}' } },
      'topic: {name} is missing, so that names which differ in it would be one',
    ],
    [
      { topic: '{topic}.{team}', parts: { context: '{team}.{area}' } },
      'topic: {area} is missing, so that names which differ in it would be one',
    ],
    [{ topic: '{topic}.{topic}' }, 'topic: {topic} is in the template twice'],
    [{ topic: '{topic' }, 'topic: "{" has no matching "}"'],
    [{ topic: 'a}{topic}' }, 'topic: "}" has no matching "{"'],
    [{ topic: '{topic}[.v{version}' }, 'topic: "[" has no matching "]"'],
    [{ topic: '{topic}.v{version}]' }, 'topic: "]" has no matching "["'],
    [{ topic: '{topic}[.v{version}][x]' }, 'topic: a template has at most one part in square brackets'],
    [
      { topic: '{topic}[.x]' },
      'topic: square brackets must hold {version} and no other segment, for example [.v{version}]',
    ],
    [
      { topic: '{Topic}' },
      'topic: "Topic" is not a segment\'s name: write a lowercase letter, then letters and digits',
    ],
    [{ topic: '{topic}/x' }, 'topic: "/" is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-")'],
    [
      { topic: `{topic}${'x'.repeat(500)}` },
      'topic: a template has at most 500 characters, and this one has 507',
    ],
    [{ topic: '{topic}', parts: { topic: 'x' } }, 'parts.topic: the template has no segment'],
    [{ topic: '{topic}', parts: { topic: '{env}.{kind}' } }, 'parts.topic: {env} has a meaning of its own'],
    [
      { topic: '{context}.{topic}', parts: { context: '{a}.{b}', topic: '{b}.{c}' } },
      'parts.topic: {b} is also a part of another folder',
    ],
    [{ topic: '{topic}', segments: { tier: { pattern: 'x' } } }, 'segments.tier: {tier} cannot be limited'],
    [
      { topic: '{topic}', parts: { topic: '{a}.{b}' }, segments: { topic: { pattern: 'x' } } },
      'segments.topic: {topic} consists of parts',
    ],
    [{ topic: '{topic}', segments: { topik: { pattern: 'x' } } }, 'segments.topik: no template has {topik}'],
    [{ topic: '{topic}', segments: { topic: { pattern: 'x*' } } }, 'segments.topic: {topic} could be empty'],
    [
      { topic: '{topic}', segments: { topic: { values: ['x'], not: 'x' } } },
      'segments.topic: no text can be {topic}',
    ],
    [
      { topic: '{class}.{topic}', segments: { class: { values: ['dlt'] } } },
      'segments.class: no text can be {class}',
    ],
    [
      { topic: '{topic}', segments: { topic: { pattern: '(?!x)y' } } },
      'segments.topic.pattern: look-around is not supported',
    ],
    [
      { topic: '{topic}', segments: { topic: { not: '(a)\\1' } } },
      'segments.topic.not: back references are not supported',
    ],
    [
      { topic: '{topic}', segments: { topic: { values: ['ok', 'ä'] } } },
      'segments.topic.values: "ä" cannot be in a topic name',
    ],
    [
      { topic: '{topic}', segments: { topic: { pattern: '([a-z]{1,40}x){1,10}' } } },
      'segments.topic: the pattern is too complex to check',
    ],
  ])('%j', (terms, expected) => {
    expect(said(terms)[0]).toBe(expected);
  });

  test('all that is wrong is told at once', () => {
    expect(
      said({ topic: '{context}', retry: '{context}', segments: { context: { not: '(' }, x: {} } }),
    ).toHaveLength(4);
  });

  test('a system’s id is lowercase kebab', () => {
    expect(makeNaming({ topic: '{topic}' }, { system: 'Shop!', classes })).toEqual({
      ok: false,
      problems: [{ path: [], what: 'the system "Shop!" must be lowercase kebab', fix: 'rename the system' }],
    });
  });

  test.each<[string, NamingTerms]>([
    [
      'segments that overlap in many ways',
      {
        topic: '{a}{b}{c}{topic}',
        segments: {
          a: { pattern: '([ab]{1,15}c){1,9}' },
          b: { pattern: '([ab]{1,15}c){1,9}x' },
          c: { pattern: '([ab]{1,15}c){1,9}y' },
          topic: { pattern: '([ab]{1,15}c){1,9}z' },
        },
      },
    ],
    [
      'long counts',
      {
        topic: '{a}{topic}',
        segments: { a: { pattern: '[a-z]{100,249}' }, topic: { pattern: '[a-y]{100,249}z' } },
      },
    ],
    ['a thousand values', { topic: '{topic}', segments: { topic: { values: manyValues() } } }],
  ])('%s cost less than a second', (_what, terms) => {
    const before = process.cpuUsage();
    make(terms);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(slowness());
  });
});

function manyValues(): string[] {
  return Array.from({ length: 1000 }, (_, index) => `value-${index}-${'x'.repeat(20)}`);
}

/** What a declaration's templates make of values, decided here by nothing but replacing. */
type Values = Readonly<Record<string, string>>;
function written(template: string, values: Values): string {
  const [before = '', later = '', after = ''] = template.split(/[[\]]/);
  return (before + (values['version'] === '1' ? '' : later) + after).replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => values[name] ?? `no ${name}`,
  );
}

/** Segments by their texts: few enough to try them all. */
const pools: readonly { readonly terms: SegmentTerms; readonly texts: readonly string[] }[] = [
  { terms: {}, texts: ['a', 'b', 'a-b', 'b-a', 'dlq', 'v2', 'retry-1m', 'a-dlq'] },
  { terms: { pattern: '[a-z]+' }, texts: ['a', 'b', 'ab', 'dlq'] },
  { terms: { pattern: '[a-z]+([._][a-z0-9]+)*' }, texts: ['a', 'a.b', 'a_dlq', 'a.dlq', 'a.v2', 'dlq'] },
  { terms: { pattern: '[A-Z][a-z]*' }, texts: ['A', 'B', 'Ab'] },
  { terms: { pattern: '([A-Z][a-z]*)+' }, texts: ['A', 'AB', 'AbA', 'B'] },
  { terms: { values: ['a', 'a-b', 'B'] }, texts: ['a', 'a-b', 'B'] },
  { terms: { values: ['a', 'b'] }, texts: ['a', 'b'] },
  { terms: { pattern: '[a-z.-]+', not: '.*[.-](dlq|v.*|r.*)|.*[.-]' }, texts: ['a', 'a-b', 'a.b', 'a.-b'] },
];

interface Declared {
  readonly terms: NamingTerms;
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

const separator = fc.constantFrom('.', '.', '-', '_', '', 'x');
const declarations: fc.Arbitrary<Declared> = fc
  .record({
    order: fc.shuffledSubarray(['context', 'topic', 'region'], { minLength: 1 }),
    separators: fc.array(separator, { minLength: 4, maxLength: 4 }),
    version: fc.constantFrom('[.v{version}]', '.v{version}', '[v{version}]', '-{version}', '[_{version}]'),
    retry: fc.constantFrom('.retry-{tier}', '-{tier}', '{tier}', '_r{tier}'),
    deadLetter: fc.constantFrom('.dlq', '-dlq', 'dlq', '_x', ''),
    pools: fc.array(fc.constantFrom(...pools), { minLength: 3, maxLength: 3 }),
  })
  .map(({ order, separators, version, retry, deadLetter, pools: own }) => {
    const names = order.includes('topic') ? order : [...order, 'topic'];
    const base = names.map((name, index) => `${index === 0 ? '' : separators[index]}{${name}}`).join('');
    const of = names.map((name, index) => [name, own[index]] as const);
    return {
      terms: {
        topic: base + version,
        retry: base + retry + version,
        deadLetter: base + deadLetter + version,
        segments: Object.fromEntries(of.map(([name, pool]) => [name, pool?.terms ?? {}])),
      },
      texts: Object.fromEntries(of.map(([name, pool]) => [name, pool?.texts ?? []])),
    };
  });

const kinds = ['topic', 'retry', 'deadLetter'] as const;

/** Every name that the pools give, with what it is of. */
function everyName({
  terms,
  texts,
}: Declared): { name: string; kind: (typeof kinds)[number]; values: Values }[] {
  let all: Values[] = ['1', '2', '12'].map((version) => ({ version }));
  for (const [segment, list] of Object.entries(texts))
    all = all.flatMap((values) => list.map((text) => ({ ...values, [segment]: text })));
  return kinds.flatMap((kind) =>
    all
      .flatMap((values) => (kind === 'retry' ? ['1m', '12h'].map((tier) => ({ ...values, tier })) : [values]))
      .map((values) => ({ name: written(terms[kind] ?? '', values), kind, values })),
  );
}

/** The first name that is of two different things. */
function knownCollision(declared: Declared): string | undefined {
  const seen = new Set<string>();
  return everyName(declared).find(({ name }) => seen.size === seen.add(name).size)?.name;
}

const addressOf = ({ context = 'none', topic = '', version = '' }: Values) => ({
  system: 'shop',
  context,
  class: 'evt',
  topic,
  version: Number(version),
});

describe('random declarations', () => {
  test('with a known collision are refused', () => {
    let refused = 0;
    fc.assert(
      fc.property(declarations, (declared) => {
        fc.pre(knownCollision(declared) !== undefined);
        refused += 1;
        expect(make(declared.terms).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  test('that are accepted are inverse in both directions, for topics, retries and dead letters', () => {
    let accepted = 0;
    fc.assert(
      fc.property(declarations, (declared) => {
        const made = make(declared.terms);
        fc.pre(made.ok);
        if (!made.ok) return;
        accepted += 1;
        const naming = made.value;
        expect(knownCollision(declared)).toBeUndefined();
        const all = everyName(declared);
        const some = all.filter((_, index) => index % Math.ceil(all.length / 50) === 0);
        for (const { name, kind, values } of some) {
          const { version = '', tier, ...segments } = values;
          const scope = { env: 'qa', segments: { region: values['region'] ?? '' } };
          const address = addressOf(values);
          const formatted =
            kind === 'retry'
              ? naming.retry(address, scope, tier ?? '')
              : kind === 'topic'
                ? naming.topic(address, scope)
                : naming.deadLetter(address, scope);
          expect(formatted).toEqual({ ok: true, value: name });
          expect(naming.parse(name)).toEqual({
            ok: true,
            value: {
              kind: kind === 'deadLetter' ? 'dead-letter' : kind,
              version: Number(version),
              segments: tier === undefined ? segments : { ...segments, tier },
            },
          });
        }
      }),
      { numRuns: 60 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  test('that are refused show two things that really have one name', () => {
    const shown =
      /^("[^"]+") would be (?:both )?the (topic|retry topic|dead letter topic) of (.*) and the (topic|retry topic|dead letter topic) of (.*)$/;
    const key = { topic: 'topic', 'retry topic': 'retry', 'dead letter topic': 'deadLetter' } as const;
    const read = (text: string): Values => ({
      version: '1',
      ...Object.fromEntries([...text.matchAll(/(\w+) "([^"]*)"/g)].map(([, name, value]) => [name, value])),
    });
    fc.assert(
      fc.property(declarations, ({ terms }) => {
        const [first] = problems(terms);
        const match = shown.exec(first?.what ?? '');
        fc.pre(match !== null);
        const [, name = '', one = '', values = '', other = '', others = ''] = match ?? [];
        const [a, b] = [one as keyof typeof key, other as keyof typeof key];
        expect(written(terms[key[a]] ?? '', read(values))).toBe(JSON.parse(name));
        expect(written(terms[key[b]] ?? '', read(others))).toBe(JSON.parse(name));
        expect([a, read(values)]).not.toEqual([b, read(others)]);
      }),
      { numRuns: 200 },
    );
  });
});
