import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FileOperations, systemFiles } from '../../lib/release/file-operations.ts';
import { recover } from '../../lib/release/folder-recovery.ts';
import { ChangedMeanwhile, SwitchFailed, switchFolder } from '../../lib/release/folder-switch.ts';
import { readTree, treeDigest } from '../../lib/release/folder-tree.ts';
import { FailingFiles, type Fault, Injected, Killed } from '../support/failing-files.ts';

// Thousands of small folders are made: where there is a file system in memory, there.
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let folder: string;
let root: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'workstreams-switch-'));
  root = join(folder, 'gitops');
  target = join(root, 'prod');
});
afterEach(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

const before: Files = {
  'a/one.k8s.yaml': 'one',
  'b/two.k8s.yaml': 'two',
  'README.md': 'theirs',
  'release.json': '1',
};
const write = new Map([
  ['a/one.k8s.yaml', 'one, changed'],
  ['c/three.k8s.yaml', 'three'],
  ['release.json', '2'],
]);
const keep = new Set(['README.md']);

function set(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
}

function begin(files: Files | 'none' = before): void {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, '.workstreams'), { recursive: true });
  if (files !== 'none') set(files);
}

function run(ops: FileOperations, keeping: ReadonlySet<string> = keep): void {
  switchFolder(ops, root, { name: 'prod', from: readTree(systemFiles, target), write, keep: keeping });
}

const stands = (): string => treeDigest(readTree(systemFiles, target));
const leftovers = (): string[] => readdirSync(join(root, '.workstreams'));

/** The digests of the old and the new folder, and where it may be stopped between them. */
function ends(files: Files | 'none' = before) {
  begin(files);
  const old = stands();
  const counting = new FailingFiles();
  run(counting.ops, files === 'none' ? new Set() : keep);
  // A write may also fail with half of its bytes written.
  const points = counting.trace.flatMap(({ name }, index) =>
    (name === 'write' ? [false, true] : [false]).map((half) => ({ at: index + 1, half })),
  );
  return { old, new: stands(), points };
}

describe('a folder that is replaced', () => {
  test('has what is written and what is kept, and nothing else', () => {
    begin();
    chmodSync(join(target, 'README.md'), 0o751);
    const { ino, mtimeMs } = statSync(join(target, 'README.md'));
    run(systemFiles);
    expect(readdirSync(target, { recursive: true }).sort()).toEqual([
      'README.md',
      'a',
      'a/one.k8s.yaml',
      'c',
      'c/three.k8s.yaml',
      'release.json',
    ]);
    expect(readFileSync(join(target, 'a/one.k8s.yaml'), 'utf8')).toBe('one, changed');
    const kept = statSync(join(target, 'README.md'));
    expect([kept.ino, kept.mtimeMs, kept.mode & 0o777]).toEqual([ino, mtimeMs, 0o751]);
    expect(leftovers()).toEqual([]);
  });

  test('keeps folders that were empty before', () => {
    begin();
    mkdirSync(join(target, 'notes', 'later'), { recursive: true });
    run(systemFiles);
    expect(readdirSync(join(target, 'notes'))).toEqual(['later']);
  });

  test('need not have been there', () => {
    mkdirSync(join(root, '.workstreams'), { recursive: true });
    run(systemFiles, new Set());
    expect(readFileSync(join(target, 'c/three.k8s.yaml'), 'utf8')).toBe('three');
  });

  test('gets a copy where the file system has one name for a file only', () => {
    begin();
    chmodSync(join(target, 'README.md'), 0o751);
    run({
      ...systemFiles,
      link: () => {
        throw Object.assign(new Error('no'), { code: 'EPERM' });
      },
    });
    const kept = statSync(join(target, 'README.md'));
    expect([readFileSync(join(target, 'README.md'), 'utf8'), kept.mode & 0o777]).toEqual(['theirs', 0o751]);
  });

  test('is left alone when somebody changed it meanwhile', () => {
    begin();
    const from = readTree(systemFiles, target);
    writeFileSync(join(target, 'README.md'), 'edited');
    const changed = stands();
    expect(() => switchFolder(systemFiles, root, { name: 'prod', from, write, keep })).toThrow(
      ChangedMeanwhile,
    );
    expect([stands() === changed, leftovers()]).toEqual([true, []]);
  });

  test('is flushed in the order that a loss of power asks for', () => {
    begin();
    const noted = new FailingFiles();
    run(noted.ops);
    const short = noted.trace
      .filter(({ name }) => /^(?:flush|rename|create|removeF)/.test(name))
      .map(({ name, path }) => `${name} ${path.slice(root.length + 1)}`.trimEnd());
    expect(short).toEqual([
      'create .workstreams/stage-prod/a/one.k8s.yaml',
      'flush .workstreams/stage-prod/a/one.k8s.yaml',
      'create .workstreams/stage-prod/c/three.k8s.yaml',
      'flush .workstreams/stage-prod/c/three.k8s.yaml',
      'create .workstreams/stage-prod/release.json',
      'flush .workstreams/stage-prod/release.json',
      'flushFolder .workstreams/stage-prod/c',
      'flushFolder .workstreams/stage-prod/a',
      'flushFolder .workstreams/stage-prod',
      'flushFolder .workstreams',
      'flushFolder',
      'create .workstreams/journal.json.new',
      'flush .workstreams/journal.json.new',
      'rename .workstreams/journal.json.new',
      'flushFolder .workstreams',
      'rename prod',
      'rename .workstreams/stage-prod',
      'flushFolder',
      'flushFolder .workstreams',
      'removeFile .workstreams/journal.json',
      'flushFolder .workstreams',
      'removeFile .workstreams/old-prod/README.md',
      'removeFile .workstreams/old-prod/a/one.k8s.yaml',
      'removeFolder .workstreams/old-prod/a',
      'removeFile .workstreams/old-prod/b/two.k8s.yaml',
      'removeFolder .workstreams/old-prod/b',
      'removeFile .workstreams/old-prod/release.json',
      'removeFolder .workstreams/old-prod',
    ]);
  });
});

describe.each<[string, Files | 'none']>([
  ['over another', before],
  ['where there was none', 'none'],
])('a process that is killed while it puts a folder %s', (_how, files) => {
  const keeping = files === 'none' ? new Set<string>() : keep;

  /** Runs until the kill, and says whether there was one. */
  function killed(fault: Fault, what: (ops: FileOperations) => void): boolean {
    try {
      what(new FailingFiles(fault).ops);
      return false;
    } catch (error) {
      const cause = error instanceof SwitchFailed ? error.cause : error;
      if (cause instanceof Killed || cause instanceof Injected) return true;
      throw error;
    }
  }

  test.each([
    ['killed too', 'kill'],
    ['stopped by a failing disk', 'EIO'],
  ] as const)('leaves the old or the new one after recovery, wherever that is %s', (_what, how) => {
    const { old, new: wanted, points } = ends(files);
    expect(points.length).toBeGreaterThan(45);
    const gap: number[] = [];
    let doubles = 0;
    for (const { at, half } of points) {
      begin(files);
      expect(killed({ at, how: 'kill', half }, (ops) => run(ops, keeping))).toBe(true);
      const seen = stands();
      // What a reader finds is whole; between the two renames it is nothing.
      if (seen === 'absent' && files !== 'none') gap.push(at);
      else expect([old, wanted]).toContain(seen);
      const copy = join(folder, 'killed');
      rmSync(copy, { recursive: true, force: true });
      cpSync(root, copy, { recursive: true });
      for (let again = 1; ; again += 1) {
        rmSync(root, { recursive: true });
        cpSync(copy, root, { recursive: true });
        const twice = killed({ at: again, how }, (ops) => recover(ops, root));
        if (twice) {
          doubles += 1;
          recover(systemFiles, root);
        }
        expect([old, wanted]).toContain(stands());
        expect(leftovers()).toEqual([]);
        if (!twice) break;
      }
    }
    // The second rename alone has the gap before it.
    expect(new Set(gap).size).toBe(files === 'none' ? 0 : 1);
    expect(doubles).toBeGreaterThan(800);
  });

  test.each(['EIO', 'ENOSPC'] as const)('one %s leaves the old or the new one, and says which', (how) => {
    const { old, new: wanted, points } = ends(files);
    const states = new Set<string>();
    for (const { at, half } of points) {
      begin(files);
      let state = 'done';
      try {
        run(new FailingFiles({ at, how, half }).ops, keeping);
      } catch (error) {
        if (!(error instanceof SwitchFailed)) throw error;
        state = error.state;
        expect(error.message).toBe(`${how}: injected`);
      }
      states.add(state);
      expect([at, stands()]).toEqual([at, state === 'old' ? old : wanted]);
      expect(leftovers()).toEqual([]);
    }
    expect([...states].sort()).toEqual(['new', 'old']);
  });

  test('a disk that stays full leaves the old or the new one, at once', () => {
    const { old, new: wanted, points } = ends(files);
    for (const { at } of points) {
      begin(files);
      let state = 'new';
      try {
        run(new FailingFiles({ at, how: { always: 'ENOSPC' } }).ops, keeping);
      } catch (error) {
        if (!(error instanceof SwitchFailed)) throw error;
        state = error.state;
      }
      expect([at, stands()]).toEqual([at, state === 'old' ? old : wanted]);
      expect(leftovers()).toEqual([]);
    }
  });
});

describe('recovery stops and touches nothing', () => {
  /** Killed between the two renames: the folder is gone, both others are whole. */
  function inTheGap(): void {
    const { points } = ends();
    for (const { at } of points) {
      begin();
      try {
        run(new FailingFiles({ at, how: 'kill' }).ops);
      } catch {
        if (stands() === 'absent') return;
      }
    }
    throw new Error('there is no gap');
  }

  const all = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();

  function refuses(why: RegExp): void {
    const seen = all();
    expect(() => recover(systemFiles, root)).toThrow(why);
    expect(all()).toEqual(seen);
  }

  test('when the folder is neither the old nor the new one', () => {
    inTheGap();
    set({ 'README.md': 'somebody put it here' });
    refuses(/prod is neither what it was nor what it should be/);
  });

  test('when the folder is a link', () => {
    inTheGap();
    symlinkSync(join(root, '.workstreams', 'stage-prod'), target);
    refuses(/prod is neither what it was nor what it should be/);
  });

  test('when the folder is gone and neither of the others is whole', () => {
    inTheGap();
    rmSync(join(root, '.workstreams', 'stage-prod', 'release.json'));
    rmSync(join(root, '.workstreams', 'old-prod', 'release.json'));
    refuses(/prod is gone, and neither its old nor its new folder is whole/);
  });

  test.each([
    ['no JSON', 'x'],
    [
      'paths that lead elsewhere',
      '{"name":"prod","from":"absent","to":"absent","stage":"../../etc","old":"old-prod"}',
    ],
    [
      'a name that leads elsewhere',
      '{"name":"../x","from":"absent","to":"absent","stage":"stage-../x","old":"old-../x"}',
    ],
  ])('when the journal holds %s', (_what, text) => {
    inTheGap();
    writeFileSync(join(root, '.workstreams', 'journal.json'), text);
    refuses(/it says nothing that workstreams would write/);
  });

  test('when the journal was removed by hand and the folder is not there', () => {
    inTheGap();
    rmSync(join(root, '.workstreams', 'journal.json'));
    refuses(/old-prod is there, and prod is not/);
  });

  test('beside what it did not leave there', () => {
    begin();
    writeFileSync(join(root, '.workstreams', 'notes.txt'), 'theirs');
    mkdirSync(join(root, '.workstreams', 'stage-prod', 'a'), { recursive: true });
    expect(recover(systemFiles, root)).toBe('nothing');
    expect(leftovers()).toEqual(['notes.txt']);
  });

  test('but goes back where only the old one is whole', () => {
    inTheGap();
    rmSync(join(root, '.workstreams', 'stage-prod', 'release.json'));
    expect(recover(systemFiles, root)).toBe('old');
    expect(readFileSync(join(target, 'release.json'), 'utf8')).toBe('1');
    expect(existsSync(join(root, '.workstreams', 'journal.json'))).toBe(false);
  });
});
