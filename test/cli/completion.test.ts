import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { fixtureRoot } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'workstreams-completion-'));
symlinkSync(join(repository, 'bin', 'workstreams.js'), join(folder, 'workstreams'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, HOME: folder };
const run = (program: string, args: readonly string[], cwd = fixtureRoot) =>
  execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const complete = (...words: string[]) => run('workstreams', ['complete', '--', ...words]);

describe('what is offered', () => {
  test.each<[string[], string]>([
    [['expl'], 'explain\tevery fact of one topic in one environment, and where each comes from\n'],
    [
      ['plan', '--base'],
      '--baseline\twhat is in force: a folder with one rendered folder an environment, such as a GitOps checkout\n',
    ],
    [['plan', '--env', ''], 'dev\neu-prod\nqa\n'],
    [['promote', '--from', 'dev', '--to', 'e'], 'eu-prod\n'],
    [['access', '--format', ''], 'table\njson\ncsv\n'],
    [['inventory', '--system', 'par'], 'parcels\n'],
    [
      ['dead-letters', 'sh'],
      'show\tdead letters of a topic with their headers and values; personal data is redacted\n',
    ],
    [['promote', '--only', 'ledger/accounts/w'], 'ledger/accounts/work/invoices/v1\tOrders for invoices\n'],
    // Of the environment that is named, or of the one that none is promoted from.
    [
      ['explain', '--env', 'qa', 'qa.acme.tracking.evt.parcel-s'],
      'qa.acme.tracking.evt.parcel-scanned.v1\tA parcel was scanned in a depot or at a door\n',
    ],
    [['explain', 'eu-prod.acme.tracking.evt'], ''],
    // Files, which the shell offers itself.
    [['plan', '--baseline', ''], ''],
    [['nothing', ''], ''],
  ])('after %j', (words, offered) => {
    expect(complete(...words)).toBe(offered);
  });

  test('nothing, and no error, where no stack is', () => {
    expect(run('workstreams', ['complete', '--', 'explain', '--env', 'qa', ''], folder)).toBe('');
    expect(run('workstreams', ['complete', '--', 'plan', '--env', ''], folder)).toBe('');
  });
});

/** Skipped where the shell is missing; with REQUIRE_SHELLS that is a failure. */
function inShell(shell: string): typeof test | typeof test.skip {
  if ((process.env['REQUIRE_SHELLS'] ?? '') !== '') return test;
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return test;
  } catch {
    return test.skip;
  }
}

describe('shells', () => {
  inShell('bash')('bash takes the values, and offers files where there are none', () => {
    const asked = `source <(workstreams completion bash)
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _workstreams; printf '%s|' "\${COMPREPLY[@]}"; }
      ask workstreams plan --env ''; ask workstreams expl; ask workstreams plan --env '$(touch evaluated)'
      complete -p workstreams`;
    expect(run('bash', ['-c', asked])).toBe(
      'dev|eu-prod|qa|explain||complete -o default -F _workstreams workstreams\n',
    );
  });

  inShell('zsh')('zsh shows what they are, and files where there are none', () => {
    const asked = `compdef() { print "compdef $@" }
      _describe() { print -l -- "\${(@P)2}" }
      _files() { print files }
      source <(workstreams completion zsh)
      ask() { words=("$@"); CURRENT=$#; _workstreams }
      ask workstreams plan --env ''; ask workstreams expl; ask workstreams plan --baseline ''`;
    expect(run('zsh', ['-f', '-c', asked])).toBe(
      `compdef _workstreams workstreams
dev
eu-prod
qa
explain:every fact of one topic in one environment, and where each comes from
files
`,
    );
  });

  inShell('fish')('fish completes as at its prompt', () => {
    const asked = `workstreams completion fish | source
      complete -C 'workstreams plan --env '; complete -C 'workstreams expl'; complete -C 'workstreams plan --baseline environm'`;
    expect(run('fish', ['--no-config', '-c', asked])).toBe(
      'dev\neu-prod\nqa\nexplain\tevery fact of one topic in one environment, and where each comes from\nenvironments/\n',
    );
  });
});
