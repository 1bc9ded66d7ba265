import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OutputFolder } from '../../lib/release/output-folder.ts';
import { releaseText } from '../../lib/release/release.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('an environment is replaced as a whole: what is not written again is gone', () => {
  const target = join(folder, 'dist');
  for (const files of [['a', 'b'], ['b']]) {
    const output = new OutputFolder(target);
    for (const file of files) output.write(`dev/system/${file}.yaml`, file);
    output.commit(['dev']);
    output.discard();
  }
  expect(readdirSync(target)).toEqual(['dev']);
  expect(readdirSync(join(target, 'dev', 'system'))).toEqual(['b.yaml']);
});

test('an environment of which nothing is left is removed', () => {
  const target = join(folder, 'dist');
  const first = new OutputFolder(target);
  first.write('dev/a.yaml', 'a');
  first.commit(['dev']);
  first.discard();
  const second = new OutputFolder(target);
  second.commit(['dev']);
  second.discard();
  expect(readdirSync(target)).toEqual([]);
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
  expect(() => output.commit(['dev'])).toThrow('is a symbolic link: nothing is written through it');
  output.discard();
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a file where the folder should be is refused', () => {
  writeFileSync(join(folder, 'dist'), '');
  expect(() => new OutputFolder(join(folder, 'dist'))).toThrow('is no folder');
});

const digest = `sha256:${'0'.repeat(64)}`;
const release = (files: Readonly<Record<string, string>>) =>
  releaseText({ environment: 'dev', catalog: digest, source: null, objects: {}, files });

test('what others keep in an environment stays: all that its release does not name', () => {
  const first = new OutputFolder(folder);
  first.write('dev/a/one.k8s.yaml', 'one');
  first.write('dev/release.json', release({ 'a/one.k8s.yaml': digest }));
  first.commit(['dev']);
  first.discard();
  mkdirSync(join(folder, 'dev', 'notes'));
  writeFileSync(join(folder, 'dev', 'notes', 'README.md'), 'theirs');
  writeFileSync(join(folder, 'dev', 'a', 'two.k8s.yaml'), 'theirs');
  const second = new OutputFolder(folder);
  second.write('dev/release.json', release({}));
  second.commit(['dev']);
  second.discard();
  expect(readdirSync(join(folder, 'dev'), { recursive: true }).sort()).toEqual([
    'a',
    'a/two.k8s.yaml',
    'notes',
    'notes/README.md',
    'release.json',
  ]);
  expect(readFileSync(join(folder, 'dev', 'notes', 'README.md'), 'utf8')).toBe('theirs');

  const third = new OutputFolder(folder);
  third.write('dev/a/two.k8s.yaml', 'ours');
  third.write('dev/release.json', release({ 'a/two.k8s.yaml': digest }));
  expect(() => third.commit(['dev'])).toThrow('two.k8s.yaml is not ours, and in the way: move it elsewhere');
  third.discard();
  expect(readFileSync(join(folder, 'dev', 'a', 'two.k8s.yaml'), 'utf8')).toBe('theirs');
});
