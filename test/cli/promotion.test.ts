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
import { missingApprovals } from '../../lib/plan/approval-proposal.ts';
import type { PromotionOutcome } from '../../lib/cli/run-promotion.ts';
import { FailingFiles, type Fault } from '../support/failing-files.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { filesBelow } from '../support/repository.ts';

let copy: GitopsCopy;
beforeEach(() => {
  copy = new GitopsCopy();
});
afterEach(() => copy.dispose());

const labelsFolder = 'contracts/sorting/depot/work/vision.read-label';
const labels = `${labelsFolder}/v1/contract.yaml`;

/** qa and eu-prod run what the repository has. */
async function alike(): Promise<void> {
  copy.synth('qa');
  expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
}

/** Approves what a plan needs approvals for. */
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
    const [source, target] = ['qa', 'eu-prod'].map((name) => JSON.parse(copy.read(`${name}/release.json`)));
    expect(target.catalog).toBe(source.catalog);
    expect(target.environment).toBe('eu-prod');
    expect(readdirSync(copy.path('eu-prod/sorting'))).toContain('workloads.k8s.yaml');
    const before = copy.files();
    expect(await copy.outcome('qa', 'eu-prod')).toBe('nothing');
    expect(copy.files()).toEqual(before);
  });

  test('of what is rendered from another commit and nothing else is nothing', async () => {
    await alike();
    const release = copy.read('eu-prod/release.json');
    copy.write('eu-prod/release.json', release.replace(/"source": .*,/, `"source": "${'a'.repeat(40)}",`));
    expect(await copy.outcome('qa', 'eu-prod')).toBe('nothing');
  });

  test('goes on in the order that environments name', async () => {
    copy.synth('dev');
    expect(await copy.outcome('dev', 'qa')).toBe('written');
    expect(await copy.outcome('qa', 'eu-prod')).toBe('written');
    expect(await copy.outcome('dev', 'eu-prod')).toMatch(
      /^environments\/eu-prod\.yaml:\d+:20\n {2}promotion: eu-prod takes over from qa, not from dev\n {2}write --from qa, and promote to qa first what is to arrive here$/,
    );
    expect(await copy.outcome('qa', 'dev')).toMatch(
      /^environments\/dev\.yaml:\d+:12\n {2}promotion: a change begins in dev: nothing is promoted to it\n {2}render it: workstreams synth --env dev$/,
    );
    expect(await copy.outcome('qa', 'eu-prdo')).toContain('did you mean "eu-prod"?');
  });

  test('writes nothing in a dry run', async () => {
    copy.synth('qa');
    const before = copy.files();
    expect(await copy.outcome('qa', 'eu-prod', { dryRun: true })).toBe('planned');
    expect(copy.files()).toEqual(before);
  });
});

describe('the source', () => {
  test('must run the catalogue of this folder where no commit is known', async () => {
    copy.synth('qa');
    copy.project.edit(labels, 'retention: 7d', 'retention: 5d');
    expect(await copy.outcome('qa', 'eu-prod')).toMatch(
      /^GITOPS\/qa\/release\.json:1:1\n {2}qa runs catalogue [0-9a-f]{12}, and this folder has [0-9a-f]{12}; which commit this was rendered from is not known\n {2}render qa from this one, and let it run there first$/,
    );
    expect(readdirSync(copy.gitops)).toEqual(['qa']);
  });

  test('must be as it was rendered', async () => {
    copy.synth('qa');
    const file = 'qa/sorting/workbench.k8s.yaml';
    copy.write(file, `${copy.read(file)}# by hand\n`);
    rmSync(copy.path('qa/sorting/depot-vision-read--label-v1.k8s.yaml'));
    const fix = 'what runs here is not what was rendered: take the file back from git, or render it again';
    expect(await copy.outcome('qa', 'eu-prod')).toBe(
      `GITOPS/qa/sorting/depot-vision-read--label-v1.k8s.yaml:1:1\n  was removed by hand\n  ${fix}\nGITOPS/${file}:1:1\n  was changed by hand\n  ${fix}`,
    );
  });

  test('must have been rendered, for itself', async () => {
    expect(await copy.outcome('qa', 'eu-prod')).toContain(
      'nothing was rendered here: what qa runs is not known',
    );
    copy.synth('dev');
    renameSync(copy.path('dev'), copy.path('qa'));
    expect(await copy.outcome('qa', 'eu-prod')).toContain('the release of "dev" in the folder of qa');
  });

  test.each([
    ['no JSON', '{', 'this is no JSON'],
    ['files that no rendering writes', '"README.md"', 'no rendered file'],
    ['files elsewhere', '"../../x/y.k8s.yaml"', 'no rendered file'],
  ])('is not believed when its release holds %s', async (_what, text, told) => {
    copy.synth('qa');
    const release = copy.read('qa/release.json');
    copy.write(
      'qa/release.json',
      text === '{' ? text : release.replace('"files": {', `"files": {\n${text}: "sha256:${'0'.repeat(64)}",`),
    );
    expect(await copy.outcome('qa', 'eu-prod')).toContain(told);
  });
});

describe('the target', () => {
  test('keeps the files of others, and loses by name what is no longer rendered', async () => {
    await alike();
    copy.write('eu-prod/README.md', 'theirs');
    copy.write('eu-prod/sorting/kustomization.yaml', 'resources: []\n');
    const { ino } = statSync(copy.path('eu-prod/README.md'));
    copy.project.removeRenamed(labelsFolder);
    expect(copy.told(copy.synth('qa'))).toBe('');
    const blocked = await made('qa', 'eu-prod');
    expect(blocked.state).toBe('blocked');
    approve('eu-prod', blocked);
    const { state, promotion } = await made('qa', 'eu-prod');
    expect(state).toBe('written');
    expect(promotion.files.removed).toEqual([
      'sorting/depot-vision-read--label-v1.k8s.yaml',
      'sorting/executor-class-vision.k8s.yaml',
    ]);
    expect(readdirSync(copy.path('eu-prod/sorting'))).not.toContain('depot-vision-read--label-v1.k8s.yaml');
    expect(copy.read('eu-prod/sorting/kustomization.yaml')).toBe('resources: []\n');
    expect([copy.read('eu-prod/README.md'), statSync(copy.path('eu-prod/README.md')).ino]).toEqual([
      'theirs',
      ino,
    ]);
  });

  test('that was changed by hand is refused, unless it is to be written over', async () => {
    await alike();
    const file = 'eu-prod/sorting/workloads.k8s.yaml';
    const wanted = copy.read(file);
    copy.write(file, `${wanted}# by hand\n`);
    rmSync(copy.path('eu-prod/sorting/executor-class-vision.k8s.yaml'));
    const fix =
      'bring the change into the contracts or the environment and take the file back from git, or write over it with --overwrite-drift';
    const told = await copy.outcome('qa', 'eu-prod');
    expect(told).toBe(
      `GITOPS/eu-prod/sorting/executor-class-vision.k8s.yaml:1:1\n  was removed by hand\n  ${fix}\nGITOPS/${file}:1:1\n  was changed by hand\n  ${fix}`,
    );
    expect(await copy.outcome('qa', 'eu-prod', { overwriteDrift: true })).toBe('written');
    expect(copy.read(file)).toBe(wanted);
  });

  test('in which files of others are in the way is refused', async () => {
    copy.synth('qa');
    copy.write('eu-prod/release.json/x', '');
    copy.write('eu-prod/sorting', 'a file');
    copy.write('eu-prod/mine.k8s.yaml', 'a: 1\n');
    const told = await copy.outcome('qa', 'eu-prod');
    expect(told).toContain('GITOPS/eu-prod/release.json:1:1\n  is in the way: a file is to be written here');
    expect(told).toContain('GITOPS/eu-prod/sorting:1:1\n  is in the way: a folder is to be made here');
    expect(told).toContain(
      'GITOPS/eu-prod/mine.k8s.yaml:1:1\n  is named like a rendered file, and no release names it',
    );
  });

  test.each(['eu-prod', '.'])('is not written through a link (%s)', async (at) => {
    copy.synth('qa');
    const elsewhere = mkdtempSync(join(tmpdir(), 'workstreams-elsewhere-'));
    if (at === 'eu-prod') symlinkSync(elsewhere, copy.path('eu-prod'));
    else symlinkSync(copy.gitops, join(elsewhere, 'link'));
    const gitops = at === 'eu-prod' ? copy.gitops : join(elsewhere, 'link');
    expect(await copy.outcome('qa', 'eu-prod', { gitops })).toContain('this is a symbolic link');
    expect(readdirSync(elsewhere)).toEqual(at === 'eu-prod' ? [] : ['link']);
    rmSync(elsewhere, { recursive: true });
  });

  test('is left alone by a render that fails', async () => {
    await alike();
    const before = copy.files();
    copy.project.edit(labels, 'retention: 7d', 'retention: 70d');
    expect(await copy.outcome('qa', 'eu-prod')).toContain(`${labels}:9:12`);
    expect(copy.files()).toEqual(before);
  });
});

describe('what would lose data', () => {
  test('is blocked, and goes on when each change of it is approved', async () => {
    await alike();
    copy.project.removeRenamed(labelsFolder);
    copy.synth('qa');
    const before = filesBelow(copy.path('eu-prod'));
    const blocked = await made('qa', 'eu-prod');
    const wanted = missingApprovals(blocked.promotion.plan);
    expect(wanted.map(({ object }) => object)).toEqual([
      'KafkaTopic kafka-eu/depot-vision-read--label-dlt-v1',
      'KafkaTopic kafka-eu/depot-vision-read--label-v1',
      'KafkaUser kafka-eu/sorting-read-label-reader',
      'KafkaUser kafka-eu/sorting-read-label-scaler',
      'KafkaUser kafka-eu/sorting-read-label-writer',
    ]);
    expect(blocked.state).toBe('blocked');
    expect(filesBelow(copy.path('eu-prod'))).toEqual(before);

    // All but one: object by object.
    approve('eu-prod', blocked, wanted.slice(1));
    expect((await made('qa', 'eu-prod')).state).toBe('blocked');
    expect(filesBelow(copy.path('eu-prod'))).toEqual(before);
    copy.project.edit('environments/eu-prod.yaml', '\napprovals:\n', '\nformer:\n');
    const text = copy.project.read('environments/eu-prod.yaml');
    copy.project.write('environments/eu-prod.yaml', text.slice(0, text.indexOf('\nformer:')));
    approve('eu-prod', blocked);
    expect((await made('qa', 'eu-prod')).state).toBe('written');
    // Its approvals are used up, which is told and stops no later run.
    const { state, promotion } = await made('qa', 'eu-prod');
    expect([state, promotion.warnings.length]).toEqual(['nothing', wanted.length]);
    expect(promotion.warnings[0]?.what).toBe(
      `approves what is not planned: "delete" of ${wanted[0]?.object ?? ''}`,
    );
  });

  test('is protected by the old side: also when its protection goes with it', async () => {
    await alike();
    copy.project.removeRenamed(labelsFolder);
    copy.project.edit('environments/eu-prod.yaml', 'deletion: approval', 'deletion: allowed');
    copy.synth('qa');
    const { state, promotion } = await made('qa', 'eu-prod');
    expect(state).toBe('blocked');
    expect(missingApprovals(promotion.plan).map(({ object }) => object)).toContain(
      'KafkaTopic kafka-eu/depot-vision-read--label-v1',
    );
  });
});

describe('an interrupted promotion', () => {
  /** Killed between the two renames. */
  function interrupted(): void {
    mkdirSync(copy.path('.workstreams/stage-eu-prod'), { recursive: true });
    renameSync(copy.path('eu-prod'), copy.path('.workstreams/old-eu-prod'));
  }

  test('stops everything that would read or write there, and is taken back by the next one', async () => {
    await alike();
    const whole = copy.files();
    interrupted();
    const before = copy.files();
    const told =
      'GITOPS/.workstreams/old-eu-prod:1:1\n  a promotion to eu-prod was interrupted, or is going on\n  run `workstreams promote` again, with the same folder: it takes back what was begun';
    expect(await copy.outcome('qa', 'eu-prod', { dryRun: true })).toBe(told);
    expect(copy.told(copy.synth('qa'))).toBe(told);
    expect(copy.files()).toEqual(before);
    const next = await copy.promote('qa', 'eu-prod');
    expect(next.ok && [next.value.recovered, next.value.state]).toEqual(['old', 'nothing']);
    expect(copy.files()).toEqual(whole);
    expect(readdirSync(copy.gitops)).not.toContain('.workstreams');
  });

  test('stops no one where the new folder is in its place, and is cleared away by the next one', async () => {
    await alike();
    const whole = copy.files();
    copy.write('.workstreams/old-eu-prod/system/a.k8s.yaml', 'what is left to remove');
    const dry = await copy.promote('qa', 'eu-prod', { dryRun: true });
    expect(dry.ok && dry.value.recovered).toBe('nothing');
    const next = await copy.promote('qa', 'eu-prod');
    expect(next.ok && [next.value.recovered, next.value.state]).toEqual(['new', 'nothing']);
    expect(copy.files()).toEqual(whole);
    expect(readdirSync(copy.gitops)).not.toContain('.workstreams');
  });

  test('is left to a person where someone changed the folders since', async () => {
    await alike();
    interrupted();
    copy.write('eu-prod/README.md', 'someone put it here');
    const before = copy.files();
    const told =
      'GITOPS/.workstreams/old-eu-prod:1:1\n  a promotion to eu-prod was interrupted, and someone changed the folders since\n  put the folder that you need at GITOPS/eu-prod by hand (GITOPS/.workstreams/old-eu-prod is the earlier one; GITOPS/.workstreams/stage-eu-prod, if it is there, the new one), then remove GITOPS/.workstreams';
    expect(await copy.outcome('qa', 'eu-prod')).toBe(told);
    expect(await copy.outcome('qa', 'eu-prod', { dryRun: true })).toBe(told);
    expect(copy.told(copy.synth('qa'))).toBe(told);
    expect(copy.files()).toEqual(before);
  });

  test('does not go on beside another one', async () => {
    copy.synth('qa');
    const release = await lockFolder({
      ops: systemFiles,
      root: copy.gitops,
      wait: 0,
      holder: 'process 7 on forge',
    });
    expect(await copy.outcome('qa', 'eu-prod')).toBe(
      'GITOPS:1:1\n  another promotion is going on here: process 7 on forge\n  wait for its end, or let this one wait: --wait 5m',
    );
    const waiting = copy.outcome('qa', 'eu-prod', { wait: 20_000 });
    setTimeout(release, 300);
    expect(await waiting).toBe('written');
  });

  const targetOf = (files: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) =>
        path.startsWith('eu-prod/') ? [[path.slice('eu-prod/'.length), text]] : [],
      ),
    );

  /** Runs a promotion that would be written, with a fault, and says how many operations there were. */
  async function faulty(fault?: Fault): Promise<{ operations: number; end: string }> {
    const files = new FailingFiles(fault);
    try {
      const end = await copy.outcome('qa', 'eu-prod', { ops: files.ops });
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
      copy.write('eu-prod/README.md', 'theirs');
      const old = copy.files();
      copy.project.edit(labels, 'maxMessageSize: 64KiB', 'maxMessageSize: 128KiB');
      copy.synth('qa');
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
          expect([targetOf(old), targetOf(wanted)]).toContainEqual(filesBelow(copy.path('eu-prod')));
        }
        expect(['written', 'nothing']).toContain(await copy.outcome('qa', 'eu-prod'));
        expect(copy.files()).toEqual(wanted);
      }
      expect(seen.size).toBeGreaterThan(1);
    },
    120_000,
  );
});
