import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderedFrom } from '../support/planned.ts';
import { repository } from '../support/repository.ts';
import { shipped, shippedEnvironment } from '../support/shipped.ts';
import { missingLine, type Step, stepsOf, walk, walkable } from '../support/walk-through.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-tenant-'));
afterAll(() => rmSync(folder, { recursive: true }));

const steps = stepsOf('promotion.md').filter(({ section }) => section === 'A tenant is retired');

/** What the page has done before, in short. */
const before: Step = {
  title: 'before',
  section: '',
  commands: `for environment in dev staging prod; do
  sed -i.before '/^schemaRegistry:/,/^$/d' "environments/$environment.yaml" && rm "environments/$environment.yaml.before"
done
git commit --quiet --all --message 'No schema registries yet'
git init --quiet --initial-branch main ../gitops
npx workstreams synth --env dev --out ../gitops --quiet
git -C ../gitops add --all && git -C ../gitops commit --quiet --message dev
npx workstreams promote --from dev --to staging --gitops ../gitops > /dev/null
git -C ../gitops add --all && git -C ../gitops commit --quiet --message staging
`,
  lines: [],
};

let outputs: string[] = [];

beforeAll(() => {
  for (const data of ['contracts', 'environments'])
    cpSync(join(repository, data), join(folder, 'workstreams', data), { recursive: true });
  outputs = walk([before, ...steps], walkable(folder)).slice(1);
}, 300_000);

test('the page shows how', () => {
  expect(steps.map(({ lines }) => lines.length > 0)).toEqual([true, true, true]);
});

describe.each(steps.map((step, index) => ({ ...step, index })))('$title', ({ lines, index }) => {
  test('says what the page shows', () => {
    const output = outputs[index] ?? 'it was not reached';
    expect([missingLine(output, lines), output]).toEqual([undefined, output]);
  });
});

test('the proposal counts the topics and users of the tenant', () => {
  const manifests = renderedFrom(shipped().catalog, shippedEnvironment('staging'));
  const count = (kind: string, start: string) =>
    manifests.filter((one) => one.kind === kind && one.metadata.name.startsWith(start)).length;
  const counts = [count('KafkaTopic', 'stage-acme-'), count('KafkaUser', 'omninode-acme--')];
  const plan = readFileSync(join(folder, 'plan.txt'), 'utf8');
  expect([...plan.matchAll(/^ {4}count: (\d+)$/gm)].map(([, found]) => Number(found))).toEqual(counts);
  expect(plan).toContain(`${(counts[0] ?? 0) + (counts[1] ?? 0)} destructive`);
});
