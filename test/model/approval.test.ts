import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { check } from '../../lib/model/terms/check.ts';
import { environmentSchema } from '../../lib/model/terms/environment.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { fixtureRoot } from '../support/fixture.ts';

/** What is said of an environment with this approval: `key: what`, then the fix. */
function approved(approval: string): string[] {
  const text = readFileSync(join(fixtureRoot, 'environments/dev.yaml'), 'utf8');
  const source = readYaml('e.yaml', text.replace('mirror: none', `mirror: none\napprovals: [${approval}]`));
  const terms = source.ok ? check(environmentSchema, source.value) : source;
  return terms.ok
    ? []
    : terms.problems.map((one) => formatProblem(one).replace(/^e\.yaml:\d+:\d+\n {2}/, ''));
}

test('an approval says what, why, who and until when, and nothing else', () => {
  const whole = 'object: KafkaTopic a/b, change: delete, reason: r, who: w, until: 2026-12-31';
  expect(approved(`{ ${whole} }`)).toEqual([]);
  expect(approved(`{ ${whole.replace(', who: w', '')} }`)).toEqual([
    'approvals[0].who: is missing\n  add it: one line of text',
  ]);
  expect(approved(`{ ${whole.replace('2026-12-31', '2026-02-30')} }`)).toEqual([
    'approvals[0].until: "2026-02-30": this day does not exist',
  ]);
  expect(approved(`{ ${whole}, by: me }`)).toHaveLength(1);
});

test('an approval of several objects says how many, and only names may hold a pattern', () => {
  const group = (object: string, count = '') =>
    approved(`{ object: ${object}, change: delete, reason: r, who: w, until: 2026-12-31${count} }`);
  expect(group('KafkaTopic a/b-*', ', count: 2')).toEqual([]);
  expect(group('Namespace b-*', ', count: 2')).toEqual([]);
  expect(group('KafkaTopic a/b-*')).toEqual([
    'approvals[0].object: "KafkaTopic a/b-*": a name with `*` needs `count`: the number of changes that are approved',
  ]);
  expect(group('KafkaTopic a/b', ', count: 2')).toEqual([
    'approvals[0].count: 2: only a name with `*` has a count: remove it, or write a pattern in `object`',
  ]);
  for (const object of ['Kafka* a/b', 'KafkaTopic */b', 'KafkaTopic a*/b-*', '"*"', 'KafkaTopic a/b/c*'])
    expect(group(object, ', count: 2')).toEqual([
      `approvals[0].object: "${object.replaceAll('"', '')}": only the name may hold \`*\`: write kind and namespace in full, for example KafkaTopic kafka/shop-*`,
    ]);
  expect(group('KafkaTopic a/b-*', ', count: 1')).toEqual([
    'approvals[0].count: 1: a pattern is for at least 2 changes: write the object',
  ]);
  expect(group('KafkaTopic a/b-*', ', count: 2.5')).toEqual([
    'approvals[0].count: 2.5 is no whole number\n  write a whole number',
  ]);
});
