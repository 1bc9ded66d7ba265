import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProjectCopy, repository } from '../support/project-copy.ts';

interface Step {
  readonly title: string;
  /** The page's commands. */
  readonly commands: string;
  /** Lines that their output has, in this order; `…` stands for any text. */
  readonly lines: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'workstreams-walk-'));
const root = join(folder, 'workstreams');
const tools = join(folder, 'bin');
afterAll(() => rmSync(folder, { recursive: true }));

/** A shell's blocks of a page, each with what the block of text behind it says. */
function stepsOf(page: string): Step[] {
  const blocks = [...page.matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, kind, body = ''], index) => {
    if (kind !== 'sh') return [];
    const next = blocks[index + 1];
    const lines = next?.[1] === 'text' ? (next[2] ?? '').trimEnd().split('\n') : [];
    return [{ title: body.split('\n')[0] ?? '', commands: body, lines }];
  });
}

const steps = stepsOf(readFileSync(join(repository, 'docs', 'promotion.md'), 'utf8'));

/** One shell goes through all steps: a later one may use what an earlier one has set. */
let outputs: string[] = [];

beforeAll(() => {
  // One of the five systems, to be rendered often.
  const copy = new ProjectCopy(['workrequests']);
  cpSync(copy.root, root, { recursive: true });
  copy.dispose();
  mkdirSync(tools);
  writeFileSync(
    join(tools, 'npx'),
    `#!/bin/sh\nshift\nexec ${process.execPath} ${join(repository, 'bin', 'workstreams.js')} "$@"\n`,
  );
  chmodSync(join(tools, 'npx'), 0o755);
  const env = {
    PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  };
  for (const args of [
    ['init', '--quiet', '--initial-branch', 'main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'As it is'],
  ])
    execFileSync('git', args, { cwd: root, env });
  const mark = '\u0001';
  const script = steps.map(({ commands }) => `${commands}\nprintf '${mark}'`).join('\n');
  const run = spawnSync('sh', ['-c', `exec 2>&1\n${script}`], { cwd: root, env, encoding: 'utf8' });
  outputs = run.stdout.split(mark);
}, 300_000);

test('the page has a walk through', () => {
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(8);
});

describe.each(steps.map((step, index) => ({ ...step, index })))('$title', ({ lines, index }) => {
  test(lines.length === 0 ? 'says nothing' : 'says what the page shows', () => {
    const output = outputs[index] ?? 'it was not reached';
    if (lines.length === 0) expect(output).toBe('');
    const rest = output.split('\n');
    for (const line of lines) {
      const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      const wanted = new RegExp(parts.join('.*'));
      const at = rest.findIndex((one) => wanted.test(one));
      if (at === -1) expect(rest.join('\n')).toContain(line);
      rest.splice(0, at + 1);
    }
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
