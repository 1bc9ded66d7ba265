import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { workstreams } from '../support/workstreams.ts';

let copy: GitopsCopy;
beforeEach(() => {
  copy = new GitopsCopy();
});
afterEach(() => copy.dispose());

const kafka =
  'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: kafka, namespace: kafka-qa }\n';
const theirs = { 'README.md': '# Kafka of qa\n', 'kafka.yaml': kafka, 'extra.k8s.yaml': kafka };

function theirFiles(environment: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) copy.write(`${environment}/${path}`, text);
}
const there = (environment: string) =>
  Object.entries(copy.files())
    .filter(([path]) => Object.keys(theirs).includes(path.replace(`${environment}/`, '')))
    .map(([path, text]) => [path.replace(`${environment}/`, ''), text]);

test('synth into a folder that others keep files in: each stays as it is, and the plan tells them', async () => {
  theirFiles('qa', theirs);
  expect(copy.synth('qa').ok).toBe(true);
  expect(Object.fromEntries(there('qa'))).toEqual(theirs);
  expect(copy.synth('qa').ok).toBe(true);
  expect(Object.fromEntries(there('qa'))).toEqual(theirs);
  const args = ['--root', copy.project.root, '--env', 'qa', '--baseline', copy.gitops];
  const { code, stdout } = await workstreams('plan', ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^qa: no changes; /);
  expect(stdout).toContain(
    '\n3 files are not from Workstreams and stay as they are:\n  README.md\n  extra.k8s.yaml: Kafka kafka-qa/kafka\n  kafka.yaml: Kafka kafka-qa/kafka\n',
  );
});

test('synth where a file of others is in the way: its name, and nothing is written', () => {
  const file = 'qa/sorting/depot-vision-read--label-v1.k8s.yaml';
  copy.write(file, kafka);
  expect(copy.told(copy.synth('qa'))).toBe(
    `GITOPS/${file}:1:1\n  is not from Workstreams, and in the way: something is rendered to this path\n  move it elsewhere, or give it another name`,
  );
  expect(copy.files()).toEqual({ [file]: kafka });
});

test('promote into a folder without a release: what others keep there stays, and the plan tells it', async () => {
  copy.synth('qa');
  const { 'extra.k8s.yaml': _, ...others } = theirs;
  theirFiles('eu-prod', others);
  const done = await copy.promote('qa', 'eu-prod');
  if (!done.ok) throw new Error(copy.told(done));
  expect(done.value.state).toBe('written');
  expect(done.value.promotion.plan.others.map(({ path, objects }) => [path, ...objects])).toEqual([
    ['README.md'],
    ['kafka.yaml', 'Kafka kafka-qa/kafka'],
  ]);
  expect(Object.fromEntries(there('eu-prod'))).toEqual(others);
});
