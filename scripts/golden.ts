import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goldenFiles, goldenFolder } from '../test/support/golden.ts';

// Writes what the shipped catalogue renders to test/golden/, for a reviewer to read as a diff.
const files = goldenFiles();
rmSync(goldenFolder, { recursive: true, force: true });
for (const [path, text] of files) {
  mkdirSync(dirname(join(goldenFolder, path)), { recursive: true });
  writeFileSync(join(goldenFolder, path), text);
}
