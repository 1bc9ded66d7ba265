import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rules } from '../../lib/governance/rules/index.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'coverage.md'), 'utf8');
const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one);

test('each file and folder that the coverage names is there', () => {
  const paths = quoted.filter(
    (one) =>
      /^(?:bench|contracts|docs|environments|examples|imports|lib|page|scripts|test)\//.test(one) &&
      !/[<*]/.test(one),
  );
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('each test that the coverage quotes is in its file', () => {
  const tests = [...text.matchAll(/`(test\/[^`]+\.ts)` \("([^"\\]+)"/g)];
  expect(tests.length).toBeGreaterThan(10);
  const missing = tests.filter(([, file = '', name = '']) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ').includes(name);
  });
  expect(missing.map(([, file, name]) => `${file}: ${name}`)).toEqual([]);
});

test('each rule that the coverage names exists', () => {
  const named = [...text.matchAll(/\brules? `([a-z-]+)`(?:(?:, | and )`([a-z-]+)`)*/g)].flatMap(
    ([, ...all]) => all.filter((one) => one !== undefined),
  );
  expect(named.length).toBeGreaterThan(20);
  const ids = rules.map(({ id }): string => id);
  expect([...new Set(named)].filter((id) => !ids.includes(id))).toEqual([]);
});
