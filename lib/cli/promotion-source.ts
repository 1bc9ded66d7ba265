import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../model/text/nearest.ts';
import { listFolder, readText } from '../model/text/read-files.ts';
import { type Place, type Problem, problem, type Read, received } from '../model/text/problem.ts';
import type { EnvironmentFolder } from '../release/environment-folder.ts';
import { commitFor, isWithin, type Origin, originOf, withFolders } from '../release/origin.ts';
import {
  isContractsFolder,
  isReason,
  largestRelease,
  parseRelease,
  type Release,
  releaseFile,
} from '../release/release.ts';
import { type ContractFiles, filesAt } from './catalog-at.ts';
import { blobsOf, commitOf, commitsThatTouch, isAncestor } from './git.ts';

/** Where the contracts of a promotion come from. */
export interface PromotionSource {
  readonly origin: Origin;
  readonly files: ContractFiles;
  /** By folder: why it came to the target before the environments below have it. */
  readonly emergencies: Readonly<Record<string, string>>;
  /** Folders that differ in what is promoted from, and are not promoted. */
  readonly leftBehind: readonly string[];
  /** Fixes of an emergency that the target has, and what is promoted has not. */
  readonly undone: readonly string[];
}

export interface SourceRequest {
  readonly root: string;
  readonly target: EnvironmentFolder;
  /** What is promoted from. */
  readonly from: Origin;
  /** Where it says so, for problems. */
  readonly place: Place;
  /** Folders below `contracts/`. @default all of it */
  readonly only?: readonly string[];
  /** What is promoted fixes an emergency: why. */
  readonly emergency?: string;
}

/** Reads the contracts that a promotion would bring, from git's objects, and what becomes of the others. */
export function promotionSource(request: SourceRequest): Read<PromotionSource> {
  const { root, target, from, place, only = [], emergency } = request;
  const wrong = [
    ...only.filter((folder) => !isContractsFolder(folder)).map(noContract),
    ...(emergency === undefined || isReason(emergency) ? [] : [badReason(emergency)]),
  ];
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const offered = filesAt(root, from, place);
  if (!offered.ok) return offered;
  const { release, shown } = target;
  const before = release === undefined ? undefined : originOf(release);
  const here: Place = { file: join(shown, releaseFile), line: 1, column: 1 };
  if (only.length > 0 && before === undefined) {
    const what = 'which commit runs here is not known, so a part of another cannot be added to it';
    return { ok: false, problems: [problem(here, '', what, 'promote everything first')] };
  }
  const there = before === undefined ? undefined : filesAt(root, before, here);
  if (only.length > 0 && there?.ok === false) return there;
  const known = there?.ok === true ? there.value : new Map<string, string>();
  const unknown = only.filter((folder) => !holds(offered.value, folder) && !holds(known, folder));
  if (unknown.length > 0)
    return { ok: false, problems: unknown.map((folder) => unknownFolder(folder, offered.value)) };
  const origin = only.length === 0 || before === undefined ? from : withFolders(before, only, from);
  const files =
    only.length === 0
      ? offered.value
      : new Map([
          ...[...known].filter(([path]) => !only.some((folder) => isWithin(path, folder))),
          ...[...offered.value].filter(([path]) => only.some((folder) => isWithin(path, folder))),
        ]);
  const standing = Object.entries(release?.emergencies ?? {});
  const kept = standing.filter(([folder]) => only.length > 0 && !only.some((one) => isWithin(folder, one)));
  const undone = standing
    .map(([folder]) => folder)
    .filter(
      (folder) => only.length === 0 || only.some((one) => isWithin(folder, one) || isWithin(one, folder)),
    )
    .filter((folder) => !hasFix(root, folder, { before, known, origin, files }));
  return {
    ok: true,
    value: {
      origin,
      files,
      emergencies: Object.fromEntries([
        ...kept,
        ...(emergency === undefined ? [] : only.map((folder) => [folder, emergency])),
      ]),
      leftBehind: differing(offered.value, files),
      undone,
    },
  };
}

interface Both {
  readonly before: Origin | undefined;
  readonly known: ContractFiles;
  readonly origin: Origin;
  readonly files: ContractFiles;
}

/** Whether a fix is in what is promoted: for each of its contracts the same files, or a commit that follows. */
function hasFix(root: string, folder: string, { before, known, origin, files }: Both): boolean {
  if (before === undefined) return true;
  const differ = differing(known, files).filter((one) => isWithin(one, folder) || isWithin(folder, one));
  const moves = new Map(
    differ.map((one): [string, readonly [string, string]] => {
      const [was, is] = [commitFor(before, one), commitFor(origin, one)];
      return [`${was} ${is}`, [was, is]];
    }),
  );
  return [...moves.values()].every(([was, is]) => isAncestor(root, was, is));
}

/**
 * Fixes that came to other environments in an emergency, and that contracts of this one do not have.
 * @param name of this one
 */
export function fixesElsewhere(
  { root, gitops, name }: { readonly root: string; readonly gitops: string; readonly name: string },
  { origin, files }: Pick<PromotionSource, 'origin' | 'files'>,
): Problem[] {
  const { folders } = listFolder(gitops, gitops, []);
  return folders
    .filter((folder) => folder !== name)
    .flatMap((folder) => {
      const file = join(gitops, folder, releaseFile);
      const text = existsSync(file) ? readText(file, file, largestRelease) : undefined;
      // Most releases have none, and are large.
      const release =
        text?.ok === true && text.value.includes('"emergencies"')
          ? parseRelease(text.value, file)
          : undefined;
      const before = release?.ok === true ? originOf(release.value) : undefined;
      if (release?.ok !== true || before === undefined) return [];
      const place: Place = { file, line: 1, column: 1 };
      const fixes = Object.entries(release.value.emergencies ?? {});
      const known = fixes.length === 0 ? undefined : filesAt(root, before, place);
      if (known?.ok !== true) return [];
      return fixes
        .filter(([at]) => !hasFix(root, at, { before, known: known.value, origin, files }))
        .map(([at, reason]): Problem => {
          const what = `${folder} has an emergency fix that ${name} lacks (${reason})`;
          const fix = 'merge it, and let it run here too: nothing that lacks it comes there';
          return { ...problem(place, at, what, fix), level: 'warning' };
        });
    });
}

const holds = (files: ContractFiles, folder: string): boolean =>
  [...files.keys()].some((path) => isWithin(path, folder));

/** Folders of contracts, and files of systems, that two sets of files do not have alike. */
function differing(one: ContractFiles, other: ContractFiles): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  const changed = [...paths].filter((path) => one.get(path) !== other.get(path));
  return [...new Set(changed.map(unitOf))].sort();
}

/** `contracts/<system>/<context>/<class>/<topic>/v<N>` of what lies in it; else the path itself. */
function unitOf(path: string): string {
  return /^contracts(?:\/[^/]+){4}\/v[0-9]+(?=\/)/.exec(path)?.[0] ?? path;
}

function unknownFolder(folder: string, files: ContractFiles): Problem {
  const folders = [...new Set([...files.keys()].flatMap((path) => foldersAbove(path)))];
  const near = nearest(folder, folders);
  const fix = near === undefined ? 'name a folder below contracts/' : `did you mean "${near}"?`;
  return problem(
    { file: folder, line: 1, column: 1 },
    '',
    'there is no such folder in what is promoted',
    fix,
  );
}

function noContract(folder: string): Problem {
  const fix =
    'name the folder of a contract (contracts/<system>/<context>/<class>/<topic>/v<N>), or one above it';
  return problem({ file: folder, line: 1, column: 1 }, '', 'this is not a folder of contracts', fix);
}

function badReason(reason: string): Problem {
  const what = 'a reason is one line of at most 500 characters';
  return problem(
    { file: '--emergency', line: 1, column: 1 },
    '',
    `${what}, not ${received(reason)}`,
    'say in a line what is broken',
  );
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 2).join('/'));
}

/** `shop/orders`, `contracts/shop/orders/`: as releases name folders. */
export function contractsFolder(text: string): string {
  const path = text.replace(/\/+$/, '');
  return path.startsWith('contracts/') ? path : `contracts/${path}`;
}

/** Releases of one environment that are looked for in the history of the GitOps repository. */
const mostReleases = 500;

/**
 * An earlier release of an environment, from the history of its GitOps repository.
 * @param wanted the commit that its contracts are of, or its first digits
 */
export function earlierRelease(gitops: string, environment: string, wanted: string): Read<Release> {
  const file = `${environment}/${releaseFile}`;
  const place: Place = { file: join(gitops, file), line: 1, column: 1 };
  const head = commitOf(gitops, 'HEAD');
  if (head === undefined) {
    const fix = 'check out the GitOps repository with its history';
    return { ok: false, problems: [problem(place, '', 'this folder has no git history', fix)] };
  }
  const commits = commitsThatTouch(gitops, head, [file], mostReleases);
  const names = commits.map((commit) => `${commit}:./${file}`);
  const texts = blobsOf(gitops, names, largestRelease);
  const releases = names.flatMap((name) => {
    const text = texts.get(name);
    const release = text === undefined ? undefined : parseRelease(text.toString('utf8'), name);
    return release?.ok === true ? [release.value] : [];
  });
  const found = releases.find(({ source }) => source?.startsWith(wanted) === true && wanted.length >= 7);
  if (found !== undefined) return { ok: true, value: found };
  const known = [...new Set(releases.flatMap(({ source }) => source ?? []))].slice(0, 5);
  const fix = known.length === 0 ? 'no commit is known of what ran there' : `it ran ${known.join(', ')}`;
  const what = `no release of ${environment} in this history is of commit ${wanted}`;
  return { ok: false, problems: [problem(place, '', what, fix)] };
}
