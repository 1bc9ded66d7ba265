import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
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
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ciFiles } from '../../lib/cli/init/ci-files.ts';
import { cutMarkdown, recipeStack } from '../../lib/cli/init/recipes/recipe.ts';
import { codeScanningWorkflow } from '../../lib/cli/init/recipes/github.ts';
import { loadEnvironments } from '../../lib/model/load-environments.ts';
import { CodeHosts, ghApi, programAt } from '../support/code-hosts.ts';
import type { Mutable } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';

// The recipes that `init` writes, run by a shell in real repositories, against servers that answer like the code hosts.
const folder = mkdtempSync(join(tmpdir(), 'workstreams-ci-'));
const root = join(folder, 'workstreams');
const hosted = join(folder, 'gitops.git');
const hosts = new CodeHosts();
const hasJq = spawnSync('jq', ['--version']).status === 0;
const withJq = hasJq ? test : test.skip;

let [check, promote, scanning, gitlab]: Mutable[] = [];
const env: Record<string, string> = {
  PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  HOME: folder,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GITHUB_OUTPUT: join(folder, 'output'),
  GITHUB_REPOSITORY: 'platform/contracts',
  GITHUB_RUN_ID: '41',
  GITHUB_SERVER_URL: 'https://github.com',
  CI_MERGE_REQUEST_IID: '7',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  CI_PIPELINE_URL: 'https://gitlab.example.com/-/pipelines/41',
  CI_PROJECT_ID: '5',
};
const person = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

function git(at: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: at, env: { ...env, ...person }, encoding: 'utf8', stdio: 'pipe' });
}

/** Runs a step as a runner does: a shell that ends with the first command that fails. No person is known to git. */
function runs(commands: string, values: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((done) => {
    const shell = ['-e', '-o', 'pipefail', '-c', commands];
    execFile('bash', shell, { cwd: root, env: { ...env, ...values } }, (error, _stdout, stderr) => {
      if (error !== null) process.stderr.write(stderr);
      done(error === null ? 0 : Number(error.code));
    });
  });
}

const file = (name: string): string => readFileSync(join(root, name), 'utf8');
/** What a step said to the runner. */
function outputs(): Record<string, string> {
  const text = readFileSync(env['GITHUB_OUTPUT'] ?? '', 'utf8');
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

/** The commands of a step by its name. */
function step(job: Mutable, name: string): string {
  const found = job.steps.find((one: Mutable) => one.name === name);
  if (found === undefined) throw new Error(`no step ${name}`);
  return found.run as string;
}
const lines = (job: Mutable): string => (job.script as string[]).join('\n');
const environments = (job: Mutable): string =>
  (job.variables?.ENVIRONMENTS ??
    job.steps.find(({ id }: Mutable) => id === 'plan').env.ENVIRONMENTS) as string;

beforeAll(async () => {
  const copy = sortingCopy();
  cpSync(copy.root, root, { recursive: true });
  copy.dispose();
  const read = loadEnvironments(root);
  if (!read.ok) throw new Error('environments cannot be read');
  const recipes = ciFiles('both', recipeStack(read.value)).map(({ text }): Mutable => parse(text));
  [check, promote, gitlab] = recipes;
  scanning = parse(codeScanningWorkflow);

  const server = await hosts.start();
  env['CI_API_V4_URL'] = `${server}/api/v4`;
  const workstreams = `${process.execPath} ${join(repository, 'bin', 'workstreams.js')}`;
  programAt(join(folder, 'bin', 'npx'), `#!/bin/sh\nshift\nexec ${workstreams} "$@"\n`);
  programAt(join(folder, 'bin', 'npm'), '#!/bin/sh\nexit 0\n');
  programAt(join(folder, 'bin', 'gh'), ghApi(server));
  git(root, 'init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(root, '.gitignore'), '/gitops/\n/plan/\n/rendered/\n/*.md\n/*.json\n/*.txt\n/*.sarif\n');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'As it is');
  git(root, 'remote', 'add', 'origin', root);
  git(root, 'fetch', '--quiet', 'origin');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', hosted);
  git(folder, 'clone', '--quiet', hosted, join(root, 'gitops'));
  expect(await runs('npx workstreams synth --env dev qa --out gitops --quiet')).toBe(0);
  const gitops = join(root, 'gitops');
  git(gitops, 'switch', '--quiet', '--create', 'main');
  git(gitops, 'add', '--all');
  git(gitops, 'commit', '--quiet', '--message', 'As it runs');
  git(gitops, 'push', '--quiet', 'origin', 'main');
}, 120_000);
afterAll(async () => {
  await hosts.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(join(root, 'gitops'), { recursive: true, force: true });
  git(folder, 'clone', '--quiet', hosted, join(root, 'gitops'));
  writeFileSync(env['GITHUB_OUTPUT'] ?? '', '');
  hosts.written.length = 0;
});

const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
/** Commits another retention of a topic. */
function retention(text: string): void {
  const path = join(root, contract);
  writeFileSync(path, file(contract).replace(/retention: \S+/, `retention: ${text}`));
  git(root, 'commit', '--quiet', '--message', `Retention ${text}`, contract);
}

describe('GitHub: a change', () => {
  test('is compared with the base branch, and becomes a SARIF log', async () => {
    expect(await runs(step(check.jobs.check, 'Compare with the base branch'), { BASE: 'origin/main' })).toBe(
      0,
    );
    const [run] = scanning.jobs.lint.steps.flatMap(({ run: one = '' }: Mutable) =>
      one.includes('sarif') ? [one] : [],
    );
    expect(await runs(run)).toBe(0);
    expect(JSON.parse(file('lint.sarif')).runs).toHaveLength(1);
  });

  test('is planned for every environment in their order, also before the first rendering', async () => {
    const ENVIRONMENTS = environments(check.jobs.check);
    expect(ENVIRONMENTS).toBe('dev qa eu-prod');
    expect(await runs(step(check.jobs.check, 'Plan every environment'), { ENVIRONMENTS })).toBe(0);
    expect(outputs()).toEqual({ planned: 'true', stopped: '' });
    expect(readdirSync(join(root, 'plan'))).toEqual(['01-dev.md', '02-qa.md', '03-eu-prod.md']);
    expect(file('plan/02-qa.md')).toContain('## qa: no changes');
    expect(file('plan/03-eu-prod.md')).toContain('KafkaTopic kafka-eu/');
  });

  test('that is blocked, or cannot be planned, has its plans, and the check fails', async () => {
    retention('1d');
    try {
      const ENVIRONMENTS = 'qa none';
      expect(await runs(step(check.jobs.check, 'Plan every environment'), { ENVIRONMENTS })).toBe(0);
    } finally {
      retention('7d');
    }
    expect(outputs()).toEqual({ planned: 'true', stopped: ' qa (blocked) none (failed)' });
    expect(file('plan/01-qa.md')).toContain('Approvals that are missing');
    expect(file('plan/02-none.md')).toBe('## none: no plan\n\nThe log of the job says why.\n');
    expect(
      await runs(step(check.jobs.check, 'Fail where a plan is blocked'), { STOPPED: ' qa (blocked)' }),
    ).toBe(1);
  });

  withJq('has one comment, which later runs update', async () => {
    const comment = () =>
      runs(step(check.jobs.comment, 'Create or update the comment'), { GH_TOKEN: 't', PULL_REQUEST: '7' });
    const marker = '<!-- workstreams plan -->';
    // The comment of someone else who writes the marker stays, and ours is found behind a page of others.
    hosts.comments.push({ id: 1, author: 'eve', body: `${marker}\nmine` });
    for (let id = 2; id < 40; id += 1) hosts.comments.push({ id, author: 'ann', body: 'I like it' });
    rmSync(join(root, 'plan'), { recursive: true, force: true });
    mkdirSync(join(root, 'plan'));
    writeFileSync(join(root, 'plan/01-dev.md'), '## dev: `$(touch hacked)`\n');
    writeFileSync(join(root, 'plan/02-qa.md'), '## qa: 1 safe\n');
    expect(await comment()).toBe(0);
    const first = `${marker}\n## dev: \`$(touch hacked)\`\n\n## qa: 1 safe\n\nThe whole plans are the artifact [plan](https://github.com/platform/contracts/actions/runs/41).\n`;
    expect(hosts.comments.slice(39)).toEqual([{ id: 40, author: 'github-actions[bot]', body: first }]);
    rmSync(join(root, 'plan/01-dev.md'));
    writeFileSync(
      join(root, 'plan/02-qa.md'),
      `## qa\n\n<details>\n\n\`\`\`\`diff\n${'+ a line of forty characters, as they are\n'.repeat(3000)}\`\`\`\`\n</details>\n`,
    );
    expect(await comment()).toBe(0);
    expect(hosts.comments).toHaveLength(40);
    const { body = '' } = hosts.comments[39] ?? {};
    expect(body.length).toBeGreaterThan(59_000);
    expect(body.length).toBeLessThan(65_536);
    expect(body.split('\n').slice(-8)).toEqual([
      '+ a line of forty characters, as they are',
      '````',
      '</details>',
      '',
      '… the rest is left out here: the artifact of the run has all of it.',
      '',
      'The whole plans are the artifact [plan](https://github.com/platform/contracts/actions/runs/41).',
      '',
    ]);
    expect(hosts.comments[0]?.body).toBe(`${marker}\nmine`);
    expect(existsSync(join(root, 'hacked'))).toBe(false);
  });
});

describe('GitHub: a promotion', () => {
  const values = { FROM: 'dev', TO: 'qa', GH_TOKEN: 'write', GITOPS_REPOSITORY: 'platform/gitops' };
  const promoted = () => runs(step(promote.jobs.promote, 'Promote'), { FROM: 'dev', TO: 'qa' });
  const opened = () =>
    runs(step(promote.jobs.promote, 'Open or update the pull request'), {
      ...values,
      CODE: outputs()['code'] ?? '',
    });
  const branch = (format: string) => git(hosted, 'log', '-1', `--format=${format}`, 'promote-qa').trim();
  const renderDev = async () => {
    // Beside the folder first: dev, too, asks for approvals.
    expect(
      await runs('rm -rf rendered gitops/dev; npx workstreams synth --env dev --out rendered --quiet'),
    ).toBe(0);
    cpSync(join(root, 'rendered/dev'), join(root, 'gitops/dev'), { recursive: true });
    git(join(root, 'gitops'), 'add', '--all');
    git(join(root, 'gitops'), 'commit', '--quiet', '--message', 'dev');
    git(join(root, 'gitops'), 'push', '--quiet', 'origin', 'main');
  };

  test('with nothing to do ends well', async () => {
    expect([await promoted(), outputs()]).toEqual([0, { code: '0' }]);
  });

  withJq('that is blocked opens a pull request, and the next one updates it', async () => {
    retention('1d');
    await renderDev();
    expect([await promoted(), outputs()]).toEqual([0, { code: '3' }]);
    expect(await opened()).toBe(0);
    expect(hosts.pulls.map(({ title, head, base }) => [title, head, base])).toEqual([
      ['Promote dev to qa (blocked)', 'promote-qa', 'main'],
    ]);
    expect(hosts.pulls[0]?.body).toContain('Approvals that are missing');
    expect(git(hosted, 'diff', '--name-only', 'main', 'promote-qa')).toBe('');
    expect(await runs(step(promote.jobs.promote, 'Fail where the promotion is blocked'))).toBe(1);

    // The next run is a fresh clone: the branch is there, and is replaced.
    retention('7d');
    writeFileSync(
      join(root, contract),
      file(contract).replace(/purpose: .*/, 'purpose: Reads the labels of parcels again'),
    );
    git(root, 'commit', '--quiet', '--message', 'Another purpose', contract);
    rmSync(join(root, 'gitops'), { recursive: true, force: true });
    git(folder, 'clone', '--quiet', hosted, join(root, 'gitops'));
    await renderDev();
    writeFileSync(env['GITHUB_OUTPUT'] ?? '', '');
    expect([await promoted(), outputs()]).toEqual([0, { code: '2' }]);
    expect(await opened()).toBe(0);
    expect(hosts.pulls.map(({ number, title }) => [number, title])).toEqual([[1, 'Promote dev to qa']]);
    expect(hosts.pulls[0]?.body).not.toContain('Approvals that are missing');
    expect(git(hosted, 'diff', '--name-only', 'main', 'promote-qa')).toMatch(/^qa\/release\.json$/m);
    expect(branch('%an <%ae> %s')).toBe(
      'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> Promote dev to qa',
    );
    expect(hosts.written).toEqual([
      'POST /repos/platform/gitops/pulls write',
      'PATCH /repos/platform/gitops/pulls/1 write',
    ]);
  });

  withJq('does not replace what someone pushes to its branch at the same time', async () => {
    const there = branch('%H');
    const other = join(folder, 'other');
    git(folder, 'clone', '--quiet', '--branch', 'promote-qa', hosted, other);
    git(other, 'commit', '--quiet', '--allow-empty', '--message', 'Meanwhile');
    writeFileSync(env['GITHUB_OUTPUT'] ?? '', '');
    expect([await promoted(), outputs()]).toEqual([0, { code: '2' }]);
    git(other, 'push', '--quiet', 'origin', 'promote-qa');
    expect(await opened()).toBe(1);
    expect([branch('%s'), branch('%P')]).toEqual(['Meanwhile', there]);
  });

  test('that cannot be made fails before anything is pushed', async () => {
    expect(await runs(step(promote.jobs.promote, 'Promote'), { FROM: 'qa', TO: 'dev' })).toBe(1);
  });
});

describe('GitLab', () => {
  test('checks a merge request against its target branch', async () => {
    expect(await runs(lines(gitlab.check))).toBe(0);
  });

  test('plans every environment, with a token that git alone is told', async () => {
    rmSync(join(root, 'gitops'), { recursive: true, force: true });
    const ENVIRONMENTS = environments(gitlab.plan);
    const values = { ENVIRONMENTS, GITOPS_REPOSITORY: hosted, GITOPS_READ_TOKEN: 'read-me' };
    expect(await runs(lines(gitlab.plan), values)).toBe(0);
    expect(readdirSync(join(root, 'plan'))).toEqual(['01-dev.md', '02-qa.md', '03-eu-prod.md']);
    expect(file('gitops/.git/config')).not.toContain('read-me');
    const [, helper = ''] = /credential\.helper='([^']*)'/.exec(lines(gitlab.plan)) ?? [];
    const asked = execFileSync('git', ['-c', `credential.helper=${helper}`, 'credential', 'fill'], {
      env: { ...env, ...values },
      input: 'protocol=https\nhost=gitlab.example.com\n\n',
      encoding: 'utf8',
    });
    expect(asked).toContain('username=token\npassword=read-me\n');
  });

  test('fails where a plan is blocked, and has the plans', async () => {
    rmSync(join(root, 'gitops'), { recursive: true, force: true });
    retention('1d');
    const values = { ENVIRONMENTS: 'qa', GITOPS_REPOSITORY: hosted, GITOPS_READ_TOKEN: '' };
    expect(await runs(lines(gitlab.plan), values)).toBe(1);
    retention('7d');
    expect(file('plan/01-qa.md')).toContain('Approvals that are missing');
  });

  test('has one note, which later pipelines update', async () => {
    const marker = '<!-- workstreams plan -->';
    hosts.notes.push({ id: 1, author: '12', body: `${marker}\nmine` });
    for (let id = 2; id < 150; id += 1) hosts.notes.push({ id, author: '12', body: 'I like it' });
    rmSync(join(root, 'plan'), { recursive: true, force: true });
    mkdirSync(join(root, 'plan'));
    writeFileSync(join(root, 'plan/01-dev.md'), '## dev: `$(touch hacked)` & 1 = 1\n');
    expect(await runs(lines(gitlab.note), { PLAN_NOTE_TOKEN: 'note' })).toBe(0);
    const said = (text: string) =>
      `${marker}\n${text}\n\nThe whole plans are the artifact of [the job plan](https://gitlab.example.com/-/pipelines/41).\n`;
    expect(hosts.notes.slice(149)).toEqual([
      { id: 150, author: '11', body: said('## dev: `$(touch hacked)` & 1 = 1') },
    ]);
    writeFileSync(join(root, 'plan/01-dev.md'), '## dev: 2 safe\n');
    expect(await runs(lines(gitlab.note), { PLAN_NOTE_TOKEN: 'note' })).toBe(0);
    expect(hosts.notes.slice(149)).toEqual([{ id: 150, author: '11', body: said('## dev: 2 safe') }]);
    expect(hosts.notes[0]?.body).toBe(`${marker}\nmine`);
    expect(hosts.written).toEqual([
      'POST /api/v4/projects/5/merge_requests/7/notes note',
      'PUT /api/v4/projects/5/merge_requests/7/notes/150 note',
    ]);
    expect(existsSync(join(root, 'hacked'))).toBe(false);
  });
});

describe('text that is cut', () => {
  const cut = (text: string, most: number): string => {
    const path = join(folder, 'text.md');
    writeFileSync(path, text);
    return execFileSync('sh', ['-c', `most=${most}\n${cutMarkdown('"$1"', 'elsewhere')}`, 'sh', path], {
      encoding: 'utf8',
    });
  };

  test('is whole where it fits', () => {
    expect(cut('a\n```\n<details>\n```\nb\n', 22)).toBe('a\n```\n<details>\n```\nb\n');
  });

  test('ends behind a whole line, with its block and its fold closed', () => {
    const rest = '\n… the rest is left out here: elsewhere.\n';
    expect(cut('first\nsecond\n', 12)).toBe(`first\n${rest}`);
    expect(cut('<details>\n````yaml\n```\na\nbb\n````\n</details>\n', 27)).toBe(
      `<details>\n\`\`\`\`yaml\n\`\`\`\na\n\`\`\`\`\n</details>\n${rest}`,
    );
    expect(cut('<details>\n</details>\nlonger\n', 24)).toBe(`<details>\n</details>\n${rest}`);
    expect(cut('too long for it\n', 3)).toBe(rest);
  });
});
