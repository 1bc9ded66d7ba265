import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWithKubectl } from '../support/kubectl.ts';
import { repository } from '../support/repository.ts';

const pages = [
  'README.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The commands for kubectl on a page, in blocks and within sentences. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(repository, page), 'utf8');
  const blocks = [...text.matchAll(/^( *)```(?:sh|console)\n(.*?)^\1```$/gms)].flatMap(([, , body = '']) =>
    body.replaceAll(/\\\n\s*/g, '').split('\n'),
  );
  const sentences = [...text.replaceAll(/^ *```.*?^ *```$/gms, '').matchAll(/`([^`]*)`/g)].map(
    ([, code = '']) => code.replaceAll(/\s+/g, ' '),
  );
  return [...blocks, ...sentences].flatMap((line) => /\bkubectl (?=[a-z-]).*/.exec(line)?.[0] ?? []);
}

/** As far as it is a command for kubectl itself, with words where a page leaves a place. */
function asked(command: string): string {
  const [own = ''] = command
    .replaceAll(/<<'?POD'?/g, '')
    .replaceAll(/<[^<>|]+>|\$\(date [^)]*\)|\$[A-Z]+|…/g, 'x')
    // What is behind a pipe, a dash or in the background is another program's; quotes hold both.
    .split(/ (?:-- ?|> |\||&) ?(?=(?:[^']*'[^']*')*[^']*$)|;|\)$| #/);
  return own.trimEnd();
}

describeWithKubectl('kubectl knows the command and the options', () => {
  const commands = pages.flatMap((page) => commandsOf(page).map((text) => ({ page, text })));

  // With --help nothing is asked of a cluster, and an option that there is not is refused all the same.
  test.each(commands.map(({ page, text }) => [text, page]))('%s (%s)', (text) => {
    const command = asked(text);
    const { stdout, stderr, status } = spawnSync('sh', ['-c', `${command} --help`], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, verb = ''] = /^kubectl(?: (?:-n|--namespace) \S+)? ([a-z-]+)/.exec(command) ?? [];
    expect(stdout).toContain(`kubectl ${verb}`);
  });

  test('reads the manifests that a page hands it', () => {
    const handed = pages.flatMap((page) => {
      const text = readFileSync(join(repository, page), 'utf8');
      return [...text.matchAll(/apply -f - <<POD\n(.*?)^POD$/gms)].map(([, body = '']) => body);
    });
    const read = handed.map((input) =>
      spawnSync('kubectl', ['annotate', '--local', '--filename', '-', '--output', 'name', 'read=true'], {
        input,
        encoding: 'utf8',
      }),
    );
    expect(read.map(({ stdout, stderr }) => stdout + stderr)).toEqual(['pod/kafka-shell\n']);
  });

  test('there are many, and an option or a verb that there is not is refused', () => {
    expect(commands.length).toBeGreaterThan(50);
    const status = (command: string) => spawnSync('sh', ['-c', `${command} --help`]).status;
    expect(status('kubectl get pods --owide')).not.toBe(0);
    expect(spawnSync('kubectl', ['gett', 'pods', '--help'], { encoding: 'utf8' }).stdout).not.toContain(
      'kubectl gett',
    );
  });
});
