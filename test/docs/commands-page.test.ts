import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { commandsPage } from '../../scripts/commands-page.ts';
import { repository } from '../support/repository.ts';

jest.setTimeout(600_000);

test('the page shows the help of every command; npm run schemas renews it', () => {
  const page = commandsPage();
  expect(page).toBe(readFileSync(join(repository, 'docs', 'reference', 'commands.md'), 'utf8'));
  for (const heading of ['## plan', '### dead-letters redrive', '### new topic', '## completion'])
    expect(page.split('\n')).toContain(heading);
});
