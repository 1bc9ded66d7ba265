import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Option } from '@commander-js/extra-typings';

/** `--root <folder>`: the stack that a command is about. */
export function rootOption() {
  return new Option('--root <folder>', 'the folder with contracts/ and environments/').default(
    stackRoot(process.cwd()),
    'the nearest one, from here upwards',
  );
}

/**
 * The folder of the stack that `folder` lies in, as a path from there: `.`, `..`, `../..`. Where there is none it is
 * `folder` itself, about which a command then says what is missing.
 */
export function stackRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (isStack(at)) return relative(folder, at) || '.';
    if (at === dirname(at)) return '.';
  }
}

function isStack(folder: string): boolean {
  const has = (name: string) => existsSync(join(folder, name));
  return has('cdk8s.yaml') || (has('contracts') && has('environments'));
}
