import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeBackup } from '../../lib/cli/schemas/write-backup.ts';
import { backupFile, backupFiles, parseBackup } from '../../lib/registry/backup.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { SwitchFailed } from '../../lib/release/folder-switch.ts';
import { FailingFiles } from '../support/failing-files.ts';
import { folderState } from '../support/folder-state.ts';
import { FakeRegistry } from '../support/registry/fake-registry.ts';
import { StackCopy } from '../support/stack-copy.ts';

let registry: FakeRegistry;
let copy: StackCopy;
beforeEach(async () => {
  registry = await FakeRegistry.start();
  copy = new StackCopy();
});
afterEach(async () => {
  await registry.stop();
  copy.dispose();
});

const address = 'https://registry.example.com';

function pulled(): Promise<Map<string, string>> {
  const client = new RegistryClient({ url: registry.url, fetch, wait: () => Promise.resolve() });
  return backupFiles(client, { environment: 'qa', registry: address });
}

const write = (files: ReadonlyMap<string, string>) =>
  writeBackup({ out: copy.path('backup'), environment: 'qa', files });

describe('a backup', () => {
  test('has each version byte by byte, and a list of all', async () => {
    registry.add('a-value', '{ "type" : "string" }');
    registry.add('a-value', '{"type":"integer"}', 'JSON', [{ name: 'urn:b', subject: 'b', version: 1 }]);
    registry.add('Ünï/../x', '"int"', 'AVRO');
    registry.configs.set('a-value', {
      compatibility: 'FULL',
      defaultMetadata: { properties: { system: 's', owner: 'o' } },
    });
    registry.modes.set('a-value', 'READONLY');
    const files = await pulled();
    const odd = [...files.keys()].find((one) => one.endsWith('.avsc')) ?? '';
    expect(odd).toMatch(/^_n__.._x\.[0-9a-f]{12}\/1\.avsc$/);
    expect([...files.keys()].sort()).toEqual(
      [odd, 'a-value/1.schema.json', 'a-value/2.schema.json', backupFile].sort(),
    );
    expect(files.get('a-value/1.schema.json')).toBe('{ "type" : "string" }');
    const list = parseBackup(files.get(backupFile) ?? '');
    expect(list?.registry).toBe(address);
    const own = list?.subjects.find(({ subject }) => subject === 'a-value');
    expect(own).toEqual({
      subject: 'a-value',
      compatibility: 'FULL',
      mode: 'READONLY',
      metadata: { owner: 'o', system: 's' },
      versions: [
        expect.objectContaining({ version: 1, id: 1, format: 'JSON', file: 'a-value/1.schema.json' }),
        expect.objectContaining({
          version: 2,
          id: 2,
          references: [{ name: 'urn:b', subject: 'b', version: 1 }],
        }),
      ],
    });
    expect(list?.subjects.find(({ subject }) => subject === 'Ünï/../x')?.mode).toBeNull();
    expect(await pulled()).toEqual(files);
  });

  test('keeps subjects apart whose names differ by the case of letters, or are that of its list', async () => {
    for (const name of ['orders', 'Orders', 'ORDERS', backupFile]) registry.add(name, '{}');
    const folders = [...(await pulled()).keys()].map((one) => one.split('/')[0]?.toLowerCase());
    expect(new Set(folders).size).toBe(5);
  });
});

describe('writing it', () => {
  test('replaces what it wrote, and keeps what others have', async () => {
    registry.add('a-value', '{}');
    registry.add('b-value', '{}');
    expect(await write(await pulled())).toEqual({ ok: true, value: true });
    copy.write('backup/qa/README.md', 'ours');
    copy.write('backup/qa/a-value/note.txt', 'ours too');
    expect(await write(await pulled())).toEqual({ ok: true, value: false });
    registry.versions.delete('b-value');
    registry.add('a-value', '{"type":"object"}');
    expect(await write(await pulled())).toEqual({ ok: true, value: true });
    expect(copy.read('backup/qa/a-value/2.schema.json')).toBe('{"type":"object"}');
    expect(copy.read('backup/qa/README.md')).toBe('ours');
    expect(copy.read('backup/qa/a-value/note.txt')).toBe('ours too');
    expect(existsSync(copy.path('backup/qa/b-value'))).toBe(false);
    expect(existsSync(copy.path('backup/.workstreams'))).toBe(false);
  });

  test('writes over no file of others', async () => {
    registry.add('a-value', '{}');
    copy.write('backup/qa/a-value/1.schema.json', 'of others');
    const said = await write(await pulled());
    expect(said).toMatchObject({
      ok: false,
      problems: [
        {
          place: { file: copy.path('backup/qa/a-value/1.schema.json') },
          what: 'is in the way: no backup has written it',
        },
      ],
    });
    expect(copy.read('backup/qa/a-value/1.schema.json')).toBe('of others');
    copy.remove('backup/qa/a-value');
    copy.write(`backup/qa/${backupFile}`, '{}');
    expect(await write(await pulled())).toMatchObject({
      ok: false,
      problems: [{ what: 'this is no backup of a registry' }],
    });
  });

  test('killed at any point leaves the old backup or the new one, and the next run ends it', async () => {
    registry.add('a-value', '{}');
    await write(await pulled());
    const before = folderState(copy.path('backup/qa'));
    registry.add('a-value', '{"type":"object"}');
    registry.add('c-value', '{}');
    const files = await pulled();
    const whole = new FailingFiles();
    const root = copy.path('whole');
    mkdirSync(root);
    await writeBackup({ out: root, environment: 'qa', files, ops: whole.ops });
    const after = folderState(join(root, 'qa'));
    let told = 0;
    for (let at = 1; ; at += 1) {
      const stack = new StackCopy();
      try {
        await writeBackup({ out: stack.root, environment: 'qa', files: new Map([['registry.json', '']]) });
        for (const [path, text] of await oldFiles()) stack.write(`qa/${path}`, text);
        const failing = new FailingFiles({ at, how: 'kill' });
        const ended = await writeBackup({ out: stack.root, environment: 'qa', files, ops: failing.ops }).then(
          () => true,
          () => false,
        );
        const state = folderState(join(stack.root, 'qa'));
        // Between two renames there is none, and the next run takes the old one back.
        if (state !== 'absent') expect([before, after]).toContain(state);
        expect(await writeBackup({ out: stack.root, environment: 'qa', files })).toMatchObject({ ok: true });
        expect(folderState(join(stack.root, 'qa'))).toBe(after);
        if (ended) break;
        told += 1;
      } finally {
        stack.dispose();
      }
    }
    expect(told).toBeGreaterThan(20);
  });

  /** What was written first. */
  async function oldFiles(): Promise<[string, string][]> {
    return Promise.resolve(
      [backupFile, 'a-value/1.schema.json'].map((path): [string, string] => [
        path,
        copy.read(`backup/qa/${path}`),
      ]),
    );
  }

  test('that fails says so', async () => {
    registry.add('a-value', '{}');
    const failing = new FailingFiles({ at: 12, how: 'EIO' });
    const files = await pulled();
    await expect(
      writeBackup({ out: copy.path('backup'), environment: 'qa', files, ops: failing.ops }),
    ).rejects.toThrow(SwitchFailed);
  });
});
