import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forEachFile } from './object-file.ts';

// Child program, the floor: the objects written by JSON.stringify, which no program that writes them can beat
// by much.
const [source = '', outdir = ''] = process.argv.slice(2);
const folders = new Set<string>();
const result = forEachFile(source, ({ path, objects }) => {
  const file = join(outdir, path);
  const folder = dirname(file);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(file, `${objects.map((object) => JSON.stringify(object)).join('\n---\n')}\n`);
});
process.stdout.write(JSON.stringify(result));
