import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stackRoot } from '../../lib/cli/root-option.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-root-'));
const below = (path: string): string => {
  mkdirSync(join(folder, path), { recursive: true });
  return join(folder, path);
};
beforeAll(() => {
  below('outer/contracts/shop');
  below('outer/environments');
  below('outer/inner/deep');
  writeFileSync(join(folder, 'outer/inner/cdk8s.yaml'), '');
  below('half/contracts/shop');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['outer', '.'],
  ['outer/contracts/shop', '../..'],
  ['outer/environments', '..'],
  ['outer/inner', '.'],
  ['outer/inner/deep', '..'],
])('from %s the stack is %s', (from, root) => {
  expect(stackRoot(join(folder, from))).toBe(root);
});

test('contracts without environments are not a stack: the folder itself is asked for', () => {
  expect(stackRoot(join(folder, 'half/contracts/shop'))).toBe('.');
});
