import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../new/edits.ts';
import { packageJson, type StackPackage } from './package-json.ts';
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

/** Files of others in the place of new ones. */
export function refusedFiles(root: string, { rest }: OwnFiles): string[] {
  return rest.map(({ path }) => path).filter((path) => there(root, path) !== undefined);
}

/**
 * What is written where a folder has files that most repositories begin with: `package.json` and `.gitignore` get what
 * they lack, a readme stays.
 * @throws Error where `package.json` cannot be completed
 */
export function withPresent(
  root: string,
  own: OwnFiles,
): { readonly edits: readonly Edit[]; readonly kept: readonly string[] } {
  const present = (path: string) =>
    there(root, path)?.isFile() === true ? readFileSync(join(root, path), 'utf8') : undefined;
  const readme = there(root, 'README.md') === undefined;
  const edits = [
    edit('package.json', present('package.json'), (text) => packageJson(own.package, text)),
    edit('.gitignore', present('.gitignore'), withIgnored),
    ...(readme ? [{ path: 'README.md', text: own.readme }] : []),
    ...own.rest,
  ];
  return { edits, kept: readme ? [] : ['README.md'] };
}

function edit(path: string, present: string | undefined, complete: (text?: string) => string): Edit {
  return present === undefined
    ? { path, text: complete() }
    : { path, text: complete(present), replaces: true };
}

function withIgnored(present = ''): string {
  const lines = present.split('\n').map((line) => line.trim().replace(/\/$/, ''));
  const missing = ignored.filter((one) => !lines.includes(one.replace(/\/$/, '')));
  const before = present === '' || present.endsWith('\n') ? present : `${present}\n`;
  return `${before}${missing.map((one) => `${one}\n`).join('')}`;
}
