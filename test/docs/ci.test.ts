import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Mutable } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';

// The recipes of docs/ci.md, run by a shell in real repositories; `gh` and `glab` only write down what they are told.
const page = readFileSync(join(repository, 'docs', 'ci.md'), 'utf8');
const [lint, plan, promote, gitlab] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(
  ([, text = '']): Mutable => parse(text),
);

const folder = mkdtempSync(join(tmpdir(), 'workstreams-ci-'));
const root = join(folder, 'workstreams');
const hosted = join(folder, 'gitops.git');
const told = join(folder, 'told');
afterAll(() => rmSync(folder, { recursive: true }));

const env: Record<string, string> = {
  PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  HOME: folder,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
  GITHUB_OUTPUT: join(folder, 'output'),
  GITHUB_RUN_ID: '1',
  GITOPS_REPOSITORY: hosted,
  CI_MERGE_REQUEST_IID: '7',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
};

/** A program in the path of the recipes. */
function program(name: string, text: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

function git(at: string, ...args: readonly string[]): void {
  execFileSync('git', args, { cwd: at, env, stdio: 'ignore' });
}

/** Runs a step as a runner does: a shell that ends with the first command that fails. */
function runs(commands: string, values: Readonly<Record<string, string>>, below = '.'): number {
  const { status, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', commands], {
    cwd: join(root, below),
    env: { ...env, ...values },
    encoding: 'utf8',
  });
  if (status !== 0) process.stderr.write(stderr);
  return status ?? -1;
}

const said = (): string => readFileSync(told, 'utf8');
const output = (): string => readFileSync(join(folder, 'output'), 'utf8');
const file = (name: string): string => readFileSync(join(root, name), 'utf8');

/** A step of a job by its name. */
function step(job: Mutable, name: string): Mutable {
  const found = job.steps.find((one: Mutable) => one.name === name);
  if (found === undefined) throw new Error(`no step ${name}`);
  return found;
}

beforeAll(() => {
  const copy = sortingCopy();
  cpSync(copy.root, root, { recursive: true });
  copy.dispose();
  mkdirSync(join(folder, 'bin'));
  const workstreams = `${process.execPath} ${join(repository, 'bin', 'workstreams.js')}`;
  program('npx', `shift\nexec ${workstreams} "$@"`);
  program('npm', 'exit 0');
  for (const name of ['gh', 'glab']) program(name, `echo "${name} $*" >> ${told}`);
  git(root, 'init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(root, '.gitignore'), 'gitops/\n*.md\n*.sarif\n');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'As it is');
  git(root, 'remote', 'add', 'origin', root);
  git(root, 'fetch', '--quiet', 'origin');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', hosted], { env });
  git(folder, 'clone', '--quiet', hosted, join(root, 'gitops'));
  runs('npx workstreams synth --env dev qa eu-prod --out gitops --quiet', {});
  // Another retention than is contracted: a plan has something to say.
  const topic = join(root, 'gitops/qa/sorting/depot-vision-read--label-v1.k8s.yaml');
  writeFileSync(
    topic,
    readFileSync(topic, 'utf8').replace('retention.ms: "604800000"', 'retention.ms: "86400000"'),
  );
  git(join(root, 'gitops'), 'switch', '--quiet', '--create', 'main');
  git(join(root, 'gitops'), 'add', '--all');
  git(join(root, 'gitops'), 'commit', '--quiet', '--message', 'As it runs');
  git(join(root, 'gitops'), 'push', '--quiet', 'origin', 'main');
}, 120_000);

describe('GitHub', () => {
  test('the rules end well, with a SARIF log', () => {
    const { run } = step(lint.jobs.lint, 'Judge contracts and environments');
    expect(runs(run, { BASE: 'origin/main' })).toBe(0);
    expect(JSON.parse(file('lint.sarif')).runs).toHaveLength(1);
  });

  test('the plan becomes a comment', () => {
    const { plan: job } = plan.jobs;
    expect(runs(step(job, 'Plan').run, { ENVIRONMENT: 'qa' })).toBe(0);
    expect(output()).toBe('code=2\n');
    expect(file('plan.md')).toContain('KafkaTopic kafka-qa/depot-vision-read--label-v1');
    expect(runs(step(job, 'Comment').run, { PULL_REQUEST: '7' })).toBe(0);
    expect(said()).toBe('gh pr comment 7 --body-file plan.md\n');
    expect(step(job, 'Blocked').if).toBe("steps.plan.outputs.code == '3'");
    expect(runs(step(job, 'Blocked').run, {})).toBe(1);
  });

  test('a promotion becomes a pull request of its own', () => {
    const { promote: job } = promote.jobs;
    const values = { FROM: 'dev', TO: 'qa' };
    const { run } = step(job, 'Promote');
    // What was changed by hand is not written over without a word.
    expect(runs(run, values)).toBe(1);
    expect(runs(run.replace('--body', '--overwrite-drift --body'), values)).toBe(0);
    expect(output().split('\n').slice(-2)).toEqual(['code=2', '']);
    const open = step(job, 'Open the pull request');
    expect(open['working-directory']).toBe('gitops');
    expect(runs(open.run, values, 'gitops')).toBe(0);
    expect(said()).toContain('gh pr create --title Promote to qa --body-file ../body.md\n');
    const branches = execFileSync('git', ['branch', '--list', 'promote-*'], { cwd: hosted, env });
    expect(String(branches).trim()).toBe('promote-qa-1');
  });
});

describe('GitLab', () => {
  const script = (lines: readonly string[]) => lines.join('\n');

  test('the rules end well, with a SARIF log', () => {
    rmSync(join(root, 'lint.sarif'));
    expect(runs(script(gitlab.lint.script), {})).toBe(0);
    expect(JSON.parse(file('lint.sarif')).runs).toHaveLength(1);
  });

  test('the plan becomes a note', () => {
    rmSync(join(root, 'gitops'), { recursive: true });
    expect(runs(script(gitlab.plan.script), { ENVIRONMENT: 'qa' })).toBe(0);
    expect(said()).toContain('glab mr note 7 --message ');
    expect(said()).toContain('KafkaTopic kafka-qa/depot-vision-read--label-v1');
  });
});
