import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../model/text/problem.ts';
import type { Edit } from '../new/edits.ts';
import { packageJson, packageRefusal, type StackPackage } from './package-json.ts';
import { ignored } from './stack-files.ts';

/** What a new stack consists of. */
export interface OwnFiles {
  readonly package: StackPackage;
  readonly readme: string;
  readonly rest: readonly Edit[];
}

const there = (root: string, path: string) => lstatSync(join(root, path), { throwIfNoEntry: false });

/** Folders of a stack that are there already: what they hold would be judged and rendered with what is new. */
export function foldersOfStack(root: string): string[] {
  return ['contracts', 'environments', 'test/golden'].filter((path) => there(root, path) !== undefined);
}

/** Why nothing can be written into a folder; undefined where all can. */
export function folderRefusal(root: string, { rest }: OwnFiles): string | undefined {
  const taken = rest.map(({ path }) => path).filter((path) => there(root, path) !== undefined);
  if (taken.length > 0) {
    const lines = taken.map((path) => `  ${printable(path)}\n`).join('');
    return `these files are there already, and a new stack has files of these names:
${lines}move them away, or name another folder`;
  }
  const manifest = textOf(root, 'package.json');
  return manifest === undefined ? undefined : packageRefusal(manifest);
}

/**
 * What is written where a folder has files that most repositories begin with: `package.json` and `.gitignore` get what
 * they lack, a readme stays.
 */
export function withPresent(
  root: string,
  own: OwnFiles,
): { readonly edits: readonly Edit[]; readonly kept: readonly string[] } {
  const readme = there(root, 'README.md') === undefined;
  const edits = [
    edit('package.json', textOf(root, 'package.json'), (text) => packageJson(own.package, text)),
    edit('.gitignore', textOf(root, '.gitignore'), withIgnored),
    ...(readme ? [{ path: 'README.md', text: own.readme }] : []),
    ...own.rest,
  ];
  return { edits, kept: readme ? [] : ['README.md'] };
}

function textOf(root: string, path: string): string | undefined {
  return there(root, path)?.isFile() === true ? readFileSync(join(root, path), 'utf8') : undefined;
}

function edit(path: string, present: string | undefined, complete: (text?: string) => string): Edit {
  return present === undefined
    ? { path, text: complete() }
    : { path, text: complete(present), replaces: true };
}

function withIgnored(present = ''): string {
  const lines = present.split('\n').map((line) => line.trim().replaceAll(/^\/|\/$/g, ''));
  const missing = ignored.filter((one) => !lines.includes(one.replace(/\/$/, '')));
  const before = present === '' || present.endsWith('\n') ? present : `${present}\n`;
  return `${before}${missing.map((one) => `${one}\n`).join('')}`;
}
