import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { AdminDesk, tokens } from '../support/admin-desk.ts';
import { repository } from '../support/repository.ts';

const page = readFileSync(join(repository, 'docs/admin-api.md'), 'utf8');
const desk = new AdminDesk();
afterAll(() => desk.dispose());

/** The requests of the page's `curl`. */
const requests = [...page.matchAll(/^curl (?:.*\\\n)*.*$/gm)].map(([command]) => {
  const [, path = ''] = /\$API([^" ]+)/.exec(command) ?? [];
  const [, body] = /-d '([^']*)'/.exec(command) ?? [];
  const isPost = body !== undefined || command.includes('-X POST');
  return { path, method: isPost ? 'POST' : 'GET', body };
});

describe('each request of the page is one that the API takes', () => {
  test('there are many', () => {
    expect(requests.length).toBeGreaterThan(10);
  });

  // The desk of the test does nothing: what gets as far as that is 500, and ids that are not there 404.
  test.each(
    requests.map(({ method, path, body }): [string, string, string | undefined] => [method, path, body]),
  )('%s %s', async (method, path, body) => {
    const { status, json } = await desk.ask(tokens.jane, method, path, body);
    const isKnown = status === 404 && String(json.detail).includes('this process has no operation');
    expect([status === 500 || status === 202 || isKnown, json.errors]).toEqual([true, undefined]);
  });
});
