import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { validException } from '../../lib/governance/rules/valid-exception.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { newNameOf } from '../../lib/model/renamed-keys.ts';
import { renamedRule } from '../../lib/model/renamed-rules.ts';
import { check } from '../../lib/model/terms/check.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { dev } from '../support/program.ts';

test.each([
  [['serviceLevels', 'lagThreshold'], 'alertLag'],
  [['scaling', 'lagThreshold'], 'messagesPerJob'],
  [['found'], 'imported'],
  [['found', 'in', 'qa', 'topics'], 'pinned'],
  [['imported', 'in', 'qa', 'topics'], 'pinned'],
  [['queues', 'scaledJobs'], 'jobs'],
  [['lagThreshold'], undefined],
  [['serviceLevels', 'found'], undefined],
  [['found', 'in', 'topics'], undefined],
  [['found', 'in', 'qa', 'topics', 'topics'], undefined],
])('the key at %j is %s now', (path, name) => {
  expect(newNameOf(path)).toBe(name);
});

test('an error names the new key, and only where it is a key', () => {
  const schema = z.strictObject({
    serviceLevels: z.strictObject({ alertLag: z.int() }).optional(),
    load: z.strictObject({ alertLag: z.int() }).optional(),
  });
  const told = (text: string) => {
    const source = readYaml('a.yaml', text);
    const read = source.ok ? check(schema, source.value) : source;
    return read.ok ? [] : read.problems.map(formatProblem).filter((one) => !one.includes('is missing'));
  };
  expect(told('serviceLevels: { lagThreshold: 1 }\n')).toEqual([
    'a.yaml:1:18\n  serviceLevels.lagThreshold: unknown key\n  write "alertLag": workstreams upgrade rewrites files of the earlier format',
  ]);
  expect(told('load: { lagThreshold: 1 }\n')).toEqual([
    'a.yaml:1:9\n  load.lagThreshold: unknown key\n  known here: alertLag',
  ]);
});

test('an error names the new id of a rule, where there is such a rule', () => {
  const environments = [
    {
      ...dev,
      rules: { 'clients-once': 'error' as const, 'subject-own': 'error' as const },
    },
  ];
  const rule = validException(() => ['no-duplicate-clients', 'retention-in-range']);
  const view = { catalog: catalogOf([], []), environments, environmentNames: [], today: '2026-11-21' };
  expect(rule.check(view).map(({ what, fix }) => `${what} / ${fix}`)).toEqual([
    'there is no rule "clients-once" / write "no-duplicate-clients": workstreams upgrade rewrites files of the earlier format',
    'there is no rule "subject-own" / known: no-duplicate-clients, retention-in-range',
  ]);
});

test('of a renamed rule there is one id, the former or the new one', () => {
  const ids = rules.map(({ id }) => id);
  const former = [
    'clients-once',
    'high-pii-sealed',
    'kept-as-found',
    'moves-in-order',
    'subject-own',
    'tiered-fits',
    'work-queue-whole',
  ];
  for (const id of former) {
    expect([id, renamedRule(id)].filter((one) => one !== undefined && ids.includes(one))).toHaveLength(1);
  }
  expect(ids.map(renamedRule).filter((to) => to !== undefined && ids.includes(to))).toEqual([]);
});
