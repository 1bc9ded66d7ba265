import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { measuredRun } from '../support/measured-run.ts';
import { slowness } from '../support/slowness.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const schema = `${queue}/value.schema.json`;

let copy: StackCopy;
let before: string;
/** Processor seconds of commands that refuse nothing. */
const plain = { lint: 0, plan: 0, import: 0 };

const git = (...args: string[]) =>
  execFileSync('git', ['-C', copy.root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
const lint = (base: string) => measuredRun('lint', '--root', copy.root, '--baseline', base);
const plan = () =>
  measuredRun('plan', '--root', copy.root, '--env', 'eu-prod', '--baseline', copy.path('dist'));
const imported = (file: string) =>
  measuredRun(
    ...['import', '--root', copy.root, '--live', copy.path(file), '--env', 'eu-prod', '--system', 'old'],
    ...['--owner', 'depot', '--dry-run'],
  );

beforeAll(() => {
  copy = sortingCopy();
  before = copy.read(schema);
  git('init', '-q', '-b', 'good');
  git('add', '-A');
  git('commit', '-qm', 'good');
  plain.lint = lint('good').seconds;
  measuredRun('synth', '--root', copy.root, '--env', 'eu-prod', '--out', copy.path('dist'));
  plain.plan = plan().seconds;
  copy.write('empty.yaml', '');
  plain.import = imported('empty.yaml').seconds;
}, 60_000);
afterAll(() => copy.dispose());

type Run = ReturnType<typeof measuredRun>;

function expectWithin({ signal, stderr, seconds, megabytes }: Run, than: number): void {
  expect(signal).toBe(null);
  expect(stderr).not.toContain('    at ');
  expect(seconds - than).toBeLessThan(slowness());
  expect(megabytes).toBeLessThan(300);
}

/** Definitions, each of which names the one before twice. */
const twiceOver = (twice: (reference: object) => object): object => ({
  x: { $ref: '#/$defs/d40' },
  $defs: Object.fromEntries(
    Array.from({ length: 41 }, (_, index) => [
      `d${index}`,
      index === 0 ? { type: 'integer' } : twice({ $ref: `#/$defs/d${index - 1}` }),
    ]),
  ),
});
const alternatives = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ type: 'object', required: ['a'] },
    properties: { a: { const: index } },
  }));

/** Definitions beside a field `x`, and what `lint` and `plan` say of them; undefined where they may be. */
const hostile: readonly (readonly [what: string, parts: () => object, told: string | undefined])[] = [
  ['conditions twice over', () => twiceOver((one) => ({ allOf: [one, one] })), 'more than 100000 steps'],
  [
    'fields twice over',
    () => twiceOver((one) => ({ properties: { a: one, b: one } })),
    'more than 5000 fields',
  ],
  [
    'alternatives twice over',
    () => twiceOver((one) => ({ anyOf: [one, { not: one }] })),
    'more than 100000 steps',
  ],
  ['one of two twice over', () => twiceOver((one) => ({ oneOf: [one, one] })), 'more than 100000 steps'],
  [
    'a pattern that multiplies',
    () => ({ x: { type: 'string', pattern: '((a{100}){100}){100}' } }),
    'a pattern of more than 20000 states',
  ],
  ['a thousand alternatives', () => ({ x: { anyOf: alternatives(900) } }), undefined],
  [
    'nine thousand objects',
    () => ({ x: { enum: Array.from({ length: 9_000 }, (_, index) => ({ a: index })) } }),
    undefined,
  ],
];

describe('a hostile schema takes less than a second and 300 MB, on either side of a comparison', () => {
  test.each(hostile)(
    '%s',
    (_what, parts, told) => {
      const { $defs = {}, x } = parts() as { $defs?: object; x: object };
      const known = JSON.parse(before) as { properties: object };
      const written = (more: object) =>
        JSON.stringify({ ...known, ...more, $defs, properties: { ...known.properties, x } });
      copy.write(schema, written({}));
      for (const [run, than] of [
        [lint('good'), plain.lint],
        [plan(), plain.plan],
      ] as const) {
        expectWithin(run, than);
        if (told !== undefined) expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(told)]);
      }
      git('checkout', '-q', '-B', 'bad');
      git('commit', '-qam', 'bad');
      copy.write(schema, before);
      expectWithin(lint('bad'), plain.lint);
      copy.write(schema, written({ title: 'changed' }));
      expectWithin(lint('bad'), plain.lint);
      copy.write(schema, before);
    },
    60_000,
  );
});

describe('a hostile export is refused, or imported without what no one sees', () => {
  const user = (metadata: object, spec: object) =>
    JSON.stringify({
      ...{ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaUser' },
      metadata: {
        ...{ name: 'u', namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'kafka' } },
        ...metadata,
      },
      spec: { authentication: { type: 'tls' }, ...spec },
    });
  const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;
  const wide = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key.${index}`, 'v']));

  test.each<[string, () => string, string | undefined]>([
    ['a deep template', () => user({}, { template: deep(70) }), 'more than 64 levels of nesting'],
    ['a wide template', () => user({}, { template: wide(60_000) }), 'has more than 50000 values'],
    [
      'a template of many labels',
      () => user({}, { template: { secret: { metadata: { labels: wide(20_000) } } } }),
      'spec.template.secret.metadata.labels has 20000 keys: at most 500 are imported',
    ],
    ['many annotations', () => user({ annotations: wide(60_000) }, {}), 'has more than 50000 values'],
    [
      'fewer annotations',
      () => user({ annotations: wide(20_000) }, {}),
      'metadata.annotations has 20000 keys: at most 500 are imported',
    ],
    [
      'a long annotation',
      () => user({ annotations: { a: 'x'.repeat(5 * 1024 * 1024) } }, {}),
      'a text of more than 4194304',
    ],
    [
      'an annotation that no one sees',
      () => user({ annotations: { 'argocd.argoproj.io/sync-wave': '\u202e1\u0000' } }, {}),
      undefined,
    ],
    [
      'keys that every object has',
      () =>
        user({}, {}).replace(
          '"spec":{',
          '"spec":{"template":{"__proto__":{"polluted":true},"constructor":{}},',
        ),
      'the key "__proto__"',
    ],
  ])('%s', (_what, text, told) => {
    copy.write('live.json', text());
    const run = imported('live.json');
    expectWithin(run, plain.import);
    if (told === undefined) expect([run.code, run.stderr]).toEqual([2, '']);
    else expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(told)]);
  });
});
