import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repository } from './repository.ts';

/** Commands of a page, and what the page says that they print. */
export interface Step {
  readonly title: string;
  /** The heading that it stands below. */
  readonly section: string;
  readonly commands: string;
  /** Lines that their output has, in this order; `…` stands for any text. */
  readonly lines: readonly string[];
}

/** The blocks for a shell of a page of `docs/`, each with what the block of text behind it says. */
export function stepsOf(page: string): Step[] {
  const text = readFileSync(join(repository, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(({ 1: kind, 2: body = '', index: at }, index) => {
    if (kind !== 'sh') return [];
    const next = blocks[index + 1];
    const lines = next?.[1] === 'text' ? (next[2] ?? '').trimEnd().split('\n') : [];
    const section = [...text.slice(0, at).matchAll(/^##+ (.*)$/gm)].at(-1)?.[1] ?? '';
    return [{ title: body.split('\n')[0] ?? '', section, commands: body, lines }];
  });
}

/** What each step prints. One shell goes through all of them: a later one may use what an earlier one has set. */
export function walk(
  steps: readonly Step[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): string[] {
  const mark = '\u0001';
  const script = steps.map(({ commands }) => `${commands}\nprintf '${mark}'`).join('\n');
  const run = spawnSync('sh', ['-c', `exec 2>&1\n${script}`], { cwd, env, encoding: 'utf8' });
  return run.stdout.split(mark);
}

/**
 * A folder in which `npx workstreams` is this repository's, and `<folder>/workstreams` is committed to a repository.
 * @returns where and with which environment to walk
 */
export function walkable(folder: string): {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
} {
  const [cwd, tools] = [join(folder, 'workstreams'), join(folder, 'bin')];
  mkdirSync(tools);
  const program = join(repository, 'bin', 'workstreams.js');
  writeFileSync(join(tools, 'npx'), `#!/bin/sh\nshift\nexec ${process.execPath} ${program} "$@"\n`);
  chmodSync(join(tools, 'npx'), 0o755);
  const env = { ...gitEnvironment(folder), PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` };
  for (const args of [
    ['init', '--quiet', '--initial-branch', 'main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'As it is'],
  ])
    execFileSync('git', args, { cwd, env });
  return { cwd, env };
}

/** The first line that the output lacks, after those before it; undefined where it has all. */
export function missingLine(output: string, lines: readonly string[]): string | undefined {
  const rest = output.split('\n');
  for (const line of lines) {
    const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const wanted = new RegExp(parts.join('.*'));
    const at = rest.findIndex((one) => wanted.test(one));
    if (at === -1) return line;
    rest.splice(0, at + 1);
  }
  return undefined;
}

/** An environment for git that depends on nothing of this machine. */
export function gitEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  };
}
