import { spawn } from 'node:child_process';
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
import { repository } from '../support/repository.ts';

describe('a checkout builds what it runs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workstreams-build-'));
    for (const folder of ['bin', 'scripts/build.js', 'scripts/checkout.js', 'scripts/app.js'])
      cpSync(join(repository, folder), join(root, folder), { recursive: true });
    mkdirSync(join(root, 'node_modules'));
    for (const name of ['esbuild', 'preact'])
      symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name));
    write('package.json', '{ "name": "small", "type": "module" }');
    write('lib/cli/word.ts', "export const word = (): string => 'one';\n");
    write(
      'lib/cli/run.ts',
      `import { version } from 'pack';
export async function run(): Promise<number> {
  const { word } = await import('./word.ts');
  process.stdout.write(\`\${word()} \${version}\\n\`);
  return 0;
}
`,
    );
    write('lib/cli/stack.ts', 'export const runStack = (at: string) => process.stdout.write(`${at}\\n`);\n');
    write('lib/cli/register.ts', 'export {};\n');
    write('lib/cli/validation-plugin.ts', 'export class ManifestRules {}\n');
    write('lib/index.ts', 'export const index: number = 1;\n');
    write('runtime/index.ts', 'export const runtime: number = 1;\n');
    write('runtime/replay/mongodb-source.ts', 'export const source: number = 1;\n');
    write('main.ts', "import { runStack } from 'workstreams/stack';\nrunStack(import.meta.dirname);\n");
    write('page/main.tsx', 'document.title = `one`;\n');
    write('page/page.css', 'body { color: red }\n');
    installed('1.0.0');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const at = (path: string) => join(root, path);
  const read = (path: string) => readFileSync(at(path));

  function write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }

  /** As package managers unpack: every version with the same time. */
  function installed(version: string): void {
    write('node_modules/pack/package.json', JSON.stringify({ name: 'pack', version, main: 'index.js' }));
    write('node_modules/pack/index.js', `exports.version = '${version}';\n`);
    for (const file of ['package.json', 'index.js'])
      utimesSync(at(`node_modules/pack/${file}`), 499_162_500, 499_162_500);
  }

  function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return new Promise((done) => {
      const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
      const told = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].on('data', (text) => (told[name] += String(text)));
      child.on('close', (code) => done({ code, ...told }));
    });
  }

  interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }

  const run = (env: Readonly<Record<string, string>> = {}) => node(['bin/workstreams.js'], env);
  const says = (text: string): Ended => ({ code: 0, stdout: `${text}\n`, stderr: '' });
  const files = () => readdirSync(at('build')).sort();
  const inodes = () => files().map((file) => statSync(at(`build/${file}`)).ino);

  test('once: the second run uses what the first one built', async () => {
    expect(await run()).toEqual(says('one 1.0.0'));
    expect(files()).toEqual([
      'compiled-commands',
      'index.js',
      'page-style.css',
      'page.js',
      'program.cjs',
      'record.json',
      'register.js',
      'runtime-mongodb.cjs',
      'runtime.cjs',
    ]);
    const built = inodes();
    expect(await run()).toEqual(says('one 1.0.0'));
    expect(inodes()).toEqual(built);
  });

  test('again when a source has another text of the same length and time', async () => {
    await run();
    const { atime, mtime } = statSync(at('lib/cli/word.ts'));
    write('lib/cli/word.ts', String(read('lib/cli/word.ts')).replace('one', 'two'));
    utimesSync(at('lib/cli/word.ts'), atime, mtime);
    expect(await run()).toEqual(says('two 1.0.0'));
    expect(await run()).toEqual(says('two 1.0.0'));
  });

  test('again when the page or a package has changed', async () => {
    await run();
    write('page/page.css', 'body { color: tan }\n');
    installed('1.0.1');
    expect(await run()).toEqual(says('one 1.0.1'));
    expect(String(read('build/page-style.css'))).toContain('tan');
  });

  test('main.ts too, which renders the folder that it lies in', async () => {
    expect(await node(['scripts/app.js'])).toEqual(says(root));
    const moved = `${root}-moved`;
    cpSync(root, moved, { recursive: true, verbatimSymlinks: true });
    rmSync(root, { recursive: true });
    root = moved;
    expect(await node(['scripts/app.js'])).toEqual(says(moved));
  });

  test('an edited file is not executed', async () => {
    await run();
    const text = read('build/program.cjs');
    write('build/program.cjs', String(text).replace('one', 'two'));
    expect(await run()).toEqual(says('one 1.0.0'));
    expect(read('build/program.cjs')).toEqual(text);
  });

  test('a damaged or missing file heals', async () => {
    await run();
    for (const name of ['record.json', 'program.cjs', 'page.js']) {
      const whole = read(`build/${name}`);
      const damaged = ['', 'null', '{"sources":[],"digest":"","files":{}}', whole.subarray(0, -5)];
      for (const content of damaged) {
        write(`build/${name}`, content);
        expect(await run()).toEqual(says('one 1.0.0'));
        expect(read(`build/${name}`)).toEqual(whole);
      }
      rmSync(at(`build/${name}`));
      expect(await run()).toEqual(says('one 1.0.0'));
      expect(read(`build/${name}`)).toEqual(whole);
    }
  });

  describe('what V8 compiled', () => {
    const compiled = 'build/compiled-commands';

    test('is kept for each use, and taken on the next run', async () => {
      await run();
      await node(['bin/workstreams.js', 'lint']);
      await node(['bin/workstreams.js', 'lint']);
      await node(['bin/workstreams.js', 'no/command']);
      expect(files().filter((name) => name.startsWith('compiled'))).toEqual([
        'compiled-commands',
        'compiled-commands-lint',
      ]);
      const kept = inodes();
      await run();
      expect(inodes()).toEqual(kept);
    });

    test('is not executed where one byte is not as it was kept, and created again', async () => {
      await run();
      const whole = read(compiled);
      // The word is in the constants of the compiled code: V8 itself would take it.
      const word = whole.indexOf('one');
      expect(word).toBeGreaterThan(40);
      const edited = Buffer.from(whole);
      edited.write('two', word);
      const flipped = [0, 31, 32, 40, 48, whole.length >> 1, whole.length - 1].map((place) => {
        const copy = Buffer.from(whole);
        copy[place] = (copy[place] ?? 0) ^ 1;
        return copy;
      });
      for (const content of [
        edited,
        ...flipped,
        whole.subarray(0, -5),
        whole.subarray(0, 20),
        Buffer.alloc(0),
      ]) {
        write(compiled, content);
        expect(await run()).toEqual(says('one 1.0.0'));
        expect(read(compiled).equals(content)).toBe(false);
      }
    });

    test('of another program is not executed, though it has as many characters', async () => {
      await run();
      const earlier = read(compiled);
      write('lib/cli/word.ts', String(read('lib/cli/word.ts')).replace('one', 'two'));
      expect(await run()).toEqual(says('two 1.0.0'));
      write(compiled, earlier);
      expect(await run()).toEqual(says('two 1.0.0'));
    });

    test('is not kept where it cannot be written', async () => {
      await run();
      rmSync(at(compiled));
      mkdirSync(at(compiled));
      expect(await run()).toEqual(says('one 1.0.0'));
      expect(files().filter((name) => name.startsWith('.'))).toEqual([]);
    });
  });

  test('several at once on a fresh clone build the same', async () => {
    const ended = await Promise.all([run(), run(), run(), run()]);
    expect(ended).toEqual(Array.from({ length: 4 }, () => says('one 1.0.0')));
    expect(files().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('an error in a source is reported with its place and no stack trace', async () => {
    write('lib/cli/word.ts', 'export const word = (: string => 1;\n');
    const told = { stdout: '', stderr: 'lib/cli/word.ts:1:22\n  Unexpected ":"\n' };
    expect(await run()).toEqual({ code: 1, ...told });
    // cdk8s would show a stack trace of its own, and ends with 1 itself where nothing is written.
    const cdk8s = { CDK8S_OUTDIR: 'dist', CDK8S_RECORD_CONSTRUCT_METADATA: 'false' };
    expect(await run(cdk8s)).toEqual({ code: 0, ...told });
    rmSync(at('lib/cli/word.ts'));
    expect((await run()).stderr).toBe('lib/cli/run.ts:3:33\n  Could not resolve "./word.ts"\n');
  });

  test('where nothing can be written the reason is reported', async () => {
    write('build', 'a file where a folder should be');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^EEXIST: file already exists, mkdir '.*build'\n$/);
  });

  test('a package, which has no sources, runs what it holds', async () => {
    const made = await node(['--eval', "import('./scripts/build.js').then((made) => made.buildPackage())"]);
    expect(made).toEqual({ code: 0, stdout: '', stderr: '' });
    rmSync(at('scripts'), { recursive: true });
    rmSync(at('lib'), { recursive: true });
    expect(await run()).toEqual(says('one 1.0.0'));
  });
});
