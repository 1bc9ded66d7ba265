import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commitOf } from '../../lib/cli/git.ts';
import { checkoutOf, gitCommands } from '../../lib/cli/gitops-checkout.ts';
import { sourceState } from '../../lib/cli/source-state.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';

let folder: string;
let marker: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-hostile-'));
  marker = join(folder, 'ran');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
}

/** A repository whose own config names a program for whatever git would run one for. */
function hostile(root: string): string {
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${marker}\n`);
  chmodSync(program, 0o755);
  run(root, 'init', '--quiet', '--initial-branch', 'main');
  run(root, 'add', '--all');
  run(root, 'commit', '--quiet', '--message', 'As it is');
  for (const [key, value] of [
    ['core.fsmonitor', program],
    ['core.pager', program],
    ['core.sshCommand', program],
    ['core.editor', program],
    ['core.askPass', program],
    ['diff.external', program],
    ['diff.any.textconv', program],
    ['filter.any.clean', program],
    ['filter.any.smudge', program],
    ['credential.helper', `!${program}`],
    ['gpg.program', program],
    ['alias.rev-parse', `!${program}`],
    ['alias.cat-file', `!${program}`],
  ] as const)
    run(root, 'config', key, value);
  mkdirSync(join(root, '.git', 'info'), { recursive: true });
  writeFileSync(join(root, '.git', 'info', 'attributes'), '* filter=any diff=any\n');
  for (const hook of ['pre-commit', 'post-checkout', 'post-index-change', 'reference-transaction'])
    writeFileSync(join(root, '.git', 'hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  return program;
}

describe('a repository whose config runs programs', () => {
  test('runs none in a promotion, whichever of the two repositories it is', async () => {
    const copy = new GitopsCopy();
    try {
      expect(copy.told(copy.synth('qa'))).toBe('');
      hostile(copy.gitops);
      hostile(copy.project.root);
      rmSync(marker, { force: true });
      const done = await copy.promote('qa', 'eu-prod');
      if (!done.ok) throw new Error(copy.told(done));
      expect([done.value.state, done.value.checkout]).toEqual(['written', 'committed']);
      expect(done.value.rendered.release.source).toBe(sourceState(copy.project.root).commit);
      expect(existsSync(marker)).toBe(false);

      // The same config does run programs for whom it does not mind.
      run(copy.gitops, 'status');
      expect(existsSync(marker)).toBe(true);
    } finally {
      copy.dispose();
    }
  });

  test('fetches nothing for objects that a partial clone left out', () => {
    const root = join(folder, 'repository');
    mkdirSync(join(root, 'dev'), { recursive: true });
    writeFileSync(join(root, 'dev', 'release.json'), '{}');
    const program = hostile(root);
    const blob = run(root, 'rev-parse', 'HEAD:dev/release.json').trim();
    run(root, 'config', 'core.repositoryFormatVersion', '1');
    run(root, 'config', 'extensions.partialClone', 'origin');
    run(root, 'config', 'remote.origin.promisor', 'true');
    run(root, 'config', 'remote.origin.url', folder);
    run(root, 'config', 'remote.origin.uploadpack', program);
    rmSync(join(root, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    rmSync(marker, { force: true });
    expect(checkoutOf(root, 'dev', '{}')).toBe('not committed');
    expect(existsSync(marker)).toBe(false);
    expect(() => run(root, 'cat-file', 'blob', 'HEAD:dev/release.json')).toThrow();
    expect(existsSync(marker)).toBe(true);
  });
});

describe('git', () => {
  test('is asked about the folder, whatever repository a hook of another one hands down', () => {
    const root = join(folder, 'repository');
    mkdirSync(root);
    writeFileSync(join(root, 'a'), '');
    hostile(root);
    const other = join(folder, 'other');
    mkdirSync(other);
    const before = process.env['GIT_DIR'];
    process.env['GIT_DIR'] = join(root, '.git');
    try {
      expect(sourceState(other)).toEqual({ commit: null, changed: [] });
    } finally {
      if (before === undefined) delete process.env['GIT_DIR'];
      else process.env['GIT_DIR'] = before;
    }
    expect(sourceState(root).commit).toMatch(/^[0-9a-f]{40}$/);
  });

  test('takes a ref such as --output=x for a ref', () => {
    const root = join(folder, 'repository');
    mkdirSync(root);
    writeFileSync(join(root, 'a'), '');
    hostile(root);
    const output = join(folder, 'written');
    expect(commitOf(root, `--output=${output}`)).toBe(undefined);
    expect(commitOf(root, 'HEAD')).toMatch(/^[0-9a-f]{40}$/);
    expect(readdirSync(folder)).not.toContain('written');
  });

  test('commands that are printed hold folders as one word', () => {
    expect(gitCommands("it's; rm -rf $HOME", 'staging', 'abc', 'Promote dev to staging')[1]).toBe(
      "git -C 'it'\\''s; rm -rf $HOME' add --all -- staging",
    );
  });
});
