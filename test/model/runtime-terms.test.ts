import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { check } from '../../lib/model/terms/check.ts';
import { environmentSchema } from '../../lib/model/terms/environment.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { fixtureRoot } from '../support/fixture.ts';

const text = readFileSync(join(fixtureRoot, 'environments', 'dev.yaml'), 'utf8');
const on = '\nruntime: { dispatcher: { replicas: 2 } }\n';
const image = (terms: string) => text.replace('executors: {}', `executors: {}\n  runtime: ${terms}`);

/** What is said of the fixture's `dev` with other text. */
function said(edited: string): string[] {
  const source = readYaml('dev.yaml', edited);
  const terms = source.ok ? check(environmentSchema, source.value) : source;
  return terms.ok ? [] : terms.problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

test.each<[string, string, string[]]>([
  ['nothing is on, and there is no image', text, []],
  ['an image of what is off', image('{ repository: tools/workstreams, tag: "1" }'), []],
  ['a dispatcher with its image', image('{ repository: tools/workstreams, tag: "1" }') + on, []],
  [
    'a dispatcher without an image',
    text + on,
    ['runtime.dispatcher: {"replicas":2}: there is no image for it: add images.runtime, or remove this / '],
  ],
  [
    'an image without a tag where tags are pinned',
    image('{ repository: tools/workstreams }'),
    ['images.runtime: {"repository":"tools/workstreams"}: images are pinned by tag here: add tag / '],
  ],
])('%s', (_what, edited, problems) => {
  expect(said(edited)).toEqual(problems);
});

test('an analysis runs as often as a schedule can say', () => {
  const of = (every: string) =>
    said(
      image('{ repository: tools/workstreams, tag: "1" }') + `\nruntime: { analysis: { every: ${every} } }\n`,
    );
  for (const every of ['5m', '20m', '60m', '1h', '12h', '24h', '1d'])
    expect([every, of(every)]).toEqual([every, []]);
  for (const every of ['1m', '7m', '45m', '5h', '36h', '2d', '90s'])
    expect([every, of(every)]).toEqual([
      every,
      [
        `runtime.analysis.every: "${every}": a schedule cannot say this evenly through the day: write one of 5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d / `,
      ],
    ]);
});

test('a dispatcher has 1 to 50 replicas', () => {
  const of = (replicas: number) =>
    image('{ repository: tools/workstreams, tag: "1" }') + on.replace('2', String(replicas));
  expect([0, 1, 50, 51].map((replicas) => said(of(replicas)).length)).toEqual([1, 0, 0, 1]);
});

test.each<[string, string[]]>([
  ['{ replicas: 1, tokens: admin-tokens }', []],
  ['{ replicas: 0, tokens: admin-tokens, systems: [shop] }', []],
  ['{ replicas: 2, tokens: admin-tokens }', ['runtime.admin.replicas']],
  ['{ replicas: 1 }', ['runtime.admin.tokens']],
  ['{ replicas: 1, tokens: Admin_Tokens }', ['runtime.admin.tokens']],
  ['{ replicas: 1, tokens: admin-tokens, systems: [] }', ['runtime.admin.systems']],
])('an admin API %s', (terms, keys) => {
  const edited = `${image('{ repository: tools/workstreams, tag: "1" }')}\nruntime: { admin: ${terms} }\n`;
  expect(said(edited).map((line) => line.split(':')[0])).toEqual(keys);
});
