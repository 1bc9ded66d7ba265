import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { excuses } from '../../lib/cli/excuses.ts';
import { judgeWritten } from '../../lib/cli/written.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

let copy: StackCopy;
beforeAll(() => {
  copy = sortingCopy();
});
afterAll(() => copy.dispose());

const today = '2026-11-21';

/** What is said of one written file: `rule, object: what`. */
async function said(
  file: string,
  text: string,
  excused = async () => excuses(copy.root, today),
): Promise<string[]> {
  mkdirSync(dirname(copy.path(file)), { recursive: true });
  copy.write(file, text);
  const found = await judgeWritten(copy.root, [copy.path(file)], today, excused);
  return found.map(({ rule, object, told }) => `${rule.id}, ${object}: ${told}`);
}

const role = (resource: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: x, namespace: apps }\nrules: [{ apiGroups: [""], resources: [${resource}], verbs: [get] }]\n`;
const secrets = 'no-privilege-escalation, Role apps/x: rules[0]: get secrets; name only what is needed';

test('a written object is judged by the rules on manifests', async () => {
  expect(await said('dist/eu-prod/x/a.k8s.yaml', role('configmaps'))).toEqual([]);
  expect(await said('dist/eu-prod/x/a.k8s.yaml', `${role('configmaps')}---\n${role('secrets')}`)).toEqual([
    'unique-object-names, Role apps/x: also rendered by another unit (no system and no system); rename one of the two',
    secrets,
  ]);
});

test('contracts are read only where something is wrong', async () => {
  const never = () => Promise.reject(new Error('asked'));
  expect(await said('dist/eu-prod/x/a.k8s.yaml', role('configmaps'), never)).toEqual([]);
  await expect(said('dist/eu-prod/x/a.k8s.yaml', role('secrets'), never)).rejects.toThrow('asked');
  expect(await said('dist/eu-prod/x/a.k8s.yaml', role('secrets'), async () => undefined)).toEqual([secrets]);
});

test('the posture is that of the innermost folder with the name of an environment', async () => {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ image: "x:1" }] }\n`;
  const pinned = async (file: string) =>
    (await said(file, pod)).filter((one) => one.startsWith('image-pinned'));
  expect(await pinned('eu-prod/dev/x/a.k8s.yaml')).toEqual([]);
  expect(await pinned('dev/eu-prod/x/a.k8s.yaml')).toEqual([
    'image-pinned, Pod x: spec.containers[0].image: "x:1" is not pinned by digest; add its digest, @sha256:…',
  ]);
});

test('what is no object, or of no environment, is refused; an empty document is nothing', async () => {
  expect(await said('dist/dev/a.yaml', '---\n# nothing\n---\n')).toEqual([]);
  expect(await said('dist/dev/a.yaml', 'a: [')).toEqual([
    expect.stringMatching(/^valid-input, a\.yaml: it is no YAML: /),
  ]);
  for (const text of ['a: 1', '- 1', 'text', 'apiVersion: v1\nkind: Pod\nmetadata:\n']) {
    expect(await said('dist/dev/a.yaml', text)).toEqual([
      'valid-input, a.yaml: document 1 has no kind, apiVersion or metadata.name: add them',
    ]);
  }
  expect(await said('dist/a.yaml', role('configmaps'))).toEqual([
    "valid-input, a.yaml: it lies in no environment's folder; write it below <environment>/<system>/",
  ]);
});

test('without readable environments nothing passes', async () => {
  copy.edit('environments/dev.yaml', 'brokers: 1', 'brokers: one');
  try {
    expect(await said('dist/eu-prod/x/a.k8s.yaml', role('configmaps'))).toEqual([
      expect.stringContaining('kafka.brokers: "one" is no number'),
    ]);
  } finally {
    copy.edit('environments/dev.yaml', 'brokers: one', 'brokers: 1');
  }
});
