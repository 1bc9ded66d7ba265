import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const contract = `${queue}/contract.yaml`;
const sample = `${queue}/samples/smallest.json`;
const schema = `${queue}/value.schema.json`;
const dev = 'environments/dev.yaml';

/** Tells on descriptor 3 what the process used. */
const telltale = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

let copy: StackCopy;
let texts: Map<string, string>;
/** Processor seconds in which a plain slip is refused: the start of the program, and reading the rest. */
let plain = 0;

function lint() {
  const line = [join(repository, 'bin', 'workstreams.js'), 'lint', '--root', copy.root];
  const child = spawnSync(process.execPath, ['--import', telltale, ...line], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const used = JSON.parse(child.output[3] ?? '{}') as NodeJS.ResourceUsage;
  return {
    code: child.status,
    signal: child.signal,
    stderr: child.stderr,
    seconds: (used.userCPUTime + used.systemCPUTime) / 1e6,
    megabytes: used.maxRSS / 1024,
  };
}

beforeAll(() => {
  copy = sortingCopy();
  texts = new Map([contract, sample, schema, dev].map((file) => [file, copy.read(file)]));
  copy.edit(contract, 'retention: 7d', 'retetnion: 7d');
  plain = lint().seconds;
});
afterAll(() => copy.dispose());

const levels = (opened: string, closed: string, depth: number) => opened.repeat(depth) + closed.repeat(depth);
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    'bcdefghij'.split('').map((name, index) => {
      const before = `*${'abcdefghi'[index]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
    }),
  )
  .join('\n');

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Forty definitions, each of which names the one before twice, in a schema with the field `x`. */
function twiceOver(twice: (reference: object) => object): string {
  const $defs = Object.fromEntries(
    Array.from({ length: 41 }, (_, index) => [
      `d${index}`,
      index === 0 ? { type: 'integer' } : twice({ $ref: `#/$defs/d${index - 1}` }),
    ]),
  );
  return JSON.stringify({
    $schema: draft,
    type: 'object',
    $defs,
    properties: { x: { $ref: '#/$defs/d40' } },
  });
}

/** A record of Avro that holds 2^n fields. */
const records = Array.from({ length: 20 }).reduce<object>(
  (inner, _, index) => ({
    ...{ type: 'record', name: `R${index}` },
    fields: [
      { name: 'a', type: inner },
      { name: 'b', type: index === 0 ? 'string' : `R${index - 1}` },
    ],
  }),
  { type: 'record', name: 'R', fields: [{ name: 'a', type: 'string' }] },
);

describe('hostile input is refused with 1, never by a signal, within a second and 300 MB', () => {
  test.each<[what: string, files: Readonly<Record<string, string>>, told: string]>([
    [
      'deep nesting in several files',
      {
        [contract]: '['.repeat(262_144),
        [dev]: levels('{a: ', '}', 30_000),
        [schema]: '['.repeat(1_048_576),
        [sample]: levels('[', ']', 500_000),
      },
      'more than 64 levels of nesting',
    ],
    [
      'a map of as many keys as a file takes',
      { [contract]: Array.from({ length: 23_000 }, (_, index) => `k${index}: 1\n`).join('') },
      'more than 50000 words and signs',
    ],
    [
      'a file of more than a megabyte',
      { [contract]: Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join('') },
      'are read',
    ],
    ['anchors and aliases that multiply', { [contract]: bomb, [dev]: bomb }, 'the alias *a'],
    ['65,000 documents', { [contract]: '---\n'.repeat(65_000) }, 'a second document begins here'],
    [
      'keys that every object has, a directive of YAML 1.1 and a tag, marks that turn text around',
      {
        [contract]: '__proto__: { constructor: 1 }\nconstructor: 1\n',
        [dev]: '%YAML 1.1\n---\na: !!js/function x\n',
        [sample]: '{ "__proto__": { "x": "\u202e" } }',
      },
      'the key "__proto__"',
    ],
    [
      'a schema that would take for ever to match',
      {
        [schema]: JSON.stringify({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          additionalProperties: { type: 'string', pattern: '^(a+)+$' },
        }),
        [sample]: JSON.stringify({ text: `${'a'.repeat(50_000)}!` }),
      },
      'smallest.json',
    ],
    [
      'definitions that name each other twice over as fields',
      { [schema]: twiceOver((one) => ({ type: 'object', properties: { a: one, b: one } })) },
      'the schema has more than 5000 fields',
    ],
    [
      'definitions that name each other twice over as conditions',
      { [schema]: twiceOver((one) => ({ allOf: [one, one] })), [sample]: '{ "x": 1 }' },
      'the schema takes more than 100000 steps for this sample',
    ],
    [
      'definitions that name each other twice over as alternatives',
      { [schema]: twiceOver((one) => ({ anyOf: [one, { not: one }] })), [sample]: '{ "x": "y" }' },
      'the schema takes more than 100000 steps for this sample',
    ],
    [
      'repetitions of a pattern that multiply',
      { [schema]: JSON.stringify({ $schema: draft, type: 'string', pattern: '((a{100}){100}){100}' }) },
      'a pattern of more than 20000 states',
    ],
    [
      'a pattern of 36,000 alternatives',
      {
        [schema]: JSON.stringify({ $schema: draft, type: 'string', pattern: `(?:${'ab|'.repeat(36_000)}c)` }),
      },
      'a pattern of more than 20000 states',
    ],
  ])('%s', (_what, files, told) => {
    for (const [file, text] of texts) copy.write(file, files[file] ?? text);
    const { code, signal, stderr, seconds, megabytes } = lint();
    expect([code, signal]).toEqual([1, null]);
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('    at ');
    expect(seconds - plain).toBeLessThan(1);
    expect(megabytes).toBeLessThan(300);
  });

  test('records of Avro that name each other twice over', () => {
    for (const [file, text] of texts) copy.write(file, text);
    copy.edit(contract, 'format: json-schema', 'format: avro');
    copy.remove(schema);
    copy.write(schema.replace('.json', '.avsc'), JSON.stringify(records));
    const { code, stderr, seconds, megabytes } = lint();
    expect(code).toBe(1);
    expect(stderr).toContain('the schema has more than 5000 fields');
    expect(seconds - plain).toBeLessThan(1);
    expect(megabytes).toBeLessThan(300);
  });
});
