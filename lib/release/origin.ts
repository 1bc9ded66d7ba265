import type { Release } from './release.ts';

/** Where the contracts of a release come from: commits of this repository, folder by folder. */
export interface Origin {
  readonly source: string;
  /** Folders below `contracts/` that are of another commit; the longest that a path lies in counts. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Of a release that was rendered from commits; undefined where they are not known, or not all of it was committed. */
export function originOf({ source, parts = {} }: Release): Origin | undefined {
  return source === null || source.endsWith('-dirty') ? undefined : { source, parts };
}

/** The commit that a path below `contracts/` is of. */
export function commitFor({ source, parts }: Origin, path: string): string {
  const folder = Object.keys(parts)
    .filter((one) => isWithin(path, one))
    .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  return parts[folder] ?? source;
}

/** One origin with some folders of another. */
export function withFolders(base: Origin, folders: readonly string[], other: Origin): Origin {
  const parts = Object.entries(base.parts).filter(([path]) => !folders.some((one) => isWithin(path, one)));
  const taken = folders.flatMap((folder): [string, string][] => [
    [folder, commitFor(other, folder)],
    ...Object.entries(other.parts).filter(([path]) => path !== folder && isWithin(path, folder)),
  ]);
  return plain({ source: base.source, parts: Object.fromEntries([...parts, ...taken]) });
}

/** Without folders that have the commit which they would have anyway. */
function plain(origin: Origin): Origin {
  const parts = Object.entries(origin.parts).filter(([folder, commit]) => {
    const rest = Object.fromEntries(Object.entries(origin.parts).filter(([one]) => one !== folder));
    return commitFor({ source: origin.source, parts: rest }, folder) !== commit;
  });
  return { source: origin.source, parts: Object.fromEntries(parts) };
}

/** Whether a path is a folder, or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
