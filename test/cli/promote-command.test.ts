import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { repository } from '../support/repository.ts';

const copy = new GitopsCopy();
beforeAll(() => {
  copy.synth('qa');
});
afterAll(() => copy.dispose());

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function workstreams(...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      'node',
      [join(repository, 'bin', 'workstreams.js'), ...args, '--root', copy.project.root],
      { encoding: 'utf8' },
      (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const promote = (...args: string[]) =>
  workstreams('promote', '--from', 'qa', '--to', 'eu-prod', '--gitops', copy.gitops, ...args);

test('plans for machines, and for a pull request', async () => {
  const body = join(copy.project.root, 'body.md');
  const [json, markdown] = await Promise.all([
    promote('--dry-run', '--format', 'json'),
    promote('--dry-run', '--format', 'markdown', '--body', body),
  ]);
  expect([json.code, json.stderr, markdown.code]).toEqual([2, '', 2]);
  const told = JSON.parse(json.stdout) as Record<string, unknown>;
  expect(Object.keys(told)).toEqual([
    'schema',
    'from',
    'release',
    'emergency',
    'to',
    'state',
    'catalog',
    'source',
    'provenance',
    'files',
    'registry',
    'plan',
  ]);
  expect([told['from'], told['to'], told['state'], told['source']]).toEqual([
    'qa',
    'eu-prod',
    'planned',
    null,
  ]);
  expect(told['files']).toEqual({
    write: expect.arrayContaining(['release.json', 'sorting/depot-vision-read--label-v1.k8s.yaml']),
    remove: [],
  });
  expect(told['plan']).toHaveProperty('counts.destructive', 0);
  expect(markdown.stdout).toMatch(/^#+ eu-prod: /);
  expect(markdown.stdout).toMatch(
    /\nPromote qa to eu-prod: catalogue `[0-9a-f]{12}`; \d+ files to write, 0 to remove\.\n$/,
  );
  expect(readFileSync(body, 'utf8')).toBe(markdown.stdout);
});

test('a body is not written through a link, and then nothing else is written', async () => {
  const link = join(copy.project.root, 'link.md');
  symlinkSync(join(copy.project.root, 'elsewhere.md'), link);
  const before = copy.files();
  const { code, stderr } = await promote('--body', link);
  expect([code, stderr]).toEqual([
    1,
    `workstreams failed: ${link} is a symbolic link: the body is not written through it\n`,
  ]);
  expect(copy.files()).toEqual(before);
});

test('a time to wait that is none is told with what one is', async () => {
  const { code, stderr } = await promote('--wait', 'long');
  expect(code).toBe(64);
  expect(stderr).toContain('a duration is a whole number with ms, s, m, h or d behind it, for example 7d');
});

test('plan, lint, synth and a dry run refuse a folder with an unfinished promotion', async () => {
  copy.write('.workstreams/old-eu-prod/release.json', '{}');
  copy.project.write('.workstreams/old-eu-prod/release.json', '{}');
  const all = await Promise.all([
    workstreams('plan', '--env', 'qa', '--baseline', copy.gitops),
    workstreams('lint'),
    workstreams('synth', '--out', copy.gitops),
    promote('--dry-run'),
  ]);
  for (const { code, stderr } of all) {
    expect(code).toBe(1);
    expect(stderr).toContain(
      '/.workstreams/old-eu-prod:1:1\n  a promotion to eu-prod was interrupted, and someone changed the folders since',
    );
  }
});
