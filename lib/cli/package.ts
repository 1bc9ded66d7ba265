import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commitOf } from './git.ts';

/** The folder of this package. This file lies somewhere below it: as a source in `lib/`, compiled in `build/`. */
export const packageFolder = nearest(import.meta.dirname);

function nearest(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearest(dirname(folder));
}

/** What this package's own `package.json` says. */
export interface OwnPackage {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function ownPackage(): OwnPackage {
  return JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as OwnPackage;
}

/** `1.0.0 (0123456789ab)`: the version, and the commit that it was built from where that is known. */
export function versionText(): string {
  const { version } = ownPackage();
  const commit = ownCommit() ?? packedCommit();
  return commit === undefined ? version : `${version} (${commit})`;
}

/** As packing wrote it: with `-dirty` where the files were not those of the commit. */
function packedCommit(): string | undefined {
  const file = join(packageFolder, 'build', 'commit');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** That of a checkout. An installed package lies in the repository of somebody else. */
function ownCommit(): string | undefined {
  return existsSync(join(packageFolder, '.git')) ? commitOf(packageFolder, 'HEAD')?.slice(0, 12) : undefined;
}
