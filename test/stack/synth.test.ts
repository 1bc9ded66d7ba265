import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { goldenFiles } from '../support/golden.ts';
import { filesBelow } from '../support/repository.ts';
import { workstreams } from '../support/workstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('synth writes the tree that is committed', async () => {
  const { code, stderr } = await workstreams('synth', '--out', folder);
  expect([code, stderr]).toEqual([0, '']);
  expect(Object.keys(filesBelow(folder))).toEqual(goldenFiles().get('tree.txt')?.trimEnd().split('\n'));
});
