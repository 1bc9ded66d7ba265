import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemFiles } from '../../lib/release/file-operations.ts';
import { lockFolder } from '../../lib/release/folder-lock.ts';
import { SwitchFailed } from '../../lib/release/folder-switch.ts';
import { missingApprovals } from '../../lib/plan/plan-text.ts';
import type { PromotionOutcome } from '../../lib/cli/run-promotion.ts';
import { FailingFiles, type Fault } from '../support/failing-files.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { filesBelow } from '../support/project-copy.ts';

let copy: GitopsCopy;
beforeEach(() => {
  copy = new GitopsCopy();
});
afterEach(() => copy.dispose());

const generate = 'contracts/workrequests/transformation/work/toolrun.generate';
const verify = 'contracts/workrequests/transformation/work/toolrun.verify/v1/contract.yaml';

/** dev and staging run what the repository has. */
async function alike(): Promise<void> {
  copy.synth('dev');
  expect(await copy.outcome('dev', 'staging')).toBe('written');
}

/** Approves what a plan wants approvals for. */
function approve(
  environment: string,
  { promotion }: PromotionOutcome,
  wanted = missingApprovals(promotion.plan),
): void {
  const entries = wanted.map(
    ({ object, change }) =>
      `  - { object: ${JSON.stringify(object)}, change: ${JSON.stringify(change)}, reason: Agreed, who: Ann, until: 2026-12-31 }\n`,
  );
  const file = `environments/${environment}.yaml`;
  copy.project.write(file, `${copy.project.read(file)}\napprovals:\n${entries.join('')}`);
}

async function made(from: string, to: string): Promise<PromotionOutcome> {
  const done = await copy.promote(from, to);
  if (!done.ok) throw new Error(copy.told(done));
  return done.value;
}

describe('a promotion', () => {
  test('renders the target from the catalogue that the source runs, and is nothing when it runs that already', async () => {
    await alike();
    const [dev, staging] = ['dev', 'staging'].map((name) => JSON.parse(copy.read(`${name}/release.json`)));
    expect(staging.catalog).toBe(dev.catalog);
    expect(staging.environment).toBe('staging');
    expect(readdirSync(copy.path('staging/workrequests'))).toContain('workloads.k8s.yaml');
    const before = copy.files();
    expect(await copy.outcome('dev', 'staging')).toBe('nothing');
    expect(copy.files()).toEqual(before);
  });

  test('of what is rendered from another commit and nothing else is nothing', async () => {
    await alike();
    const release = copy.read('staging/release.json');
    copy.write('staging/release.json', release.replace(/"source": .*,/, `"source": "${'a'.repeat(40)}",`));
    expect(await copy.outcome('dev', 'staging')).toBe('nothing');
  });

  test('goes on in the order that environments name', async () => {
    await alike();
    expect(await copy.outcome('staging', 'prod')).toBe('written');
    expect(await copy.outcome('dev', 'prod')).toMatch(
      /^environments\/prod\.yaml:\d+:20\n {2}promotion: prod takes over from staging, not from dev\n {2}write --from staging, and promote to staging first what is to arrive here$/,
    );
    expect(await copy.outcome('local', 'dev')).toMatch(
      /^environments\/dev\.yaml:\d+:12\n {2}promotion: a change begins in dev: nothing is promoted to it\n {2}render it: workstreams synth --env dev$/,
    );
    expect(await copy.outcome('dev', 'stagin')).toContain('did you mean "staging"?');
  });

  test('writes nothing in a dry run', async () => {
    copy.synth('dev');
    const before = copy.files();
    expect(await copy.outcome('dev', 'staging', { dryRun: true })).toBe('planned');
    expect(copy.files()).toEqual(before);
  });
});

describe('the source', () => {
  test('must run the catalogue of this repository', async () => {
    copy.synth('dev');
    copy.project.edit(verify, 'retention: 7d', 'retention: 5d');
    expect(await copy.outcome('dev', 'staging')).toMatch(
      /^GITOPS\/dev\/release\.json:1:1\n {2}dev runs catalogue [0-9a-f]{12}, and this repository has [0-9a-f]{12}\n {2}render dev from this one, and let it run there first$/,
    );
    const commit = 'c0ffee'.padEnd(40, '0');
    copy.write(
      'dev/release.json',
      copy.read('dev/release.json').replace('"source": null', `"source": "${commit}"`),
    );
    expect(await copy.outcome('dev', 'staging')).toContain(
      `check out ${commit} in this repository, or render dev`,
    );
    expect(readdirSync(copy.gitops)).toEqual(['dev']);
  });

  test('must be as it was rendered', async () => {
    copy.synth('dev');
    const file = 'dev/workrequests/workloads.k8s.yaml';
    copy.write(file, `${copy.read(file)}# by hand\n`);
    rmSync(copy.path('dev/workrequests/transformation-toolrun-verify-v1.k8s.yaml'));
    const fix = 'what runs here is not what was rendered: take the file back from git, or render it anew';
    expect(await copy.outcome('dev', 'staging')).toBe(
      `GITOPS/dev/workrequests/transformation-toolrun-verify-v1.k8s.yaml:1:1\n  was removed by hand\n  ${fix}\nGITOPS/${file}:1:1\n  was changed by hand\n  ${fix}`,
    );
  });

  test('must have been rendered, for itself', async () => {
    expect(await copy.outcome('dev', 'staging')).toContain(
      'nothing was rendered here: what dev runs is not known',
    );
    copy.synth('dev');
    renameSync(copy.path('dev'), copy.path('staging'));
    expect(await copy.outcome('staging', 'prod')).toContain('the release of "dev" in the folder of staging');
  });

  test.each([
    ['no JSON', '{', 'this is no JSON'],
    ['files that no rendering writes', '"README.md"', 'no rendered file'],
    ['files elsewhere', '"../../x/y.k8s.yaml"', 'no rendered file'],
  ])('is not believed when its release holds %s', async (_what, text, told) => {
    copy.synth('dev');
    const release = copy.read('dev/release.json');
    copy.write(
      'dev/release.json',
      text === '{' ? text : release.replace('"files": {', `"files": {\n${text}: "sha256:${'0'.repeat(64)}",`),
    );
    expect(await copy.outcome('dev', 'staging')).toContain(told);
  });
});

describe('the target', () => {
  test('keeps the files of others, and loses by name what is not rendered any more', async () => {
    await alike();
    copy.write('staging/README.md', 'theirs');
    copy.write('staging/workrequests/kustomization.yaml', 'resources: []\n');
    const { ino } = statSync(copy.path('staging/README.md'));
    copy.project.removeRenamed(generate);
    expect(copy.told(copy.synth('dev'))).toBe('');
    const blocked = await made('dev', 'staging');
    expect(blocked.state).toBe('blocked');
    approve('staging', blocked);
    const { state, promotion } = await made('dev', 'staging');
    expect(state).toBe('written');
    expect(promotion.files.removed).toEqual(['workrequests/transformation-toolrun-generate-v1.k8s.yaml']);
    expect(readdirSync(copy.path('staging/workrequests'))).not.toContain(
      'transformation-toolrun-generate-v1.k8s.yaml',
    );
    expect(copy.read('staging/workrequests/kustomization.yaml')).toBe('resources: []\n');
    expect([copy.read('staging/README.md'), statSync(copy.path('staging/README.md')).ino]).toEqual([
      'theirs',
      ino,
    ]);
  });

  test('that was changed by hand is refused, unless it is to be written over', async () => {
    await alike();
    const file = 'staging/workrequests/workloads.k8s.yaml';
    const wanted = copy.read(file);
    copy.write(file, `${wanted}# by hand\n`);
    rmSync(copy.path('staging/workrequests/executor-class-toolrun.k8s.yaml'));
    const fix =
      'bring the change into the contracts or the environment and take the file back from git, or write over it with --overwrite-drift';
    const told = await copy.outcome('dev', 'staging');
    expect(told).toBe(
      `GITOPS/staging/workrequests/executor-class-toolrun.k8s.yaml:1:1\n  was removed by hand\n  ${fix}\nGITOPS/${file}:1:1\n  was changed by hand\n  ${fix}`,
    );
    expect(await copy.outcome('dev', 'staging', { overwriteDrift: true })).toBe('written');
    expect(copy.read(file)).toBe(wanted);
  });

  test('in which files of others are in the way is refused', async () => {
    copy.synth('dev');
    copy.write('staging/release.json/x', '');
    copy.write('staging/workrequests', 'a file');
    copy.write('staging/mine.k8s.yaml', 'a: 1\n');
    const told = await copy.outcome('dev', 'staging');
    expect(told).toContain('GITOPS/staging/release.json:1:1\n  is in the way: a file is to be written here');
    expect(told).toContain('GITOPS/staging/workrequests:1:1\n  is in the way: a folder is to be made here');
    expect(told).toContain(
      'GITOPS/staging/mine.k8s.yaml:1:1\n  is named like a rendered file, and no release names it',
    );
  });

  test.each(['staging', '.'])('is not written through a link (%s)', async (at) => {
    copy.synth('dev');
    const elsewhere = mkdtempSync(join(tmpdir(), 'workstreams-elsewhere-'));
    if (at === 'staging') symlinkSync(elsewhere, copy.path('staging'));
    else symlinkSync(copy.gitops, join(elsewhere, 'link'));
    const gitops = at === 'staging' ? copy.gitops : join(elsewhere, 'link');
    expect(await copy.outcome('dev', 'staging', { gitops })).toContain('this is a symbolic link');
    expect(readdirSync(elsewhere)).toEqual(at === 'staging' ? [] : ['link']);
    rmSync(elsewhere, { recursive: true });
  });

  test('is left alone by a render that fails', async () => {
    await alike();
    const before = copy.files();
    copy.project.edit(verify, 'retention: 7d', 'retention: 70d');
    expect(await copy.outcome('dev', 'staging')).toContain(`${verify}:15:12`);
    expect(copy.files()).toEqual(before);
  });
});

describe('what would lose data', () => {
  test('is blocked, and goes on when each change of it is approved', async () => {
    await alike();
    copy.project.removeRenamed(generate);
    copy.synth('dev');
    const before = filesBelow(copy.path('staging'));
    const blocked = await made('dev', 'staging');
    const wanted = missingApprovals(blocked.promotion.plan);
    expect(wanted.map(({ object }) => object)).toEqual([
      'KafkaTopic ameide-staging/transformation-toolrun-generate-dlt-v1',
      'KafkaTopic ameide-staging/transformation-toolrun-generate-v1',
      'KafkaUser ameide-staging/workrequests-toolrun-generate-reader',
      'KafkaUser ameide-staging/workrequests-toolrun-generate-scaler',
      'KafkaUser ameide-staging/workrequests-toolrun-generate-writer',
    ]);
    expect(blocked.state).toBe('blocked');
    expect(filesBelow(copy.path('staging'))).toEqual(before);

    // All but one: object by object.
    approve('staging', blocked, wanted.slice(1));
    expect((await made('dev', 'staging')).state).toBe('blocked');
    expect(filesBelow(copy.path('staging'))).toEqual(before);
    copy.project.edit('environments/staging.yaml', '\napprovals:\n', '\nformer:\n');
    const staging = copy.project.read('environments/staging.yaml');
    copy.project.write('environments/staging.yaml', staging.slice(0, staging.indexOf('\nformer:')));
    approve('staging', blocked);
    expect((await made('dev', 'staging')).state).toBe('written');
    // An approval is for one change: what is left of it is refused until it is removed.
    expect((await made('dev', 'staging')).state).toBe('refused');
  });

  test('is protected by the old side: also when its protection goes with it', async () => {
    await alike();
    copy.project.removeRenamed(generate);
    copy.project.edit('environments/staging.yaml', 'deletion: approval', 'deletion: allowed');
    copy.synth('dev');
    const { state, promotion } = await made('dev', 'staging');
    expect(state).toBe('blocked');
    expect(missingApprovals(promotion.plan).map(({ object }) => object)).toContain(
      'KafkaTopic ameide-staging/transformation-toolrun-generate-v1',
    );
  });
});

describe('an interrupted promotion', () => {
  /** Killed between the two renames. */
  function interrupted(): void {
    mkdirSync(copy.path('.workstreams'));
    renameSync(copy.path('staging'), copy.path('.workstreams/old-staging'));
    copy.write(
      '.workstreams/journal.json',
      JSON.stringify({
        name: 'staging',
        from: `sha256:${'0'.repeat(64)}`,
        to: `sha256:${'1'.repeat(64)}`,
        stage: 'stage-staging',
        old: 'old-staging',
      }),
    );
  }

  test('stops everything that would read or write there, and says what to do', async () => {
    await alike();
    interrupted();
    const before = copy.files();
    expect(await copy.outcome('dev', 'staging')).toBe(
      'GITOPS/.workstreams/journal.json:1:1\n  an interrupted promotion cannot be ended: GITOPS/staging is gone, and neither its old nor its new folder is whole\n  put in place by hand what should be there, taking the new folder (stage-…) or the old one (old-…) from GITOPS/.workstreams, then remove GITOPS/.workstreams',
    );
    const told =
      'GITOPS/.workstreams/journal.json:1:1\n  a promotion to staging was interrupted, or is going on\n  run `workstreams promote` again, with the same folder: it ends or takes back what was begun';
    expect(await copy.outcome('dev', 'staging', { dryRun: true })).toBe(told);
    expect(copy.told(copy.synth('dev'))).toBe(told);
    expect(copy.files()).toEqual(before);
  });

  test('does not go on beside another one', async () => {
    copy.synth('dev');
    const release = await lockFolder({
      ops: systemFiles,
      root: copy.gitops,
      wait: 0,
      holder: 'process 7 on forge',
    });
    expect(await copy.outcome('dev', 'staging')).toBe(
      'GITOPS:1:1\n  another promotion is going on here: process 7 on forge\n  wait for its end, or let this one wait: --wait 5m',
    );
    const waiting = copy.outcome('dev', 'staging', { wait: 20_000 });
    setTimeout(release, 300);
    expect(await waiting).toBe('written');
  });

  const stagingOf = (files: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) =>
        path.startsWith('staging/') ? [[path.slice('staging/'.length), text]] : [],
      ),
    );

  /** Runs a promotion that would be written, with a fault, and says how many operations there were. */
  async function faulty(fault?: Fault): Promise<{ operations: number; end: string }> {
    const files = new FailingFiles(fault);
    try {
      const end = await copy.outcome('dev', 'staging', { ops: files.ops });
      return { operations: files.trace.length, end };
    } catch (error) {
      const end = error instanceof SwitchFailed ? error.state : error instanceof Error ? error.message : '';
      return { operations: files.trace.length, end };
    }
  }

  test.each(['kill', 'EIO', 'ENOSPC'] as const)(
    'leaves the old or the new folder, from its lock to its end (%s), and the next one ends it',
    async (how) => {
      await alike();
      copy.write('staging/README.md', 'theirs');
      const old = copy.files();
      copy.project.edit(verify, 'maxMessageSize: 64KiB', 'maxMessageSize: 128KiB');
      copy.synth('dev');
      const before = join(copy.project.root, 'before');
      cpSync(copy.gitops, before, { recursive: true });
      const { operations, end } = await faulty();
      expect(end).toBe('written');
      const wanted = copy.files();
      expect(wanted).not.toEqual(old);
      const seen = new Set<string>();
      for (let at = 1; at <= operations; at += 1 + Math.floor(operations / 12)) {
        rmSync(copy.gitops, { recursive: true });
        cpSync(before, copy.gitops, { recursive: true });
        seen.add((await faulty({ at, how })).end);
        if (how !== 'kill') {
          expect([stagingOf(old), stagingOf(wanted)]).toContainEqual(filesBelow(copy.path('staging')));
        }
        expect(['written', 'nothing']).toContain(await copy.outcome('dev', 'staging'));
        expect(copy.files()).toEqual(wanted);
      }
      expect(seen.size).toBeGreaterThan(1);
    },
    120_000,
  );
});
