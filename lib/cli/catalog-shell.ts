import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shell } from '../reports/catalog/html.ts';
import { packageFolder } from './package.ts';

/** The catalogue page without its data: the program of `page/` as one script and one style (decision 0013). */
export function catalogShell(): Shell {
  const text = (name: string) => readFileSync(join(packageFolder, 'build', name), 'utf8').trim();
  return { script: text('page.js'), style: text('page-style.css') };
}
