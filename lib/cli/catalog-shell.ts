import { join } from 'node:path';
import { build } from 'esbuild';
import type { Shell } from '../reports/catalog/html.ts';

/** The page's sources. */
const source = join(import.meta.dirname, '..', '..', 'page');

/**
 * Bundles `page/` into one script and one style, in memory, from this folder and what `npm ci` put beside it
 * (decision 0013). Nothing is asked of a network.
 */
export async function catalogShell(): Promise<Shell> {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'page.css')],
    outdir: source,
    absWorkingDir: source,
    tsconfig: join(source, 'tsconfig.json'),
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    target: ['es2022', 'chrome107', 'firefox113', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const text = (ending: string) => {
    const found = outputFiles.find(({ path }) => path.endsWith(ending));
    if (found === undefined) throw new Error(`page/ makes no ${ending}`);
    return found.text.trim();
  };
  return { script: text('.js'), style: text('.css') };
}
