import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { repository } from '../support/project-copy.ts';

describe('a TypeScript program as a bundle that is kept', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workstreams-bundle-'));
    mkdirSync(join(root, 'bin'));
    cpSync(join(repository, 'bin/program.cjs'), join(root, 'bin/program.cjs'));
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(join(repository, 'node_modules/esbuild'), join(root, 'node_modules/esbuild'));
    write(
      'main.ts',
      `import { word } from './parts/word.ts';
import { version } from 'pack';
const told: string[] = [word(), version, import.meta.dirname];
console.log(told.join(' '));
`,
    );
    write(
      'parts/word.ts',
      "export const word = (): string => `one of ${import.meta.url.split('/').at(-2)}`;\n",
    );
    installed('1.0.0');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const cache = () => join(root, 'node_modules/.cache/workstreams');

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** As package managers unpack: every version with the same time. */
  function installed(version: string): void {
    write('node_modules/pack/package.json', JSON.stringify({ name: 'pack', version, main: 'index.js' }));
    write('node_modules/pack/index.js', `exports.version = '${version}';\n`);
    for (const file of ['package.json', 'index.js'])
      utimesSync(join(root, 'node_modules/pack', file), 499_162_500, 499_162_500);
  }

  function run(env: Readonly<Record<string, string>> = {}) {
    const { status, stdout, stderr } = spawnSync('node', ['bin/program.cjs', 'main.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { status, stdout, stderr };
  }

  const says = (word: string, version = '1.0.0') => ({
    status: 0,
    stdout: `${word} of parts ${version} ${root}\n`,
    stderr: '',
  });
  const files = () => readdirSync(cache()).sort();
  const inodes = () => files().map((file) => statSync(join(cache(), file)).ino);

  test('a second run uses what the first one made', () => {
    expect(run()).toEqual(says('one'));
    expect(files()).toEqual(['main-ts.json', 'main-ts.main.v8']);
    const made = inodes();
    expect(run()).toEqual(says('one'));
    expect(inodes()).toEqual(made);
  });

  test('another text of the same length and time is seen', () => {
    run();
    const file = join(root, 'parts/word.ts');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('one', 'two'));
    utimesSync(file, atime, mtime);
    expect(run()).toEqual(says('two'));
    expect(run()).toEqual(says('two'));
    expect(files()).toEqual(['main-ts.json', 'main-ts.main.v8']);
  });

  test('another version of a package is seen', () => {
    run();
    installed('1.0.1');
    expect(run()).toEqual(says('one', '1.0.1'));
  });

  test('a source that is gone is told, with its place', () => {
    run();
    rmSync(join(root, 'parts'), { recursive: true });
    expect(run()).toEqual({
      status: 1,
      stdout: '',
      stderr: 'main.ts:1:22\n  Could not resolve "./parts/word.ts"\n',
    });
  });

  test('a slip in a source is told, with its place and no stack', () => {
    write('parts/word.ts', 'export const word = (: string => 1;\n');
    const told = { stdout: '', stderr: 'parts/word.ts:1:22\n  Unexpected ":"\n' };
    expect(run()).toEqual({ status: 1, ...told });
    // cdk8s would show a stack trace of its own, and ends with 1 itself where nothing was written.
    const cdk8s = { CDK8S_OUTDIR: 'dist', CDK8S_RECORD_CONSTRUCT_METADATA: 'false' };
    expect(run(cdk8s)).toEqual({ status: 0, ...told });
  });

  test.each(['main-ts.json', 'main-ts.main.v8'])('%s: damaged in any way, it is made anew', (file) => {
    run();
    const whole = readFileSync(join(cache(), file));
    const damaged = [
      Buffer.alloc(0),
      Buffer.from('{}'),
      Buffer.from('null'),
      whole.subarray(0, 40),
      whole.subarray(0, whole.length - 100),
      Buffer.from(whole).fill(0, 32, 64),
    ];
    for (const content of damaged) {
      writeFileSync(join(cache(), file), content);
      expect(run()).toEqual(says('one'));
      expect(readFileSync(join(cache(), file)).length).toBeGreaterThanOrEqual(whole.length - 8);
    }
  });

  test('compiled code of another bundle is not taken, and neither is a bundle that was made elsewhere', () => {
    run();
    const [bundle, compiled] = ['main-ts.json', 'main-ts.main.v8'].map((file) =>
      readFileSync(join(cache(), file)),
    );
    write('parts/word.ts', readFileSync(join(root, 'parts/word.ts'), 'utf8').replace('one', 'two'));
    run();
    writeFileSync(join(cache(), 'main-ts.main.v8'), compiled ?? '');
    expect(run()).toEqual(says('two'));
    writeFileSync(join(cache(), 'main-ts.json'), bundle ?? '');
    expect(run()).toEqual(says('two'));
    const moved = `${root}-moved`;
    cpSync(root, moved, { recursive: true });
    rmSync(root, { recursive: true });
    root = moved;
    expect(run()).toEqual(says('two'));
  });

  test('where nothing can be kept it runs all the same', () => {
    write('node_modules/.cache', 'a file where a folder should be');
    expect(run()).toEqual(says('one'));
    expect(readFileSync(join(root, 'node_modules/.cache'), 'utf8')).toBe('a file where a folder should be');
  });
});
