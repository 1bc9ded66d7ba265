// Completes `build/` for the package: types, the example, the notices of the packages that are inside, and the commit.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPackage } from './build.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build');
const types = join(folder, 'types');

rmSync(folder, { recursive: true, force: true });
const inputs = await buildPackage();
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.package.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
keepPublic();
writeFileSync(join(folder, 'example.json.gz'), gzipSync(JSON.stringify(example())));
writeFileSync(join(folder, 'licenses.txt'), notices());
const commit = revision();
if (commit !== undefined) writeFileSync(join(folder, 'commit'), `${commit}\n`);

/** The compiler writes the types of every file of the program; what no public one refers to is removed. */
function keepPublic() {
  const needed = new Set();
  /** @param {string} file */
  const walk = (file) => {
    if (needed.has(file)) return;
    needed.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)\.ts["']/g))
      walk(resolve(dirname(file), `${target}.d.ts`));
  };
  for (const entry of ['lib/index.d.ts', 'lib/cli/stack.d.ts', 'runtime/index.d.ts'])
    walk(join(types, entry));
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !needed.has(file)) rmSync(file);
  }
}

/** What `init --example` takes along: every file of the stack of this repository, by its path. */
function example() {
  const files = ['contracts', 'environments'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  const paths = files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The licence of every package of which code is in `build/`. */
function notices() {
  const packages = inputs.flatMap(
    (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  );
  return [...new Set(packages)].sort().map(notice).join('\n');
}

/** @param {string} path of a package */
function notice(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, path)).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? `${license}\n` : readFileSync(join(root, path, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n\n${'-'.repeat(80)}\n`;
}

/** The commit, marked where the files are not as it has them; undefined outside a repository. */
function revision() {
  if (!existsSync(join(root, '.git'))) return undefined;
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude', '*'];
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
