import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkManifest } from '../support/manifest-check.ts';
import { RepositoryCopy } from '../support/repository-copy.ts';
import type { Mutable } from '../support/fixture.ts';

let copy: RepositoryCopy;
const inCopy = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: copy.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const workstreams = (...args: string[]) => inCopy('node', 'bin/workstreams.js', ...args);

beforeAll(() => {
  copy = new RepositoryCopy();
  const flags = {
    ...{
      name: 'new',
      naming: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
      context: 'checkout',
      class: 'cmd',
      topic: 'take-payment',
    },
    ...{ purpose: "Takes payments; it's new", owner: 'payments', key: 'paymentId' },
    ...{
      producer:
        'shop=Sells things and asks for the money of those who have bought them, one order after the other',
    },
    ...{ consumer: 'checkout=Takes "payments"' },
  };
  workstreams(
    'new',
    'system',
    '--yes',
    ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
  );
}, 120_000);
afterAll(() => {
  copy.dispose();
});

test('its files are formatted as the rest', () => {
  expect(inCopy('sh', '-c', 'npx biome format contracts/new 2>&1')).toMatch(
    /Checked 2 files.*No fixes applied/,
  );
}, 120_000);

test('it passes lint in every environment, as it lies there', () => {
  expect(workstreams('lint')).toMatch(/ rules: no problems/);
});

test('it renders in all three environments, and every object passes the schema checks', () => {
  workstreams('synth', '--out', 'out', '--quiet');
  const objects = (environment: string): Mutable[] => {
    const folder = copy.path(join('out', environment, 'new'));
    return readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()),
    );
  };
  const environments = ['dev', 'qa', 'eu-prod'];
  for (const environment of environments)
    expect(objects(environment).flatMap((one) => checkManifest(one))).toEqual([]);
  const topics = (environment: string) =>
    objects(environment)
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map(({ spec }) => spec.topicName)
      .sort();
  expect(topics('dev')).toEqual(['dev.acme.checkout.cmd.take-payment.v1']);
  expect(environments.map((one) => topics(one).length)).toEqual([1, 1, 2]);
  const account = objects('eu-prod').find(({ kind }) => kind === 'ServiceAccount');
  expect(account.metadata).toMatchObject({ name: 'new-acme--checkout', namespace: 'new-eu-prod' });
}, 60_000);
