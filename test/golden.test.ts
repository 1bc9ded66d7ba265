import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { safeLoadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { difference, goldenFiles, goldenFolder } from './support/golden.ts';
import { checkManifest } from './support/manifest-check.ts';

const files = goldenFiles();

test('golden manifests stand for every system and environment, and for nothing else', () => {
  const committed = readdirSync(goldenFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(goldenFolder.length + 1));
  expect(committed.sort()).toEqual([...files.keys()].sort());
});

describe.each([...files.keys()])('%s', (path) => {
  test('is what the shipped catalogue renders (`npm run golden` writes it again)', () => {
    const [committed, now] = [readFileSync(join(goldenFolder, path), 'utf8'), files.get(path) ?? ''];
    expect(now === committed ? '' : difference(path, committed, now)).toBe('');
  });
});

describe.each([...files.keys()].filter((path) => path.endsWith('.yaml')))('%s', (path) => {
  const objects = parseAllDocuments(files.get(path) ?? '').map((document) => document.toJS() as unknown);

  test('holds only objects that the real schemas accept, unknown fields and CEL rules included', () => {
    expect(objects.length).toBeGreaterThan(/\/(?:platform|gitops)\.yaml$/.test(path) ? 0 : 10);
    expect(objects.flatMap(checkManifest)).toEqual([]);
  });

  test('reads the same for an independent reader of YAML 1.1', () => {
    expect(safeLoadAll(files.get(path) ?? '')).toEqual(objects);
  });
});

test('rendering twice gives the same bytes', () => {
  expect(goldenFiles()).toEqual(files);
});
