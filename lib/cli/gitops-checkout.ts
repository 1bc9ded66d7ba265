import { join } from 'node:path';
import { largestRelease, releaseFile } from '../release/release.ts';
import { blobsOf, commitOf } from './git.ts';

/** Whether a folder is in a git checkout, and whether what is promoted is committed there. */
export type Checkout = 'none' | 'committed' | 'not committed';

/**
 * Asks git for the commit's release.json of an environment, and compares it with the folder's.
 * @returns none too where nothing was ever committed
 */
export function checkoutOf(gitops: string, environment: string, text: string): Checkout {
  const commit = commitOf(gitops, 'HEAD');
  if (commit === undefined) return 'none';
  const name = `${commit}:./${environment}/${releaseFile}`;
  const committed = blobsOf(gitops, [name], largestRelease).get(name);
  return committed?.equals(Buffer.from(text)) === true ? 'committed' : 'not committed';
}

/** What to type to make a branch and a commit of what was written. */
export function gitCommands(gitops: string, to: string, catalog: string, title: string): string[] {
  const there = `git -C ${shellWord(gitops)}`;
  return [
    `${there} switch --create ${shellWord(`promote-${to}-${catalog}`)}`,
    `${there} add --all -- ${shellWord(to)}`,
    `${there} commit --message ${shellWord(`${title}: catalogue ${catalog}`)}`,
  ];
}

/** A word as a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9/._][A-Za-z0-9/._-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export const commitFirst = (gitops: string, from: string): string =>
  `${join(gitops, from)} is not what the checkout's commit holds: what runs is what is committed`;
