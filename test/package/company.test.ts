import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PackedPackage } from '../support/packed.ts';
import { repository } from '../support/repository.ts';
import { gitEnvironment, missingLine, stepsOf, walk } from '../support/walk-through.ts';

// A company that has the package and nothing of this repository does what the pages say, in their order. `npm install`
// copies packages that lie here, for there may be no network; everything else is what the pages' readers run.
const company = stepsOf('your-company.md');
const removal = stepsOf('remove-the-examples.md');

let packed: PackedPackage;
const folder = mkdtempSync(join(tmpdir(), 'workstreams-company-'));
const empty = join(folder, 'work');
const installed = join(folder, 'installed');
const stack = join(empty, 'streams');
const failed = join(folder, 'failed');
let env: Record<string, string>;
let outputs: string[] = [];
let removed: string[] = [];
/** What the stack consists of before its first system is removed. */
let files: string[] = [];

const read = (path: string) => readFileSync(join(stack, path), 'utf8');
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: stack, env, encoding: 'utf8' });

/** A program in the path of the commands; commands that fail are written down. */
function program(name: string, text: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(
    path,
    `#!/bin/sh\n${text}\ncode=$?\n[ $code -eq 0 ] || echo "$code ${name} $*" >> ${failed}\nexit $code\n`,
  );
  chmodSync(path, 0o755);
}

beforeAll(() => {
  packed = new PackedPackage();
  mkdirSync(join(folder, 'bin'));
  mkdirSync(empty);
  packed.installIn(installed, ['cdk8s-cli', 'tsx', 'typescript', '@types/node']);
  // Outside of the stack npx takes the package from elsewhere, as it does from a registry.
  program(
    'npx',
    `bin=node_modules/.bin/$1; [ -e "$bin" ] || bin=${installed}/$bin; (shift; exec "$bin" "$@")`,
  );
  const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  program('npm', `if [ "$1" = install ]; then cp -a ${installed}/node_modules .; else ${npm} "$@"; fi`);
  writeFileSync(failed, '');
  env = {
    ...gitEnvironment(folder),
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    CDK8S_CHECK_UPGRADE: 'false',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  };
  outputs = walk(company, { cwd: empty, env });
  files = git('ls-files').trim().split('\n');
  removed = walk(removal, { cwd: stack, env });
}, 300_000);
afterAll(() => {
  packed.dispose();
  rmSync(folder, { recursive: true });
});

describe.each([
  ['Use it for your company', company, () => outputs],
  ['Remove the examples', removal, () => removed],
] as const)('%s', (_page, steps, said) => {
  test.each(steps.map((step, index) => ({ ...step, index })))('$title', ({ lines, index }) => {
    const output = said()[index] ?? 'it was not reached';
    expect([missingLine(output, lines), output]).toEqual([undefined, output]);
  });
});

test('only those commands end with another code than 0 of which the pages say so', () => {
  expect(readFileSync(failed, 'utf8').trim().split('\n')).toEqual([
    '2 npx workstreams promote --from qa --to eu-prod --gitops ../gitops --body ../body.md',
    '2 npx workstreams promote --from eu-prod --to us-prod --gitops ../gitops',
    '2 npx workstreams plan --env eu-prod --baseline ../gitops',
    '1 npx workstreams lint',
  ]);
});

test('the stack consists of these files', () => {
  const golden = ['qa', 'eu-prod', 'us-prod'].flatMap((environment) =>
    ['billing', 'platform', 'shop'].map((system) => `test/golden/${environment}/${system}.yaml`),
  );
  const payments = 'contracts/billing/payments';
  const topics = [
    `${payments}/cmd/collect-payment`,
    `${payments}/evt/invoice-sent`,
    `${payments}/work/invoices-to-print`,
    'contracts/shop/shop/evt/order-placed',
  ];
  expect(files).toEqual(
    [
      '.github/workflows/contracts.yaml',
      '.github/workflows/promote.yaml',
      '.gitignore',
      '.vscode/extensions.json',
      '.vscode/settings.json',
      'README.md',
      'cdk8s.yaml',
      'contracts/billing/system.yaml',
      'contracts/shop/system.yaml',
      ...topics.flatMap((topic) => [
        `${topic}/v1/contract.yaml`,
        `${topic}/v1/samples/example.json`,
        `${topic}/v1/value.schema.json`,
      ]),
      'environments/eu-prod.yaml',
      'environments/qa.yaml',
      'environments/us-prod.yaml',
      'main.ts',
      'package.json',
      ...golden,
      'test/golden/tree.txt',
      'tsconfig.json',
    ].sort(),
  );
});

test('it depends on this version, and renders by the same program as the repository of the engine', () => {
  const own = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, type } = JSON.parse(read('package.json'));
  expect(type).toBe('module');
  expect(dependencies).toEqual({
    cdk8s: own.peerDependencies.cdk8s,
    constructs: own.peerDependencies.constructs,
    workstreams: own.version,
  });
  expect(Object.keys(devDependencies)).toEqual(['@types/node', 'cdk8s-cli', 'tsx', 'typescript']);
  expect(read('main.ts')).toBe(readFileSync(join(repository, 'main.ts'), 'utf8'));
});

test('every schema that an editor is told of is there', () => {
  const { 'yaml.schemas': schemas } = JSON.parse(read('.vscode/settings.json'));
  expect(Object.keys(schemas)).toHaveLength(3);
  for (const path of Object.keys(schemas)) expect(existsSync(join(stack, path))).toBe(true);
  const yaml = files.filter((path) => /^(?:contracts|environments)\/.*\.yaml$/.test(path));
  expect(yaml).toHaveLength(9);
  for (const file of yaml.filter((path) => existsSync(join(stack, path)))) {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(read(file)) ?? [];
    expect([file, schema !== '' && existsSync(join(stack, file, '..', schema))]).toEqual([file, true]);
  }
});

test('topics are named by each system and environment, and a queue has its job', () => {
  const rendered = (environment: string) =>
    [...read(`test/golden/${environment}/billing.yaml`).matchAll(/^ {2}topicName: (.*)$/gm)]
      .map(([, name]) => name)
      .sort();
  expect(rendered('qa')).toEqual([
    'eu.payments.collect-payment.v1',
    'eu.payments.invoice-sent.v1',
    'eu.payments.invoices-to-print.dlq.v1',
    'eu.payments.invoices-to-print.v1',
  ]);
  expect(rendered('us-prod')).toEqual(rendered('qa').map((name) => name?.replace('eu.', 'us.')));
  expect(git('show', 'HEAD:test/golden/qa/shop.yaml')).toContain('topicName: shop.order-placed\n');
  expect(read('test/golden/us-prod/billing.yaml')).toMatch(/^kind: ScaledJob$/m);
});

test('production has three brokers, approvals and alerts that page, the first environment none of it', () => {
  expect(read('environments/qa.yaml')).toMatch(/^ {2}brokers: 1$/m);
  expect(read('environments/qa.yaml')).toMatch(/^ {2}deletion: allowed$/m);
  for (const production of ['eu-prod', 'us-prod']) {
    const text = read(`environments/${production}.yaml`);
    for (const line of ['  brokers: 3', '  deletion: approval', 'alerts: page', '  placeholders: refused'])
      expect(text.split('\n')).toContain(line);
  }
  expect(read('environments/us-prod.yaml')).toContain('promotion: { from: eu-prod }');
});

test('the catalogue and the AsyncAPI documents are written', () => {
  expect(read('dist/catalog/index.html')).toContain('An invoice was sent');
  const { asyncapi, channels } = JSON.parse(read('dist/asyncapi/eu-prod/billing/asyncapi.json'));
  expect(asyncapi).toBe('3.0.0');
  const addresses = Object.values(channels as Record<string, { address: string }>).map((one) => one.address);
  expect(addresses).toContain('eu.payments.invoice-sent.v1');
});

test('the body of the promotion is for a pull request', () => {
  expect(readFileSync(join(empty, 'body.md'), 'utf8')).toContain('KafkaTopic kafka/');
});

test('of a removed system every entry that is left over is named, and nothing of it is rendered in the end', () => {
  for (const environment of ['eu-prod', 'qa', 'us-prod'])
    expect(removed[0]).toMatch(new RegExp(`^environments/${environment}\\.yaml:[0-9]+:[0-9]+\\n.*shop`, 'm'));
  expect(existsSync(join(stack, 'test/golden/qa/shop.yaml'))).toBe(false);
  expect(read('test/golden/tree.txt')).not.toContain('/shop/');
});

test('the example comes out of the package, without problems', () => {
  const npx = (...args: readonly string[]) =>
    execFileSync('npx', ['workstreams', ...args], { cwd: empty, env, encoding: 'utf8' });
  expect(npx('init', 'tour', '--example', '--ci', 'none', '--yes')).toContain('Every rule is met');
  expect(npx('lint', '--root', 'tour')).toMatch(/ rules: no problems/);
  expect(readdirSync(join(empty, 'tour/contracts'))).toEqual(readdirSync(join(repository, 'contracts')));
}, 60_000);
