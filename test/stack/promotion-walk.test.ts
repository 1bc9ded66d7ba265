import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repository } from '../support/repository.ts';
import { queuesCopy } from '../support/shipped.ts';
import { gitEnvironment, missingLine, stepsOf, walk } from '../support/walk-through.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-walk-'));
const root = join(folder, 'workstreams');
const tools = join(folder, 'bin');
afterAll(() => rmSync(folder, { recursive: true }));

const steps = stepsOf('promotion.md');

let outputs: string[] = [];

beforeAll(() => {
  // One of the five systems, to be rendered often.
  const copy = queuesCopy();
  cpSync(copy.root, root, { recursive: true });
  copy.dispose();
  mkdirSync(tools);
  writeFileSync(
    join(tools, 'npx'),
    `#!/bin/sh\nshift\nexec ${process.execPath} ${join(repository, 'bin', 'workstreams.js')} "$@"\n`,
  );
  chmodSync(join(tools, 'npx'), 0o755);
  const env = { ...gitEnvironment(folder), PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` };
  for (const args of [
    ['init', '--quiet', '--initial-branch', 'main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'As it is'],
  ])
    execFileSync('git', args, { cwd: root, env });
  outputs = walk(steps, { cwd: root, env });
}, 300_000);

test('the page has a walk through', () => {
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(8);
});

describe.each(steps.map((step, index) => ({ ...step, index })))('$title', ({ lines, index }) => {
  test(lines.length === 0 ? 'says nothing' : 'says what the page shows', () => {
    const output = outputs[index] ?? 'it was not reached';
    if (lines.length === 0) expect(output).toBe('');
    expect([missingLine(output, lines), output]).toEqual([undefined, output]);
  });
});

test('what arrived is what was promised', () => {
  const show = (ref: string) =>
    execFileSync('git', ['show', ref], { cwd: join(folder, 'gitops'), encoding: 'utf8' });
  const topic = (environment: string) =>
    show(`main:${environment}/workrequests/transformation-toolrun-verify-v1.k8s.yaml`);
  expect(topic('staging')).toContain('retention.ms: "432000000"');
  expect(topic('staging')).toContain('max.message.bytes: "131072"');
  expect(topic('prod')).toContain('retention.ms: "604800000"');
  expect(topic('prod')).toContain('max.message.bytes: "131072"');
  const body = readFileSync(join(folder, 'body.md'), 'utf8');
  expect(body).toContain('## staging: 1 destructive');
  expect(body).toContain('<details>');
});
