import { spawnSync } from 'node:child_process';

/**
 * The commit that the folder's work tree stands on, or null: no git, no repository, or no commit yet.
 * Plumbing only, and no hook, filter or pager of the repository is run.
 */
export function sourceRevision(root: string): string | null {
  const git = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const revision = git.stdout?.trim() ?? '';
  return git.status === 0 && /^[0-9a-f]{40,64}$/.test(revision) ? revision : null;
}
