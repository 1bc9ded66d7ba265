import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repository } from '../support/repository.ts';
import { shipped } from '../support/shipped.ts';

const { catalog, environments } = shipped();
const systems = catalog.systems.map(({ id }) => id);

/** Files below a folder, with where they name one of these words. */
function naming(folder: string, words: readonly string[], left: (file: string) => boolean): string[] {
  const word = new RegExp(`\\b(?:${words.join('|')})\\b`);
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|js|ya?ml|json|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
    .filter((file) => !left(file))
    .flatMap((file) => {
      const found = word.exec(readFileSync(join(repository, file), 'utf8'))?.[0];
      return found === undefined ? [] : [`${file}: ${found}`];
    });
}

test('the engine names no system and no tenant of this stack', () => {
  const tenants = environments.flatMap((environment) => environment.tenants);
  expect(systems.length).toBeGreaterThan(0);
  // An older format had the name of a system as a key.
  const ofOlderFormats = ['lib/model/renamed-keys.ts'];
  expect(naming('lib', [...systems, ...tenants], (file) => ofOlderFormats.includes(file))).toEqual([]);
});

test('tests of the engine name no system of this stack: it can be deleted', () => {
  const own = /^test\/(?:stack|golden|golden\.test\.ts|fixtures\/stack-0\.1|fixtures\/stack-1\.0)(?:\/|$)/;
  const left = (file: string) =>
    own.test(file) || file.startsWith('test/cli/upgrade/') || file === 'test/support/shipped.ts';
  expect(naming('test', systems, left)).toEqual([]);
});

test('only tests of this stack read it', () => {
  const readers = readdirSync(join(repository, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /from '[./]*(?:support\/)?shipped\.ts'/.test(readFileSync(file, 'utf8')))
    .map((file) => file.slice(repository.length + 1));
  expect(readers.length).toBeGreaterThan(3);
  expect(readers.filter((file) => !file.startsWith('test/stack/'))).toEqual(['test/support/golden.ts']);
});
