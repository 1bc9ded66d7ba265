import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { wrongOutput } from '../support/outputs.ts';
import { workstreams } from '../support/workstreams.ts';

const copy = new GitopsCopy();
const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
const live = copy.project.path('live.json');
beforeAll(() => {
  copy.synth('qa', 'eu-prod');
  const topic = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name: 'x', namespace: 'kafka' },
  };
  copy.project.write('live.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [topic] }));
});
afterAll(() => copy.dispose());

async function printed(...args: string[]): Promise<{ readonly code: number; readonly value: unknown }> {
  const { code, stdout } = await workstreams(...args, '--format', 'json', '--root', copy.project.root);
  return { code, value: JSON.parse(stdout) };
}

const ofQa = ['--env', 'qa'];
const planned = ['plan', ...ofQa, '--baseline', copy.gitops];
const promoted = ['promote', '--from', 'qa', '--to', 'eu-prod', '--gitops', copy.gitops, '--dry-run'];

test.each([
  ['access', ['access', ...ofQa], 0],
  ['access of no one', ['access', ...ofQa, '--who-can', 'delete'], 0],
  ['capacity', ['capacity', ...ofQa], 0],
  ['explain', ['explain', 'depot.vision.read-label.v1', '--env', 'eu-prod'], 0],
  ['inventory', ['inventory'], 0],
  ['services', ['services', ...ofQa], 0],
  ['lint', ['lint'], 0],
  ['review with nothing to do', ['review', ...ofQa, '--within', '1d'], 0],
  ['review far ahead', ['review', '--within', '3650d'], 2],
  ['plan of no change', planned, 0],
  ['plan with drift', [...planned, '--live', live], 2],
  ['promote', promoted, 0],
])('%s prints what its schema describes', async (_what, args, code) => {
  const done = await printed(...args);
  expect([done.code, wrongOutput(done.value)]).toEqual([code, []]);
});

test('so do lint with errors, and a blocked plan', async () => {
  copy.project.edit(contract, 'retention: 7d', 'retention: 1d');
  const blocked = await printed(...planned);
  copy.project.edit(contract, 'retention: 1d', 'retention: 8d');
  const linted = await printed('lint');
  expect([blocked.code, wrongOutput(blocked.value)]).toEqual([3, []]);
  expect(blocked.value).toMatchObject({
    blocked: true,
    objects: [{ concern: { owners: [expect.anything()] } }, {}],
  });
  expect([linted.code, wrongOutput(linted.value)]).toEqual([1, []]);
  expect(linted.value).toMatchObject({ problems: [{ level: 'error', rule: 'retention-in-range' }] });
});
