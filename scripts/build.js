// Makes `build/` from the sources: JavaScript of the program and of the library, and the script and style of the catalogue
// page (decision 0015). Plain JavaScript, for it runs before anything can load TypeScript.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** @typedef {import('esbuild').BuildOptions & { metafile: true, write: false }} Options */

const root = join(import.meta.dirname, '..');
export const folder = join(root, 'build');
/** The program as a checkout runs it. */
export const program = join(folder, 'program.cjs');
/** From which sources the files in `build/` were made, and the SHA-256 of each file. */
const record = join(folder, 'record.json');

/** @satisfies {Options} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  // Otherwise the result would depend on a file that is not among its sources.
  tsconfigRaw: '{}',
};

/** @satisfies {Options} */
const forNode = {
  ...shared,
  platform: 'node',
  target: 'node20',
  plugins: [{ name: 'suited', setup: (bundle) => bundle.onLoad({ filter: /\.ts$/ }, suited) }],
};

/** @satisfies {Options} */
const modules = {
  ...forNode,
  format: 'esm',
  // Packages that are CommonJS ask for what Node itself has by `require`.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
};

/** The commands, stacks, and the validation in `cdk8s synth`. */
const parts = {
  commands: 'lib/cli/run.ts',
  stack: 'lib/cli/stack.ts',
  validation: 'lib/cli/validation-plugin.ts',
};

/** No file: it is written below. */
const listOfParts = 'parts.js';

/** Looks for a binary beside itself. */
const withBinary = ['fs-native-extensions'];

/**
 * The program of the package, with all packages: a few files load faster than hundreds, and what a command does not need is
 * not read.
 * @satisfies {Options}
 */
const packaged = {
  ...modules,
  outdir: folder,
  entryPoints: parts,
  splitting: true,
  chunkNames: 'part-[hash]',
  external: withBinary,
};

/**
 * The program of a checkout, and this repository's own stack: one script, for V8 keeps what it compiled of a script, not
 * of a module. Such a script has no `import()`: what is loaded late is required late.
 * @satisfies {Options}
 */
const checkout = {
  ...forNode,
  stdin: {
    contents: Object.entries({ ...parts, main: 'main.ts' })
      .map(([part, file]) => `export const ${part} = () => import('./${file}');`)
      .join('\n'),
    resolveDir: root,
    sourcefile: listOfParts,
  },
  outfile: program,
  format: 'cjs',
  supported: { 'dynamic-import': false },
  banner: { js: '(function(exports,require,module,__filename,__dirname){' },
  footer: { js: '})' },
  define: { 'import.meta.dirname': '__dirname' },
  alias: { 'workstreams/stack': './lib/cli/stack.ts' },
  external: withBinary,
};

/**
 * The constructs. They share cdk8s with the program that uses them, for a chart of another copy is not a chart.
 * @satisfies {Options}
 */
const library = {
  ...modules,
  outdir: folder,
  entryPoints: { index: 'lib/index.ts' },
  external: ['cdk8s', 'constructs'],
};

/**
 * The programs that run beside a queue (decision 0024): a file of their own, for no other command needs a Kafka client. As
 * CommonJS, for what runs a checkout has no `import()`.
 * @satisfies {Options}
 */
const runtime = {
  ...forNode,
  outfile: join(folder, 'runtime.cjs'),
  entryPoints: ['runtime/index.ts'],
  format: 'cjs',
  // With its WebAssembly inside, not in a file beside it.
  alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
  define: { 'import.meta.url': '__filename' },
  plugins: [
    ...forNode.plugins,
    {
      name: 'beside',
      setup: (bundle) =>
        bundle.onResolve({ filter: /\/mongodb-source\.ts$/ }, ({ kind }) =>
          kind === 'dynamic-import' ? { path: './runtime-mongodb.cjs', external: true } : undefined,
        ),
    },
    {
      // A package asks for all of zod; its messages are in one language.
      name: 'in-english',
      setup: (bundle) =>
        bundle.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ resolveDir }) => ({
          path: join(resolveDir, '../locales/en.js'),
        })),
    },
  ],
  supported: { 'dynamic-import': false },
};

/**
 * Replay from MongoDB: a file beside that of the other programs, for they need no client of MongoDB.
 * @satisfies {Options}
 */
const runtimeMongodb = {
  ...forNode,
  outfile: join(folder, 'runtime-mongodb.cjs'),
  entryPoints: ['runtime/replay/mongodb-source.ts'],
  format: 'cjs',
};

/**
 * The program of Jobs that register schemas: one module that a ConfigMap holds, with nothing beside it.
 * @satisfies {Options}
 */
const register = {
  ...modules,
  outdir: folder,
  entryPoints: { register: 'lib/cli/register.ts' },
};

/** @satisfies {Options} */
const page = {
  ...shared,
  outdir: folder,
  entryPoints: { page: 'page/main.tsx', 'page-style': 'page/page.css' },
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  target: ['es2022', 'chrome107', 'firefox113', 'safari16.4'],
};

/**
 * A source as one file of many wants it. A package that is required late is in that file, for which esbuild must see its
 * own `require`. Of zod only what is used is in it, not its messages in 40 languages, for which it must be a namespace.
 * And `main.ts` renders the folder that it lies in, not the one that it is compiled into.
 * @param {import('esbuild').OnLoadArgs} args
 * @returns {import('esbuild').OnLoadResult}
 */
function suited({ path }) {
  const text = readFileSync(path, 'utf8')
    .replace('const require = createRequire(import.meta.url);', '')
    .replace("import { z } from 'zod';", "import * as z from 'zod';");
  const contents =
    path === join(root, 'main.ts') ? text.replaceAll('import.meta.dirname', JSON.stringify(root)) : text;
  return { contents, loader: 'ts' };
}

/**
 * Makes `build/` unless it is what the sources say, byte by byte: nothing is trusted by its time.
 * @returns the program of the checkout
 * @throws {Error} with the place where a source has an error
 */
export async function freshBuild() {
  const kept = fresh();
  if (kept !== undefined) return kept;
  await build(checkout);
  return readFileSync(program);
}

/** The program, unless something in `build/` is not what the sources say. */
function fresh() {
  try {
    const { sources, digest, files } = JSON.parse(readFileSync(record, 'utf8'));
    if (digestOf(sources) !== digest) return undefined;
    const contents = Object.entries(files).map(([name, sha256]) => {
      const content = readFileSync(join(folder, name));
      if (sha256Of(content) !== sha256) throw new Error(`${name} is not what was built`);
      return { name, content };
    });
    return contents.find(({ name }) => join(folder, name) === program)?.content;
  } catch {
    return undefined;
  }
}

/** Makes `build/` for the package: its program are modules. @returns what `build` does */
export async function buildPackage() {
  return await build(packaged);
}

/**
 * @param {Options} what the program
 * @returns every file, also of packages, that something in `build/` came from
 */
async function build(what) {
  const esbuild = await import('esbuild');
  /** @param {Options} options */
  const run = (options) => esbuild.build(options).catch(refuse);
  const results = await Promise.all(
    [what, library, register, runtime, runtimeMongodb, page].map((one) => run(one)),
  );
  const inputs = [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))]
    .filter((input) => input !== listOfParts)
    .sort();
  const sources = [...new Set([...inputs.map(sourceOf), 'node_modules/esbuild/package.json'])].sort();
  const made = results.flatMap(({ outputFiles }) => outputFiles);
  /** @type {Record<string, string>} */
  const files = Object.fromEntries(
    made.map(({ path, contents }) => [relative(folder, path), sha256Of(contents)]),
  );
  mkdirSync(folder, { recursive: true });
  // Others may read, or build the same: each file is put in place whole, and the record after all of them.
  for (const { path, contents } of made) put(path, contents);
  put(record, JSON.stringify({ digest: digestOf(sources), sources, files }));
  return inputs;
}

/**
 * @param {import('esbuild').BuildFailure} failure
 * @returns {never}
 */
function refuse({ errors, message }) {
  const told = errors?.map(({ text, location }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}\n  ${text}` : text,
  );
  throw new Error(told?.join('\n') ?? message);
}

/**
 * The file by which a change is seen: a source itself, or what says the version of its package.
 * @param {string} input
 */
function sourceOf(input) {
  const steps = resolve(root, input).split(sep);
  const at = steps.lastIndexOf('node_modules');
  if (at < 0) return input;
  const end = at + (steps[at + 1]?.startsWith('@') === true ? 3 : 2);
  return relative(root, [...steps.slice(0, end), 'package.json'].join(sep));
}

/**
 * Of the sources, of this file, and of the folder, which `main.ts` is told.
 * @param {readonly string[]} sources
 */
function digestOf(sources) {
  const hash = createHash('sha256')
    .update(root)
    .update(readFileSync(import.meta.filename));
  for (const source of sources) hash.update(source).update(readFileSync(join(root, source)));
  return hash.digest('hex');
}

/** @param {Uint8Array} content */
function sha256Of(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function put(file, content) {
  const aside = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    writeFileSync(aside, content);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

if (process.argv[1] === import.meta.filename) await build(checkout);
