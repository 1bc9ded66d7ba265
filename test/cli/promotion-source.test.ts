import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceState, sourceText } from '../../lib/cli/source-state.ts';
import { promotionMarkdown } from '../../lib/release/promotion-report.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';

let copy: GitopsCopy;
beforeEach(() => {
  copy = new GitopsCopy();
  for (const root of [copy.project.root, copy.gitops]) {
    git(root, 'init', '--quiet', '--initial-branch', 'main');
    git(root, 'config', 'user.name', 'Ada');
    git(root, 'config', 'user.email', 'ada@example.org');
  }
});
afterEach(() => copy.dispose());

function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Commits all that is there. */
function commit(root: string, subject: string): string {
  git(root, 'add', '--all', '--force');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', subject);
  return git(root, 'rev-parse', 'HEAD').trim();
}

const commitStack = (subject: string) => commit(copy.project.root, subject);
const commitGitops = (subject: string) => commit(copy.gitops, subject);

/** Renders an environment of what is committed, and lets it run. */
function run(environment: string): void {
  expect(copy.told(copy.synth(environment))).toBe('');
  commitGitops(`${environment} runs`);
}

const release = (environment: string) => JSON.parse(copy.read(`${environment}/release.json`));

const labelsFolder = 'contracts/sorting/depot/work/vision.read-label/v1';
const labels = `${labelsFolder}/contract.yaml`;
const routesFolder = 'contracts/sorting/depot/work/batch.plan-routes/v1';
const routes = `${routesFolder}/contract.yaml`;
const labelsTopic = 'eu-prod/sorting/depot-vision-read--label-v1.k8s.yaml';

/** What both contracts begin with. */
const small = 'max.message.bytes: "65536"';

/** A change of one contract that loses nothing. */
const larger = (file: string, to = '128KiB') =>
  copy.project.write(file, copy.project.read(file).replace(/^maxMessageSize: .*$/m, `maxMessageSize: ${to}`));

describe('a release', () => {
  test('names the commit that it was rendered from', () => {
    const first = commitStack('First');
    run('dev');
    expect(release('dev').source).toBe(first);
  });

  test.each([
    ['a contract was edited', () => larger(labels), [labels]],
    [
      'an environment was removed',
      () => copy.project.remove('environments/qa.yaml'),
      ['environments/qa.yaml'],
    ],
    [
      'a contract was added',
      () => copy.project.write('contracts/sorting/README.md', ''),
      ['contracts/sorting/README.md'],
    ],
    [
      'a file was added that git ignores',
      () => {
        copy.project.write('.git/info/exclude', 'contracts\n');
        copy.project.write('contracts/sorting/README.md', '');
      },
      ['contracts/sorting/README.md'],
    ],
    [
      'git was told to look away',
      () => {
        git(copy.project.root, 'update-index', '--assume-unchanged', labels);
        larger(labels);
      },
      [labels],
    ],
    ['the program was edited', () => copy.project.write('main.ts', 'export {};\n'), ['main.ts']],
    [
      'a file was staged',
      () => {
        larger(labels);
        git(copy.project.root, 'add', labels);
      },
      [labels],
    ],
  ])('says so when %s and not committed', (_what, change, files) => {
    copy.project.write('main.ts', '');
    const first = commitStack('First');
    expect(sourceText(sourceState(copy.project.root))).toBe(first);
    change();
    expect(sourceState(copy.project.root)).toEqual({ commit: first, changed: files });
    expect(sourceText(sourceState(copy.project.root))).toBe(`${first}-dirty`);
  });

  test('is clean beside files that no render reads', () => {
    const first = commitStack('First');
    copy.project.write('README.md', 'edited');
    copy.project.write('notes.txt', '');
    expect(sourceState(copy.project.root)).toEqual({ commit: first, changed: [] });
  });
});

describe('a promotion from git', () => {
  test('takes what the source runs, however far this repository has moved on', async () => {
    const first = commitStack('First');
    run('qa');
    larger(labels);
    commitStack('Larger labels');
    larger(routes, '192KiB');
    commitStack('Larger routes');
    copy.project.remove(routesFolder);
    commitStack('Routes are gone');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(release('eu-prod')).toMatchObject({ source: first, catalog: release('qa').catalog });
    expect(copy.read(labelsTopic)).toContain(small);
    expect(await copy.outcome('qa', 'eu-prod')).toBe('nothing');
  });

  test('takes the environment’s file of this checkout, with approvals that are newer than the contracts', async () => {
    commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    copy.project.edit(labels, 'retention: 7d', 'retention: 5d');
    commitStack('Five days');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('blocked');
    const file = 'environments/eu-prod.yaml';
    copy.project.write(
      file,
      `${copy.project.read(file)}\napprovals:\n  - object: "KafkaTopic kafka-eu/depot-vision-read--label-v1"\n    change: "spec.config.retention.ms: 604800000 -> 432000000"\n    reason: Agreed\n    who: Ann\n    until: 2026-12-31\n`,
    );
    expect(await copy.outcome('qa', 'eu-prod')).toBe(
      `${file}:1:1\n  is not as the commit has it\n  commit it and have it reviewed first, or stash it (git stash --include-untracked)`,
    );
    const approval = commitStack('Approve five days');
    larger(routes, '192KiB');
    commitStack('Later');
    const done = await copy.promote('qa', 'eu-prod', { dryRun: true });
    if (!done.ok) throw new Error(copy.told(done));
    expect(done.value.state).toBe('planned');
    expect(done.value.provenance.approvals.map((one) => one.commit)).toEqual([
      { id: approval, author: 'Ada', subject: 'Approve five days' },
    ]);
    expect(done.value.provenance.commits.map(({ subject }) => subject)).toEqual(['Five days']);
  });

  test('takes over nothing that no commit has', async () => {
    const first = commitStack('First');
    larger(labels);
    copy.synth('qa');
    git(copy.project.root, 'checkout', '--quiet', '.');
    expect(await copy.outcome('qa', 'eu-prod')).toBe(
      `GITOPS/qa/release.json:1:1\n  qa runs what no commit has: its source is ${first}-dirty\n  commit it, render qa again, and let it run there first`,
    );
  });

  test('says which commit a shallow clone lacks', async () => {
    const first = commitStack('First');
    run('qa');
    larger(labels);
    commitStack('Second');
    const clone = mkdtempSync(join(tmpdir(), 'workstreams-clone-'));
    try {
      git(clone, 'clone', '--quiet', '--depth', '1', `file://${copy.project.root}`, '.');
      expect(await copy.outcome('qa', 'eu-prod', { root: clone })).toBe(
        `GITOPS/qa/release.json:1:1\n  commit ${first} is not in this repository, a shallow clone with 1 commit\n  fetch it alone (git fetch --depth 1 origin ${first}), or the whole history (git fetch --unshallow; in a workflow fetch-depth: 0)`,
      );
      git(clone, 'fetch', '--quiet', '--depth', '1', 'origin', first);
      expect(await copy.outcome('qa', 'eu-prod', { root: clone })).toBe('written');
    } finally {
      rmSync(clone, { recursive: true });
    }
  });
});

describe('a part', () => {
  test('is promoted alone; the release says of which commit each folder is', async () => {
    const first = commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    larger(labels);
    larger(routes, '192KiB');
    const second = commitStack('Both are larger');
    run('qa');
    const done = await copy.promote('qa', 'eu-prod', { only: [labelsFolder] });
    if (!done.ok) throw new Error(copy.told(done));
    expect([done.value.state, done.value.provenance.leftBehind]).toEqual(['written', [routesFolder]]);
    const from = { kind: 'environment', name: 'qa' } as const;
    const body = promotionMarkdown({ ...done.value, from, to: 'eu-prod' });
    expect(body).toContain(`of commit \`${first}\`, \`${labelsFolder}\` of \`${second.slice(0, 12)}\`;`);
    expect(body).toContain(`### What stays behind\n\n- \`${routesFolder}\`\n`);
    expect(release('eu-prod')).toMatchObject({ source: first, parts: { [labelsFolder]: second } });
    expect(copy.read(labelsTopic)).not.toContain(small);
    expect(copy.read('eu-prod/sorting/depot-batch-plan--routes-v1.k8s.yaml')).toContain(small);

    // The rest comes later, and then nothing is a part after that.
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(release('eu-prod').source).toBe(second);
    expect(release('eu-prod')).not.toHaveProperty('parts');
  });

  test('that needs what stays behind is refused', async () => {
    commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    const file = 'contracts/sorting/system.yaml';
    copy.project.write(file, copy.project.read(file).replaceAll('label-reader', 'label-scanner'));
    copy.project.write(labels, copy.project.read(labels).replaceAll('label-reader', 'label-scanner'));
    larger(labels);
    commitStack('Another service');
    expect(copy.told(copy.synth('qa'))).toBe('');
    commitGitops('qa');
    const told = await copy.outcome('qa', 'eu-prod', { only: [labelsFolder] });
    expect(told).toContain('label-scanner');
    expect(told).toContain('promote what they need together with them');
  });

  test('is a folder that is there', async () => {
    commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod', { only: [labelsFolder] })).toBe(
      'GITOPS/eu-prod/release.json:1:1\n  which commit runs here is not known, so a part of another cannot be added to it\n  promote everything first',
    );
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(await copy.outcome('qa', 'eu-prod', { only: ['contracts/sorting/depto'] })).toBe(
      'contracts/sorting/depto:1:1\n  there is no such folder in what is promoted\n  did you mean "contracts/sorting/depot"?',
    );
  });
});

describe('the way back', () => {
  test('is to what ran there before, and forward again', async () => {
    const first = commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    commitGitops('eu-prod runs');
    const before = copy.read(labelsTopic);
    larger(labels);
    const second = commitStack('Larger labels');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    commitGitops('eu-prod runs larger labels');

    const back = { kind: 'release', commit: first.slice(0, 8) } as const;
    const done = await copy.promote(back, 'eu-prod');
    if (!done.ok) throw new Error(copy.told(done));
    expect([done.value.state, done.value.provenance.back.map(({ id }) => id)]).toEqual(['written', [second]]);
    expect([release('eu-prod').source, copy.read(labelsTopic)]).toEqual([first, before]);
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(release('eu-prod').source).toBe(second);
  });

  test('is to nothing else', async () => {
    const first = commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    commitGitops('eu-prod runs');
    larger(labels);
    const second = commitStack('Never promoted');
    expect(await copy.outcome({ kind: 'release', commit: second }, 'eu-prod')).toBe(
      `GITOPS/eu-prod/release.json:1:1\n  no release of eu-prod in this history is of commit ${second}\n  it ran ${first}`,
    );
  });
});

describe('an emergency', () => {
  const fix = { kind: 'emergency', reason: 'Labels stand still' } as const;

  test('is fixed from this checkout, alone, and is not undone by what does not have it', async () => {
    const first = commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    larger(routes, '192KiB');
    larger(labels);
    const second = commitStack('Larger labels');
    expect(await copy.outcome(fix, 'eu-prod')).toContain(
      'an emergency fix is of some contracts, never of all\n  name it: --only <contract> or --system <id>',
    );
    expect(await copy.outcome(fix, 'eu-prod', { only: [`${labelsFolder}/samples`] })).toBe(
      `${labelsFolder}/samples:1:1\n  this is not a folder of contracts\n  name the folder of a contract (contracts/<system>/<context>/<class>/<topic>/v<N>), or one above it`,
    );
    const noReason = { kind: 'emergency', reason: 'Labels\nstand still' } as const;
    expect(await copy.outcome(noReason, 'eu-prod', { only: [labelsFolder] })).toBe(
      '--emergency:1:1\n  a reason is one line of at most 500 characters, not "Labels\\nstand still"\n  say in a line what is broken',
    );
    expect(await copy.outcome(fix, 'eu-prod', { only: [labelsFolder] })).toBe('written');
    expect(release('eu-prod')).toMatchObject({
      source: first,
      parts: { [labelsFolder]: second },
      emergencies: { [labelsFolder]: 'Labels stand still' },
    });
    expect(copy.read(labelsTopic)).not.toContain(small);

    const told = `GITOPS/eu-prod/release.json:1:1\n  ${labelsFolder}: this would undo an emergency fix that eu-prod has (Labels stand still)\n  let the environments below have it first; or leave the folder out (--only, --system); or go back on purpose: --release <commit>`;
    expect(await copy.outcome('qa', 'eu-prod')).toBe(told);
    expect(await copy.outcome('qa', 'eu-prod', { only: [routesFolder] })).toBe('nothing');

    // The environments below are told of it until they have it.
    const warnings = async () => {
      const done = await copy.promote('dev', 'qa', { dryRun: true });
      if (!done.ok) throw new Error(copy.told(done));
      return done.value.promotion.warnings.filter(({ what }) => what.includes('emergency'));
    };
    git(copy.project.root, 'checkout', '--quiet', first);
    run('dev');
    git(copy.project.root, 'checkout', '--quiet', 'main');
    expect((await warnings()).map(({ key, what, level }) => [key, what, level])).toEqual([
      [labelsFolder, 'eu-prod has an emergency fix that qa lacks (Labels stand still)', 'warning'],
    ]);
    run('dev');
    expect(await warnings()).toEqual([]);
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(release('eu-prod')).not.toHaveProperty('emergencies');
  });

  test('of a whole context is not undone by a part of it', async () => {
    commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    larger(labels);
    larger(routes, '192KiB');
    commitStack('Larger messages');
    const context = 'contracts/sorting/depot';
    expect(await copy.outcome(fix, 'eu-prod', { only: [context] })).toBe('written');
    expect(await copy.outcome('qa', 'eu-prod', { only: [labelsFolder] })).toContain(
      `${context}: this would undo an emergency fix that eu-prod has (Labels stand still)`,
    );
  });

  test('that was developed further is in what follows it', async () => {
    commitStack('First');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    larger(labels);
    commitStack('Larger labels');
    expect(await copy.outcome(fix, 'eu-prod', { only: [labelsFolder] })).toBe('written');
    larger(labels, '192KiB');
    commitStack('Larger still');
    run('qa');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(copy.read(labelsTopic)).toContain('196608');
  });
});
