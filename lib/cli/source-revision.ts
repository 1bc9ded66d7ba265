import { commitOf } from './git.ts';

/** The commit that the folder's work tree stands on, or null: no git, no repository, or no commit yet. */
export function sourceRevision(root: string): string | null {
  return commitOf(root, 'HEAD') ?? null;
}
