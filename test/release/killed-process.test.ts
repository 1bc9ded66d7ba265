import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemFiles } from '../../lib/release/file-operations.ts';
import { Locked, lockFolder } from '../../lib/release/folder-lock.ts';
import { recover } from '../../lib/release/folder-recovery.ts';
import { folderState } from '../support/folder-state.ts';

const library = join(import.meta.dirname, '..', '..', 'lib', 'release');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that locks a folder and does something there with operations that kill it before the `at`th. */
const script = `
const [root, what, at] = process.argv.slice(1);
const { systemFiles } = await import('${library}/file-operations.ts');
const { lockFolder } = await import('${library}/folder-lock.ts');
const { recover } = await import('${library}/folder-recovery.ts');
const { switchFolder } = await import('${library}/folder-switch.ts');
const { readTree } = await import('${library}/folder-tree.ts');
let done = 0;
const ops = Object.fromEntries(Object.entries(systemFiles).map(([name, run]) => [name, (...args) => {
  done += 1;
  if (done === Number(at)) process.kill(process.pid, 'SIGKILL');
  return run(...args);
}]));
const release = await lockFolder({ ops, root, wait: 0, holder: 'the child' });
if (what === 'hold') {
  process.stdout.write('held');
  setTimeout(release, 700);
} else {
  recover(ops, root);
  if (what === 'switch') switchFolder(ops, root, {
    name: 'prod',
    from: readTree(systemFiles, root + '/prod'),
    write: new Map([['a/one.k8s.yaml', 'new'], ['release.json', 'new']]),
    keep: new Set(['README.md']),
  });
  release();
}
`;

/** Runs it to its end. @returns the signal that ended it, or null */
function child(root: string, what: string, at: number, told?: () => void): Promise<NodeJS.Signals | null> {
  return new Promise((done, fail) => {
    const running = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script, root, what, String(at)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    running.stdout.on('data', () => told?.());
    running.on('error', fail);
    running.on('exit', (code, signal) =>
      code === null || code === 0 ? done(signal) : fail(new Error(`${code}`)),
    );
  });
}

function begin(root: string): void {
  for (const [path, text] of Object.entries({
    'prod/a/one.k8s.yaml': 'old',
    'prod/b/two.k8s.yaml': 'old',
    'prod/README.md': 'theirs',
    'prod/release.json': 'old',
  })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const stands = (root: string): string => folderState(join(root, 'prod'));
const lock = (root: string, wait = 0) => lockFolder({ ops: systemFiles, root, wait, holder: 'the test' });

test('killed while it replaces a folder, and again while it recovers, a process leaves the old or the new one', async () => {
  const at = (name: string | number) => join(folder, String(name));
  begin(at('old'));
  begin(at('new'));
  expect(await child(at('new'), 'switch', 0)).toBe(null);
  const ends = [stands(at('old')), stands(at('new'))];
  expect(ends[0]).not.toBe(ends[1]);

  // The renames are operations 36 and 37 of 59.
  const points = [1, 12, 24, 32, 36, 37, 38, 40, 46, 54];
  const seen = new Set<string>();
  const one = async (point: number): Promise<void> => {
    const root = at(point);
    begin(root);
    expect([point, await child(root, 'switch', point)]).toEqual([point, 'SIGKILL']);
    await child(root, 'recover', 4 + (point % 20));
    const release = await lock(root);
    recover(systemFiles, root);
    release();
    expect(ends).toContain(stands(root));
    seen.add(stands(root));
    expect(readdirSync(root)).toEqual(['prod']);
  };
  for (let index = 0; index < points.length; index += 2)
    await Promise.all(points.slice(index, index + 2).map(one));
  expect(seen.size).toBe(2);
}, 120_000);

describe('the lock', () => {
  test('is refused while another process holds it, with its name, and waited for', async () => {
    let holds = (): void => {};
    const held = new Promise<void>((done) => {
      holds = done;
    });
    const running = child(folder, 'hold', 0, () => holds());
    await held;
    await expect(lock(folder)).rejects.toThrow(new Locked('the child'));
    const release = await lock(folder, 20_000);
    expect(await running).toBe(null);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('ends with a process that is killed', async () => {
    let kill = (): void => {};
    const running = new Promise<NodeJS.Signals | null>((done) => {
      const holder = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script, folder, 'hold', '0'],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      kill = () => holder.kill('SIGKILL');
      holder.stdout.on('data', kill);
      holder.on('exit', (_code, signal) => done(signal));
    });
    expect(await running).toBe('SIGKILL');
    expect(readdirSync(join(folder, '.workstreams'))).toEqual(['lock']);
    const release = await lock(folder);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is held once by those who ask for it at the same time', async () => {
    let holders = 0;
    let most = 0;
    const work = Array.from({ length: 8 }, async () => {
      const release = await lock(folder, 20_000);
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((done) => setTimeout(done, 5));
      holders -= 1;
      release();
    });
    await Promise.all(work);
    expect([most, readdirSync(folder)]).toEqual([1, []]);
  });

  test('is not taken through a link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'workstreams-elsewhere-'));
    symlinkSync(elsewhere, join(folder, '.workstreams'));
    await expect(lock(folder)).rejects.toThrow('.workstreams is no folder');
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  test('leaves the work folder to an unfinished replacement', async () => {
    begin(folder);
    const release = await lock(folder);
    mkdirSync(join(folder, '.workstreams', 'old-prod'));
    release();
    expect(readdirSync(join(folder, '.workstreams'))).toEqual(['old-prod']);
  });
});
