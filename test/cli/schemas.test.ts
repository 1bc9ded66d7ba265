import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeRegistry } from '../support/registry/fake-registry.ts';
import { writeShop } from '../support/registry/shop.ts';
import { json, smallServer } from '../support/registry/small-server.ts';
import { repository } from '../support/repository.ts';
import { StackCopy } from '../support/stack-copy.ts';

const copy = new StackCopy();
beforeAll(() => writeShop(copy));
afterAll(() => copy.dispose());

let registry: FakeRegistry;
beforeEach(async () => {
  registry = await FakeRegistry.start();
});
afterEach(() => registry.stop());

/** Runs `schemas` as a process, while the registry is served by this one. */
async function schemas(args: readonly string[], env: Record<string, string> = {}) {
  const command = [join(repository, 'bin', 'workstreams.js'), 'schemas', ...args, '--root', copy.root];
  const child = spawn('node', command, { env: { ...process.env, ...env } });
  const told = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (told[stream] += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...told };
}

const here = () => ['--env', 'qa', '--url', registry.url];

describe('plan and apply', () => {
  test('say what they do and end with what they found', async () => {
    expect((await schemas(['plan', ...here()])).code).toBe(2);
    const dry = await schemas(['apply', ...here(), '--dry-run']);
    expect(dry.code).toBe(2);
    expect(dry.stdout).toContain('qa at ');
    expect(registry.writes()).toEqual([]);
    const done = await schemas(['apply', ...here()]);
    expect({ code: done.code, stderr: done.stderr }).toEqual({ code: 0, stderr: '' });
    expect(done.stdout.split('\n')).toEqual([
      'shop.Currency.v1.schema.json: compatibility BACKWARD, version 1 (id 1)',
      expect.stringMatching(/^shop\.orders-key: compatibility BACKWARD, version 1 \(id [23]\)$/),
      expect.stringMatching(/^shop\.orders-value: compatibility BACKWARD, version 1 \(id [23]\)$/),
      `qa at ${registry.url}: 3 subjects changed`,
      '',
    ]);
    const again = await schemas(['apply', ...here(), '--format', 'json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      schema: 'workstreams.io/schemas-apply/v1',
      state: 'nothing',
      done: [],
    });
    expect(await schemas(['plan', ...here(), '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    registry.add('shop.orders-value', '{"type":"string"}');
    expect((await schemas(['plan', ...here()])).code).toBe(3);
    registry.writes();
    expect((await schemas(['apply', ...here()])).code).toBe(3);
    expect(registry.writes()).toEqual([]);
  });

  test('of one system or contract', async () => {
    const chosen = await schemas(['plan', ...here(), '--contract', 'contracts/shop/sales/evt/orders/v1/']);
    expect(chosen.stdout).toContain('3 new');
    expect(await schemas(['plan', ...here(), '--system', 'shup'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'there is no system "shup"\n  did you mean "shop"?\n',
    });
    const none = await schemas(['plan', ...here(), '--contract', 'shop/sales/evt/order/v1']);
    expect(none.stderr).toBe(
      'there is no contract "shop/sales/evt/order/v1"\n  did you mean "shop/sales/evt/orders/v1"?\n',
    );
  });

  test('that fail in the middle say how far they came', async () => {
    registry.refuses = (subject) => (subject.endsWith('-value') ? 'no' : undefined);
    const failed = await schemas(['apply', ...here()]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toBe(
      `POST ${registry.url}/subjects/shop.orders-value/versions?normalize=true: it answers 409: no; see what the registry says\n2 done; run it again: it goes on where this one ended\n`,
    );
    const again = await schemas(['apply', ...here(), '--format', 'json']);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ state: 'failed', done: [] });
  });
});

describe('where the registry is', () => {
  test('an address that is none, and an environment without a registry', async () => {
    expect((await schemas(['plan', '--env', 'qa', '--url', 'registry:8081'])).stderr).toBe(
      '--url is no address of a registry\n  write http:// or https://, a host, and a path if it has one, without a slash at its end\n',
    );
    const text = copy.read('environments/qa.yaml');
    try {
      copy.write('environments/qa.yaml', text.slice(0, text.indexOf('schemaRegistry:')));
      expect((await schemas(['plan', '--env', 'qa'])).stderr).toBe(
        'qa has no schema registry\n  write schemaRegistry in environments/qa.yaml\n',
      );
    } finally {
      copy.write('environments/qa.yaml', text);
    }
  });

  test('a page in its place is one line', async () => {
    const server = await smallServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    });
    const told = await schemas(['pull', '--env', 'qa', '--url', server.url, '--out', copy.path('none')]);
    await server.stop();
    expect(told.code).toBe(1);
    expect(told.stderr).toBe(
      `GET ${server.url}/subjects: the answer is not JSON (200, text/html): <html>Sign in</html>; see that the url is that of a Confluent API, for example https://…/apis/ccompat/v7\n`,
    );
  });
});

describe('credentials', () => {
  beforeAll(() => {
    copy.edit('environments/qa.yaml', 'url: http://registry', 'url: https://registry');
    copy.edit('environments/qa.yaml', '{ type: none }\n  reg', '{ type: basic, secret: registry }\n  reg');
    copy.write('secret/username', 'ci\n');
    copy.write('secret/password', 'pass word\n');
  });

  test('are asked for, and not sent in the clear', async () => {
    expect((await schemas(['plan', '--env', 'qa'])).stderr).toBe(
      'the registry of qa asks for a user name and a password\n  set WORKSTREAMS_REGISTRY_USERNAME and WORKSTREAMS_REGISTRY_PASSWORD, or name a folder with the files username and password: --credentials <folder>\n',
    );
    const secret = ['--credentials', copy.path('secret')];
    const clear = await schemas(['plan', '--env', 'qa', '--url', 'http://registry.example.com', ...secret]);
    expect(clear.stderr).toBe(
      'the password would be sent in the clear\n  give a --url that begins with https://\n',
    );
    const none = await schemas(['plan', ...here(), '--credentials', copy.path('nowhere')]);
    expect(none.stderr).toContain('has no files username and password that can be read');
  });

  test('come from files or from the environment', async () => {
    const seen: string[] = [];
    const server = await smallServer(({ headers }, response) => {
      seen.push(headers.authorization ?? '');
      json(response, 401, { error_code: 401, message: `who is ${headers.authorization}?` });
    });
    const at = ['plan', '--env', 'qa', '--url', server.url];
    const told = await schemas([...at, '--credentials', copy.path('secret')]);
    const variables = { WORKSTREAMS_REGISTRY_USERNAME: 'me', WORKSTREAMS_REGISTRY_PASSWORD: 'hidden word' };
    await schemas(at, variables);
    await server.stop();
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(seen).toEqual([basic('ci:pass word'), basic('me:hidden word')]);
    expect(told.stderr).toBe(
      `GET ${server.url}/subjects: it answers 401: who is Basic (hidden)?; give the name and password of a user who may use the registry\n`,
    );
  });
});
