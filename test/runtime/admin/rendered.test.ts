import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { runAdmin } from '../../../runtime/admin/main.ts';
import { jsonLog } from '../../../runtime/log.ts';
import { tokenLine, tokens } from '../../support/admin-desk.ts';
import { administered } from '../../support/administered.ts';
import { fixtureUnits, type Mutable } from '../../support/fixture.ts';

const name = 'parcels-acme--on-call-desk-admin';
const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** The files of the pod in a folder, and its variables with the paths there. */
function pod(): { readonly root: string; readonly variables: Record<string, string> } {
  const root = mkdtempSync(join(tmpdir(), 'workstreams-admin-'));
  roots.push(root);
  const objects: Mutable[] = [...(fixtureUnits(administered()).get(`parcels/${name}`) ?? [])];
  const { env, volumeMounts } = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec
    .containers[0];
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const { kind, data } of objects)
    if (kind === 'ConfigMap')
      for (const [file, text] of Object.entries(data))
        write(join('etc/workstreams/topics', file), String(text));
  for (const { mountPath } of volumeMounts) mkdirSync(join(root, mountPath), { recursive: true });
  write('run/workstreams/tokens/person-jane', tokenLine('read', tokens.jane));
  const variables = Object.fromEntries(
    (env as { name: string; value: string }[]).map(({ name: variable, value }) => [
      variable,
      value.startsWith('/') ? join(root, value) : value,
    ]),
  );
  for (const [variable, value] of Object.entries(variables))
    if (variable.startsWith('KAFKA') && value.startsWith(root)) write(value.slice(root.length), 'x');
  return { root, variables: { ...variables, WORK_HTTP_PORT: '0' } };
}

/** Starts it, and stops it when `use` is done. */
async function served(
  variables: Record<string, string>,
  use: (url: string) => Promise<void> = () => Promise.resolve(),
) {
  const errors: string[] = [];
  const stop = new AbortController();
  const code = await runAdmin({
    ...{ variables, carried: undefined, stop: stop.signal },
    log: jsonLog((line) => {
      const { level, message } = JSON.parse(line) as Record<string, string>;
      if (level === 'error') errors.push(message ?? '');
    }),
    onListening: (url) => {
      void use(url).finally(() => stop.abort());
    },
  });
  return { code, errors };
}

test('starts with the files and variables that are rendered, and knows their topics', async () => {
  const { variables } = pod();
  let topics: Mutable[] = [];
  const { code, errors } = await served(variables, async (url) => {
    const answer = await fetch(`${url}/topics`, { headers: { authorization: `Bearer ${tokens.jane}` } });
    ({ topics } = (await answer.json()) as { topics: Mutable[] });
  });
  expect([code, errors]).toEqual([0, []]);
  expect(topics.map(({ topic }) => topic)).toContain('prod.acme.tracking.evt.parcel-scanned.v1');
  expect(topics.every(({ deadLetterTopic }) => deadLetterTopic !== null)).toBe(true);
});

test('the probes are what the pod runs, and tell whether it listens', async () => {
  const objects: Mutable[] = [...(fixtureUnits(administered()).get(`parcels/${name}`) ?? [])];
  const [container] = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers;
  const { variables } = pod();
  const codes = async (url: string) => {
    const found = [];
    for (const probe of [container.livenessProbe, container.readinessProbe]) {
      const [, ...args] = probe.exec.command.map((one: string) => one.replace('http://127.0.0.1:9405', url));
      found.push(await exitCode(args));
    }
    return found;
  };
  let seen: unknown[] = [];
  let address = '';
  await served(variables, async (url) => {
    address = url;
    seen = await codes(url);
  });
  expect(seen).toEqual([0, 0]);
  expect(await codes(address)).toEqual([1, 1]);
});

async function exitCode(args: readonly string[]): Promise<number | null> {
  const [code] = (await once(spawn(process.execPath, args), 'exit')) as [number | null];
  return code;
}

const plain =
  'WORK_HTTP_HOST is 0.0.0.0, which others reach, and tokens would be readable on their way: set WORK_HTTP_TLS_CERTIFICATE_FILE and WORK_HTTP_TLS_KEY_FILE, or listen at 127.0.0.1, or set WORK_HTTP_WITHOUT_TLS to true where something before it has TLS';
test.each<[string, Record<string, string>, number, string[]]>([
  ['an address that others reach, without TLS', { WORK_HTTP_HOST: '0.0.0.0' }, 2, [plain]],
  ['the same where that is meant', { WORK_HTTP_HOST: '0.0.0.0', WORK_HTTP_WITHOUT_TLS: 'true' }, 0, []],
  [
    'no tokens',
    { WORK_TOKENS_FOLDER: '' },
    2,
    ['WORK_TOKENS_FOLDER is missing: set it, as the manifests do'],
  ],
  [
    'no port',
    { WORK_HTTP_PORT: '70000' },
    2,
    ['WORK_HTTP_PORT is 70000: write a whole number from 0 to 65535'],
  ],
  [
    'a certificate without a key',
    { WORK_HTTP_TLS_CERTIFICATE_FILE: import.meta.filename },
    2,
    ['WORK_HTTP_TLS_KEY_FILE is missing: set it, as the manifests do'],
  ],
  [
    'no topics',
    { WORK_TOPICS_FOLDER: '' },
    2,
    ['which topics there are is not known: name an environment of the stack with --env'],
  ],
])('%s', async (_what, more, code, errors) => {
  expect(await served({ ...pod().variables, ...more })).toEqual({ code, errors });
});

test('a port that is taken ends it with 1: starting again may help', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, errors } = await served({ ...pod().variables, WORK_HTTP_PORT: String(port) });
  taken.close();
  expect([code, errors]).toEqual([
    1,
    [
      `WORK_HTTP_HOST and WORK_HTTP_PORT: cannot listen at 127.0.0.1, port ${port} (EADDRINUSE): another program does: end it, or name another port`,
    ],
  ]);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

(hasOpenssl ? test : test.skip)('speaks TLS with the files that it is given', async () => {
  const { root, variables } = pod();
  const files = { key: join(root, 'key.pem'), certificate: join(root, 'certificate.pem') };
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', files.key, '-out', files.certificate],
    ],
    { stdio: 'ignore' },
  );
  const said: unknown[] = [];
  const { code } = await served(
    {
      ...{ ...variables, WORK_HTTP_HOST: '0.0.0.0' },
      ...{ WORK_HTTP_TLS_CERTIFICATE_FILE: files.certificate, WORK_HTTP_TLS_KEY_FILE: files.key },
    },
    async (url) => {
      const { port, protocol } = new URL(url);
      const request = get({ host: '127.0.0.1', port, path: '/healthz', ca: readFileSync(files.certificate) });
      const [response] = (await once(request, 'response')) as [{ statusCode: number; resume: () => void }];
      response.resume();
      said.push(protocol, response.statusCode);
    },
  );
  expect([code, said]).toEqual([0, ['https:', 200]]);
});
