import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
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
import { readTree } from '../../lib/release/folder-tree.ts';
import { folderState } from '../support/folder-state.ts';
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

const stands = (): string => folderState(target);
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

  /** Mode, owner and group of a folder below the target. */
  const marks = (path = '.') => {
    const { mode, uid, gid } = statSync(join(target, path));
    return [mode & 0o7777, uid, gid];
  };
  const [user, group] = [process.getuid?.(), process.getgid?.()];

  test('keeps the modes of its folders; a new one has the usual mode', () => {
    begin();
    mkdirSync(join(target, 'notes', 'later'), { recursive: true });
    const modes = { '.': 0o700, a: 0o2750, notes: 0o1777, 'notes/later': 0o711 };
    for (const [path, mode] of Object.entries(modes)) chmodSync(join(target, path), mode);
    run(systemFiles);
    expect(Object.keys(modes).map((path) => marks(path)[0])).toEqual([0o700, 0o2750, 0o1777, 0o711]);
    expect(marks('c')).toEqual([0o777 & ~process.umask(), user, group]);
  });

  (user === 0 ? test : test.skip)('keeps owners and groups of its folders, where it may', () => {
    begin();
    chownSync(target, 4711, 4712);
    chownSync(join(target, 'a'), 4713, 4714);
    chmodSync(join(target, 'a'), 0o2770);
    run(systemFiles);
    expect([marks(), marks('a')]).toEqual([
      [0o777 & ~process.umask(), 4711, 4712],
      [0o2770, 4713, 4714],
    ]);
  });

  (user === 0 ? test : test.skip)(
    'belongs to who may not give it to its owner, with its group and mode',
    () => {
      begin();
      for (const path of [
        root,
        join(root, '.workstreams'),
        ...['a', 'b', 'README.md'].map((one) => join(target, one)),
      ])
        chownSync(path, 4711, 4712);
      chownSync(target, 4713, 4712);
      chmodSync(folder, 0o755);
      chmodSync(target, 0o777);
      process.setegid?.(4712);
      process.seteuid?.(4711);
      try {
        run(systemFiles);
      } finally {
        process.seteuid?.(0);
        process.setegid?.(0);
      }
      expect(marks()).toEqual([0o777, 4711, 4712]);
    },
  );

  test('is left alone when a folder was removed meanwhile', () => {
    begin();
    const likeFolder = (model: string, made: string): void => {
      rmSync(model, { recursive: true });
      systemFiles.likeFolder(model, made);
    };
    expect(() => run({ ...systemFiles, likeFolder })).toThrow(ChangedMeanwhile);
    expect([existsSync(join(target, 'a')), leftovers()]).toEqual([false, []]);
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
      'rename prod',
      'rename .workstreams/stage-prod',
      'flushFolder',
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
    expect(points.length).toBeGreaterThan(25);
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
    expect(doubles).toBeGreaterThan(400);
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
  const stage = (): string => join(root, '.workstreams', 'stage-prod');
  const old = (): string => join(root, '.workstreams', 'old-prod');

  const changes: readonly [string, () => void][] = [
    ['the folder is there again', () => set({ 'README.md': 'someone put it here' })],
    ['the folder is there again, as a link', () => symlinkSync(stage(), target)],
    ['the new folder is gone too', () => rmSync(stage(), { recursive: true })],
    [
      'the old folder is a link',
      () => {
        renameSync(old(), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), old());
      },
    ],
    [
      'a link is in the place of the new folder',
      () => {
        renameSync(stage(), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), target);
      },
    ],
  ];
  test.each(changes)('when %s', (_what, change) => {
    inTheGap();
    change();
    const seen = all();
    expect(() => recover(systemFiles, root)).toThrow(
      'the replacement of prod was begun, and the folders were changed since',
    );
    expect(all()).toEqual(seen);
  });

  test('beside what it did not leave there', () => {
    begin();
    writeFileSync(join(root, '.workstreams', 'notes.txt'), 'theirs');
    mkdirSync(join(root, '.workstreams', 'stage-prod', 'a'), { recursive: true });
    expect(recover(systemFiles, root)).toBe('nothing');
    expect(leftovers()).toEqual(['notes.txt']);
  });

  test('but goes back between the renames, whatever the new one is', () => {
    inTheGap();
    rmSync(join(stage(), 'release.json'));
    expect(recover(systemFiles, root)).toBe('old');
    expect(readFileSync(join(target, 'release.json'), 'utf8')).toBe('1');
    expect(leftovers()).toEqual([]);
  });

  test('and removes nothing before the folder is in its place for good', () => {
    inTheGap();
    const noted = new FailingFiles();
    recover(noted.ops, root);
    const steps = noted.trace
      .filter(({ name }) => /^(?:flush|rename|remove)/.test(name))
      .map(({ name, path }) => `${name} ${path.slice(root.length + 1)}`.trimEnd());
    expect(steps.slice(0, 4)).toEqual([
      'rename .workstreams/old-prod',
      'flushFolder',
      'flushFolder .workstreams',
      'removeFile .workstreams/stage-prod/README.md',
    ]);
  });
});
