import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { ExplainOutput } from '../../lib/reports/outputs/explain.ts';
import { fixtureRoot } from '../support/fixture.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'workstreams-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function workstreams(...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      'node',
      [join(root, 'bin', 'workstreams.js'), ...args],
      { cwd: fixtureRoot, encoding: 'utf8' },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

const tree = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

describe('synth', () => {
  test('writes the same bytes each time', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const [first, second] = await Promise.all([
      workstreams('synth', '--out', one),
      workstreams('synth', '--out', two),
    ]);
    expect([first.code, first.stderr, second.code]).toEqual([0, '', 0]);
    expect(first.stdout).toMatch(/^\d+ objects in \d+ files below /);
    expect(tree(one)).toContain('eu-prod/sorting/depot-vision-read--label-v1.k8s.yaml');
    expect(tree(two)).toEqual(tree(one));
    for (const file of tree(one))
      expect(readFileSync(join(one, file))).toEqual(readFileSync(join(two, file)));
  });

  test('release.json holds the digest of the catalogue and of every object', async () => {
    const out = join(folder, 'release');
    await workstreams('synth', '--env', 'eu-prod', '--out', out, '--quiet');
    const release = JSON.parse(readFileSync(join(out, 'eu-prod', 'release.json'), 'utf8')) as Record<
      string,
      never
    >;
    expect(Object.keys(release)).toEqual(['environment', 'catalog', 'source', 'objects', 'files']);
    expect(release['environment']).toBe('eu-prod');
    expect(release['catalog']).toMatch(/^sha256:[0-9a-f]{64}$/);
    const objects = Object.entries(release['objects'] ?? {});
    expect(objects.length).toBeGreaterThan(40);
    expect(objects.every(([, digest]) => /^sha256:[0-9a-f]{64}$/.test(String(digest)))).toBe(true);
    expect(release['objects']).toHaveProperty(['KafkaTopic kafka-eu/depot-vision-read--label-v1']);
  });

  test('replaces the environments that it is asked for, and leaves the others and files of others alone', async () => {
    const out = join(folder, 'some');
    await workstreams('synth', '--env', 'eu-prod', 'qa', '--out', out);
    rmSync(join(out, 'eu-prod'), { recursive: true });
    await workstreams('synth', '--env', 'eu-prod', '--out', out);
    expect(readdirSync(out).sort()).toEqual(['eu-prod', 'qa']);
  });

  test('an environment that is not there is refused, with the nearest, and nothing is written', async () => {
    const out = join(folder, 'none');
    const { code, stdout, stderr } = await workstreams('synth', '--env', 'eu-prd', '--out', out);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('there is no environment "eu-prd"');
    expect(stderr).toContain('did you mean "eu-prod"?');
    expect(existsSync(out)).toBe(false);
  });
});

describe('explain', () => {
  test('says every fact, who decided it, and where', async () => {
    const { code, stdout, stderr } = await workstreams(
      'explain',
      'depot.vision.read-label.v1',
      '--env',
      'eu-prod',
      '--format',
      'json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const { facts } = JSON.parse(stdout) as ExplainOutput;
    const fact = (name: string) =>
      facts.filter((one) => one.fact === name).map(({ value, from, where }) => [value, from, where]);
    const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
    expect(fact('retention.ms')).toEqual([['604800000', 'contract', `${contract}:9:12`]]);
    expect(fact('min.insync.replicas')).toEqual([['2', 'environment', 'environments/eu-prod.yaml:22:14']]);
    expect(fact('cleanup.policy')).toEqual([['delete', 'default', 'cleanup is not in the contract']]);
    expect(fact('consumer group')).toEqual([['sorting-read-label-v1', 'contract', `${contract}:20:45`]]);
    expect(fact('maxReplicaCount')).toEqual([['6', 'derived', 'a job a partition: more would idle']]);
    expect(fact('may')).toContainEqual([
      'User:CN=sorting-read-label-writer: Write, Describe',
      'derived',
      'producer (dispatch)',
    ]);
    expect(facts.length).toBeGreaterThan(35);
  });

  test.each([
    ['an object', 'vision-read-label-v1', 'dev', 'vision.read-label.v1'],
    [
      'a folder',
      'contracts/sorting/depot/work/vision.read-label/v1/',
      'eu-prod',
      'depot.vision.read-label.v1',
    ],
    ['a dead letter topic', 'depot.vision.read-label.dlt.v1', 'qa', 'depot.vision.read-label.dlt.v1'],
  ])('finds a topic by the name of %s', async (_kind, wanted, env, topic) => {
    const { code, stdout } = await workstreams('explain', wanted, '--env', env);
    expect(code).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(new RegExp(`^ topic +${topic.replaceAll('.', '\\.')} +`));
  });

  test('names the nearest topic where there is none', async () => {
    const { code, stderr } = await workstreams('explain', 'depot.vision.read-lable.v1', '--env', 'eu-prod');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'eu-prod has no topic "depot.vision.read-lable.v1"\n  did you mean "depot.vision.read-label.v1"?\n',
    );
  });
});

describe('the command line itself', () => {
  test('an unknown command gets the nearest one, without a stack trace', async () => {
    const { code, stderr } = await workstreams('explian');
    expect(code).toBe(64);
    expect(stderr).toContain('Did you mean explain?');
    expect(stderr).not.toContain('    at ');
  });

  test.each([['--help'], ['synth', '--help'], ['explain', '--help'], ['catalog', '--help']])(
    '%s %s helps with examples and ends with 0',
    async (...args) => {
      const { code, stdout } = await workstreams(...args.filter((one) => one !== undefined));
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: workstreams/);
      if (args.length > 1) expect(stdout).toContain('Examples:');
    },
  );

  test('a missing option is named', async () => {
    const { code, stderr } = await workstreams('explain', 'x');
    expect(code).toBe(64);
    expect(stderr).toContain("required option '--env <name>' not specified");
  });
});
