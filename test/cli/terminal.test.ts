import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { fixtureRoot } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';

jest.setTimeout(600_000);

/** What a terminal of so many columns gets from a command; `script` of util-linux makes one. */
function onTerminal(columns: number, command: string, env: Record<string, string> = {}): string {
  const line = `stty cols ${columns}; ${process.execPath} ${join(repository, 'bin', 'workstreams.js')} ${command}`;
  const text = execFileSync('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: fixtureRoot,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text.replaceAll('\r\n', '\n');
}

const escape = '\u001b';
const line = (text: string) => `\r${escape}[K${text}`;

// macOS has a `script` of its own.
(process.platform === 'linux' ? test : test.skip)(
  'says what it is doing, and removes that before it prints',
  () => {
    const text = onTerminal(80, 'services --env qa');
    expect(text.startsWith(line('reading contracts …'))).toBe(true);
    const shown = text.slice(text.lastIndexOf(line('')) + line('').length);
    expect(shown).toMatch(new RegExp(`^ ${escape}\\[1mSYSTEM${escape}\\[22m `));
    expect(shown).not.toContain('…');
  },
);

(process.platform === 'linux' ? test : test.skip)('no line of a table is wider than 80 columns', () => {
  const text = onTerminal(80, 'explain ledger.invoices --env eu-prod', { NO_COLOR: '1' });
  const lines = text.slice(text.lastIndexOf(line('')) + line('').length).split('\n');
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.filter(({ length }) => length > 80)).toEqual([]);
  expect(text).not.toContain(`${escape}[1m`);
});
