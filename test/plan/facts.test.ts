import { describe, expect, test } from '@jest/globals';
import { differenceLines } from '../../lib/plan/difference.ts';
import { dropDefaults, type Facts, flatten, isSame, quantityOf } from '../../lib/plan/facts.ts';
import { worstRisk } from '../../lib/plan/risk.ts';
import { shown } from '../../lib/plan/shown.ts';

const facts = (value: unknown): Record<string, unknown> => {
  const found: Facts = new Map();
  flatten(value, '', found);
  return Object.fromEntries(found);
};

describe('the facts of a value', () => {
  test.each<[string, unknown, Record<string, unknown>]>([
    [
      'texts, numbers and truths by path',
      { a: 'x', b: { c: 1, d: false } },
      { a: 'x', 'b.c': 1, 'b.d': false },
    ],
    ['nothing of what is null, undefined or an empty list', { a: null, b: undefined, c: [] }, {}],
    ['nothing of what no file can say', { a: () => 1, b: Symbol('s') }, {}],
    ['nothing of a list of what runs one after the other, if it is empty', { initContainers: [] }, {}],
    ['empty maps', { a: {} }, { a: '{}' }],
    [
      'items by their names',
      {
        a: [
          { name: 'x', v: 1 },
          { name: 'y', v: 2 },
        ],
      },
      { 'a[x].name': 'x', 'a[x].v': 1, 'a[y].name': 'y', 'a[y].v': 2 },
    ],
    [
      'items by numbers that tell them apart',
      { a: [{ port: 1 }, { port: 2 }] },
      { 'a[1].port': 1, 'a[2].port': 2 },
    ],
    [
      'items by their places, where two have one name',
      { a: [{ name: 'x' }, { name: 'x' }] },
      { 'a[0].name': 'x', 'a[1].name': 'x' },
    ],
    [
      'items by their places, where one has no name',
      { a: [{ name: 'x' }, { v: 1 }] },
      { 'a[0].name': 'x', 'a[1].v': 1 },
    ],
    ['items by their places, where a name is no text', { a: [{ name: { b: 1 } }] }, { 'a[0].name.b': 1 }],
    [
      'items by a second field, where the first does not tell them apart',
      {
        a: [
          { name: 'x', mountPath: '/a' },
          { name: 'x', mountPath: '/b' },
        ],
      },
      { 'a[/a].name': 'x', 'a[/a].mountPath': '/a', 'a[/b].name': 'x', 'a[/b].mountPath': '/b' },
    ],
    [
      'items by alerts and records',
      { a: [{ alert: 'A' }], b: [{ record: 'r' }], c: [{ parameter: 'p' }], d: [{ secretKey: 's' }] },
      { 'a[A].alert': 'A', 'b[r].record': 'r', 'c[p].parameter': 'p', 'd[s].secretKey': 's' },
    ],
    [
      'recorded series of one name by what they are about',
      {
        a: [
          { record: 'r', labels: { owner: 'o', topic: 't' } },
          { record: 'r', labels: { consumergroup: 'g', topic: 't' } },
        ],
      },
      {
        'a[r t].record': 'r',
        'a[r t].labels.owner': 'o',
        'a[r t].labels.topic': 't',
        'a[r t g].record': 'r',
        'a[r t g].labels.consumergroup': 'g',
        'a[r t g].labels.topic': 't',
      },
    ],
    [
      'recorded series that are about the same by their order',
      {
        a: [
          { record: 'r', labels: { topic: 't' } },
          { record: 'r', labels: { topic: 't' } },
        ],
      },
      {
        'a[0].record': 'r',
        'a[0].labels.topic': 't',
        'a[1].record': 'r',
        'a[1].labels.topic': 't',
      },
    ],
    ['a list of texts as one', { a: ['x', 'y'] }, { a: '["x","y"]' }],
    ['a list of lists by places', { a: [['x'], 'y'] }, { 'a[0]': '["x"]', 'a[1]': 'y' }],
    ['a set item by item', { verbs: ['get', 'list'] }, { 'verbs[get]': true, 'verbs[list]': true }],
    ['a set of maps item by item', { tolerations: [{ b: 1, a: 2 }] }, { 'tolerations[{"a":2,"b":1}]': true }],
    ['no set of what only begins so', { verbsOf: ['get'] }, { verbsOf: '["get"]' }],
    [
      'the order of what runs one after the other',
      { initContainers: [{ name: 'b' }, { name: 'a' }] },
      { 'initContainers.order': 'b a', 'initContainers[b].name': 'b', 'initContainers[a].name': 'a' },
    ],
    ['a list that holds null by places', { a: [null, { name: 'x' }] }, { 'a[1].name': 'x' }],
  ])('are %s', (_what, value, told) => {
    expect(facts(value)).toEqual(told);
  });

  test.each([
    'policyTypes',
    'syncOptions',
    'roles',
    'verbs',
    'resources',
    'apiGroups',
    'resourceNames',
    'drop',
    'add',
    'values',
    'accessModes',
    'tolerations',
    'except',
    'nonResourceURLs',
  ])('of %s do not depend on their order', (name) => {
    expect(facts({ [name]: ['b', 'a'] })).toEqual({ [`${name}[a]`]: true, [`${name}[b]`]: true });
  });

  test('lose what is meant where nothing is said, by a whole path or by its end', () => {
    const found: Facts = new Map<string, string | number>([
      ['spec.replicas', 1],
      ['other.spec.replicas', 1],
      ['spec.replicasOf', 1],
      ['a.protocol', 'TCP'],
      ['b.protocol', 'UDP'],
      ['aprotocol', 'TCP'],
      ['a.protocol.b', 'TCP'],
      ['text', '1'],
    ]);
    dropDefaults(found, [
      ['spec.replicas', 1],
      ['.protocol', 'TCP'],
      ['text', 1],
    ]);
    expect([...found.keys()]).toEqual([
      'other.spec.replicas',
      'spec.replicasOf',
      'b.protocol',
      'aprotocol',
      'a.protocol.b',
    ]);
  });
});

describe('two values are the same', () => {
  test.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 }, true],
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, {}, false],
    [{}, null, false],
    [{}, 'a', false],
    ['a', {}, false],
    [[], {}, false],
    [{}, [], false],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [[1, 2], [1, 3], false],
    [[1, 2], [2, 1], false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, false],
    [{ a: undefined }, { b: undefined }, false],
    [{ toString: undefined }, { a: undefined }, false],
  ])('%j and %j: %j', (a, b, told) => {
    expect(isSame(a, b)).toBe(told);
  });
});

describe('a quantity', () => {
  test.each<[unknown, number | undefined]>([
    [2, 2],
    ['2', 2],
    ['500m', 0.5],
    ['9m', 0.009],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['-1', -1],
    ['+1', 1],
    ['100n', 1e-7],
    ['100u', 1e-4],
    ['1k', 1000],
    ['1M', 1e6],
    ['1G', 1e9],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1E', 1e18],
    ['1Ki', 1024],
    ['1Mi', 1_048_576],
    ['1Gi', 1_073_741_824],
    ['1Ti', 1_099_511_627_776],
    ['1Pi', 1_125_899_906_842_624],
    ['1Ei', 1_152_921_504_606_846_976],
    ['12e3', 12_000],
    ['12E-1', 1.2],
    ['1e10', 1e10],
    ['1Xi', undefined],
    ['x1', undefined],
    ['1 ', undefined],
    ['', undefined],
    [true, undefined],
  ])('%j is %j', (text, told) => {
    expect(quantityOf(text)).toBe(told);
  });
});

describe('a difference', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['of values', 1, 2, ['- 1', '+ 2']],
    ['of a value that is new', undefined, 'a', ['+ a']],
    ['of a value that is gone', 'a', undefined, ['- a']],
    ['of a fact that is new', undefined, true, []],
    ['of a fact that is gone', true, undefined, []],
    ['of truths', true, false, ['- true', '+ false']],
    ['of an untruth that is new', undefined, false, ['+ false']],
    ['of an untruth that is gone', false, undefined, ['- false']],
    ['of lists', '["a","b"]', '["b","c"]', ['- a', '+ c']],
    ['of lists in another order', '["a","b"]', '["b","a"]', ['  the same lines in another order']],
    ['of what only begins like a list', '[a', '["b"]', ['- [a', '+ b']],
    ['of what only ends like a list', 'a]', '["b"]', ['- a]', '+ b']],
    ['of what is no list between its ends', '[a]', '[b]', ['- [a]', '+ [b]']],
    ['of lines', 'a\nb\n', 'a\nc\n', ['- b', '+ c']],
    ['of empty lines', 'a\n\nb', 'a\nb', ['  the same lines in another order']],
    ['of one line and several', 'a', 'a\nb', ['+ b']],
  ])('%s', (_what, before, after, told) => {
    expect(differenceLines('spec.x', before as string, after as string)).toEqual(told);
  });

  test('tells 40 lines, and how many more there are', () => {
    const text = (count: number) => Array.from({ length: count }, (_, index) => `l${index}`).join('\n');
    expect(differenceLines('x', text(40), undefined)).toHaveLength(40);
    const lines = differenceLines('x', text(43), undefined);
    expect([lines.length, lines[39], lines[40]]).toEqual([41, '- l39', '  … and 3 more lines']);
  });

  test('hides what may be a secret', () => {
    expect(differenceLines('spec.password', 'a', 'b')).toEqual(['- (hidden)', '+ (hidden)']);
  });
});

describe('a value as it is shown', () => {
  test.each<[string, unknown, string]>([
    ['spec.a', undefined, '(nothing)'],
    ['spec.a', 1, '1'],
    ['spec.a', 'a\nb', String.raw`a\u000ab`],
    ['password', 'a', '(hidden)'],
    ['spec.password', 'a', '(hidden)'],
    ['spec.passwords', 'a', '(hidden)'],
    ['data[c.properties].ssl.key.password', 'a', '(hidden)'],
    ['spec.env[DB_PASSWORD].value', 'a', '(hidden)'],
    ['spec.env[API-TOKEN].value', 'a', '(hidden)'],
    ['spec.sasl.jaas.config', 'a', '(hidden)'],
    ['spec.privateKey', 'a', '(hidden)'],
    ['spec.private_key', 'a', '(hidden)'],
    ['spec.private-key', 'a', '(hidden)'],
    ['spec.credentials', 'a', '(hidden)'],
    ['spec.secret', 'a', '(hidden)'],
    ['spec.passwd', 'a', '(hidden)'],
    ['spec.automountServiceAccountToken', 'a', 'a'],
    ['spec.token', true, 'true'],
    ['spec.tokenOf', 'a', 'a'],
    ['spec.secretName', 'a', 'a'],
    ['spec.password.valueOf', 'a', 'a'],
  ])('%s: %j is %s', (path, value, told) => {
    expect(shown(path, value as string)).toBe(told);
  });
});

test('the worst risk of some is what they have in common', () => {
  expect([
    worstRisk([]),
    worstRisk(['review', 'safe']),
    worstRisk(['safe', 'impossible', 'destructive']),
  ]).toEqual(['safe', 'review', 'impossible']);
});
