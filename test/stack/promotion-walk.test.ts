import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queuesCopy } from '../support/shipped.ts';
import { missingLine, stepsOf, walk, walkable } from '../support/walk-through.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-walk-'));
const root = join(folder, 'workstreams');
afterAll(() => rmSync(folder, { recursive: true }));

// retired-tenant.test.ts goes through the section on tenants: the queues have none.
const steps = stepsOf('promotion.md').filter(({ section }) => section !== 'A tenant is retired');

let outputs: string[] = [];

beforeAll(() => {
  // One of the five systems, to be rendered often.
  const copy = queuesCopy();
  cpSync(copy.root, root, { recursive: true });
  copy.dispose();
  outputs = walk(steps, walkable(folder));
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
  expect(topic('staging')).toContain('max.message.bytes: "327680"');
  expect(topic('prod')).toContain('retention.ms: "604800000"');
  expect(topic('prod')).toContain('max.message.bytes: "327680"');
  const body = readFileSync(join(folder, 'body.md'), 'utf8');
  expect(body).toContain('## staging: 1 destructive');
  expect(body).toContain('<details>');
  expect(body).toMatch(/### Approved by\n\n- .*transformation-platform, in commit `[0-9a-f]{12}` by /);
  expect(body).toMatch(/### Commits that this brings\n\n- `[0-9a-f]{12}` .*: Verification keeps five days\n/);
});
