'use strict';
// Loads a TypeScript program as one bundle, with what V8 compiled of it on an earlier run. Loaded file by file the same
// program needs two thirds of a second more on every start. Both are kept in node_modules/.cache/workstreams; what is
// missing, damaged, of another version or no longer what the sources say is made anew. See docs/decisions/0015.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

// The V8 of Node 20 optimises early: a run of two seconds pays for code that it hardly uses, a fifth of its time. And it
// lets rubbish grow to several times what is in use: of 10,000 contracts more than half a gigabyte. Later versions have
// other rules, and may have other flags.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--interrupt-budget=500000');
  setFlagsFromString('--heap-growing-percent=50');
}

/** This package's folder. */
const root = path.join(__dirname, '..');
/** What finds files of its own beside itself. */
const external = ['esbuild', 'fs-native-extensions'];

/**
 * @typedef {object} Program
 * @property {string} file the program's, below the folder. Names tell programs apart, also where they are kept
 * @property {string} [folder] that of its package. Default: this package's
 * @property {string} [use] what it is run for: another use compiles other functions
 */

/**
 * @param {Program} program
 * @returns {Promise<{ exports: any, keep: () => void }>} what the program exports, and a function that keeps what was
 * compiled: called when the work is done, as V8 compiles a function when it is first called
 * @throws Error with the place where a source has an error
 */
async function load({ file, folder = root, use = 'main' }) {
  const place = path.join(folder, file);
  const { code, digest } = kept(folder, file) ?? (await built(folder, file));
  const compiled = cacheFile(folder, file, `${use}.v8`);
  const earlier = attempt(() => readFileSync(compiled));
  const known = earlier?.subarray(0, 32).equals(Buffer.from(digest, 'hex')) ? earlier.subarray(32) : undefined;
  const script = new Script(code, { filename: place, ...(known && { cachedData: known }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(place), module, place, path.dirname(place));
  const isNew = known === undefined || script.cachedDataRejected === true;
  const keep = () => {
    if (isNew) put(compiled, Buffer.concat([Buffer.from(digest, 'hex'), script.createCachedData()]));
  };
  return { exports: module.exports, keep };
}

function cacheFile(folder, file, what) {
  return path.join(folder, 'node_modules/.cache/workstreams', `${file.replaceAll(/[^a-z0-9]+/g, '-')}.${what}`);
}

/** The bundle of an earlier run, if its sources and packages are as they were. */
function kept(folder, file) {
  return attempt(() => {
    const { sources, digest, code } = JSON.parse(readFileSync(cacheFile(folder, file, 'json'), 'utf8'));
    return digestOf(folder, sources) === digest ? { code, digest } : undefined;
  });
}

async function built(folder, file) {
  const options = {
    absWorkingDir: folder,
    entryPoints: [file],
    external,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Otherwise a bundle would depend on a file that is not among its sources.
    tsconfigRaw: '{}',
    // A script that V8 compiled has no `import()`: what is loaded late is required late.
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
    plugins: [ownPlace],
    logLevel: 'silent',
  };
  const { outputFiles, metafile } = await require('esbuild').build(options).catch(refuse);
  const code = outputFiles[0].text;
  const sources = sourcesOf(folder, Object.keys(metafile.inputs));
  const digest = digestOf(folder, sources);
  put(cacheFile(folder, file, 'json'), JSON.stringify({ sources, digest, code }));
  return { code, digest };
}

function refuse({ errors, message }) {
  const told = errors?.map(({ text, location }) => {
    const { file, line, column } = location ?? {};
    return location ? `${file}:${line}:${column + 1}\n  ${text}` : text;
  });
  throw new Error(told?.join('\n') ?? message);
}

/** In a bundle, too, a module is told its own place; and what it requires late is in the bundle. */
const ownPlace = {
  name: 'own-place',
  setup: (build) =>
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8')
        .replaceAll('const require = createRequire(import.meta.url);', '')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
      loader: 'ts',
    })),
};

/** Files by which a bundle is known: the sources, and of each package the file that tells its version. */
function sourcesOf(folder, inputs) {
  const files = inputs.map((input) => {
    const parts = path.resolve(folder, input).split(path.sep);
    const at = parts.lastIndexOf('node_modules');
    if (at < 0) return input;
    const scoped = parts[at + 1].startsWith('@') ? 3 : 2;
    return path.relative(folder, [...parts.slice(0, at + scoped), 'package.json'].join(path.sep));
  });
  return [...new Set(files)].sort();
}

function digestOf(folder, sources) {
  const hash = createHash('sha256').update(`${process.version} ${folder}`).update(readFileSync(__filename));
  for (const source of sources) hash.update(source).update(readFileSync(path.join(folder, source)));
  return hash.digest('hex');
}

/** Written aside and put in place whole. A folder that cannot be written costs time, and nothing else. */
function put(file, content) {
  attempt(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    try {
      writeFileSync(aside, content);
      renameSync(aside, file);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  });
}

function attempt(what) {
  try {
    return what();
  } catch {
    return undefined;
  }
}

/**
 * Runs a program; what it cannot start for is told without a stack trace.
 * @param {Program} program
 * @param {(exports: any) => unknown} [work] what is done with what the program exports
 * @returns {Promise<boolean>} whether it was started
 */
async function start(program, work = () => undefined) {
  let loaded;
  try {
    loaded = await load(program);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = underCdk8s() ? 0 : 1;
    return false;
  }
  await work(loaded.exports);
  loaded.keep();
  return true;
}

/** `cdk8s synth` shows a stack trace of a child that ends with 1; where nothing is written it ends with 1 itself. */
function underCdk8s() {
  return ['CDK8S_OUTDIR', 'CDK8S_RECORD_CONSTRUCT_METADATA'].every((name) => process.env[name] !== undefined);
}

module.exports = { start };

// `node bin/program.cjs main.ts`: the program of the folder in which it is called, as cdk8s does.
if (require.main === module) void start({ folder: process.cwd(), file: process.argv[2] ?? 'main.ts' });
