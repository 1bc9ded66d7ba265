import { cpSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { synthesize } from '../../lib/cli/render.ts';
import { measuredRun } from '../support/measured-run.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';
import { slowness } from '../support/slowness.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const schema = `${queue}/value.schema.json`;

let copy: StackCopy;
/** Processor seconds of commands that refuse nothing. */
const plain = { import: 0, plan: 0, lint: 0 };

const imported = (file: string) =>
  measuredRun(
    ...['import', '--root', copy.root, '--live', copy.path(file), '--env', 'eu-prod', '--system', 'old'],
    ...['--owner', 'depot', '--dry-run'],
  );
const planned = (...args: string[]) => measuredRun('plan', '--root', copy.root, '--env', 'eu-prod', ...args);
const live = (file: string) => planned('--baseline', copy.path('dist'), '--live', copy.path(file));

beforeAll(() => {
  copy = sortingCopy();
  const project = loadProject({ root: copy.root, today: '2026-11-21' });
  if (!project.ok) throw new Error('the copy is not valid');
  expect(synthesize(project.value, copy.path('dist'), null).ok).toBe(true);
  copy.write('empty.yaml', '');
  plain.import = imported('empty.yaml').seconds;
  plain.plan = planned('--baseline', copy.path('dist')).seconds;
});
afterAll(() => copy.dispose());

type Run = ReturnType<typeof measuredRun>;

/** Refused with 1, a place and these words, within a second and 300 MB. */
function expectRefused(
  { code, signal, stderr, seconds, megabytes }: Run,
  told: string,
  before: number,
): void {
  expect([code, signal]).toEqual([1, null]);
  expect(stderr).toContain(told);
  expect(stderr).toMatch(/^\S+:[0-9]+:[0-9]+$/m);
  expect(stderr).not.toContain('    at ');
  expect(seconds - before).toBeLessThan(slowness());
  expect(megabytes).toBeLessThan(300);
}

const MB = 1024 * 1024;
const head = 'apiVersion: v1\nkind: List\nmetadata: {}\n';
const aliases = Array.from({ length: 12 }, (_, index) => {
  const before = index === 0 ? 'x' : `**${'abcdefghijkl'[index - 1]}`;
  return `  ${'abcdefghijkl'[index]}: &*${'abcdefghijkl'[index]} [${Array.from({ length: 9 }, () => before).join(',')}]\n`;
}).join('');
const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key.${index}`, 'v']));
const topic = (spec: object): string =>
  JSON.stringify({
    ...{ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic' },
    metadata: { name: 't', namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'kafka' } },
    spec: { partitions: 1, replicas: 3, ...spec },
  });

const exports: readonly (readonly [what: string, file: string, text: () => string, told: string])[] = [
  ['aliases of aliases', 'a.yaml', () => `${head}items:\n${aliases}`, 'aliases that repeat more than'],
  ['20 MB of [', 'a.json', () => '['.repeat(20 * MB), 'more than 5000000 values'],
  ['lists in each other', 'a.json', () => '['.repeat(4_000_000), 'more than 64 levels of nesting'],
  ['lists in each other in YAML', 'a.yaml', () => `a: ${'['.repeat(MB)}`, 'more than 64 levels of nesting'],
  ['20 million lists', 'a.json', () => `[${'[],'.repeat(20 * MB)}[]]`, 'more than 5000000 values'],
  ['20 million numbers', 'a.json', () => `{"items":[${'1,'.repeat(20 * MB)}1]}`, 'more than 5000000 values'],
  [
    'a text of 40 MB',
    'a.json',
    () => topic({ topicName: 'x'.repeat(40 * MB) }),
    'a text of more than 4194304',
  ],
  ['six million documents', 'a.yaml', () => '---\n'.repeat(6 * MB), 'more than 5000000 values'],
  ['six million items', 'a.yaml', () => '- \n'.repeat(6 * MB), 'more than 5000000 values'],
  ['a million JSON documents', 'a.json', () => '{}\n'.repeat(MB), 'more than 100000 documents'],
  [
    'maps that are merged again and again',
    'a.yaml',
    () => `a: &a {${Object.keys(keys(1_000)).join(': 1, ')}: 1}\nb:\n${'  - <<: *a\n'.repeat(50_000)}`,
    'aliases that repeat more than 100000 values',
  ],
  [
    'maps that are merged with what they merge',
    'a.yaml',
    () =>
      `a0: &a0 {x: 1}\n${Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} {<<: [${Array.from({ length: 50 }, () => `*a${index}`).join(', ')}], k${index}: 1}\n`).join('')}b: [${'*a60, '.repeat(5_000)}]\n`,
    'aliases that repeat more than 100000 values',
  ],
  ['40 MB in one line', 'a.yaml', () => `a: ${'x'.repeat(40 * MB)}`, 'a line of more than 4194304'],
  ['escapes by the million', 'a.yaml', () => `a: "${'x\\n'.repeat(20 * MB)}"`, 'a line of more than 4194304'],
  [
    'a text of many lines',
    'a.yaml',
    () => `a: |\n${' x\n'.repeat(MB)}`,
    'an object of more than 100000 lines',
  ],
  [
    'a map of many keys',
    'a.yaml',
    () => Object.keys(keys(400_000)).join(': 1\n'),
    'an object of more than 100000 lines',
  ],
  [
    'an object of many settings',
    'a.json',
    () => topic({ config: keys(60_000) }),
    'has more than 50000 values',
  ],
  ['characters that YAML does not know', 'a.yaml', () => `${head}# \0\ufffe\n`, 'not YAML'],
];

describe('hostile exports are refused', () => {
  test.each(exports)('%s', (_what, file, text, told) => {
    copy.write(file, text());
    expectRefused(imported(file), told, plain.import);
    expectRefused(live(file), told, plain.plan);
    copy.remove(file);
  });
});

describe('a hostile baseline is refused', () => {
  test.each<[string, () => string, string]>([
    ['two million items', () => '- \n'.repeat(MB), 'more than 250000 values'],
    ['aliases of aliases', () => `${head}items:\n${aliases}`, 'aliases that repeat more than'],
    ['lists in each other', () => `a: ${'['.repeat(100_000)}`, 'more than 64 levels of nesting'],
    [
      'an object of many settings',
      () => `---\n${topic({ config: keys(60_000) })}`,
      'has more than 50000 values',
    ],
  ])('%s', (_what, text, told) => {
    cpSync(copy.path('dist'), copy.path('base'), { recursive: true });
    copy.write('base/eu-prod/sorting/depot-vision-read--label-v1.k8s.yaml', text());
    expectRefused(planned('--baseline', copy.path('base')), told, plain.plan);
    copy.remove('base');
  });
});

describe('a cluster that differs much', () => {
  test('is compared field by field, each once', () => {
    const limits = Array.from({ length: 5_000 }, (_, index) => ({
      type: `T${index}`,
      default: { cpu: `${index}m`, memory: `${index}Mi` },
      max: { cpu: `${index}m` },
    }));
    const range = {
      ...{ apiVersion: 'v1', kind: 'LimitRange' },
      metadata: { name: 'sorting-containers', namespace: 'sorting-eu' },
      spec: { limits },
    };
    copy.write('a.json', JSON.stringify(range));
    const { code, seconds, megabytes } = live('a.json');
    expect(code).toBe(2);
    // Each field was looked for among all others: 34 seconds.
    expect(seconds - plain.plan).toBeLessThan(2 * slowness());
    expect(megabytes).toBeLessThan(300);
  });
});

describe('hostile schemas of earlier contracts', () => {
  const keywords = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { taskId: { enum: Array.from({ length: 40_000 }, (_, index) => ({ a: index })) } },
  });

  test('are not compared', () => {
    mkdirSync(copy.path('earlier'));
    cpSync(copy.path('contracts'), copy.path('earlier/contracts'), { recursive: true });
    const lint = () => measuredRun('lint', '--root', copy.root, '--baseline', copy.path('earlier'));
    plain.lint = lint().seconds;
    copy.write(`earlier/${schema}`, keywords);
    expectRefused(lint(), 'too deep or too large to be judged', plain.lint);
  });
});
