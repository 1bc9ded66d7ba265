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
import { afterAll, describe, expect, test } from '@jest/globals';
import { writeFileIn } from '../../lib/release/output-file.ts';
import { run } from '../../lib/cli/run.ts';
import { fixtureCopy, fixtureRoot } from '../support/fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-catalog-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workstreams = (...args: string[]) => {
  process.exitCode = 0;
  return run(['node', 'workstreams', ...args]).finally(() => {
    process.exitCode = 0;
  });
};

describe('catalog', () => {
  test('writes one file that holds all, the same each time', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    expect(await workstreams('catalog', '--root', fixtureRoot, '--out', one, '--quiet')).toBe(0);
    expect(await workstreams('catalog', '--root', fixtureRoot, '--out', two, '--quiet')).toBe(0);
    expect(readdirSync(one)).toEqual(['index.html']);
    const html = readFileSync(join(one, 'index.html'), 'utf8');
    expect(html).toBe(readFileSync(join(two, 'index.html'), 'utf8'));
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('depot.vision.read-label.v1');
  });

  test('writes nothing of a repository that is wrong', async () => {
    const copy = fixtureCopy();
    const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
    copy.edit(contract, 'retention: 7d', 'retention: 700d');
    const out = join(folder, 'wrong');
    expect(await workstreams('catalog', '--root', copy.root, '--out', out, '--quiet')).toBe(1);
    expect(existsSync(out)).toBe(false);
    copy.dispose();
  });
});

describe('one file in a folder', () => {
  test('takes the place of the one before, and leaves nothing beside it', () => {
    const out = join(folder, 'a', 'b');
    expect(writeFileIn(out, 'index.html', 'one')).toBe(join(out, 'index.html'));
    writeFileIn(out, 'index.html', 'two');
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('two');
    expect(readdirSync(out)).toEqual(['index.html']);
  });

  test('is not written through a link, nor over what is no file or no folder', () => {
    const target = join(folder, 'target');
    mkdirSync(target);
    writeFileSync(join(target, 'kept'), 'kept');
    symlinkSync(target, join(folder, 'link'));
    expect(() => writeFileIn(join(folder, 'link'), 'index.html', 'x')).toThrow('is a symbolic link');
    symlinkSync(join(target, 'kept'), join(target, 'index.html'));
    expect(() => writeFileIn(target, 'index.html', 'x')).toThrow('is a symbolic link');
    expect(() => writeFileIn(join(target, 'kept'), 'index.html', 'x')).toThrow('is no folder');
    mkdirSync(join(folder, 'taken', 'index.html'), { recursive: true });
    expect(() => writeFileIn(join(folder, 'taken'), 'index.html', 'x')).toThrow('is no file');
    expect(readFileSync(join(target, 'kept'), 'utf8')).toBe('kept');
  });
});
