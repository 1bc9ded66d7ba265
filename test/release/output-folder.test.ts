import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutputFolder } from '../../lib/release/output-folder.ts';
import { releaseText } from '../../lib/release/release.ts';
import { filesBelow } from '../support/repository.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const digest = `sha256:${'0'.repeat(64)}`;
const release = (files: readonly string[], environment = 'dev') =>
  releaseText({
    environment,
    catalog: digest,
    source: null,
    objects: {},
    files: Object.fromEntries(files.map((file) => [file, digest])),
  });

/** Renders files into dev, with their release; what is in the way, or nothing. */
function render(files: Readonly<Record<string, string>>): string[] {
  const output = new OutputFolder(folder);
  try {
    for (const [path, text] of Object.entries(files)) output.write(`dev/${path}`, text);
    output.write('dev/release.json', release(Object.keys(files)));
    return output
      .commit(['dev'])
      .map(({ place, what }) => `${place.file.replace(`${folder}/`, '')}: ${what}`);
  } finally {
    output.discard();
  }
}

const inTheWay = 'is not from Workstreams, and in the way: something is rendered to this path';

test('an environment is replaced as a whole: what is not written again is gone', () => {
  render({ 'system/a.k8s.yaml': 'a', 'system/b.k8s.yaml': 'b' });
  expect(render({ 'system/b.k8s.yaml': 'b' })).toEqual([]);
  expect(filesBelow(folder)).toEqual({
    'dev/release.json': release(['system/b.k8s.yaml']),
    'dev/system/b.k8s.yaml': 'b',
  });
});

test('an environment of which nothing is left is removed', () => {
  render({ 'system/a.k8s.yaml': 'a' });
  const output = new OutputFolder(folder);
  output.commit(['dev']);
  output.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('what is discarded leaves the target as it was', () => {
  mkdirSync(join(folder, 'dev'));
  writeFileSync(join(folder, 'dev', 'a.yaml'), 'old');
  const output = new OutputFolder(folder);
  output.write('dev/a.yaml', 'new');
  output.write('prod/a.yaml', 'new');
  output.discard();
  expect(readFileSync(join(folder, 'dev', 'a.yaml'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['dev']);
});

test('a folder that was not there is not left behind by what is discarded', () => {
  const target = join(folder, 'dist');
  new OutputFolder(target).discard();
  expect(existsSync(target)).toBe(false);
});

test('other environments and files of others are left alone', () => {
  mkdirSync(join(folder, 'prod'));
  writeFileSync(join(folder, 'README.md'), 'ours');
  const output = new OutputFolder(folder);
  output.write('dev/a.yaml', 'a');
  output.commit(['dev']);
  output.discard();
  expect(readdirSync(folder).sort()).toEqual(['README.md', 'dev', 'prod']);
});

test('a file is never written twice', () => {
  const output = new OutputFolder(folder);
  output.write('dev/a.yaml', 'a');
  expect(() => output.write('dev/a.yaml', 'b')).toThrow('EEXIST');
  output.discard();
});

test('nothing is written through a symbolic link', () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(folder, 'link'));
  expect(() => new OutputFolder(join(folder, 'link'))).toThrow(
    'is a symbolic link: nothing is written through it',
  );

  mkdirSync(join(folder, 'dist'));
  symlinkSync(elsewhere, join(folder, 'dist', 'dev'));
  const output = new OutputFolder(join(folder, 'dist'));
  output.write('dev/a.yaml', 'a');
  expect(output.commit(['dev']).map(({ what }) => what)).toEqual(['this is a symbolic link']);
  output.discard();
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a file where the folder should be is refused', () => {
  writeFileSync(join(folder, 'dist'), '');
  expect(() => new OutputFolder(join(folder, 'dist'))).toThrow('is no folder');
});

function theirs(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'dev', path)), { recursive: true });
    writeFileSync(join(folder, 'dev', path), text);
  }
}

describe('what others keep in an environment stays, file by file', () => {
  const others = { 'README.md': '# Kafka', 'kafka.yaml': 'kind: Kafka', 'a/two.k8s.yaml': 'kind: Kafka' };
  const kept = Object.fromEntries(Object.entries(others).map(([path, text]) => [`dev/${path}`, text]));

  test('with a release: all that it does not name', () => {
    render({ 'a/one.k8s.yaml': 'one', 'a/gone.k8s.yaml': 'gone' });
    theirs(others);
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual([]);
    expect(filesBelow(folder)).toEqual({
      ...kept,
      'dev/a/one.k8s.yaml': '1',
      'dev/release.json': release(['a/one.k8s.yaml']),
    });
  });

  test('without a release, and folders that are empty', () => {
    theirs(others);
    mkdirSync(join(folder, 'dev/charts/empty'), { recursive: true });
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual([]);
    expect(filesBelow(folder)).toEqual({
      ...kept,
      'dev/a/one.k8s.yaml': '1',
      'dev/release.json': release(['a/one.k8s.yaml']),
    });
    expect(readdirSync(join(folder, 'dev/charts'))).toEqual(['empty']);
  });

  test('with the same bytes as before, the time of their change and their rights', () => {
    theirs({ 'run.sh': 'exit' });
    chmodSync(join(folder, 'dev/run.sh'), 0o750);
    utimesSync(join(folder, 'dev/run.sh'), 1000, 1000);
    render({ 'a/one.k8s.yaml': '1' });
    const { mode, mtimeMs } = statSync(join(folder, 'dev/run.sh'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o750, 1_000_000]);
  });

  test('in folders that keep their modes', () => {
    theirs({ 'charts/values.yaml': 'x' });
    render({ 'a/one.k8s.yaml': '1' });
    const modes = { dev: 0o700, 'dev/a': 0o710, 'dev/charts': 0o2750 };
    for (const [path, mode] of Object.entries(modes)) chmodSync(join(folder, path), mode);
    render({ 'a/one.k8s.yaml': '2', 'b/two.k8s.yaml': '2' });
    const seen = [...Object.keys(modes), 'dev/b'].map((path) => statSync(join(folder, path)).mode & 0o7777);
    expect(seen).toEqual([0o700, 0o710, 0o2750, 0o777 & ~process.umask()]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['a file where one is rendered', { 'a/one.k8s.yaml': 'theirs' }, ['dev/a/one.k8s.yaml']],
    ['a file where a folder is rendered', { a: 'theirs' }, ['dev/a']],
    ['a folder where a file is rendered', { 'a/one.k8s.yaml/x': 'theirs' }, ['dev/a/one.k8s.yaml']],
  ])('and in the way is %s: nothing is written', (_what, files, told) => {
    theirs(files);
    const before = filesBelow(folder);
    expect(render({ 'a/one.k8s.yaml': '1', 'b/two.k8s.yaml': '2' })).toEqual(
      told.map((path) => `${path}: ${inTheWay}`),
    );
    expect(filesBelow(folder)).toEqual(before);
  });

  test('but for the same bytes: whose they are makes no difference', () => {
    theirs({ 'a/one.k8s.yaml': '1' });
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual([]);
    expect(readdirSync(join(folder, 'dev/a'))).toEqual(['one.k8s.yaml']);
  });

  test('but for rendered files whose release is lost: their objects say that they are ours', () => {
    const object = (manager: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  labels: { app.kubernetes.io/managed-by: ${manager} }\n`;
    theirs({ 'a/one.k8s.yaml': object('workstreams'), 'a/gone.k8s.yaml': object('workstreams') });
    theirs({ 'a/helm.k8s.yaml': object('Helm'), 'a/ours.yaml': object('workstreams') });
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual([]);
    expect(readdirSync(join(folder, 'dev/a')).sort()).toEqual(['helm.k8s.yaml', 'one.k8s.yaml', 'ours.yaml']);
  });

  test.each([
    ['is not one of ours', '{"version": "1.2.3"}', 'dev/release.json: Invalid input'],
    ['is no JSON', '# Release', 'this is no JSON'],
    ['is of another environment', release([], 'prod'), 'the release of "prod" in the folder of dev'],
  ])('where release.json %s, nothing is written', (_what, text, told) => {
    theirs({ ...others, 'release.json': text });
    const before = filesBelow(folder);
    expect(render({ 'a/one.k8s.yaml': '1' }).join()).toContain(told);
    expect(filesBelow(folder)).toEqual(before);
  });

  test('where a link is among them, nothing is written', () => {
    theirs({ 'a.txt': 'a' });
    symlinkSync('a.txt', join(folder, 'dev/link'));
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual(['dev/link: this is a symbolic link']);
    expect(readdirSync(join(folder, 'dev')).sort()).toEqual(['a.txt', 'link']);
  });

  test('and of several environments none is replaced where one has something in the way', () => {
    theirs({ a: 'theirs' });
    const output = new OutputFolder(folder);
    output.write('prod/a/one.k8s.yaml', '1');
    output.write('dev/a/one.k8s.yaml', '1');
    expect(output.commit(['prod', 'dev'])).toHaveLength(1);
    output.discard();
    expect(filesBelow(folder)).toEqual({ 'dev/a': 'theirs' });
  });

  test('and comes back where the run before was killed between taking the folder away and putting the new one there', () => {
    theirs(others);
    mkdirSync(join(folder, '.stage-killed'));
    renameSync(join(folder, 'dev'), join(folder, '.stage-killed', '.old-dev'));
    expect(render({ 'a/one.k8s.yaml': '1' })).toEqual([]);
    expect(filesBelow(join(folder, 'dev'))).toEqual({
      ...others,
      'a/one.k8s.yaml': '1',
      'release.json': release(['a/one.k8s.yaml']),
    });
  });

  test('and comes back where the new folder cannot take its place', () => {
    theirs(others);
    const output = new OutputFolder(folder);
    output.write('dev/late/one.k8s.yaml', '1');
    const stage = readdirSync(folder).find((name) => name.startsWith('.stage-')) ?? '';
    rmSync(join(folder, stage, 'dev'), { recursive: true });
    writeFileSync(join(folder, stage, 'dev'), '');
    expect(() => output.commit(['dev'])).toThrow();
    output.discard();
    expect(filesBelow(folder)).toEqual(kept);
  });
});
