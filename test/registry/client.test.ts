import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RegistryClient } from '../../lib/registry/client.ts';
import type { RegistryAccess } from '../../lib/registry/http.ts';
import { RegistryError } from '../../lib/registry/registry-error.ts';
import { json, type Seen, smallServer, type SmallServer } from '../support/registry/small-server.ts';

const servers: SmallServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});

type Answer = (seen: Seen, response: ServerResponse, index: number) => void | Promise<void>;

async function serving(answer: Answer) {
  const server = await smallServer(answer);
  servers.push(server);
  return server;
}

function clientOf(url: string, more: Partial<RegistryAccess> = {}) {
  const waited: number[] = [];
  const wait = (milliseconds: number) => {
    waited.push(milliseconds);
    return Promise.resolve();
  };
  return { client: new RegistryClient({ url, fetch, wait, ...more }), waited };
}

async function failure(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('what is asked', () => {
  test('names of subjects are encoded, credentials are sent, bodies are JSON', async () => {
    const server = await serving((_, response) => json(response, 200, { id: 7 }));
    const credentials = { username: 'ci', password: 'pä:ss' };
    const { client } = clientOf(`${server.url}/apis/v7`, { credentials });
    const references = [{ name: 'urn:a', subject: 'shop.A', version: 2 }];
    await client.register('a/b?c d', { schema: '{}', schemaType: 'JSON', references });
    await client.setConfig('x-value', 'FULL_TRANSITIVE', { owner: 'shop' });
    const [registered, set] = server.seen;
    expect(registered?.path).toBe('/apis/v7/subjects/a%2Fb%3Fc%20d/versions?normalize=true');
    expect(registered?.headers.authorization).toBe('Basic Y2k6cMOkOnNz');
    expect(registered?.headers['content-type']).toBe('application/vnd.schemaregistry.v1+json');
    expect(JSON.parse(registered?.body ?? '')).toEqual({ schema: '{}', schemaType: 'JSON', references });
    expect([set?.method, set?.path, JSON.parse(set?.body ?? '')]).toEqual([
      'PUT',
      '/apis/v7/config/x-value',
      { compatibility: 'FULL_TRANSITIVE', defaultMetadata: { properties: { owner: 'shop' } } },
    ]);
  });

  test('so many requests run at once, and no more', async () => {
    let [now, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const server = await serving(async (_, response) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length >= 3 || server.seen.length >= 8) for (const go of waiting.splice(0)) go();
      });
      now -= 1;
      json(response, 200, [1]);
    });
    const { client } = clientOf(server.url, { limits: { atOnce: 3 } });
    const names = Array.from({ length: 9 }, (_, index) => `s${index}`);
    const found = await Promise.all(names.map((name) => client.versions(name)));
    expect(found).toHaveLength(9);
    expect(most).toBe(3);
  });
});

describe('what is answered', () => {
  test('versions, without what registries leave out', async () => {
    const server = await serving((_, response) =>
      json(response, 200, { version: 3, id: 9, schema: '"int"' }),
    );
    expect(await clientOf(server.url).client.version('a', 'latest')).toEqual({
      version: 3,
      id: 9,
      schema: '"int"',
      format: 'AVRO',
      references: [],
    });
  });

  test('what a registry does not have is undefined', async () => {
    const server = await serving((_, response) =>
      json(response, 404, { error_code: 40401, message: 'Subject not found' }),
    );
    const { client } = clientOf(server.url);
    expect(await client.version('a', 1)).toBeUndefined();
    expect(await client.versions('a')).toEqual([]);
    expect(await client.config('a')).toEqual({ level: undefined, metadata: undefined });
    expect(await client.mode('a')).toBe('unset');
    expect(await client.verdict('a', { schema: '', schemaType: 'AVRO', references: [] })).toBeUndefined();
  });

  test('a registry without modes answers nothing', async () => {
    const server = await serving((_, response) => {
      response.writeHead(204).end();
    });
    expect(await clientOf(server.url).client.mode('a')).toBe('not-kept');
  });
});

describe('what passes is tried again', () => {
  test.each([429, 500, 502, 503, 504])('%d', async (status) => {
    const server = await serving((_, response, index) =>
      index < 2 ? json(response, status, { message: 'later' }) : json(response, 200, ['a']),
    );
    const { client, waited } = clientOf(server.url);
    expect(await client.subjects()).toEqual(['a']);
    expect(waited).toEqual([250, 500]);
  });

  test('a connection that breaks', async () => {
    const server = await serving((_, response, index) => {
      if (index === 0) response.destroy();
      else json(response, 200, ['a']);
    });
    expect(await clientOf(server.url).client.subjects()).toEqual(['a']);
    expect(server.seen).toHaveLength(2);
  });

  test('as long after as the registry asks for, within half a minute', async () => {
    const server = await serving((_, response, index) => {
      if (index > 1) json(response, 200, []);
      else response.writeHead(429, { 'retry-after': index === 0 ? '2' : '9999' }).end();
    });
    const { client, waited } = clientOf(server.url);
    await client.subjects();
    expect(waited).toEqual([2000, 30_000]);
  });

  test('and given up in the end', async () => {
    const server = await serving((_, response) => json(response, 503, { message: 'the  store\nis away' }));
    expect(await failure(clientOf(server.url).client.subjects())).toBe(
      `GET ${server.url}/subjects: it answers 503 (the store is away), 5 times; see that it runs and can be reached`,
    );
    expect(server.seen).toHaveLength(5);
    await server.stop();
    servers.pop();
    expect(await failure(clientOf(server.url).client.subjects())).toBe(
      `GET ${server.url}/subjects: it cannot be reached (ECONNREFUSED), 5 times; see that it runs and can be reached`,
    );
  });

  test('what takes too long', async () => {
    const server = await serving(() => undefined);
    const limits = { timeout: 50, tries: 2 };
    expect(await failure(clientOf(server.url, { limits }).client.subjects())).toBe(
      `GET ${server.url}/subjects: no answer within 50 ms, 2 times; see that it runs and can be reached`,
    );
  });
});

describe('what no registry answers is one line', () => {
  const page = '<!DOCTYPE html>\n<html><body>Sign in</body></html>';
  const api = 'see that the url is that of a Confluent API, for example https://…/apis/ccompat/v7';
  test.each([
    [
      'a page of HTML',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end(page),
      `the answer is not JSON (200, text/html): <!DOCTYPE html> <html><body>Sign in</body></html>; ${api}`,
    ],
    [
      'a page that is not there',
      (response: ServerResponse) => response.writeHead(404, { 'content-type': 'text/html' }).end(page),
      `it answers 404; ${api}`,
    ],
    [
      'another shape',
      (response: ServerResponse) => json(response, 200, { subjects: [] }),
      `the answer is not as the API has it: Invalid input: expected array, received object; ${api}`,
    ],
    [
      'another type inside',
      (response: ServerResponse) => json(response, 200, ['a', 7]),
      `the answer is not as the API has it at 1: Invalid input: expected string, received number; ${api}`,
    ],
    [
      'nothing',
      (response: ServerResponse) => response.writeHead(200).end(),
      `the answer is not as the API has it: Invalid input: expected array, received undefined; ${api}`,
    ],
    [
      'a redirect',
      (response: ServerResponse) => response.writeHead(302, { location: 'https://login.example.com/' }).end(),
      'it redirects to https://login.example.com/; write that address as the url',
    ],
    [
      'that it does not know who asks',
      (response: ServerResponse) => json(response, 401, { error_code: 401, message: 'who?' }),
      'it answers 401: who?; give the name and password of a user who may use the registry',
    ],
  ])('%s', async (_, answer, expected) => {
    const server = await serving((_seen, response) => {
      answer(response);
    });
    expect(await failure(clientOf(server.url).client.subjects())).toBe(
      `GET ${server.url}/subjects: ${expected}`,
    );
    expect(server.seen).toHaveLength(1);
  });

  test('an answer without end is not read to its end', async () => {
    let sent = 0;
    const server = await serving((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('"'.repeat(1000))) sent += 1000;
      };
      response.on('drain', more);
      more();
    });
    const limits = { mostBytes: 100_000 };
    expect(await failure(clientOf(server.url, { limits }).client.subjects())).toBe(
      `GET ${server.url}/subjects: the answer has more than 100000 bytes; ${api}`,
    );
    expect(sent).toBeLessThan(20_000_000);
  });

  test('what moves a terminal is spelled out, and long texts are cut', async () => {
    const server = await serving((_, response) =>
      json(response, 403, { message: `\u001b[2J\u202e${'x'.repeat(5000)}` }),
    );
    const said = await failure(clientOf(server.url).client.subjects());
    expect(said).toContain('it answers 403: \\u001b[2J\\u202e');
    expect(said.length).toBeLessThan(500);
  });
});

test('no error repeats the credentials, not even where the registry does', async () => {
  const credentials = { username: 'ci', password: 'hunter2secret' };
  const server = await serving(({ headers }, response, index) => {
    const told = `no: ${headers.authorization}, ${credentials.password}`;
    if (index === 0) json(response, 403, { message: told });
    else if (index === 1) response.writeHead(200, { 'content-type': told }).end(told);
    else response.writeHead(301, { location: `https://x/${credentials.password}` }).end();
  });
  const { client } = clientOf(server.url, { credentials });
  const said = [
    await failure(client.subjects()),
    await failure(client.subjects()),
    await failure(client.subjects()),
  ].join('\n');
  expect(said).toContain('it answers 403: no: Basic (hidden), (hidden);');
  expect(said).not.toContain('hunter2secret');
  expect(said).not.toContain(Buffer.from('ci:hunter2secret').toString('base64'));
});
