import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runChild } from '../../bench/child.ts';
import { PackedPackage } from '../support/packed.ts';
import { repository } from '../support/repository.ts';
import { slowness } from '../support/slowness.ts';

let packed: PackedPackage;
/** A stranger's stack: the engine is in `node_modules`, and nothing of this repository is beside it. */
const stack = mkdtempSync(join(tmpdir(), 'workstreams-stranger-'));
beforeAll(() => {
  packed = new PackedPackage();
  cpSync(join(repository, 'test', 'package', 'stack'), stack, { recursive: true });
  cpSync(join(repository, 'examples', 'queue', 'main.ts'), join(stack, 'app.ts'));
  writeFileSync(join(stack, 'package.json'), '{ "name": "shop-stack", "private": true, "type": "module" }\n');
  packed.installIn(stack, ['cdk8s-cli', 'tsx', 'typescript', '@types/node']);
}, 120_000);
afterAll(() => {
  packed.dispose();
  rmSync(stack, { recursive: true });
});

const at = (...path: readonly string[]) => join(stack, ...path);
const module = (path: string) => at('node_modules', path);

function run(args: readonly string[], cwd = stack, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', ...env },
  });
  return { status, stdout, stderr };
}

const workstreams = (args: readonly string[], cwd = stack) => run([module('.bin/workstreams'), ...args], cwd);

describe('the tarball', () => {
  test('holds the program, its types, the page, schemas and messages, and nothing else', () => {
    const files = packed.files();
    const kinds = files.map((file) =>
      file
        .replace(/^build\/part-[A-Z0-9]{8}\.js$/, 'build/part-*.js')
        .replace(/^build\/types\/(lib\/[a-z]+\/|imports\/|runtime\/).*\.d\.ts$/, 'build/types/$1*.d.ts'),
    );
    expect([...new Set(kinds)]).toEqual([
      'LICENSE',
      'README.md',
      'bin/built.js',
      'bin/cdk8s-validation.cjs',
      'bin/one-run.js',
      'bin/output.js',
      'bin/workstreams.js',
      'build/commands.js',
      'build/commit',
      'build/example.json.gz',
      'build/index.js',
      'build/licenses.txt',
      'build/page-style.css',
      'build/page.js',
      'build/part-*.js',
      'build/register.js',
      'build/runtime-mongodb.cjs',
      'build/runtime.cjs',
      'build/stack.js',
      'build/types/imports/*.d.ts',
      'build/types/lib/cli/*.d.ts',
      'build/types/lib/constructs/*.d.ts',
      'build/types/lib/index.d.ts',
      'build/types/lib/model/*.d.ts',
      'build/types/lib/naming/*.d.ts',
      'build/types/lib/policies/*.d.ts',
      'build/types/runtime/*.d.ts',
      'build/validation.js',
      'package.json',
      'schemas/contract.schema.json',
      'schemas/environment.schema.json',
      'schemas/messages/DeadLetterEnvelope.v1.schema.json',
      'schemas/messages/FailureHeaders.v1.schema.json',
      'schemas/messages/OperationsJournal.v1.schema.json',
      'schemas/output/access.v1.schema.json',
      'schemas/output/capacity.v1.schema.json',
      'schemas/output/explain.v1.schema.json',
      'schemas/output/inventory.v1.schema.json',
      'schemas/output/lint.v1.schema.json',
      'schemas/output/plan.v1.schema.json',
      'schemas/output/promotion.v1.schema.json',
      'schemas/output/replay-count.v1.schema.json',
      'schemas/output/replay.v1.schema.json',
      'schemas/output/review.v1.schema.json',
      'schemas/output/schemas-apply.v1.schema.json',
      'schemas/output/schemas-plan.v1.schema.json',
      'schemas/output/services.v1.schema.json',
      'schemas/protobuf/workstreams/options.proto',
      'schemas/system.schema.json',
    ]);
    expect(files.filter((file) => file.startsWith('build/types/lib/cli/'))).toEqual([
      'build/types/lib/cli/stack.d.ts',
    ]);
  });

  test('needs few packages, none of which loads TypeScript or bundles', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(module('workstreams/package.json'), 'utf8'),
    ) as Record<string, object>;
    expect(Object.keys({ ...dependencies, ...peerDependencies }).sort()).toEqual([
      'cdk8s',
      'cdk8s-plus-28',
      'constructs',
      'fs-native-extensions',
      'zod',
    ]);
  });

  test('names the licence of every package of which code is inside', () => {
    const notices = readFileSync(module('workstreams/build/licenses.txt'), 'utf8');
    for (const name of ['ajv', 'cdk8s', 'commander', 'preact', 'yaml', 'zod'])
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+ \\([A-Za-z0-9.-]+\\)$`, 'm'));
  });
});

describe('the command', () => {
  test('--version says the version and the commit that was packed', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      version: string;
    };
    const stdout = `${version} (${packed.commit.slice(0, 12)})\n`;
    expect(workstreams(['--version'])).toEqual({ status: 0, stdout, stderr: '' });
  });

  test('--help lists every command, and help of one shows its options', () => {
    const { status, stdout } = workstreams(['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}lint +judge contracts and environments by every rule$/m);
    expect(workstreams(['help', 'lint']).stdout).toContain('--baseline <ref or folder>');
  });

  test('starts in little processor time', () => {
    // The promise is 0.25 s (`npm run bench`); a machine of tests may be slow, and busy.
    const bin = module('workstreams/bin/workstreams.js');
    for (const args of [['--version'], ['--help'], ['lint', '--help']])
      expect(runChild([bin, ...args]).processorSeconds).toBeLessThan(slowness());
  });

  test('finds the stack from any folder in it, and judges Avro, a built-in message and a sample', () => {
    const stdout = expect.stringMatching(
      /^1 contract, 1 environment, [0-9]+ rules: no problems, no exceptions\n1 namespace must exist before an environment is applied: 1 of qa\n`workstreams lint --list` lists them\n$/,
    );
    const clean = { status: 0, stdout, stderr: '' };
    expect(workstreams(['lint'])).toEqual(clean);
    expect(workstreams(['lint'], at('contracts', 'shop', 'order'))).toEqual(clean);
  });

  test('writes the catalogue page', () => {
    expect(workstreams(['catalog', '--quiet'], at('environments'))).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    const page = readFileSync(at('dist/catalog/index.html'), 'utf8');
    expect(page).toContain('An order was placed');
    expect(page).toContain(readFileSync(module('workstreams/build/page-style.css'), 'utf8').trim());
    rmSync(at('dist'), { recursive: true });
  });
});

describe('a program of the consumer', () => {
  const tsc = (...options: readonly string[]) =>
    run([
      module('typescript/bin/tsc'),
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--types',
      'node',
      ...options,
      'app.ts',
      'main.ts',
    ]);

  test.each([
    ['nodenext', ['--module', 'nodenext']],
    ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])('is accepted by tsc --strict, which reads all typings: %s', (_name, options) => {
    expect(tsc(...options)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('is checked for real', () => {
    const file = at('wrong.ts');
    writeFileSync(file, "import { duration } from 'workstreams';\nduration(7);\n");
    const told = tsc('--module', 'nodenext', 'wrong.ts').stdout;
    rmSync(file);
    expect(told).toContain('wrong.ts(2,10): error TS2345');
  });

  test('uses the constructs with the cdk8s of its own', () => {
    const told = run(['--import', 'tsx', 'app.ts'], stack, { CDK8S_OUTDIR: 'constructs' });
    expect(told).toEqual({ status: 0, stdout: '', stderr: '' });
    const text = readFileSync(at('constructs/shop.k8s.yaml'), 'utf8');
    expect([...text.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind)).toEqual([
      'PriorityClass',
      'ResourceQuota',
      'NetworkPolicy',
      'KafkaUser',
      'KafkaTopic',
      'KafkaTopic',
      'KafkaUser',
      'KafkaUser',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ConfigMap',
      'TriggerAuthentication',
      'ScaledJob',
    ]);
    expect(text).toContain('image: registry.example.com/shop/printer:2');
  });

  test('is rendered and validated by cdk8s synth', () => {
    const { status, stdout, stderr } = run([module('cdk8s-cli/bin/cdk8s'), 'synth']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Validations ended succesfully');
    expect(readdirSync(at('dist/qa'))).toEqual(['platform', 'release.json', 'shop']);
    const topic = readFileSync(at('dist/qa/shop/placed-events-9tj9vr0s.k8s.yaml'), 'utf8');
    expect(topic).toContain('topicName: placed_events');
  });
});
