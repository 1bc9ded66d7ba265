import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import { repository } from '../support/repository.ts';

// The code blocks of docs/library.md are one program: it is compiled as strictly as this repository, and run.
const page = readFileSync(join(repository, 'docs', 'library.md'), 'utf8');
const program = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text).join('\n');

const folder = mkdtempSync(join(tmpdir(), 'workstreams-library-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'main.ts'), program);
  const compilerOptions = { paths: { workstreams: [join(repository, 'lib', 'index.ts')] } };
  const config = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions,
    include: ['main.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});

test('its code compiles', () => {
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 60_000);

test('its code renders what the page says', () => {
  const told = execFileSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(told).toBe('shop-billing reads dev.main.orders.evt.order-placed.v1; 1 ScaledJob\n');
  const text = readFileSync(join(folder, 'dist', 'shop.k8s.yaml'), 'utf8');
  expect(
    [...text.matchAll(/^kind: KafkaUser\nmetadata:\n(?: {2}.*\n)*? {2}name: (.*)$/gm)].map(
      ([, name]) => name,
    ),
  ).toEqual([
    'checkout',
    'billing',
    'dispatcher',
    'on-call',
    'shop-billing-tool-print-reader',
    'shop-billing-tool-print-scaler',
  ]);
  expect(text).toContain('segment.ms: "3600000"');
  expect(text).toContain('name: main.checkout-\n');
});

test('the verbs and options of its tables exist, and all that exist are there', () => {
  const verbs = (of: { readonly prototype: object }) =>
    Object.getOwnPropertyNames(of.prototype).filter((name) => /^(?:grant|add)/.test(name));
  for (const verb of [...verbs(ws.TopicFamily), ...verbs(ws.WorkRequestQueue), ...verbs(ws.AclPolicy)])
    expect(page).toMatch(new RegExp(`^\\| \`(?:topics\\.|policy\\.)?${verb}\\(`, 'm'));
});
