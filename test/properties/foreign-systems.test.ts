import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fc, seed } from '../support/property.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import { type Manifest, manifestId } from '../../lib/model/manifest.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import type { Mutable } from '../support/fixture.ts';
import { foreignContracts, longestName, tenants, writeForeignStack } from '../support/foreign-stack.ts';
import { checkManifest } from '../support/manifest-check.ts';

const root = mkdtempSync(join(tmpdir(), 'workstreams-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test('300 contracts of two foreign systems pass every rule, and every object passes the schema checks', () => {
  process.stdout.write(`foreign systems: SEED=${seed}\n`);
  const [contracts = []] = fc.sample(foreignContracts, { numRuns: 1, seed });
  const expected = writeForeignStack(root, contracts);
  const project = loadProject({ root, today: '2026-11-21' });
  if (!project.ok) throw new Error(project.problems.slice(0, 20).map(formatProblem).join('\n'));
  expect(project.value.catalog.contracts).toHaveLength(300);
  const objects = new Map<string, Manifest[]>([
    ['qa', []],
    ['eu-prod', []],
  ]);
  const problems = judgeProject(project.value, ({ environment }) => ({ manifests }) => {
    objects.get(environment)?.push(...manifests);
  });
  // Systems without a journal: their operators can list and archive.
  const others = problems.filter(({ rule }) => rule !== 'operator-keeps-journal');
  expect([problems.length, others.map(formatProblem)]).toEqual([2, []]);
  for (const all of objects.values()) {
    expect(all.flatMap((one) => checkManifest(JSON.parse(JSON.stringify(one))))).toEqual([]);
    const ids = all.map(manifestId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  }
  const names = (objects.get('eu-prod') ?? [])
    .filter(({ kind }) => kind === 'KafkaTopic')
    .map(({ spec }) => (spec as { topicName: string }).topicName);
  expect(names).toEqual(expect.arrayContaining(expected.topics));
  expect(names).toHaveLength(expected.count);
  expect(Math.max(...names.map(({ length }) => length))).toBe(longestName);
  const rightsOf = (user: string, type: string) =>
    (objects.get('eu-prod') ?? [])
      .filter(({ kind, metadata }) => kind === 'KafkaUser' && metadata.name === user)
      .flatMap(({ spec }) => (spec as Mutable).authorization.acls)
      .filter(({ resource }) => resource.type === type)
      .map(({ resource }) => `${resource.patternType} ${resource.name}`);
  for (const tenant of tenants) {
    expect(rightsOf(`lighthouse-${tenant}--service-0`, 'transactionalId')).toEqual([
      `prefix ${tenant}.beams-`,
    ]);
    expect(rightsOf(`lighthouse-${tenant}--night-log`, 'group')).toEqual([`literal ${tenant}.counts`]);
  }
  expect(rightsOf('harbour-crane', 'topic')).toContain('prefix harbour-crane-');
  const mirrored = (objects.get('eu-prod') ?? [])
    .filter(({ kind }) => kind === 'KafkaMirrorMaker2')
    .flatMap(({ spec }): string[] => (spec as Mutable).mirrors[0].topicsPattern.split(','));
  expect(mirrored.map((name) => name.replaceAll(String.raw`\.`, '.')).sort()).toEqual(expected.mirrored);
}, 600_000);
